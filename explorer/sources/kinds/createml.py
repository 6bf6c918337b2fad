"""Create ML: a JSON list of images, each with boxes by their middles, in pixels."""

from collections.abc import Iterator, Mapping
from math import nan
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import read_objects
from explorer.sources.annotations.shapes import around

_IMAGE, _OBJECTS = ("image", "imagefilename"), ("annotations", "annotation")
"""Names of members, as tools write them and as Apple's examples have them."""
_BOX = ("x", "y", "width", "height")


def is_createml(file: Path, start: bytes) -> bool:
    """Whether a file begins as such a list."""
    return (
        start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["
        and any(f'"{name}"'.encode() in start for name in _IMAGE)
        and b'"coordinates"' in start
        and b'"label"' in start
    )


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file.

    Raises
    ------
    SourceError
        It is no JSON, or no list.
    """
    for each in read_objects(file, "images with `annotations`, as Create ML has them"):
        name = next((each[key] for key in _IMAGE if isinstance(each.get(key), str)), None)
        objects = next((each[key] for key in _OBJECTS if key in each), ())
        if name:
            given = objects if isinstance(objects, list) else [objects]
            yield ListedImage((name,), [marked for one in given if (marked := _marked(one)) is not None])


KIND = ListKind("createml", "Create ML", (".json",), is_createml, read).as_source(
    "a `.json` list of images with boxes (`_annotations.createml.json`), or a folder that has some",
)


def _marked(given: object) -> Marked | None:
    """An object with its box; a class alone is one of the whole image."""
    if isinstance(given, str):
        return Marked(given)
    if not isinstance(given, Mapping):
        return None
    box = given.get("coordinates")
    return Marked(str(given.get("label") or "unnamed"), _crop(box) if isinstance(box, Mapping) else None)


def _crop(box: Mapping) -> Crop | None:
    told = (box.get(name) for name in _BOX)
    x, y, w, h = (float(each) if isinstance(each, int | float) else nan for each in told)
    return around([(x - w / 2, y - h / 2), (x + w / 2, y + h / 2)])
