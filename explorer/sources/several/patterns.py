"""Which images of a source are taken, by patterns as `.gitignore` has them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from pathspec import GitIgnoreSpec

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.folders.scan_folder import FolderScan
from explorer.sources.source import Source
from explorer.words import counted, images

LEFT_OUT = "left out by patterns"
"""What stands in the place of an ending among the files that were passed over."""


@dataclass(frozen=True)
class Patterns:
    """Takes a path that a pattern of `include` fits, where there are any, and none of `exclude`.

    A path is that of an image within its own source, with `/` between folders and none at its start. Each
    side is read as the lines of one file `.gitignore`: `*.jpg` fits at any depth, `masks/` a folder at any
    depth, `masks/**` and `/masks` only at the top, a later `!masks/keep.png` takes back. Case counts.
    """

    include: GitIgnoreSpec | None
    exclude: GitIgnoreSpec | None

    def take(self, path: str) -> bool:
        """Whether a path is taken."""
        path = path.lstrip("/")
        return (self.include is None or self.include.match_file(path)) and not (
            self.exclude is not None and self.exclude.match_file(path)
        )

    def where(self, paths: Sequence[str]) -> np.ndarray:
        """(n,) bool: which of n paths are taken."""
        return np.fromiter(map(self.take, paths), bool, len(paths))


def patterns_of(options: SourceOptions) -> Patterns | None:
    """Return the patterns that were given, None where there are none.

    Raises
    ------
    SourceError
        One of them is no pattern.
    """
    if not options.include and not options.exclude:
        return None
    return Patterns(_read("include", options.include), _read("exclude", options.exclude))


def chosen(source: Source, patterns: Patterns | None) -> Source:
    """Return a source with the images alone that patterns take; the others are passed over, by number."""
    if patterns is None:
        return source
    paths = source.items["path"].to_pylist()
    keep = patterns.where([source.file_of(path) for path in paths])
    failures = [each for each in source.failures if not each.path or patterns.take(each.path)]
    passed_over = dict(source.passed_over)
    left_out = int((~keep).sum()) + len(source.failures) - len(failures)
    if left_out:
        passed_over[LEFT_OUT] = passed_over.get(LEFT_OUT, 0) + left_out
    kept = np.flatnonzero(keep)
    return replace(
        source,
        items=source.items.take(pa.array(kept)),
        files=[source.files[place] for place in kept.tolist()],
        failures=failures,
        passed_over=passed_over,
        parts=None if source.parts is None else source.parts.take(kept),
        states=None if source.states is None else source.states[kept],
    )


def chosen_in_folder(scan: FolderScan, patterns: Patterns | None) -> FolderScan:
    """Return what patterns take of a folder, where that is anything: what they leave out is no class."""
    kept = [path for path in scan.paths if patterns is None or patterns.take(path)] or scan.paths
    scan.passed_over[LEFT_OUT] += len(scan.paths) - len(kept)
    return replace(scan, paths=kept)


def nothing_left(options: SourceOptions, sources: Sequence[Source]) -> str:
    """Say that patterns leave no image, and what there would be."""
    given = [
        f"--{name} {pattern!r}" for name in ("include", "exclude") for pattern in getattr(options, name) or ()
    ]
    many = sum(each.passed_over.get(LEFT_OUT, 0) for each in sources)
    where = sources[0].location if len(sources) == 1 else counted(len(sources), "source")
    return (
        f"{where}: {' '.join(given)} leaves none of {images(many)}; patterns are those of .gitignore, on "
        "paths within the source, and case counts"
    )


def _read(name: str, given: Sequence[str] | None) -> GitIgnoreSpec | None:
    if not given:
        return None
    for pattern in given:
        try:
            read = GitIgnoreSpec.from_lines([pattern])
        except ValueError as error:
            raise SourceError(f"--{name} {pattern!r} is no pattern of .gitignore: {error}") from error
        if not any(each.include is not None for each in read.patterns):
            raise SourceError(
                f"--{name} {pattern!r} fits nothing; expected a pattern such as '*.jpg' or 'masks/'"
            )
    return GitIgnoreSpec.from_lines(given)
