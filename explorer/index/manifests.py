"""Where the manifest of a build stands: in the index, where it makes the build current, and in the build.

The second is what an index falls back on when the first is lost or damaged: all that it remembers is there.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from explorer.errors import IndexFormatError
from explorer.index import format as layout
from explorer.index.format import AGAIN
from explorer.index.manifest import Manifest, found_version, is_newer, read_manifest


def publish(index_path: Path, manifest: Manifest) -> None:
    """Make a build current; from here on readers see it."""
    _write(index_path / layout.MANIFEST, manifest)


def write_copy(build_path: Path, manifest: Manifest) -> None:
    """Note in a build what its manifest is."""
    _write(build_path / layout.MANIFEST_COPY, manifest)


def put_back(index_path: Path, manifest: Manifest) -> bool:
    """Write the manifest of a sound build wherever it does not stand; whether the index had lost it."""
    manifest = replace(manifest, intact=True)
    build_path = index_path / layout.BUILDS / manifest.build
    copy = build_path / layout.MANIFEST_COPY
    if not _is_there(copy, manifest):
        if copy.is_dir() and not copy.is_symlink():
            shutil.rmtree(copy)
        write_copy(build_path, manifest)
    lost = not _is_there(index_path / layout.MANIFEST, manifest)
    if lost:
        publish(index_path, manifest)
    return lost


def copy_is_damaged(index_path: Path, manifest: Manifest) -> bool:
    """Whether a build has another manifest than its index; builds of earlier releases have none."""
    path = index_path / layout.BUILDS / manifest.build / layout.MANIFEST_COPY
    return os.path.lexists(path) and not _is_there(path, manifest)


def intact_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    IndexFormatError
        As `read_manifest`, and when it is not what was written.
    """
    manifest = read_manifest(path.parent, path.name)
    if not manifest.intact:
        raise IndexFormatError(f"{path} is damaged: it is not what was written. {AGAIN}")
    return manifest


def copies(index_path: Path) -> Iterator[Manifest]:
    """Every intact manifest of a build that stands in that build, newest first.

    Raises
    ------
    IndexFormatError
        A newer release made one.
    """
    for build_path in sorted((index_path / layout.BUILDS).glob("[0-9]*"), reverse=True):
        if is_newer(found_version(build_path, layout.MANIFEST_COPY)):
            read_manifest(build_path, layout.MANIFEST_COPY)  # raises
        with suppress(IndexFormatError):
            manifest = intact_manifest(build_path / layout.MANIFEST_COPY)
            if manifest.build == build_path.name:
                yield manifest


def _is_there(path: Path, manifest: Manifest) -> bool:
    try:
        return read_manifest(path.parent, path.name) == manifest
    except IndexFormatError:
        return False


def _write(path: Path, manifest: Manifest) -> None:
    beside = path.with_name(layout.MANIFEST_BESIDE)
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(manifest.to_json())
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
