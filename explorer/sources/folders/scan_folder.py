"""Find the images in a folder, in a fixed order, whatever else lies there."""

import errno
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from explorer.errors import Failure
from explorer.images.recognize import ByEnding, FileEnding, Recognizer
from explorer.index.known_by import holds_index
from explorer.natural_order import path_key
from explorer.sources.folders.passed_over import HIDDEN, IN_AN_INDEX, is_hidden, name_of_ending

# Failures of a scan belong to no row of any table.
_NO_ROW = -1
_GONE = (errno.ENOENT, errno.ENOTDIR)


@dataclass(frozen=True)
class FolderScan:
    """What lies in a folder.

    Attributes
    ----------
    paths : list of str
        Images, posix, relative to the folder; in natural order, folder by folder.
    failures : list of Failure
        What could not be looked into or used, sorted by path, `source_row` -1.
    passed_over : Counter
        All other files: how many of each ending, of hidden ones, and of those in an index.
    """

    paths: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def scan_folder(
    root: Path,
    recognizer: Recognizer | ByEnding | None = None,
    indexed_below: Callable[[str], list[str]] | None = None,
) -> FolderScan:
    """Walk a folder and all below it, so that every file is an image, a failure, or counted.

    A file is an image by its ending, or by its first bytes where the ending tells nothing. Hidden files and
    folders, and indexes, are passed over. A link to a file inside is an item of its own; a link to a folder
    inside is followed where that folder was not read already, so that loops end and no folder comes twice.
    Links that lead out or nowhere are failures, if they may be images. With another recognizer, what it takes
    is found instead of images.

    What was indexed in a folder that is there and cannot be read now is found, too: `indexed_below` says what
    that was, by paths such as it is given.
    """
    walk = _Walk(os.fspath(root), recognizer or Recognizer(), indexed_below)
    walk.read_all("", walk.real_root)
    for path, target in sorted(walk.links):
        walk.read_all(path, target)
    walk.count_hidden()
    walk.scan.paths.sort(key=path_key)
    walk.scan.failures.sort(key=lambda failure: failure.path)
    return walk.scan


def printable(path: str) -> str:
    r"""Return a path as valid Unicode: bytes that are none are written as `\xNN`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class _Walk:
    """One walk. Paths are relative to the root, those of folders with a slash behind."""

    def __init__(
        self,
        root: str,
        recognizer: Recognizer | ByEnding,
        indexed_below: Callable[[str], list[str]] | None,
    ) -> None:
        self.root = root
        self.real_root = os.path.realpath(root)
        self.scan = FolderScan()
        self.links: list[tuple[str, str]] = []
        self._hidden: list[tuple[str, str]] = []
        self._recognizer = recognizer
        self._indexed_below = indexed_below
        self._read: set[str] = set()

    def read_all(self, path: str, real: str) -> None:
        """Read a folder and all below it, by a stack: folders may be nested deeper than Python's calls."""
        waiting = [(path, real)]
        while waiting:
            path, real = waiting.pop()
            entries = self._entries(path, real, self._indexed_below)
            if path and holds_index(Path(self.root, path), [entry.name for entry in entries]):
                self._count(path, real, entries, IN_AN_INDEX)
                continue
            waiting += [
                (f"{path}{e.name}/", os.path.join(real, e.name)) for e in entries if self._take(path, real, e)
            ]

    def count_hidden(self) -> None:
        """Count what lies in hidden folders; at the end, for a link may have led into one."""
        for path, real in self._hidden:
            self._count(path, real, self._entries(path, real), HIDDEN)

    def _entries(
        self, path: str, real: str, indexed_below: Callable[[str], list[str]] | None = None
    ) -> list[os.DirEntry]:
        """What is in a folder; nothing where it was read already, or cannot be, which is a failure."""
        if real in self._read:
            return []
        self._read.add(real)
        try:
            with os.scandir(os.path.join(self.root, path)) as entries:
                return list(entries)
        except OSError as error:
            self._fail(path or ".", f"the folder cannot be read ({error.strerror})")
            if path and indexed_below is not None and error.errno not in _GONE:
                below = indexed_below(os.path.join(self.root, path))
                self.scan.paths.extend(file.removeprefix(os.path.join(self.root, "")) for file in below)
            return []

    def _count(self, path: str, real: str, entries: list[os.DirEntry], name: str) -> None:
        """Count the files of a folder and all below it under one name."""
        waiting = [(path, real, entries)]
        while waiting:
            path, real, entries = waiting.pop()
            folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
            self.scan.passed_over[name] += len(entries) - len(folders)
            for folder in folders:
                below = f"{path}{folder.name}/", os.path.join(real, folder.name)
                waiting.append((*below, self._entries(*below)))

    def _take(self, folder: str, real: str, entry: os.DirEntry) -> bool:
        """Sort out one entry of a folder; True when it is a folder to be read."""
        path = folder + entry.name
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_hidden(entry.name):
                if is_folder:
                    self._hidden.append((f"{path}/", os.path.join(real, entry.name)))
                else:
                    self.scan.passed_over[HIDDEN] += 1
            elif is_folder:
                return self._is_readable_name(path)
            elif entry.is_symlink():
                self._take_link(path, entry)
            elif not entry.is_file(follow_symlinks=False):
                self._fail(path, "not a regular file")
            else:
                self._take_file(path, entry.path)
        except OSError as error:
            self._fail(path, f"cannot be read ({error.strerror})")
        return False

    def _take_link(self, path: str, entry: os.DirEntry) -> None:
        """Sort out a symbolic link."""
        target = os.path.realpath(entry.path)
        is_folder = os.path.isdir(target)
        if not is_folder and self._recognizer.by_name(path) is FileEnding.OTHER:
            self._pass_over(path)
        elif os.path.commonpath([self.real_root, target]) != self.real_root:
            self._fail(path, "a link that leads out of the folder (not followed)")
        elif is_folder and self._is_readable_name(path):
            self.links.append((f"{path}/", target))
        elif is_folder:
            return
        elif not os.path.exists(target):
            self._fail(path, f"a link to {'itself' if os.path.islink(target) else 'a file that is missing'}")
        elif not os.path.isfile(target):
            self._fail(path, "not a regular file")
        else:
            self._take_file(path, target)

    def _take_file(self, path: str, file: str) -> None:
        """Sort out a regular file."""
        ending = self._recognizer.by_name(path)
        if ending is FileEnding.OTHER or (
            ending is FileEnding.UNTOLD and not self._recognizer.by_content(file)
        ):
            self._pass_over(path)
        elif self._is_readable_name(path):
            self.scan.paths.append(path)

    def _pass_over(self, path: str) -> None:
        self.scan.passed_over[name_of_ending(path)] += 1

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
