"""Data sets of Hugging Face and WebDatasets whose images have a column of objects: boxes and classes."""

import json
import tarfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.extras import is_installed
from explorer.images.crops import Crop
from explorer.images.recognize import FileEnding, Recognizer
from explorer.options import SourceOptions
from explorer.sources.annotations.collecting import CROWDS, FLAGS, Collecting, Marked, own_columns
from explorer.sources.annotations.objects_of_images import with_objects
from explorer.sources.archives.samples import key_of
from explorer.sources.columns.class_labels import class_names, features_of
from explorer.sources.columns.object_column import GivenObject, ObjectColumn, find_object_column
from explorer.sources.kinds.archive import KIND as ARCHIVE
from explorer.sources.kinds.archive import paths
from explorer.sources.kinds.huggingface import KIND as HUGGINGFACE
from explorer.sources.kinds.huggingface import files
from explorer.sources.kinds.imagefolder import KIND as IMAGEFOLDER
from explorer.sources.kinds.imagefolder import tables
from explorer.sources.kinds.lance import KIND as LANCE
from explorer.sources.kinds.lance import data_sets
from explorer.sources.source import Source, SourceKind
from explorer.sources.tables.box_columns import names_in, numbers_of
from explorer.sources.tables.box_values import BoxForm, WrittenBox, are_shares, boxes_in, crops_of
from explorer.sources.tables.first_rows import first_rows
from explorer.sources.tables.image_columns import arrow_schema
from explorer.sources.tables.lance_images import lance_schema, open_lance

_START = 1 << 20
_MEMBERS = 20
"""Of a tar that are looked at for the first sample."""
_FORMS = (BoxForm.SIZE, BoxForm.CORNERS, BoxForm.CENTER)
"""What four numbers are where several fit: as COCO has them, the usual first."""
_AREA = "area"
_ROUNDED = 1.01
"""Of the area of a box, which people round."""
_IDS = ("id", "bbox_id", "image_id", "segmentation")


def accepts(location: Path) -> bool:
    """Whether this is such a data set, told by the types of its columns, or by its first sample."""
    return _schema(location) is not None


def open(location: Path, options: SourceOptions) -> Source:
    """Read the data set as the kind that it is of, then its objects; see `explorer.sources.open_source`."""
    read = _schema(location)
    if read is None:
        raise SourceError(f"{location}: no column of objects")
    kind, schema, column = read
    plain = kind.open(location, replace(options, items=None, detections=None))
    found = Collecting(declared=class_names(features_of(schema.metadata).get(column.name)))
    items = plain.items
    given = _objects(items, column)
    crops = _crops(given, _sizes(items), column, found)
    marked = [
        None if objects is None else list(map(_marked, objects, boxes))
        for objects, boxes in zip(given, crops, strict=True)
    ]
    return replace(
        with_objects(plain, found, marked, column.columns, options), kind="objectcolumn", location=location
    )


KIND = SourceKind(
    "objectcolumn",
    "a data set with a column of objects",
    "Hugging Face's `objects` (`bbox`, `category`) in `metadata.jsonl` beside images, in Parquet and Arrow "
    "files with the images in them, or in the `.json` of a WebDataset",
    accepts,
    open,
    refuses=("path_column", "embeddings", "probabilities"),
    marks_objects=True,
    endings=(".jsonl",),
)


def _schema(location: Path) -> tuple[SourceKind, pa.Schema, ObjectColumn] | None:
    """The kind of a data set, the types of its columns, and the one of objects."""
    for kind, schema_of in (
        (IMAGEFOLDER, _of_metadata),
        (HUGGINGFACE, _of_file),
        (LANCE, _of_lance),
        (ARCHIVE, _of_sample),
    ):
        if kind.accepts(location):
            schema = schema_of(location)
            column = None if schema is None else find_object_column(schema)
            return None if schema is None or column is None else (kind, schema, column)
    return None


def _of_metadata(location: Path) -> pa.Schema | None:
    file = next(iter(tables(location)), None)
    if file is None:
        return None
    with file.open("rb") as stream:
        rows = first_rows(file, stream.read(_START))
    return None if rows is None else rows.schema


def _of_file(location: Path) -> pa.Schema | None:
    file = next(iter(files(location)), None) if location.is_dir() else location
    with suppress(OSError, pa.ArrowException, SourceError):
        if file is not None:
            return pq.read_schema(file) if file.suffix.lower() == ".parquet" else arrow_schema(file)
    return None


def _of_lance(location: Path) -> pa.Schema | None:
    if not is_installed("lance"):
        return None
    with suppress(SourceError):
        return lance_schema(open_lance(data_sets(location)[0]))
    return None


def _of_sample(location: Path) -> pa.Schema | None:
    """Of what the `.json` of the first sample of a tar says."""
    first = next(iter(paths(location)), None)
    if first is None or (".tar" not in first.name.lower() and first.suffix.lower() not in (".tgz",)):
        return None
    recognizer, said = Recognizer(), {}
    pictures: set[str] = set()
    with suppress(OSError, tarfile.TarError, ValueError, EOFError, pa.ArrowException):
        with tarfile.open(first, "r|*") as tar:
            for member in islice(tar, _MEMBERS):
                key, ending = key_of(member.name)
                if recognizer.by_name(member.name) is FileEnding.IMAGE:
                    pictures.add(key)
                elif ending == "json" and member.size <= _START and (content := tar.extractfile(member)):
                    said[key] = json.loads(content.read())
        rows = [each for key, each in said.items() if key in pictures and isinstance(each, dict)]
        return pa.Table.from_pylist(rows).schema if rows else None
    return None


def _objects(items: pa.Table, column: ObjectColumn) -> list[list[GivenObject] | None]:
    """Objects of each image."""
    cells = items[column.name].to_pylist()
    beside = items[str(column.category)].to_pylist() if len(column.columns) > 1 else [None] * len(cells)
    return [column.objects(cell, other) for cell, other in zip(cells, beside, strict=True)]


def _sizes(items: pa.Table) -> np.ndarray:
    """(images, 2) Width and height, as a data set says them; NaN where it does not."""
    names = ("width_source", "height_source")
    if not set(names) <= set(items.column_names):
        return np.full((items.num_rows, 2), np.nan)
    return np.column_stack([numbers_of(items[name]) for name in names])


def _crops(
    given: list[list[GivenObject] | None], sizes: np.ndarray, column: ObjectColumn, found: Collecting
) -> list[list[Crop | None]]:
    """Boxes of the objects of each image, of the form that fits all of them."""
    written = [[_first_box(each.box) for each in objects or ()] for objects in given]
    forms = _forms([each for objects in given for each in objects or ()])
    crops, taken = crops_of(written, sizes, lambda _told, _shares: forms)
    name = column.name if column.box is None else f"{column.name}.{column.box}"
    if taken.boxes:
        unit = "shares of the picture" if taken.shares else "pixels"
        doubt = "" if taken.sure else ", which their numbers do not tell for certain"
        found.note(f"Boxes were read from `{name}` ({taken.form.value}; {unit}){doubt}.")
    return crops


def _forms(objects: Sequence[GivenObject]) -> Sequence[BoxForm]:
    """The forms in which no object is larger than its box, where areas are told; all where none is left."""
    pairs = [
        (box.numbers, area)
        for each in objects
        if (box := _first_box(each.box)) and isinstance(area := each.said.get(_AREA), int | float)
    ]
    boxes = np.array([numbers for numbers, _ in pairs], np.float64).reshape(-1, 4)
    areas = np.array([area for _, area in pairs], np.float64)
    if are_shares(boxes):
        return _FORMS
    sides = {BoxForm.CORNERS: boxes[:, 2:] - boxes[:, :2], BoxForm.SIZE: boxes[:, 2:]}
    sides[BoxForm.CENTER] = sides[BoxForm.SIZE]
    fitting = [form for form in _FORMS if (areas <= _ROUNDED * sides[form].prod(axis=1) + 1).all()]
    return fitting or _FORMS


def _first_box(value: object) -> WrittenBox | None:
    return next(iter(boxes_in(value)), None)


def _marked(given: GivenObject, crop: Crop | None) -> Marked:
    """An object with what else is said of it."""
    said: dict[str, float | str] = {}
    for name, value in given.said.items():
        lower = name.lower()
        if lower in (*CROWDS, *FLAGS):
            said["crowd" if lower in CROWDS else lower] = bool(value)
        elif lower in ("area", "score") and isinstance(value, int | float):
            said[lower] = float(value)
        elif lower not in _IDS:
            said |= own_columns([(name, value)])
    return Marked(names_in(given.category)[0] or "unnamed", crop, said)
