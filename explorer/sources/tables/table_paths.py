"""The files that the paths of a table mean: as written, else the one file on disk that is certainly meant.

Paths come through programs that quote them for the web, change their Unicode form, turn slashes round, pad
them or leave out their endings. A path that names no file is taken for one that is written otherwise where
exactly one such file is there.
"""

import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from explorer.errors import InputError
from explorer.images.formats.file_formats import readable_extensions
from explorer.images.read_file import MISSING
from explorer.images.recognize import ending_of
from explorer.remote.addresses import check_address, is_address, join, local_path
from explorer.sources.tables.folders_below import FoldersBelow

_QUOTES = "'\"`´‘’“”„«»"
"""What programs and people put around a path."""
_ADVICE = " (write the path as it is on disk)"


@dataclass
class TableFiles:
    """The files of a table.

    Attributes
    ----------
    files : list of str
        Absolute path for each path that was given. A web address, and a path that fits nothing, is left as it
        is, to fail by name when it is read.
    reasons : dict
        Place of a path to why it was not taken for the files that nearly fit.
    respelled : list of tuple
        Paths, and the file that each was taken for, where those are written differently.
    moved : list of tuple
        The same, where the files lie in folders that the paths do not name.
    """

    files: list[str] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    respelled: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)


def find_files(paths: Sequence[str], root: str, below: FoldersBelow | None = None) -> TableFiles:
    """Find the file of each path.

    Parameters
    ----------
    paths : sequence of str
        As written; relative ones hang on `root`.
    root : str
        Absolute, or an address.
    below : FoldersBelow, optional
        Where they are looked for if not one of them is there: then the table was written for other folders.
    """
    if is_address(root):
        return _addresses(paths, root)
    found = TableFiles([_absolute(path, root) for path in paths])
    absent = [i for i, file in enumerate(found.files) if "://" not in paths[i] and not os.path.lexists(file)]
    for i, path in enumerate(paths):
        if "://" in path and is_address(path.strip()):
            _take_address(found, i, path)
    absent += [i for i, path in enumerate(paths) if "://" in path and local_path(path)]
    if not absent:
        return found
    named = set(found.files).difference(found.files[i] for i in absent)
    folders = _Folders()
    for i in sorted(absent):
        fits, is_certain = _fitting(paths[i], root, folders)
        if not fits:
            fits = folders.without_ending(found.files[i])
        if len(fits) == 1 and (is_certain or fits[0] not in named):
            found.files[i] = fits[0]
            found.respelled.append((paths[i], fits[0]))
        elif near := fits or folders.of_another_ending(found.files[i]):
            found.reasons[i] = _not_taken(near, found.files[i])
    if below is not None and len(absent) == len(paths) and not found.respelled:
        _take_moved(found, paths, below)
    return found


def _take_moved(found: TableFiles, paths: Sequence[str], below: FoldersBelow) -> None:
    """Take the files that lie in folders which the paths do not name."""
    files = below.fitting({*paths})
    for i, path in enumerate(paths):
        if path in files:
            found.files[i] = files[path]
            found.reasons.pop(i, None)
            found.moved.append((path, files[path]))


def _addresses(paths: Sequence[str], root: str) -> TableFiles:
    """As `find_files`, of a table that lies elsewhere: it names nothing of this machine."""
    found = TableFiles(["" for _ in paths])
    for i, path in enumerate(paths):
        if "://" in path:
            _take_address(found, i, path)
        elif os.path.isabs(path) or ".." in path.split("/"):
            found.reasons[i] = "a path of one machine in a table that lies elsewhere (write its address)"
        else:
            found.files[i] = join(root, path.removeprefix("./"))
    return found


def _take_address(found: TableFiles, i: int, path: str) -> None:
    try:
        found.files[i] = check_address(path)
    except InputError as error:
        found.reasons[i] = str(error)


def about_respelled(respelled: list[tuple[str, str]]) -> tuple[str, ...]:
    """Say in a sentence that files were found under other names, nothing where there are none."""
    if not respelled:
        return ()
    path, file = respelled[0]
    count = f"{len(respelled):,} paths name files" if len(respelled) > 1 else "1 path names a file"
    return (f"{count} written otherwise on disk: {path!r} was taken for {os.path.basename(file)!r}.",)


def about_moved(moved: Sequence[tuple[str, str]], root: str) -> tuple[str, ...]:
    """Say in a sentence that files were found in other folders, nothing where there are none."""
    if not moved:
        return ()
    path, file = moved[0]
    shown = os.path.relpath(file, root).replace(os.sep, "/")
    count = "paths name files" if len(moved) > 1 else "path names a file"
    return (f"{len(moved):,} {count} by their ends: {path!r} was taken for {shown!r}.",)


def _absolute(path: str, root: str) -> str:
    return path if "://" in path else os.path.normpath(os.path.join(root, path))


def _fitting(path: str, root: str, folders: "_Folders") -> tuple[list[str], bool]:
    """Files that a path may mean, by the strictest reading that finds any, and whether that is beyond doubt.

    Case is: another row may mean the file, and this one a file that is missing.
    """
    spellings = [_absolute(spelling, root) for spelling in _spellings(path)]
    for file in spellings:
        if os.path.isfile(file):
            return [file], True
    for key in (_same_text, _any_case):
        fits = sorted({fit for file in spellings for fit in folders.fitting(file, key)})
        if fits:
            return fits, key is _same_text
    return [], False


def _spellings(path: str) -> Iterator[str]:
    """A path without what programs do to it, the least changed first."""
    path = local_path(path) or path
    trimmed = dict.fromkeys((path, path.strip(), path.strip().strip(_QUOTES)))
    # Written on Windows, where it is not a sign of the name.
    slashed = dict.fromkeys([*trimmed, *(text.replace("\\", "/") for text in trimmed)])
    for text in dict.fromkeys([*slashed, *map(unquote, slashed)]):
        if text and "\0" not in text:
            yield text


def _same_text(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _any_case(name: str) -> str:
    return _same_text(_same_text(name).casefold())


class _Folders:
    """What lies in folders, each of them listed once."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._keyed: dict[tuple[str, Callable], dict[str, list[str]]] = {}

    def fitting(self, file: str, key: Callable[[str], str]) -> list[str]:
        """Files whose every name below the deepest folder that is there has the same key."""
        folder, below = self._deepest(file)
        places = [folder]
        for name in below:
            wanted = key(name)
            places = [os.path.join(p, fit) for p in places for fit in self._by(p, key).get(wanted, ())]
        return [place for place in places if os.path.isfile(place)]

    def without_ending(self, file: str) -> list[str]:
        """Images that a file that is missing, whose name has no ending of one, names but for theirs."""
        folder, name = os.path.split(file)
        if ending_of(name) in readable_extensions():
            return []
        near = self._by(folder, _unended).get(name, ())
        return [os.path.join(folder, other) for other in near if ending_of(other) in readable_extensions()]

    def of_another_ending(self, file: str) -> list[str]:
        """Images beside a file that is missing which differ from it in the ending only."""
        folder, name = os.path.split(file)
        near = self._by(folder, _stem).get(_stem(name), ())
        return [os.path.join(folder, other) for other in near if ending_of(other) in readable_extensions()]

    def _deepest(self, file: str) -> tuple[str, list[str]]:
        below: list[str] = []
        folder = file
        while not self._list(folder):
            folder, name = os.path.split(folder)
            if not name:
                break
            below.insert(0, name)
        return folder, below

    def _list(self, folder: str) -> list[str]:
        if folder not in self._names:
            try:
                # Names that are no Unicode cannot be written to an index.
                names = [name for name in sorted(os.listdir(folder)) if _is_unicode(name)]
            except (OSError, ValueError):
                names = []
            self._names[folder] = names
        return self._names[folder]

    def _by(self, folder: str, key: Callable[[str], str]) -> dict[str, list[str]]:
        if (folder, key) not in self._keyed:
            keyed: dict[str, list[str]] = {}
            for name in self._list(folder):
                keyed.setdefault(key(name), []).append(name)
            self._keyed[folder, key] = keyed
        return self._keyed[folder, key]


def _unended(name: str) -> str:
    return os.path.splitext(name)[0]


def _stem(name: str) -> str:
    return _any_case(os.path.splitext(name)[0])


def _is_unicode(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in name)


def _not_taken(near: list[str], file: str) -> str:
    folder = os.path.dirname(file)
    names = [repr(os.path.relpath(fit, folder) if fit.startswith(folder) else fit) for fit in near[:2]]
    if len(names) == 1:
        return f"{MISSING}; {names[0]} nearly fits{_ADVICE}"
    others = f"{len(near) - 1:,} others" if len(near) > 2 else names[1]
    return f"{MISSING}; {names[0]} and {others} nearly fit{_ADVICE}"
