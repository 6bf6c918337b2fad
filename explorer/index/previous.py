"""What a build may take over from the one before it: only what is still what was written."""

from dataclasses import dataclass
from pathlib import Path

from explorer.errors import IndexFormatError
from explorer.images.packs import file_names
from explorer.index import format as layout
from explorer.index.format import AGAIN, Manifest, found_version, is_newer, read_manifest
from explorer.index.hashes import damaged_files
from explorer.index.reader import Index, open_index
from explorer.progress import Progress


@dataclass(frozen=True)
class Previous:
    """The build before.

    Attributes
    ----------
    manifest : Manifest or None
        What it remembers of options and encoder.
    images : Index or None
        The same build when all that is kept of each image is sound: vectors, thumbnails, item table.
    whole : Index or None
        The same build when every file is.
    """

    manifest: Manifest | None = None
    images: Index | None = None
    whole: Index | None = None

    def close(self) -> None:
        """Let go of it."""
        if self.images is not None:
            self.images.close()


def find_previous(index_path: Path, progress: Progress) -> Previous:
    """Look at the index that is there, reading every file of it once.

    Parameters
    ----------
    index_path : Path
        Its builder's lock is held.
    progress : Progress
        Told in one line what is damaged, and what is therefore made anew.

    Raises
    ------
    IndexFormatError
        A newer release made it.
    """
    if not (index_path / layout.MANIFEST).exists():
        if any((index_path / layout.BUILDS).glob("[0-9]*")):
            progress.note(f"{index_path} has no {layout.MANIFEST}: what its builds hold cannot be used.")
        return Previous()
    if is_newer(found_version(index_path)):
        read_manifest(index_path)  # raises: what a newer release made is not replaced
    progress.stage("Checking the index")
    manifest = None
    try:
        manifest = _intact_manifest(index_path)
        return _sound_part(index_path, manifest, progress)
    except IndexFormatError as error:
        progress.note(f"{str(error).removesuffix(AGAIN).strip()} Everything is built anew.")
        return Previous(manifest)


def _intact_manifest(index_path: Path) -> Manifest:
    manifest = read_manifest(index_path)
    if not manifest.intact:
        raise IndexFormatError(
            f"{index_path / layout.MANIFEST} is damaged: it is not what was written. {AGAIN}"
        )
    return manifest


def _sound_part(index_path: Path, manifest: Manifest, progress: Progress) -> Previous:
    damaged = damaged_files(index_path / layout.BUILDS / manifest.build, manifest.files)
    of_images = {layout.ITEMS, layout.EMBEDDINGS, layout.COLORS}.union(*file_names(manifest.levels))
    if not of_images.isdisjoint(damaged) or not of_images <= set(manifest.files):
        raise IndexFormatError(f"{index_path} is damaged: {', '.join(damaged)}. {AGAIN}")
    index = open_index(index_path, whole=False)
    try:
        _ = index.items, index.embeddings, index.colors, index.thumbnails
        if not damaged:
            _ = index.tree, index.neighbors, index.projection, index.failures, index.probabilities
    except IndexFormatError:
        index.close()
        raise
    if damaged:
        progress.note(
            f"{index_path} is damaged: {', '.join(damaged)}. Its images are sound and are not read again; "
            "all else is built anew."
        )
    return Previous(manifest, images=index, whole=None if damaged else index)
