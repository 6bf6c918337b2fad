"""What a build tells of itself."""

from dataclasses import dataclass, field
from pathlib import Path

from explorer.sources.source import Named


@dataclass(frozen=True)
class BuildReport:
    """What a build did.

    Attributes
    ----------
    index : Path
        Folder of the index.
    new, changed, removed, kept : int
        Images by what became of them since the last build. A moved file is kept.
    failed : int
        Files that could not be used.
    seconds : float
        Wall time.
    build : str
        The build that is now current.
    published : bool
        False when nothing had changed and the index was whole: the build is the one that was current.
    notes : tuple of str
        What should be known of the source, a sentence each (`Source.notes`).
    passed_over : dict
        As in `Source`.
    taken_for : str
        As in `Source`.
    sources : tuple of Named
        As in `Source`.
    embedded_again : int
        Of those kept, images that were embedded anew: the encoder, its version, its precision or the way
        that images are decoded is another than that of the build before.
    """

    index: Path
    new: int
    changed: int
    removed: int
    kept: int
    failed: int
    seconds: float
    build: str
    published: bool
    notes: tuple[str, ...] = ()
    passed_over: dict[str, int] = field(default_factory=dict)
    taken_for: str = ""
    sources: tuple[Named, ...] = ()
    embedded_again: int = 0
