"""Tables with a row for each box, as Kaggle, Roboflow and TensorFlow's object detection have them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.images.crops import Crop
from explorer.index.format import MEASURED_COLUMNS
from explorer.options import SourceOptions
from explorer.sources.annotations.collecting import CROWDS, FLAGS, Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.columns.arrow_types import flat, storable
from explorer.sources.tables.box_columns import (
    BoxColumns,
    find_box_columns,
    names_in,
    numbers_of,
    read_boxes,
    repeats,
)
from explorer.sources.tables.box_values import WrittenBox, crops_of
from explorer.sources.tables.first_line import about_names
from explorer.sources.tables.first_rows import first_rows
from explorer.sources.tables.read_table import read_table

_ROBOFLOW = "_annotations.csv"
_SCORES = ("confidence", "score")
_SPLIT = "split"
_SIZES = (("image_width", "image_height"), ("img_width", "img_height"), ("img_w", "img_h"))
_SIZES += (("width", "height"),)
"""Of the picture."""
_OTHERS = ("", "unnamed: 0", "depth", "id", "index", "image_id", "class_id", "category_id", "pose", "area")
_PASSED = frozenset({*FLAGS, *_SCORES, *CROWDS, _SPLIT, *chain(*_SIZES), *_OTHERS})
"""Columns that say nothing of an image that is lost here."""
_OF_MODELS = ("prediction", "confidence:")
"""What columns begin with that are about whole images."""
_UNNAMED = "unnamed"


def is_boxtable(file: Path, start: bytes) -> bool:
    """Whether a table has a row for each box: an image comes again, or nothing else is said of it."""
    rows = first_rows(file, start)
    columns = None if rows is None else find_box_columns(rows)
    if rows is None or columns is None:
        return False
    told = [name for name in rows.column_names if any(rows[name].to_pylist())]
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
    names = np.array([str(name or "") for name in flat(table[columns.image]).to_pylist()])
    paths, first, of_row = np.unique(names, return_index=True, return_inverse=True)
    for sentence in about_names(table, SourceOptions()):
        found.note(sentence)
    written = read_boxes(table, columns)
    sizes = _sizes(table, columns, first, of_row)
    crops = _crops(written, columns, sizes[of_row], found)
    of_objects, of_images = _said(table, columns, first, of_row)
    objects: list[list[Marked]] = [[] for _ in first]
    for row, (image, given, own) in enumerate(
        zip(of_row.tolist(), _categories(table, columns), crops, strict=True)
    ):
        said = {name: value for name, values in of_objects.items() if (value := values[row]) is not None}
        # A picture in which nothing is marked has a row with neither.
        boxes = own or ([None] if any(given) else [])
        several = given if len(given) == len(boxes) else given[:1] * len(boxes)
        objects[image] += [Marked(n or _UNNAMED, box, said) for n, box in zip(several, boxes, strict=True)]
    splits = dict(zip((name.lower() for name in table.column_names), table.columns, strict=True)).get(_SPLIT)
    for place in np.argsort(first).tolist():
        if paths[place]:
            row = int(first[place])
            split = None if splits is None else splits[row].as_py()
            size = None if np.isnan(sizes[place]).any() else tuple(sizes[place].tolist())
            own = {name: values[place] for name, values in of_images.items()}
            yield ListedImage((str(paths[place]),), objects[place], split and str(split), size, own)


_ENDINGS = (".csv", ".tsv", ".jsonl", ".parquet")
KIND = ListKind("boxtable", "a table of boxes", _ENDINGS, is_boxtable, read).as_source(
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
    return [names_in(value) for value in flat(table[columns.category]).to_pylist()]


def _sizes(table: pa.Table, columns: BoxColumns, first: np.ndarray, of_row: np.ndarray) -> np.ndarray:
    """(images, 2) Width and height of each picture; NaN where they are not told, or are of each box."""
    by_name = {name.lower(): name for name in table.column_names if name not in columns.box}
    pair = next((two for two in _SIZES if set(two) <= by_name.keys()), None)
    if pair is None:
        return np.full((len(first), 2), np.nan)
    sizes = np.column_stack([numbers_of(table[by_name[name]]) for name in pair])
    own = sizes[first]
    differs = np.zeros(len(first), bool)
    np.logical_or.at(differs, of_row, (sizes != own[of_row]).any(axis=1))
    own[differs | ~(own > 0).all(axis=1)] = np.nan
    return own


def _said(
    table: pa.Table, columns: BoxColumns, first: np.ndarray, of_row: np.ndarray
) -> tuple[dict[str, list], dict[str, list]]:
    """What else is said of each row, and of each image where all its rows say the same."""
    of_objects: dict[str, list] = {}
    of_images: dict[str, list] = {}
    sizes = {*chain(*_SIZES), *MEASURED_COLUMNS}
    for name in table.column_names:
        lower = name.lower()
        if name in columns.names or lower in (_SPLIT, *_OTHERS, *sizes):
            continue
        values = storable(flat(table[name]))
        if lower in (*FLAGS, *CROWDS):
            flags = [str(value).lower() in ("1", "1.0", "true") for value in values.to_pylist()]
            there = values.is_valid().to_pylist()
            kept = [flag if known else None for flag, known in zip(flags, there, strict=True)]
            of_objects["crowd" if lower in CROWDS else lower] = kept
        elif lower in _SCORES:
            if "score" not in of_objects:
                numbers = numbers_of(table[name])
                of_objects["score"] = [None if np.isnan(each) else each for each in numbers.tolist()]
        else:
            listed = values.to_pylist()
            own = [listed[row] for row in first.tolist()]
            if len(own) < len(listed) and all(
                own[i] == v for i, v in zip(of_row.tolist(), listed, strict=True)
            ):
                of_images[name] = own
            else:
                of_objects[name] = listed
    return of_objects, of_images
