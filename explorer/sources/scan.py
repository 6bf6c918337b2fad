"""Find the images in a folder, in a fixed order, whatever else lies there."""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from explorer.errors import Failure
from explorer.images.formats import readable_extensions

# Failures of a scan belong to no row of any table.
_NO_ROW = -1
_NUMBER = re.compile("[0-9]+")
_END, _BEFORE_NUMBER = "\0", "\1"


@dataclass(frozen=True)
class Scan:
    """What lies in a folder.

    Attributes
    ----------
    paths : list of str
        Images, posix, relative to the folder; in natural order, folder by folder.
    failures : list of Failure
        What could not be looked into or used, sorted by path, `source_row` -1.
    others : Counter
        Files that are no images: how many of each extension.
    """

    paths: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


def scan_folder(root: Path) -> Scan:
    """Walk a folder and all below it.

    Hidden files and folders, and indexes (`*.dendro` with a manifest), are passed over. A link to a file
    inside is an item of its own; a link to a folder inside is followed where that folder was not read
    already, so that loops end and no folder comes twice. Links that lead out are failures.
    """
    walk = _Walk(os.fspath(root))
    walk.read_all("", walk.real_root)
    for path, target in sorted(walk.links):
        walk.read_all(path, target)
    walk.scan.paths.sort(key=natural_key)
    walk.scan.failures.sort(key=lambda failure: failure.path)
    return walk.scan


def natural_key(path: str) -> str:
    """Return what to sort a path by: folder by folder, numbers by value (img2 before img10).

    It is one string, because those of a million paths are held at once: names end in a character below all
    others, and a number is a character above that, its length and its digits.
    """
    return f"{_NUMBER.sub(_by_value, path).replace('/', _END)}{_END}{_END}{path}"


def _by_value(number: re.Match) -> str:
    digits = number[0].lstrip("0")
    return f"{_BEFORE_NUMBER}{chr(len(digits))}{digits}"


def printable(path: str) -> str:
    r"""Return a path as valid Unicode: bytes that are none are written as `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class _Walk:
    """One walk. Paths are relative to the root, those of folders with a slash behind."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.scan = Scan()
        self.links: list[tuple[str, str]] = []
        self._extensions = readable_extensions()
        self._read: set[str] = set()

    def read_all(self, path: str, real: str) -> None:
        """Read a folder and all below it, by a stack: folders may be nested deeper than Python's calls."""
        waiting = [(path, real)]
        while waiting:
            path, real = waiting.pop()
            if real in self._read:
                continue
            self._read.add(real)
            try:
                with os.scandir(os.path.join(self.root, path)) as entries:
                    visible = [entry for entry in entries if not entry.name.startswith(".")]
            except OSError as error:
                self._fail(path or ".", f"the folder cannot be read ({error.strerror})")
                continue
            waiting += [
                (f"{path}{e.name}/", os.path.join(real, e.name)) for e in visible if self._take(path, e)
            ]

    def _take(self, folder: str, entry: os.DirEntry) -> bool:
        """Sort out one entry of a folder; True when it is a folder to be read."""
        path = folder + entry.name
        extension = os.path.splitext(entry.name)[1].lower()
        try:
            if entry.is_symlink():
                self._take_link(path, entry, extension)
            elif entry.is_dir(follow_symlinks=False):
                return self._is_readable_name(path) and not _is_index(entry)
            elif extension not in self._extensions:
                self.scan.others[extension or "without an extension"] += 1
            elif not entry.is_file(follow_symlinks=False):
                self._fail(path, "not a regular file")
            elif self._is_readable_name(path):
                self.scan.paths.append(path)
        except OSError as error:
            self._fail(path, f"cannot be read ({error.strerror})")
        return False

    def _take_link(self, path: str, entry: os.DirEntry, extension: str) -> None:
        """Sort out a symbolic link."""
        target = os.path.realpath(entry.path)
        is_folder, is_image = os.path.isdir(target), extension in self._extensions
        if not (is_folder or is_image) or not self._is_readable_name(path):
            return
        if os.path.commonpath([self.real_root, target]) != self.real_root:
            self._fail(path, "a link that leads out of the folder (not followed)")
        elif is_folder:
            self.links.append((f"{path}/", target))
        elif not os.path.isfile(target):
            self._fail(path, "a link to a file that is missing")
        else:
            self.scan.paths.append(path)

    def _is_readable_name(self, path: str) -> bool:
        """Whether a name can be written to an index."""
        if path.isascii():
            return True
        try:
            path.encode("utf-8")
        except UnicodeEncodeError:
            self._fail(path, "the name is not valid UTF-8 (rename it)")
            return False
        return True

    def _fail(self, path: str, reason: str) -> None:
        self.scan.failures.append(Failure(printable(path).rstrip("/"), _NO_ROW, reason))


def _is_index(entry: os.DirEntry) -> bool:
    """Whether a folder is an index of ours, whose files are no images of the user's."""
    return entry.name.endswith(".dendro") and os.path.isfile(os.path.join(entry.path, "manifest.json"))
