"""The picture files that annotations name, wherever people keep them."""

import os
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cache
from pathlib import Path

from explorer.caching import cached_property
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.sources.folders.mask_files import mask_files
from explorer.sources.folders.scan_folder import scan_folder

_NUMBERS = re.compile(r"\d+")
ELSEWHERE = "Images that are not here, and that --fetch reads from the addresses that are told for them"
MASKS = "Pictures that are masks by the names of their folders or files, left out"


class PictureFiles:
    """Finds pictures by the names that annotations have for them.

    Parameters
    ----------
    root : Path
        Folder below which they are looked for where no other folder has them.
    folders : sequence of Path
        Folders that names may be relative to, the likeliest first.
    """

    def __init__(self, root: Path, folders: Sequence[Path]) -> None:
        self._root = root
        self._folders = [os.fspath(folder) for folder in dict.fromkeys(folders)]

    def find(self, name: str, likeliest: Path | None = None) -> str | None:
        """Return the absolute path of the picture that a name means, None where that cannot be told.

        Where no folder has it, it is the only picture below the root whose path ends with the name, or else
        with its last part.

        Parameters
        ----------
        name : str
            As written; an address of the web or a path of another machine counts by its end.
        likeliest : Path, optional
            A folder to look in before all others.
        """
        if not name or "\0" in name:
            return None
        spelt = name.replace("\\", "/")
        for folder in ([os.fspath(likeliest)] if likeliest else []) + self._folders:
            file = os.path.normpath(os.path.join(folder, spelt))
            if os.path.isfile(file):
                self._favour(folder)
                return file
        below = self._by_name.get(spelt.rsplit("/", 1)[-1], [])
        ending = [path for path in below if f"/{path}".endswith(f"/{spelt.lstrip('./')}")]
        fits = ending or below
        return os.path.join(self._root, fits[0]) if len(fits) == 1 else None

    def of_stem(self, stem: str, likeliest: Path | None = None) -> str | None:
        """Return the absolute path of the only picture of this name without its ending: in the likeliest
        folder, else below the root."""
        fits = self._by_stem.get(stem, [])
        if likeliest is not None:
            fits = [path for path in fits if Path(self._root, path).parent == likeliest] or fits
        return os.path.join(self._root, fits[0]) if len(fits) == 1 else None

    def nearest_of_stem(self, stem: str, folder: Path) -> str | None:
        """Return the absolute path of the picture of this name without its ending that lies nearest.

        Near to a folder, that is. Of several that lie as near it is the one in a folder with the same numbers
        in its name (`image_2` of `label_2`); None where that leaves several.
        """
        below = os.path.relpath(folder, self._root).replace(os.sep, "/").split("/")
        near = self._by_stem.get(stem, [])
        ranks = [_nearness(path.split("/")[:-1], below) for path in near]
        best = [path for path, rank in zip(near, ranks, strict=True) if rank == max(ranks)]
        return os.path.join(self._root, best[0]) if len(best) == 1 else None

    def all(self) -> Iterator[tuple[str, str]]:
        """Give path and absolute path of all pictures below the root, in natural order."""
        return ((path, os.path.join(self._root, path)) for path in self._scan)

    def others(self, named: Container[str], left_out: Counter[str]) -> Iterator[tuple[str, str]]:
        """Give the same of those that are not named.

        Masks are left out and counted, where there are other pictures: those in folders called as such of
        masks are (`trimaps/`), in which none is named, and those like `a_mask.png` beside `a.png`.

        Parameters
        ----------
        named : container of str
            Absolute paths.
        left_out : Counter
            As of `Collecting`.
        """
        files = [os.path.join(self._root, path) for path in self._scan]
        folders = list(map(os.path.dirname, self._scan))
        of_named = {folder for folder, file in zip(folders, files, strict=True) if file in named}
        in_masks = [folder not in of_named and _is_of_masks(folder) for folder in folders]
        called = [False] * len(files) if all(in_masks) else mask_files(self._scan)
        for path, file, *is_mask in zip(self._scan, files, in_masks, called, strict=True):
            if file in named:
                continue
            if any(is_mask) and not all(in_masks):
                left_out[MASKS] += 1
            else:
                yield path, file

    def _favour(self, folder: str) -> None:
        """Look there first from now on: the others are there, too."""
        if folder in self._folders and self._folders[0] != folder:
            self._folders.remove(folder)
            self._folders.insert(0, folder)

    @cached_property
    def _scan(self) -> list[str]:
        return scan_folder(self._root).paths

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        return _grouped(self._scan, lambda path: path.rsplit("/", 1)[-1])

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        return _grouped(self._scan, lambda path: os.path.splitext(path.rsplit("/", 1)[-1])[0])


def _nearness(folders: Sequence[str], below: Sequence[str]) -> tuple[int, bool]:
    """How many folders are the same from the root on, and whether numbers in the last are."""
    pairs = zip(folders, below, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(folders), len(below)))
    numbers = [_NUMBERS.findall(each[-1]) if each else [] for each in (folders, below)]
    return same, numbers[0] == numbers[1]


@cache
def _is_of_masks(folder: str) -> bool:
    return any(kind_of(part) is FolderKind.MASK for part in folder.split("/") if part)


def _grouped(paths: Sequence[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    """Paths by a key; those of masks where there are no others."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(key(path), []).append(path)
    return {
        name: [each for each in same if not _is_of_masks(os.path.dirname(each))] or same
        for name, same in found.items()
    }
