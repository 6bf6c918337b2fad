"""CVAT for images: one XML file that lists images with their boxes, polygons and tags."""

from pathlib import Path
from xml.etree.ElementTree import Element

from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import refuse_options_of_tables, to_source
from explorer.sources.annotations.collecting import Collecting
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.read_xml import elements, root_tag
from explorer.sources.source import Source, SourceKind

_FILE = "annotations.xml"
_PICTURES = ("images", "data", ".")


def accepts(location: Path) -> bool:
    """Whether this is such a file, or a folder that has it under its usual name."""
    file = location / _FILE if location.is_dir() else location
    return file.suffix.lower() == ".xml" and file.is_file() and root_tag(file) == "annotations"


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    refuse_options_of_tables(location, "CVAT annotations", options)
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
            name, finder.find(name, root / _PICTURES[0] / subset if subset else None), _names(image), subset
        )
    return to_source("cvat", "CVAT for images", location, root, found.annotated())


KIND = SourceKind("cvat", "CVAT for images", "`annotations.xml`, or the folder that has it", accepts, open)


def _names(image: Element) -> list[str]:
    """Categories of what is marked in an image, and of what it was tagged as."""
    return [name for shape in image if (name := shape.get("label"))]
