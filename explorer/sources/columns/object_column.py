"""Columns that hold all objects of an image, as data sets of Hugging Face have them.

A record of lists (`objects: {"bbox": [[x, y, w, h], …], "category": ["cat", …]}`) or a list of records; or
one column of boxes beside one of classes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from explorer.sources.columns.arrow_types import is_list

_BOXES = ("bbox", "bboxes", "box", "boxes", "bounding_box", "bounding_boxes")
_CLASSES = ("category", "categories", "label", "labels", "class", "classes", "class_name", "category_id")
_CLASSES += ("class_id", "label_id", "name")


class GivenObject(NamedTuple):
    """An object as a cell has it: its box in any form, its class, and what else is said of it."""

    box: object
    category: object
    said: dict[str, object]


@dataclass(frozen=True)
class ObjectColumn:
    """Where the objects are.

    Attributes
    ----------
    name : str
        The column of objects, or that of boxes.
    box : str or None
        Its field of boxes; None where it holds boxes itself.
    category : str or None
        The field, or the column beside it, of classes.
    """

    name: str
    box: str | None
    category: str | None

    @property
    def columns(self) -> set[str]:
        """The columns that are read."""
        return {self.name} | ({self.category} if self.box is None and self.category else set())

    def objects(self, cell: object, beside: object) -> list[GivenObject] | None:
        """Return the objects of a row; None where nobody has looked.

        Parameters
        ----------
        cell, beside : object
            Values of its column and of that of classes, or their JSON.
        """
        cell, beside = _value(cell), _value(beside)
        if cell is None:
            return None
        if self.box is None:
            boxes = cell if isinstance(cell, list) else []
            classes = (
                beside if isinstance(beside, list) and len(beside) == len(boxes) else [beside] * len(boxes)
            )
            return [GivenObject(box, name, {}) for box, name in zip(boxes, classes, strict=True)]
        return [
            GivenObject(
                record.get(self.box),
                record.get(self.category) if self.category else None,
                {name: value for name, value in record.items() if name not in (self.box, self.category)},
            )
            for record in _records(cell, self.box)
        ]


def find_object_column(schema: pa.Schema) -> ObjectColumn | None:
    """Return the column that holds objects by its type; None where there is none."""
    for field in schema:
        if fields := _fields_of(field.type):
            return ObjectColumn(field.name, _first(_BOXES, fields), _first(_CLASSES, fields))
    lists = [field.name for field in schema if is_list(field.type)]
    name = _first(_BOXES, [each for each in lists if _is_boxes(schema.field(each).type)])
    others = [each for each in lists if each != name]
    return None if name is None else ObjectColumn(name, None, _first(_CLASSES, others))


def _fields_of(kind: pa.DataType) -> list[str]:
    """Names of the fields of records in a column, where one is of boxes."""
    of = kind.value_type if is_list(kind) else kind
    if not pa.types.is_struct(of):
        return []
    names = [of.field(i).name for i in range(of.num_fields)]
    box = _first(_BOXES, names)
    return (
        names
        if box is not None and (is_list(of.field(box).type) or pa.types.is_struct(of.field(box).type))
        else []
    )


def _is_boxes(kind: pa.DataType) -> bool:
    """Whether a type is a list of lists of numbers."""
    inner = kind.value_type if is_list(kind) else kind
    numbers = inner.value_type if is_list(inner) else inner
    return is_list(inner) and (pa.types.is_integer(numbers) or pa.types.is_floating(numbers))


def _first(wanted: Sequence[str], names: Sequence[str]) -> str | None:
    by_letters = {name.lower(): name for name in reversed(names)}
    return next((by_letters[name] for name in wanted if name in by_letters), None)


def _value(cell: object) -> object:
    """What a cell says; None where it is JSON that cannot be read."""
    if not (isinstance(cell, str) and cell[:1] in ("{", "[")):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def _records(cell: object, box: str) -> Iterator[dict]:
    """The objects of a list of records, or of a record of lists."""
    if isinstance(cell, dict) and isinstance(cell.get(box), list):
        n = len(cell[box])
        lists = {name: each for name, each in cell.items() if isinstance(each, list) and len(each) == n}
        yield from ({name: each[i] for name, each in lists.items()} for i in range(n))
    elif isinstance(cell, list):
        yield from (each for each in cell if isinstance(each, dict))
