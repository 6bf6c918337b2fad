"""What a build may take over from the one before it: only what is still what was written."""

from dataclasses import dataclass
from pathlib import Path

from explorer.errors import IndexFormatError, UnreadableError
from explorer.images.thumbnail_store import file_names
from explorer.index import format as layout
from explorer.index.format import AGAIN
from explorer.index.hashes import damaged_files
from explorer.index.locks import ReaderLock
from explorer.index.manifest import Manifest, found_version, is_newer, read_manifest
from explorer.index.manifests import copies, intact_manifest
from explorer.index.reader import Index
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
        A newer release made it, or a file of it cannot be read now, which is no damage.
    """
    if is_newer(found_version(index_path)):
        read_manifest(index_path)  # raises: what a newer release made is not replaced
    manifest, damage = _find_manifest(index_path)
    if manifest is None:
        if damage:
            progress.note(f"{damage} Everything is built anew.")
        return Previous()
    progress.stage("Checking the index")
    if damage:
        progress.note(f"{damage} What it said is still noted in its last build.")
    try:
        return _sound_part(index_path, manifest, progress)
    except UnreadableError:
        raise
    except IndexFormatError as error:
        progress.note(f"{_what(error)} Everything is built anew.")
        return Previous(manifest)


def _find_manifest(index_path: Path) -> tuple[Manifest | None, str]:
    """The manifest of an index, or what stands for it in its builds; and a sentence on what is damaged."""
    manifest, damage = None, ""
    try:
        manifest = intact_manifest(index_path / layout.MANIFEST)
        if (index_path / layout.BUILDS / manifest.build).is_dir():
            return manifest, ""
        damage = f"{index_path} is damaged: its current build, {manifest.build}, is not there."
    except UnreadableError:
        raise
    except IndexFormatError as error:
        damage = _what(error)
    noted = next(copies(index_path), None)
    if noted is not None:
        return noted, damage
    if manifest is not None:  # all that is left of it
        return manifest, ""
    if not (index_path / layout.MANIFEST).exists():
        has_builds = any((index_path / layout.BUILDS).glob("[0-9]*"))
        damage = f"{index_path} has no {layout.MANIFEST}: what its builds hold cannot be used."
        return None, damage if has_builds else ""
    return None, damage


def _what(error: IndexFormatError) -> str:
    return str(error).removesuffix(AGAIN).strip()


def _sound_part(index_path: Path, manifest: Manifest, progress: Progress) -> Previous:
    build_path = index_path / layout.BUILDS / manifest.build
    damaged = damaged_files(build_path, manifest.files)
    of_images = {layout.ITEMS, layout.EMBEDDINGS, layout.COLORS}.union(*file_names(manifest.levels))
    if not of_images.isdisjoint(damaged) or not of_images <= set(manifest.files):
        raise IndexFormatError(f"{index_path} is damaged: {', '.join(damaged)}. {AGAIN}")
    index = Index(index_path, manifest, ReaderLock(build_path))
    try:
        _ = index.items, index.embeddings, index.colors, index.thumbnails
        if not damaged:
            _ = index.tree, index.neighbors, index.projection, index.failures, index.probabilities
            _ = index.status_times, index.parts
    except IndexFormatError:
        index.close()
        raise
    if damaged:
        progress.note(
            f"{index_path} is damaged: {', '.join(damaged)}. Its images are sound and are not read again; "
            "all else is built anew."
        )
    return Previous(manifest, images=index, whole=None if damaged else index)
