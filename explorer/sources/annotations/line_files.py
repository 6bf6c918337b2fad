"""Data sets with a text file an image, a line an object: the formats of benchmarks."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from explorer.numerals import to_float
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.looking import files_below, some_files_below
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.splits import split_in_words, split_of
from explorer.sources.source import OF_ROWS, Source, SourceKind

_ENDING = ".txt"
_SEEN, _TRIED = 20_000, 3
"""Files that are looked at to tell what a folder is, and of these opened in one folder."""
_START = 1 << 12
NO_PICTURE = "Files of objects without a picture of their name, left out"


class LineKind(NamedTuple):
    """A format of such files.

    Attributes
    ----------
    name, title : str
        As of `SourceKind`.
    read : callable
        Gives the object of a line; raises `ValueError` where that is no line of this format.
    before : tuple of str
        What lines begin with, in small letters, that may stand before those of objects.
    """

    name: str
    title: str
    read: Callable[[str], Marked]
    before: tuple[str, ...] = ()

    def accepts(self, location: Path) -> bool:
        """Whether a folder has such a file beside a picture of its name: one of the first of any folder."""
        if not location.is_dir():
            return False
        finder = PictureFiles(location, [location])
        tried: Counter[Path] = Counter()
        for file in some_files_below(location, _ENDING, _SEEN):
            tried[file.parent] += 1
            if tried[file.parent] <= _TRIED and self._begins(file):
                if finder.nearest_of_stem(file.stem, file.parent) is not None:
                    return True
        return False

    def open(self, location: Path, options: SourceOptions) -> Source:
        """Read the files and find the images; see `explorer.sources.open_source`."""
        finder = PictureFiles(location, [location])
        found = Collecting()
        annotated = set()
        read = {file: self._objects(file) for file in files_below(location, _ENDING)}
        folders = {file.parent for file, objects in read.items() if objects}
        for file, objects in read.items():
            if file.parent not in folders:
                continue
            shown = file.relative_to(location).as_posix()
            picture = finder.nearest_of_stem(file.stem, file.parent)
            if objects is None:
                found.fail(shown, f"not all of its lines are those of {self.title}")
            elif picture is None:
                found.left_out[NO_PICTURE] += 1
            else:
                annotated.add(picture)
                found.add(picture, picture, objects, _split(shown))
        for path, picture in finder.others(annotated, found.left_out):
            found.add(path, picture, None, _split(path))
        return to_source(self.name, self.title, location, location, found.annotated(), options)

    def as_source(self, reads: str) -> SourceKind:
        """Return it as a kind of source; for `reads` see `SourceKind`."""
        return SourceKind(
            self.name,
            self.title,
            reads,
            self.accepts,
            self.open,
            refuses=OF_ROWS,
            marks_objects=True,
            endings=(_ENDING,),
        )

    def _begins(self, file: Path) -> bool:
        """Whether the first line of a file that is one of objects fits."""
        with file.open("rb") as stream:
            text = stream.read(_START).decode("utf-8", "replace")
        first = next(self._lines(text), None)
        return first is not None and self._marked([first]) is not None

    def _objects(self, file: Path) -> list[Marked] | None:
        """What a file marks; None where it is of another format."""
        return self._marked(list(self._lines(file.read_text("utf-8-sig", "replace"))))

    def _marked(self, lines: Sequence[str]) -> list[Marked] | None:
        try:
            return list(map(self.read, lines))
        except ValueError:
            return None

    def _lines(self, text: str) -> Iterator[str]:
        for line in map(str.strip, text.splitlines()):
            if line and not (self.before and line.lower().startswith(self.before)):
                yield line


def _split(path: str) -> str | None:
    """The split that a path is in, by a folder of that name, or with it among others (`DET-train`)."""
    named = (split for part in path.split("/")[:-1] if (split := split_in_words(part)) is not None)
    return split_of(path) or next(named, None)


def numbers(words: Sequence[str], count: int) -> list[float]:
    """Return so many words as finite numbers.

    Raises
    ------
    ValueError
        They are more or fewer, or one is none.
    """
    found = list(map(to_float, words))
    if len(found) != count or not all(abs(each) < float("inf") for each in found):
        raise ValueError(f"expected {count} numbers")
    return found


def whole(word: str, low: int, high: int) -> int:
    """Return a word as a whole number between two, which may be written as `0.0`.

    Raises
    ------
    ValueError
        It is none.
    """
    number = to_float(word)
    if not low <= number <= high or not number.is_integer():
        raise ValueError(f"expected {low} to {high}")
    return int(number)
