"""Images of a table that lie in folders beside or below it, while the table names them by less."""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from explorer.caching import cached_property
from explorer.sources.annotations.splits import is_split
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.sources.folders.scan_folder import scan_folder

_ABSOLUTE = re.compile("(?:[A-Za-z]:)?/")
_WORDS = re.compile(r"[^\W\d_]+")


class FoldersBelow:
    """The images below a folder, which is read once, when it is first asked for.

    Parameters
    ----------
    root : str
        Absolute.
    called : str
        Name of the table: `train.csv` means images in `train_images` where these are apart from others.
    """

    def __init__(self, root: str, called: str = "") -> None:
        self._root = root
        self._called = called

    def fitting(self, paths: Collection[str]) -> dict[str, str]:
        """Find the file of each path, as written; what several files may be, or none, is left out.

        It is the one that shares most of the last parts with it, the name at least, with its ending or
        without, and of a path from the root a folder: among images in a folder called as the split of the
        table is, else among those that are no masks, else among all, whichever first has one. A file that
        several paths mean is that of none.
        """
        for images in self._narrowed():
            known = _by_name(images)
            found = {path: image for path in paths if (image := _alike(path, known)) is not None}
            times = Counter(found.values())
            if found:
                alone = ((path, image) for path, image in found.items() if times[image] == 1)
                return {path: os.path.join(self._root, image) for path, image in alone}
        return {}

    def counted(self, values: Collection[str]) -> int:
        """Return how many values name images by their last parts, with the endings of these or without."""
        return sum(_spelt(value).rpartition("/")[2] in self._known for value in values)

    @cached_property
    def _known(self) -> Mapping[str, list[str]]:
        return _by_name(self._paths)

    @cached_property
    def _paths(self) -> list[str]:
        return scan_folder(Path(self._root)).paths

    def _narrowed(self) -> Iterator[list[str]]:
        shown = [path for path in self._paths if not any(map(_is_of_masks, path.split("/")[:-1]))]
        for word in filter(is_split, _words(Path(self._called).stem)):
            yield [path for path in shown if any(word in _words(name) for name in path.split("/")[:-1])]
        yield shown
        yield self._paths


def _spelt(path: str) -> str:
    return path.strip().replace("\\", "/")


def _by_name(images: Sequence[str]) -> Mapping[str, list[str]]:
    """Images by their names, and by these without their endings."""
    found: dict[str, list[str]] = {}
    for image in images:
        name = image.rpartition("/")[2]
        found.setdefault(name, []).append(image)
        found.setdefault(os.path.splitext(name)[0], []).append(image)
    return found


def _alike(path: str, known: Mapping[str, list[str]]) -> str | None:
    """The image that a path means; None where there is none, or more than one."""
    parts = _spelt(path).split("/")
    near = known.get(parts[-1], [])
    depths = [_depth(parts, image) for image in near]
    if max(depths, default=0) == 0 and _ABSOLUTE.match(_spelt(path)):
        return None
    deepest = [image for image, depth in zip(near, depths, strict=True) if depth == max(depths)]
    return deepest[0] if len(deepest) == 1 else None


def _depth(parts: Sequence[str], image: str) -> int:
    """How many folders right above agree."""
    own = image.split("/")
    pairs = zip(reversed(parts[:-1]), reversed(own[:-1]), strict=False)
    return next((depth for depth, (a, b) in enumerate(pairs) if a != b), min(len(parts), len(own)))


@cache
def _is_of_masks(folder: str) -> bool:
    return kind_of(folder) is FolderKind.MASK


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(map(str.lower, _WORDS.findall(name)))
