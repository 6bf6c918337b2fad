"""Files that may list classes by their names: in the source, beside its class folders, and right above it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from explorer.errors import ImageError, RemoteError, SourceError
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.sources.tables.separated import as_text

_NAMED_SO = re.compile(
    r"(?=.*(?:class|cls|cat|label|name|id|synset|words|ya?ml))"
    r"(?:imagenet|ilsvrc|loc|class(?:es)?|cls|cat(?:egor(?:y|ies))?|labels?|names?|idx|ind(?:ex|exes|ices)?|"
    r"ids?|to|synsets?|map(?:s|ping)?|words?|wnids?|folders?|human|readable|data|dataset|obj|meta|list|of|simple|"
    r"\d|[\W_])+\.(?:json|ya?ml|csv|tsv|txt|names)",
    re.IGNORECASE,
)
"""Each name is of such parts in one way only: of several ways, all would be tried in turn."""
_LARGEST = 1 << 23
_MOST_BESIDE = 16
"""Folders of one depth in which lists are looked for: splits and domains are few, records many."""


@dataclass(frozen=True)
class ListFile:
    """Such a file.

    Attributes
    ----------
    name : str
        As people read it, from the source on: `train/classes.txt`, `../classes.txt`.
    size : int
        Bytes.
    read : callable
        Gives its content.
    is_outside : bool
        Whether it lies above the source, where it may be about something else.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    is_outside: bool = False

    def text(self) -> str:
        """Return what is written in it; nothing where it is too large or cannot be read as text."""
        try:
            return as_text(self.read(), self.name) if self.size <= _LARGEST else ""
        except (OSError, SourceError, ImageError, RemoteError):
            return ""


def is_named_so(name: str) -> bool:
    """Whether the name of a file says that it names classes."""
    return _NAMED_SO.fullmatch(name) is not None


def lists_in_folder(root: Path, paths: Iterable[str]) -> list[list[ListFile]]:
    """Return such files of a folder on disk: beside its class folders, the nearest first, and above it.

    Above it they count where the folder is a split or holds nothing but images by its name (`data/train`).

    Parameters
    ----------
    root : Path
    paths : iterable of str
        Its images, posix, relative to it.

    Returns
    -------
    list of list of ListFile
        Those that lie equally near are one list.
    """
    levels = [[file for folder in level for file in _inside(root, folder)] for level in _levels(paths)]
    if kind_of(root.name) in (FolderKind.SPLIT, FolderKind.PLAIN):
        levels.append(_inside(root.parent, "", "../"))
    return levels


def lists_among(
    names: Mapping[str, int], paths: Iterable[str], read: Callable[[str], bytes]
) -> list[list[ListFile]]:
    """As `lists_in_folder`, of files that are listed already: in an archive, or at an address.

    Parameters
    ----------
    names : mapping of str to int
        All files, posix, and their sizes.
    paths : iterable of str
        Those of them that are images.
    read : callable
        Gives the content of a file by its name.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        folder, _, base = name.rpartition("/")
        if is_named_so(base):
            inside[folder].append(name)
    if not inside:
        return []
    return [
        [ListFile(name, names[name], partial(read, name)) for folder in level for name in inside[folder]]
        for level in _levels(paths)
    ]


def _levels(paths: Iterable[str]) -> list[list[str]]:
    """The folders above those of images, by their depth, the deepest first; "" is the source."""
    above: dict[int, set[str]] = defaultdict(set)
    for folder in {path.rpartition("/")[0] for path in paths}:
        while folder:
            folder = folder.rpartition("/")[0]
            above[folder.count("/") + bool(folder)].add(folder)
    return [
        sorted(above[depth]) for depth in sorted(above, reverse=True) if len(above[depth]) <= _MOST_BESIDE
    ]


def _inside(root: Path, folder: str, shown: str = "") -> list[ListFile]:
    prefix = shown or (f"{folder}/" if folder else "")
    try:
        files = [
            file for file in sorted((root / folder).iterdir()) if is_named_so(file.name) and file.is_file()
        ]
        return [
            ListFile(prefix + file.name, file.stat().st_size, file.read_bytes, bool(shown)) for file in files
        ]
    except OSError:
        return []
