"""Tables with a row for each mask, by runs of its pixels, as Kaggle's competitions have them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.runs import runs_of
from explorer.sources.columns.arrow_types import flat, is_text
from explorer.sources.columns.column_roles import letters_of
from explorer.sources.tables.box_columns import find_box_columns, find_category, find_image, names_in
from explorer.sources.tables.first_rows import first_rows
from explorer.sources.tables.object_rows import ObjectRows
from explorer.sources.tables.read_table import read_table

_SURELY = ("encodedpixels", "rlemask", "maskrle", "rleencoding", "encodedmask")
"""Names of columns that are masks whatever is in them: those that are empty mark nothing."""
_MAYBE = ("rle", "encoding", "segmentation", "annotation", "mask", "masks", "pixels")
_TWO_IN_ONE = ("imageidclassid", "imagelabel", "imageclass", "imageidclass", "imageidlabel", "idclass")
"""Names of columns of an image, `_`, and a class."""
_RUNS = re.compile(r"\s*\d+(?:\s+\d+)+\s*")
_NOTHING = ("", "-1", "nan", "none")
_SAMPLE = 1000
_UNNAMED = "unnamed"


class _Columns(NamedTuple):
    """Which columns of a table are what; in `image` of some the class stands, too."""

    image: str
    category: str | None
    mask: str

    @property
    def both(self) -> bool:
        """Whether the class stands behind the name of the image."""
        return letters_of(self.image) in _TWO_IN_ONE


def is_masktable(file: Path, start: bytes) -> bool:
    """Whether a table has a column of runs, and none of boxes."""
    rows = first_rows(file, start)
    return rows is not None and _find(rows) is not None and find_box_columns(rows) is None


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a table, each once."""
    table = read_table(file, SourceOptions())
    columns = _find(table)
    if columns is None or not table.num_rows:
        return
    names, classes = _named(table, columns)
    if columns.both:  # each image has a row for each class, of which most are empty
        found.declared += sorted({*classes} - {*found.declared}, key=path_key)
    rows = ObjectRows.of(table, set(filter(None, columns)), names)
    of_objects, of_images = rows.said()
    objects: list[list[Marked]] = [[] for _ in rows.first]
    masks = flat(table[columns.mask]).to_pylist()
    for row, (image, name, mask) in enumerate(zip(rows.of_row.tolist(), classes, masks, strict=True)):
        runs = runs_of(str(mask or ""))
        if runs is not None:
            said = {key: value for key, values in of_objects.items() if (value := values[row]) is not None}
            objects[image].append(Marked(name or _UNNAMED, runs, {"area": float(runs.area), **said}))
    yield from rows.images(objects, rows.sizes(), of_images)


KIND = ListKind(
    "masktable", "a table of masks", (".csv", ".tsv", ".parquet"), is_masktable, read, of_addresses=True
).as_source(
    "a `.csv`, `.tsv` or `.parquet` with a row for each mask, by runs of pixels (`ImageId,EncodedPixels` of "
    "Kaggle), or a folder that has some",
    unpacked=(".csv", ".tsv"),
)


def _find(table: pa.Table) -> _Columns | None:
    """The columns of a table, or of its first rows; None where it has no masks."""
    mask = next((name for name in table.column_names if _are_masks(table, name)), None)
    if mask is None:
        return None
    by_letters = {letters_of(name): name for name in reversed(table.column_names)}
    both = next((by_letters[name] for name in _TWO_IN_ONE if name in by_letters), None)
    image = both or find_image(table) or by_letters.get("id")
    return None if image is None else _Columns(image, find_category(table, {image, mask}), mask)


def _are_masks(table: pa.Table, name: str) -> bool:
    """Whether a column is called as one of masks and holds runs."""
    letters = letters_of(name)
    if letters not in (*_SURELY, *_MAYBE):
        return False
    values = [str(each).strip() for each in flat(table[name].slice(0, _SAMPLE)).drop_null().to_pylist()]
    given = [each for each in values if each.lower() not in _NOTHING]
    if not given:
        return letters in _SURELY
    return is_text(table[name].type) and all(map(_RUNS.fullmatch, given))


def _named(table: pa.Table, columns: _Columns) -> tuple[list[str], list[str]]:
    """The image and the class of each row."""
    names = [str(name or "") for name in flat(table[columns.image]).to_pylist()]
    if columns.both:
        parts = [name.rpartition("_") for name in names]
        return [image for image, _, _ in parts], [category for _, _, category in parts]
    if columns.category is None:
        return names, [""] * len(names)
    return names, [names_in(value)[0] for value in flat(table[columns.category]).to_pylist()]
