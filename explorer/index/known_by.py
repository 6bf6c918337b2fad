"""By what a folder is known to be an index, to have been one, or to become one."""

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from explorer.index.format import BUILD_LOCK, BUILDS, MANIFEST, MANIFEST_BESIDE, STAGING, USER_DATA
from explorer.index.manifest import looks_like_index

SUFFIX = ".dendro"
FOLDERS = (BUILDS, STAGING)
FILES = (MANIFEST, MANIFEST_BESIDE, BUILD_LOCK)
_OURS = {*FOLDERS, *FILES, USER_DATA}
"""What a build that was killed at any moment may leave behind."""

ASIDE = ".damaged"

_A_BUILD = "[0-9]*T[0-9]*-*"


def holds_index(folder: Path, present: Collection[str]) -> bool:
    """Whether a folder with these names in it is or was an index, or one that is being built first."""
    if MANIFEST in present:
        return looks_like_index(folder) or was_index(folder)
    return BUILD_LOCK in present and all_ours(present)


def index_around(path: Path) -> Path | None:
    """Return the index in whose own folders (`builds/`, `staging/`) a path lies, by links, too; else None."""
    for start in (path, path.resolve()):
        for folder in (start, *start.parents):
            if folder.name in FOLDERS:
                with suppress(OSError):  # what cannot be listed is no index of this user
                    if holds_index(folder.parent, os.listdir(folder.parent)):
                        return folder.parent
    return None


def was_index(folder: Path) -> bool:
    """Whether a folder without a sound manifest was an index once: by its builds, or by all that is in it."""
    if any((folder / BUILDS).glob(_A_BUILD)):
        return True
    try:
        present = {path.name for path in folder.iterdir()}
    except OSError:
        return False
    return MANIFEST in present and all_ours(present) and folder.suffix == SUFFIX


def all_ours(names: Collection[str]) -> bool:
    """Whether there is nothing among these names that a build would not write."""
    return all(name.partition(ASIDE)[0] in _OURS for name in names)
