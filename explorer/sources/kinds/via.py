"""VGG Image Annotator (VIA 1 to 3): JSON of a project or of annotations, or CSV.

Dutta and Zisserman, The VIA Annotation Software for Images, Audio and Video (arXiv 1904.10699).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.csv_rows import header_of, rows_of
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, read_json
from explorer.sources.annotations.shapes import around, numbered
from explorer.sources.annotations.via_views import VIEWS, ViewedImage, label_attribute, read_views

_PROJECT = "_via_img_metadata"
_COLUMNS = {"filename", "region_shape_attributes", "region_attributes"}
_CLASSES = ("class", "label", "name", "category", "type", "object", "species")
"""Attributes that name what is in a region, the likeliest first; else the one that most regions have."""


def is_via(file: Path, start: bytes) -> bool:
    """Whether a file begins as VIA writes it."""
    if file.suffix.lower() == ".csv":
        return set(header_of(start)) >= _COLUMNS
    of_annotations = b'"filename"' in start and b'"regions"' in start and b'_attributes"' in start
    return f'"{_PROJECT}"'.encode() in start or (VIEWS in start and b'"pname"' in start) or of_annotations


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file, each once.

    Raises
    ------
    SourceError
        It is no JSON, or not of this format.
    """
    images, attribute = _of_table(file), ""
    if images is None:
        content = read_json(file)
        if isinstance(content, Mapping) and "vid_list" in object_in(content, "project"):
            images, attribute = list(read_views(content, found.left_out)), label_attribute(content)
        else:
            images = _of_json(file, content)
    regions = [each for image in images for each in image.regions]
    attribute = attribute or _naming(said for _, said in regions)
    of_image = _naming((image.said for image in images), certain=True)
    for names, said, own in images:
        marked = [
            Marked(category, _box(shape), _others(attributes, attribute))
            for shape, attributes in own
            for category in _values(attributes.get(attribute), attribute) or ["unnamed"]
        ]
        marked += [Marked(category) for category in _values(said.get(of_image), of_image)]
        yield ListedImage(names, marked)


KIND = ListKind("via", "VGG Image Annotator", (".json", ".csv"), is_via, read).as_source(
    "a `.json` or `.csv` of VIA 2 (`via_region_data.json`, a project), a project of VIA 3, or a folder that "
    "has some",
)


def _of_json(file: Path, content: object) -> list[ViewedImage]:
    entries = content.get(_PROJECT, content) if isinstance(content, Mapping) else None
    if not isinstance(entries, Mapping):
        raise SourceError(f"{file} is not as VIA has it: expected an object with an entry for each image")
    images: dict[str, ViewedImage] = {}
    for entry in entries.values():
        if not isinstance(entry, Mapping) or not isinstance(name := entry.get("filename"), str):
            continue
        regions = entry.get("regions") or ()
        own = list(regions.values() if isinstance(regions, Mapping) else regions)  # of VIA 1 by their numbers
        image = images.setdefault(name, ViewedImage((name,), dict(object_in(entry, "file_attributes")), []))
        image.regions.extend(
            (object_in(each, "shape_attributes"), object_in(each, "region_attributes"))
            for each in own
            if isinstance(each, Mapping)
        )
    return list(images.values())


def _of_table(file: Path) -> list[ViewedImage] | None:
    """The images of a table; None of another file."""
    if file.suffix.lower() != ".csv":
        return None
    images: dict[str, ViewedImage] = {}
    for row in rows_of(file):
        name, said = row.get("filename", ""), _decoded(row.get("file_attributes", ""))
        image = images.setdefault(name, ViewedImage((name,), dict(said), []))
        shape = _decoded(row.get("region_shape_attributes", ""))
        if shape:  # of a picture without regions it is empty
            image.regions.append((shape, _decoded(row.get("region_attributes", ""))))
    images.pop("", None)
    return list(images.values())


def _decoded(text: str) -> Mapping:
    try:
        read = msgspec.json.decode(text or "{}")
    except (msgspec.MsgspecError, UnicodeError):
        return {}
    return read if isinstance(read, Mapping) else {}


def _naming(each: Iterable[Mapping], certain: bool = False) -> str:
    """The attribute that names classes; empty where there is none."""
    filled: Counter[str] = Counter()
    for attributes in each:
        filled.update({name: bool(_values(value, name)) for name, value in attributes.items()})
    usual = {name.lower(): name for name in reversed(filled) if filled[name]}
    found = next((usual[name] for name in _CLASSES if name in usual), None)
    return found or ("" if certain or not filled else max(filled, key=lambda name: filled[name]))


def _values(value: object, name: str) -> list[str]:
    """Names of classes that an attribute gives; of check boxes all that are set."""
    if isinstance(value, Mapping):
        return [str(each) for each, holds in value.items() if holds and holds != "false"]
    if value in (None, "") and name:
        return []
    return [str(value).strip()] if name else []


def _others(given: Mapping, naming: str) -> dict[str, float | str]:
    """What else is said of a region."""
    names = (name for name in given if name != naming)
    return own_columns((name, ", ".join(told)) for name in names if (told := _values(given[name], name)))


def _box(shape: Mapping) -> Crop | None:
    """What a region lies in; None of a point."""

    def told(*names: str) -> list[float]:
        values = [shape.get(name) for name in names]
        return [float(each) for each in values if isinstance(each, int | float)]

    match shape.get("name"), told("x", "y", "width", "height"), told("cx", "cy"):
        case "rect", [x, y, w, h], _:
            return Crop(x, y, w, h)
        case "circle" | "ellipse", _, [x, y]:
            radii = told("rx", "ry") or told("r") * 2
            return around([(x - radii[0], y - radii[1]), (x + radii[0], y + radii[1])]) if radii[1:] else None
    across, down = shape.get("all_points_x"), shape.get("all_points_y")
    if not isinstance(across, list) or not isinstance(down, list) or len(across) != len(down):
        return None
    return around(numbered([list(pair) for pair in zip(across, down, strict=True)]))
