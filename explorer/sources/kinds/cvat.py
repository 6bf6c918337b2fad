"""CVAT for images: one XML file that lists images with their boxes, polygons and tags."""

from pathlib import Path
from xml.etree.ElementTree import Element

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.read_xml import elements, root_tag
from explorer.sources.annotations.shapes import around
from explorer.sources.source import OF_ROWS, Source, SourceKind

_FILE = "annotations.xml"
_PICTURES = ("images", "data", ".")
_CORNERS = (("xtl", "ytl"), ("xbr", "ybr"))


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder that has it under its usual name."""
    file = location / _FILE if location.is_dir() else location
    return file.suffix.lower() == ".xml" and file.is_file() and root_tag(file) == "annotations"


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    file = location / _FILE if location.is_dir() else location
    root = file.parent
    finder = PictureFiles(root, [root / name for name in _PICTURES])
    found = Collecting()
    for label in elements(file, "label"):
        name = label.findtext("name")
        if name:
            found.declared.append(name.strip())
    for image in elements(file, "image"):
        name = image.get("name", "")
        subset = image.get("subset", "")
        found.add(
            name, finder.find(name, root / _PICTURES[0] / subset if subset else None), _objects(image), subset
        )
    return to_source("cvat", "CVAT for images", location, root, found.annotated(), options)


KIND = SourceKind(
    "cvat",
    "CVAT for images",
    "`annotations.xml`, or the folder that has it",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
)


def _objects(image: Element) -> list[Marked]:
    """What is marked in an image, and what it was tagged as, which has no box."""
    return [Marked(name, _box(shape)) for shape in image if (name := shape.get("label"))]


def _box(shape: Element) -> Crop | None:
    """What a box, a polygon or points lie in."""
    given = shape.get("points") or ";".join(
        ",".join(shape.get(name, "") for name in corner) for corner in _CORNERS
    )
    try:
        points = [tuple(map(float, point.split(","))) for point in given.split(";")]
    except ValueError:
        return None
    return around(points)
