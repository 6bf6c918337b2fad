"""The build that is current in an index, found and held, with every file as long as it was written."""

from pathlib import Path

from explorer.errors import IndexFormatError, InputError
from explorer.index import format as layout
from explorer.index.checks import check_text
from explorer.index.format import AGAIN
from explorer.index.locks import ReaderLock
from explorer.index.manifest import Manifest, read_manifest
from explorer.index.unreadable import refusal

_ATTEMPTS = 20


def current_build(path: Path | str) -> tuple[Path, Manifest, ReaderLock]:
    """Find the current build of an index and hold it; the errors are those of `open_index`."""
    if path == "":
        raise InputError("An empty path was given for an index; name its folder.")
    folder = check_text(Path(path).expanduser().absolute())
    if not folder.is_dir():
        raise IndexFormatError(
            f"There is no index at {folder}: it is not a folder. Build one with `dendro index`."
        )
    manifest, lock = _held(folder)
    try:
        _check_files(folder, manifest)
    except BaseException:
        lock.release()
        raise
    return folder, manifest, lock


def _held(folder: Path) -> tuple[Manifest, ReaderLock]:
    """The manifest, and a lock that holds its build."""
    manifest = read_manifest(folder)
    for _ in range(_ATTEMPTS):
        lock = ReaderLock(folder / layout.BUILDS / manifest.build)
        if lock.held:
            return manifest, lock
        # A refresh may have published another build since the manifest was read.
        manifest = read_manifest(folder)
    raise IndexFormatError(f"{folder} is damaged: its current build, {manifest.build}, is not there. {AGAIN}")


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, entry in manifest.files.items():
        path = folder / layout.BUILDS / manifest.build / name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise refusal(error, path) or IndexFormatError(
                f"{folder} is damaged: {name} is missing. {AGAIN}"
            ) from None
        if size != entry["bytes"]:
            raise IndexFormatError(
                f"{folder} is damaged: {name} has {size} bytes, expected {entry['bytes']}. {AGAIN}"
            )
