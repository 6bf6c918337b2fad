"""LabelMe: a folder with a JSON file an image, of shapes with labels."""

import math
from pathlib import Path
from typing import Any

import msgspec

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.embedded import Embedded, embedded_picture, with_embedded
from explorer.sources.annotations.looking import files_below, some_files_below
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.shapes import around
from explorer.sources.annotations.splits import split_of
from explorer.sources.source import Source, SourceKind

_TRIED = 3


class _Shape(msgspec.Struct):
    label: str | int | None = None
    points: list[list[float]] = msgspec.field(default_factory=list)
    shape_type: str | None = None
    group_id: Any = None
    score: Any = None
    difficult: Any = None
    flags: Any = None
    attributes: Any = None


class _File(msgspec.Struct):
    """What is read of a file; the picture itself may be in it, as text."""

    shapes: list[_Shape]
    imagePath: str = ""
    imageWidth: float | None = None
    imageHeight: float | None = None
    flags: dict[str, bool] = msgspec.field(default_factory=dict)


def accepts(location: Path) -> bool:
    """Whether this is a folder with such files."""
    return location.is_dir() and any(
        _read(file) is not None for file in some_files_below(location, ".json", _TRIED)
    )


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    finder = PictureFiles(location, [location])
    found = Collecting()
    annotated = set()
    inside: dict[str, Embedded] = {}
    for file in files_below(location, ".json"):
        shown = file.relative_to(location).as_posix()
        read = _read(file)
        picture = finder.find(read.imagePath if read else "", file.parent) or finder.of_stem(file.stem)
        if read is None:
            found.fail(shown, "no annotations of LabelMe (is it cut off?)")
            continue
        if picture is None and (embedded := embedded_picture(file, shown, read.imagePath)) is not None:
            picture = str(file)
            inside[picture] = embedded
        if picture is None:
            found.fail(shown, f"its image {read.imagePath!r} is missing, and is not in the JSON")
        else:
            shapes = [
                Marked(str(shape.label), _box(shape), _said(shape))
                for shape in read.shapes
                if shape.label is not None
            ]
            flags = [Marked(name) for name, holds in read.flags.items() if holds]
            annotated.add(picture)
            size = size_from(read.imageWidth, read.imageHeight)
            found.add(picture, picture, [*shapes, *flags], split_of(shown), size)
    for path, picture in finder.others(annotated, found.left_out):
        found.add(path, picture, None, split_of(path))
    source = to_source("labelme", "LabelMe", location, location, found.annotated(), options)
    return with_embedded(source, inside) if inside else source


KIND = SourceKind(
    "labelme",
    "LabelMe",
    "a folder with a `.json` of shapes an image",
    accepts,
    open,
    marks_objects=True,
    endings=(".json",),
)


def _said(shape: _Shape) -> dict[str, float | str]:
    """What else is said of a shape, by LabelMe or X-AnyLabeling."""
    told = [each for each in (shape.flags, shape.attributes) if isinstance(each, dict)]
    said = own_columns([*(pair for each in told for pair in each.items()), ("group", shape.group_id)])
    if isinstance(shape.difficult, str | bool):
        said["difficult"] = str(shape.difficult).lower() == "true"
    if isinstance(shape.score, float):
        said["score"] = shape.score
    return said


def _box(shape: _Shape) -> Crop | None:
    """What a shape lies in; of a circle its middle is told, and a point on it."""
    points = shape.points
    if shape.shape_type == "circle" and len(points) == 2 and all(len(point) == 2 for point in points):
        (x, y), edge = points
        radius = math.dist((x, y), edge)
        points = [[x - radius, y - radius], [x + radius, y + radius]]
    return around(points)


def _read(file: Path) -> _File | None:
    """What a file says; None where it says something else."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_File, strict=False)
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError, RecursionError):
        return None
