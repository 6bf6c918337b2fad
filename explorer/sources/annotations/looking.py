"""Finding files of annotations among the files of a folder, of which there may be millions."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from explorer.index.known_by import holds_index
from explorer.natural_order import path_key
from explorer.sources.folders.passed_over import is_hidden

_ENTRIES = 500
"""Looked at in one folder to tell what it holds; files of annotations are as many as images, or lie apart."""
_FOLDERS = 200


def files_below(folder: Path, ending: str | tuple[str, ...]) -> list[Path]:
    """Return all files of an ending, or of several, at any depth, in natural order.

    Hidden ones are left out, and those of an index that lies there.
    """
    found = []
    for place, folders, files in os.walk(folder):
        if place != os.fspath(folder) and holds_index(Path(place), [*folders, *files]):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not is_hidden(name)]
        found += [os.path.join(place, name) for name in files if _has(name, ending)]
    # What became a pipe is not waited for.
    return [Path(path) for path in sorted(found, key=path_key) if os.path.isfile(path)]


def some_files_below(
    folder: Path, ending: str | tuple[str, ...], most: int, folders: int = _FOLDERS
) -> list[Path]:
    """Return some of them by a look of one cost however many files there are, at so many folders by depth."""
    return list(islice(_seen_below(folder, ending, folders), most))


def some_files_called(location: Path, is_one: Callable[[str], object], most: int) -> Iterator[Path]:
    """Give those files of some names, of a file itself or of so many that a short look finds in a folder."""
    seen = some_files_below(location, "", most) if location.is_dir() else [location]
    return (file for file in seen if file.is_file() and is_one(file.name))


def _seen_below(folder: Path, ending: str | tuple[str, ...], folders: int) -> Iterator[Path]:
    waiting, looked = deque([os.fspath(folder)]), 0
    while waiting and looked < folders:
        place = waiting.popleft()
        looked += 1
        try:
            with os.scandir(place) as entries:
                seen = sorted(islice(entries, _ENTRIES), key=lambda entry: entry.name)
        except OSError:
            continue
        if looked > 1 and holds_index(Path(place), [entry.name for entry in seen]):
            continue
        for entry in seen:
            if entry.is_dir(follow_symlinks=False):
                if not is_hidden(entry.name):
                    waiting.append(entry.path)
            elif _has(entry.name, ending) and os.path.isfile(entry.path):
                yield Path(entry.path)


def _has(name: str, ending: str | tuple[str, ...]) -> bool:
    return name.lower().endswith(ending) and not is_hidden(name)
