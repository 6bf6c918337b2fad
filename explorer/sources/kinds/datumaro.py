"""Datumaro: a JSON file of each subset with its categories and items, as CVAT and Geti write it, too."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json, texts_of
from explorer.sources.annotations.shapes import around, paired, sized
from explorer.sources.detections.masks import around_mask

_LABELS = re.compile(rb'"categories"\s*:\s*\{.*"labels"\s*:\s*\[', re.DOTALL)
_BOX, _LABEL = "bbox", "label"
_FLAGS = {"occluded", "truncated", "difficult"}


def is_datumaro(file: Path, start: bytes) -> bool:
    """Whether a file begins as a subset."""
    return b'"dm_format_version"' in start or (
        _LABELS.search(start) is not None and (b'"items"' in start or b'"infos"' in start)
    )


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a subset, which the file is called after; `default` is none.

    Raises
    ------
    SourceError
        It is no JSON.
    """
    content = read_json(file)
    labels = objects_in(object_in(object_in(content, "categories"), _LABEL), "labels")
    names = [str(each.get("name") or "unnamed") for each in labels]
    found.declare(names)
    for item in objects_in(content, "items"):
        picture = object_in(item, "image") or object_in(item, "media")
        own = str(item.get("id") or "")
        called = texts_of(picture.get("path"), f"{file.stem}/{own}", own)
        size = picture.get("size")
        told = size_from(size[1], size[0]) if isinstance(size, list) and len(size) == 2 else None
        objects = [_marked(each, names) for each in objects_in(item, "annotations") if "label_id" in each]
        split = None if file.stem == "default" else file.stem
        said = own_columns(object_in(item, "attr").items()) | _caption(item)
        if called:
            yield ListedImage(called, objects, split, told, said)


KIND = ListKind("datumaro", "Datumaro", (".json",), is_datumaro, read).as_source(
    "a `.json` of a subset with `categories` and `items` (`annotations/train.json`), or a folder with some",
)


def _marked(given: Mapping, names: Sequence[str]) -> Marked:
    number = given.get("label_id")
    attributes = dict(object_in(given, "attributes"))
    crowd = {"crowd": bool(attributes.pop("is_crowd"))} if "is_crowd" in attributes else {}
    flags = {name: bool(attributes.pop(name)) for name in _FLAGS & attributes.keys()}
    return Marked(
        names[number] if isinstance(number, int) and 0 <= number < len(names) else "unnamed",
        _crop(given),
        own_columns(attributes.items()) | flags | crowd,
    )


def _crop(given: Mapping) -> Crop | None:
    """The box of a shape; a label has none."""
    box, points = given.get(_BOX), given.get("points")
    if given.get("type") == _BOX and isinstance(box, list):
        return sized(box)
    if isinstance(points, list):
        return around(paired(points))
    return around_mask(given["rle"]) if given.get("rle") else None


def _caption(item: Mapping) -> dict[str, str]:
    """What is written of an image."""
    told = [str(each["caption"]) for each in objects_in(item, "annotations") if each.get("caption")]
    return {"caption": " ".join(told)} if told else {}
