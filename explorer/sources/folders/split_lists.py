"""Lists of the images of each split beside folders of classes: `meta/train.txt`, `labels/test1.txt`."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from explorer.errors import SourceError
from explorer.images.recognize import FileEnding, Recognizer
from explorer.natural_order import path_key
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.annotations.splits import split_in_words
from explorer.sources.tables.separated import decoded
from explorer.words import listed

_MOST_FILES, _MOST_FOLDERS = 100, 20
_MOST_BYTES = 1 << 26
_MOST_DEPTHS = 4
_ENOUGH = 0.9
"""Of the lines of a list: they name images that are here."""
_FEWEST = 2


class SplitLists(NamedTuple):
    """What such lists say.

    Attributes
    ----------
    splits : list of (str or None)
        Of each image.
    files : tuple of Path
        The lists; those that say nothing else.
    note : str
    """

    splits: list[str | None]
    files: tuple[Path, ...]
    note: str


class _List(NamedTuple):
    """The names in a list, without endings, and whether words stand behind them."""

    file: Path
    split: str
    names: list[str]
    says_more: bool


def read_split_lists(root: Path, paths: Sequence[str]) -> SplitLists | None:
    """Return the splits of images by lists below their folder; None where there are no two.

    Of several sets of lists (`train1.txt`, `train2.txt`) the first counts, and of an image that two of them
    name, the first of these.

    Parameters
    ----------
    root : Path
    paths : sequence of str
        Of the images, relative to it.
    """
    lists = [each for file in _files(root) if (each := _read(file)) is not None]
    places = _places(paths, [name for each in lists for name in each.names])
    known = [each for each in lists if _share(each, places) >= _ENOUGH]
    sets: dict[str, list[_List]] = {}
    for each in known:
        apart = re.sub(each.split, "", each.file.stem.lower(), count=1)
        sets.setdefault(f"{each.file.parent}/{apart}", []).append(each)
    names = sorted(sets, key=path_key)
    chosen = next((sets[name] for name in names if len({each.split for each in sets[name]}) >= _FEWEST), None)
    if chosen is None:
        return None
    splits: list[str | None] = [None] * len(paths)
    for each in chosen:
        for name in each.names:
            place = places.get(name, -1)
            if place >= 0 and splits[place] is None:
                splits[place] = each.split
    shown = listed(f"`{each.file.relative_to(root).as_posix()}`" for each in chosen)
    others = tuple(each.file for each in known if not each.says_more)
    return SplitLists(splits, others, f"Splits were read from {shown}.")


def _files(root: Path) -> Iterator[Path]:
    for file in some_files_below(root, ".txt", _MOST_FILES, _MOST_FOLDERS):
        if split_in_words(file.stem) is not None and file.stat().st_size <= _MOST_BYTES:
            yield file


def _read(file: Path) -> _List | None:
    """A list of paths with their endings or without; None of what is no text."""
    try:
        lines = [line.strip() for line in decoded(file).splitlines() if line.strip()]
    except SourceError:
        return None
    recognizer = Recognizer()
    says_more = any(" " in line and recognizer.by_name(line) is not FileEnding.IMAGE for line in lines)
    names = [_plain(line.split()[0] if says_more else line, recognizer) for line in lines]
    return _List(file, str(split_in_words(file.stem)), names, says_more) if names else None


def _plain(path: str, recognizer: Recognizer) -> str:
    """A path without its ending, and without what leads nowhere."""
    spelt = path.replace("\\", "/").removeprefix("./").strip("/")
    return spelt.rpartition(".")[0] if recognizer.by_name(spelt) is FileEnding.IMAGE else spelt


def _places(paths: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """The place of the image that the end of a path means, as long as any of some names; -1 of several."""
    depths = sorted({name.count("/") + 1 for name in names})[:_MOST_DEPTHS]
    places: dict[str, int] = {}
    for place, path in enumerate(paths if depths else ()):
        parts = path.rpartition(".")[0].split("/")
        for depth in depths:
            if depth <= len(parts):
                end = "/".join(parts[-depth:])
                places[end] = place if end not in places else -1
    return places


def _share(found: _List, places: dict[str, int]) -> float:
    """How many of its names mean one image each."""
    return sum(places.get(name, -1) >= 0 for name in found.names) / len(found.names)
