"""Objects in records of TFRecord, as the Object Detection API and TensorFlow Datasets write them.

The first has a list for each side of the boxes (`image/object/bbox/xmin`, …) and for each other thing that it
says (`image/object/class/text`, `image/object/difficult`); the second four sides in one list (`objects/bbox`:
ymin, xmin, ymax, xmax) beside others (`objects/label`). Both write shares of the picture, people pixels, too.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from explorer.sources.annotations.collecting import CROWDS, FLAGS, Marked
from explorer.sources.tables.box_values import BoxForm, are_shares, crop_of
from explorer.sources.tables.tf_examples import Span

_PREFIX = "image/object/"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_BOX = "bbox"
_CLASSES = ("class/text", "class/label", "label")
_NOT_SAID = ("count", "mask", "id", "weight")
_ITEM = re.compile(r"item\s*\{([^}]*)\}")
_FIELD = re.compile(r"(id|name|display_name)\s*:\s*(?:(\d+)|'([^'\n]*)'|\"([^\"\n]*)\")")
_LARGEST_TEXT = 200


class RecordObject(NamedTuple):
    """An object as a record has it: its class, the corners of its box, and what else is said of it."""

    name: str
    corners: tuple[float, ...] | None
    said: dict[str, float | str]


def objects_of(
    data: memoryview,
    found: Mapping[str, list],
    prefix: str | None,
    classes: Mapping[str, Mapping[object, str]],
    label: object = None,
) -> list[RecordObject] | None:
    """Return the objects of a record; None where it has no such features.

    Parameters
    ----------
    data : memoryview
        Of the file.
    found : dict
        Features as of `explorer.sources.tables.tf_examples.features`.
    prefix : str or None
        As of `prefix_of_objects`.
    classes : dict
        By the names of features, or "" for all others, names of classes by their numbers, or by other names.
    label : object
        Of the image: a text is that of objects of no class.
    """
    if prefix is None:
        return None
    lists = {
        name.removeprefix(prefix): [_value(data, each) for each in values]
        for name, values in found.items()
        if name.startswith(prefix)
    }
    corners = _corners(lists)
    called = next((name for name in _CLASSES if lists.get(name)), "")
    names = classes.get(f"{prefix}{called}", classes.get("", {}))
    count = len(corners) or len(lists.get(called, []))
    given = lists.get(called, []) if len(lists.get(called, [])) == count else [None] * count
    unnamed = label if isinstance(label, str) else "unnamed"
    others = {name: values for name, values in _others(lists) if len(values) == count}
    return [
        RecordObject(
            unnamed if given[i] is None else names.get(given[i], str(given[i])),
            corners[i] if corners else None,
            _said({name: values[i] for name, values in others.items()}),
        )
        for i in range(count)
    ]


def marked(given: list[list[RecordObject] | None]) -> list[list[Marked] | None]:
    """Return the objects of all images, with boxes in shares where all numbers are, else in pixels."""
    corners = [each.corners for objects in given for each in objects or () if each.corners is not None]
    shares = are_shares(np.array(corners, np.float64).reshape(-1, 4))

    def one(each: RecordObject) -> Marked:
        crop = None if each.corners is None else crop_of(each.corners, BoxForm.CORNERS, shares)
        return Marked(each.name, crop, each.said)

    return [None if objects is None else list(map(one, objects)) for objects in given]


def label_map(folder: Path) -> dict[object, str]:
    """Return names of classes by their numbers from the only `.pbtxt` of a folder that has some.

    Where it has names for people (`display_name`) these count, and are those of the others, too.
    """
    found = [names for file in sorted(folder.glob("*.pbtxt")) if (names := _names_in(file))]
    return found[0] if len(found) == 1 else {}


def _names_in(file: Path) -> dict[object, str]:
    names: dict[object, str] = {}
    with suppress(OSError):
        for item in _ITEM.findall(file.read_text("utf-8", errors="replace")):
            said = {key: number or a or b for key, number, a, b in _FIELD.findall(item)}
            shown = said.get("display_name") or said.get("name")
            if shown and said.get("id", "").isdigit():
                names[int(said["id"])] = shown
                names[said.get("name", shown)] = shown
    return names


def prefix_of_objects(found: Mapping[str, list]) -> str | None:
    """Return how features of objects begin: as one of the API, or as the first with boxes in one list."""
    if any(name.startswith(_PREFIX) for name in found):
        return _PREFIX
    ends = f"/{_BOX}"
    boxes = (name for name, values in found.items() if name.endswith(ends) and not len(values) % 4)
    return next((name.removesuffix(_BOX) for name in sorted(boxes)), None)


def _corners(lists: Mapping[str, list]) -> list[tuple[float, ...]]:
    """Left, upper, right and lower edge of each box."""
    sides = [lists.get(f"{_BOX}/{side}", []) for side in _SIDES]
    if any(sides) and all(len(each) == len(sides[0]) for each in sides):
        return list(zip(*sides, strict=True))
    flat = lists.get(_BOX, [])
    if not all(isinstance(each, int | float) for each in flat) or len(flat) % 4:
        return []
    return [(left, top, right, low) for top, left, low, right in zip(*[iter(flat)] * 4, strict=True)]


def _others(lists: Mapping[str, list]) -> Iterator[tuple[str, list]]:
    """What else is said, by the last part of its name."""
    for name, values in lists.items():
        if not name.startswith(_BOX) and name not in (*_CLASSES, *_NOT_SAID):
            yield name.replace("/", "_"), values


def _said(given: Mapping[str, int | float | str | None]) -> dict[str, float | str]:
    said: dict[str, float | str] = {}
    for name, value in given.items():
        if value is not None:
            flag = "crowd" if name in CROWDS else name
            said[flag] = bool(value) if flag in (*FLAGS, "crowd") else value
    return said


def _value(data: memoryview, value: int | float | Span) -> int | float | str | None:
    """A number, or a short text; None of other bytes, such as a mask."""
    if not isinstance(value, Span):
        return value
    if value.end - value.start > _LARGEST_TEXT:
        return None
    with suppress(UnicodeDecodeError):
        return bytes(data[slice(*value)]).decode("utf-8")
    return None
