"""Tables with a column of 0 and 1 for each class, as Roboflow exports several classes an image."""

from collections.abc import Iterator
from pathlib import Path

from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.csv_rows import header_of, rows_of
from explorer.sources.annotations.label_lists import ListedImage, ListKind

_NAME, _IMAGE = "_classes.csv", "filename"
_YES = ("1", "1.0", "true")
UNLABELED = "Unlabeled"
"""The column by which Roboflow says that nobody has looked at an image."""


def is_classtable(file: Path, start: bytes) -> bool:
    """Whether a file is one, by its name and its first column."""
    return file.name == _NAME and header_of(start)[:1] == [_IMAGE]


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a table."""
    for row in rows_of(file):
        image = row.pop(_IMAGE, "")
        known = row.pop(UNLABELED, "") not in _YES
        if not found.declared:
            found.declared += row
        if image:
            has = [Marked(name) for name, cell in row.items() if cell.lower() in _YES]
            yield ListedImage((image,), has if known else None)


KIND = ListKind("classtable", "a table of classes", (".csv",), is_classtable, read).as_source(
    "a folder with Roboflow's `_classes.csv`, which has a column of 0 and 1 for each class, or that file",
)
