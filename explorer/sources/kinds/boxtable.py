"""Tables with a row for each box, as Kaggle, Roboflow and TensorFlow's object detection have them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.images.crops import Crop
from explorer.index.arrow_values import python_values
from explorer.options import SourceOptions
from explorer.sources.annotations.collecting import CROWDS, FLAGS, Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.columns.arrow_types import flat
from explorer.sources.columns.column_roles import letters_of
from explorer.sources.tables.box_columns import (
    BoxColumns,
    find_box_columns,
    names_in,
    read_boxes,
    repeats,
)
from explorer.sources.tables.box_values import WrittenBox, crops_of
from explorer.sources.tables.first_line import about_names
from explorer.sources.tables.first_rows import first_rows
from explorer.sources.tables.object_rows import OTHERS, SCORES, SIZES, SPLIT, ObjectRows
from explorer.sources.tables.read_table import read_table

_ROBOFLOW = "_annotations.csv"
_PASSED = frozenset({*FLAGS, *SCORES, *CROWDS, SPLIT, *chain(*SIZES), *OTHERS})
"""Columns that say nothing of an image that is lost here."""
_OF_MODELS = ("prediction", "confidence:")
"""What columns begin with that are about whole images."""
_UNNAMED = "unnamed"
_YES_OR_NO = "target"
"""The column of classes that says 0 where nothing is marked, as of RSNA's pneumonia."""


def is_boxtable(file: Path, start: bytes) -> bool:
    """Whether a table has a row for each box: an image comes again, or nothing else is said of it."""
    rows = first_rows(file, start)
    columns = None if rows is None else find_box_columns(rows)
    if rows is None or columns is None:
        return False
    told = [name for name in rows.column_names if any(python_values(rows[name]))]
    others = {name.lower() for name in told} - {name.lower() for name in columns.names}
    if any(name.startswith(_OF_MODELS) for name in others):
        return False
    return file.name == _ROBOFLOW or others <= _PASSED or repeats(rows, columns.image)


def is_asked(location: Path) -> bool:
    """Whether this is read where somebody says what it is: a table that has other columns, too."""
    if location.is_dir():
        return KIND.accepts(location)
    if location.suffix.lower() not in _ENDINGS:
        return False
    with location.open("rb") as stream:
        rows = first_rows(location, stream.read(1 << 16))
    return rows is not None and find_box_columns(rows) is not None


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a table, each once."""
    table = read_table(file, SourceOptions())
    columns = find_box_columns(table)
    if columns is None or not table.num_rows:
        return
    names = [str(name or "") for name in flat(table[columns.image]).to_pylist()]
    rows = ObjectRows.of(table, columns.names, names)
    for sentence in about_names(table, SourceOptions()):
        found.note(sentence)
    written = read_boxes(table, columns)
    sizes = rows.sizes()
    crops = _crops(written, columns, sizes[rows.of_row], found)
    of_objects, of_images = rows.said()
    objects: list[list[Marked]] = [[] for _ in rows.first]
    for row, (image, given, own) in enumerate(
        zip(rows.of_row.tolist(), _categories(table, columns), crops, strict=True)
    ):
        said = {name: value for name, values in of_objects.items() if (value := values[row]) is not None}
        # A picture in which nothing is marked has a row with neither.
        boxes = own or ([None] if any(given) else [])
        several = given if len(given) == len(boxes) else given[:1] * len(boxes)
        objects[image] += [Marked(n or _UNNAMED, box, said) for n, box in zip(several, boxes, strict=True)]
    yield from rows.images(objects, sizes, of_images)


_ENDINGS = (".csv", ".tsv", ".jsonl", ".parquet")
KIND = ListKind("boxtable", "a table of boxes", _ENDINGS, is_boxtable, read, of_addresses=True).as_source(
    "a `.csv`, `.tsv`, `.jsonl` or `.parquet` with a row for each box: its image, its class, and its sides "
    "in four columns or in one (`xmin`, `ymin`, `xmax`, `ymax`; `x`, `y`, `w`, `h`; `bbox`), or a folder "
    "that has some",
    accepts_asked=is_asked,
    unpacked=(".csv", ".tsv", ".jsonl"),
)


def _crops(
    written: Sequence[Sequence[WrittenBox]], columns: BoxColumns, sizes: np.ndarray, found: Collecting
) -> list[list[Crop | None]]:
    """Return the boxes of each row, and note what their numbers were taken for."""
    crops, taken = crops_of(written, sizes, columns.doubtful_forms)
    found.note(columns.in_words(taken.form, taken.shares))
    if not taken.sure:
        found.note(columns.in_doubt(taken.form, taken.among))
    return crops


def _categories(table: pa.Table, columns: BoxColumns) -> list[list[str]]:
    """Names of classes of each row: one, or one for each of its boxes."""
    if columns.category is None:
        return [[""]] * table.num_rows
    given = [names_in(value) for value in flat(table[columns.category]).to_pylist()]
    if letters_of(columns.category) == _YES_OR_NO:
        return [["" if name == "0" else name for name in names] for names in given]
    return given
