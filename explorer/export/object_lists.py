"""Objects of each picture as lists, for formats that hold pictures with all that is known of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from explorer.errors import InputError
from explorer.export.export_format import Subset
from explorer.export.marked_objects import (
    MarkedObject,
    MarkedPicture,
    marks_objects,
    marks_of,
)
from explorer.sources.annotations.annotated import NoBoxesError
from explorer.sources.annotations.collecting import FLAGS

_FLAGS = {"crowd": "iscrowd"} | {name: name for name in FLAGS}
"""What is yes or no, by the names that COCO and Hugging Face have for it."""
_AREA, _SCORE = "area", "score"
_NUMBERS = (_AREA, _SCORE)


@dataclass(frozen=True)
class ObjectLists:
    """Objects of pictures.

    Attributes
    ----------
    of_picture : dict
        By the path of their picture in the index.
    classes : list of str
        In their order.
    """

    of_picture: dict[str, list[MarkedObject]]
    classes: list[str]

    @property
    def said(self) -> list[str]:
        """What is said of any object besides its box and its class, as it is called in a record.

        The area always is: it tells that the box is a corner and a size, and training reads it.
        """
        known = {name for marks in self.of_picture.values() for mark in marks for name in mark.said}
        flags = [name for name in _FLAGS if name in known]
        return [_AREA, *([_SCORE] if _SCORE in known else []), *(_FLAGS[name] for name in flags)]

    def records(self, item: dict[str, Any], said: Sequence[str]) -> list[dict[str, Any]]:
        """Return the objects of a picture, all with the same keys.

        Parameters
        ----------
        item : dict
            Its `path`, `width` and `height`.
        said : sequence of str
            Of `said`.
        """
        picture = MarkedPicture(0, item["path"], "", None, item["width"], item["height"])
        return [
            {"bbox": [round(side, 4) for side in box], "category": mark.name}
            | {name: _value(mark, name, box[2] * box[3]) for name in said}
            for mark in self.of_picture.get(item["path"], ())
            for box in [picture.box(mark)]
        ]

    def column(self, items: pa.Table) -> pa.Array:
        """Return (n,) struct of lists, the objects of each of some items; classes by their numbers."""
        said, number = self.said, {name: place for place, name in enumerate(self.classes)}
        types = {"bbox": pa.list_(pa.float64()), "category": pa.int64()}
        types |= {name: pa.float64() if name in _NUMBERS else pa.int64() for name in said}
        rows = []
        for item in items.select(["path", "width", "height"]).to_pylist():
            objects = self.records(item, said)
            row = {name: [each[name] for each in objects] for name in types}
            rows.append(row | {"category": [number[name] for name in row["category"]]})
        return pa.array(rows, pa.struct([(name, pa.list_(kind)) for name, kind in types.items()]))

    def feature(self) -> dict[str, dict]:
        """Return what `datasets` is to take that column for."""
        kinds = {name: "float64" if name in _NUMBERS else "int64" for name in self.said}
        classes: dict[str, object] = {"names": self.classes, "_type": "ClassLabel"}
        of = {"bbox": _sequence(_value_of("float64")), "category": classes}
        of |= {name: _value_of(kind) for name, kind in kinds.items()}
        return {name: _sequence(feature) for name, feature in of.items()}


def object_lists(subset: Subset) -> ObjectLists | None:
    """Return the objects in the pictures of a subset; None where none has a box, or they are the items.

    Raises
    ------
    InputError
        What is marked in them cannot be read again.
    """
    if subset.index.crops or not marks_objects(subset.index):
        return None
    try:
        marks = marks_of(subset)
    except InputError as error:
        if isinstance(error.__cause__, NoBoxesError):
            return None
        raise
    names = [mark.name for each in marks.of_picture.values() for mark in each]
    return ObjectLists(marks.of_picture, list(dict.fromkeys([*marks.classes(), *names])))


def _value(mark: MarkedObject, name: str, area: float) -> float | int | None:
    """What is said of an object; its area is that of its box where nobody says another."""
    if name in _NUMBERS:
        return mark.said.get(name, area if name == _AREA else None)
    own = next(key for key, called in _FLAGS.items() if called == name)
    return int(bool(mark.said.get(own)))


def _value_of(kind: str) -> dict[str, object]:
    return {"dtype": kind, "_type": "Value"}


def _sequence(feature: dict) -> dict[str, object]:
    return {"feature": feature, "_type": "Sequence"}
