"""SuperAnnotate: a JSON file an image with its instances, and the names of classes beside."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json
from explorer.sources.annotations.shapes import around, located, paired

_BEHIND = ("___objects.json", "___pixel.json", ".json")
"""What stands behind the name of an image in that of its file."""
_CLASSES = ("classes/classes.json", "classes.json")
_CERTAIN = 100
_UNNAMED = "unnamed"


def is_superannotate(file: Path, start: bytes) -> bool:
    """Whether a file begins as the instances of an image, or is called so."""
    if file.name.endswith(_BEHIND[0]):
        return True
    return b'"instances"' in start and (b'"className"' in start or b'"lastAction"' in start)


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the image of a file; of the first version that is a list of instances alone.

    Raises
    ------
    SourceError
        It is no JSON.
    """
    content = read_json(file)
    about = object_in(content, "metadata")
    instances = content if isinstance(content, list) else objects_in(content, "instances")
    plain = next(file.name.removesuffix(end) for end in _BEHIND if file.name.endswith(end))
    names = _class_names(file)
    found.declare(names.values())
    tags = content.get("tags") if isinstance(content, Mapping) else None
    objects = [_marked(each, names) for each in instances if isinstance(each, Mapping) and "type" in each]
    objects += [Marked(tag) for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    name = str(about.get("name") or plain)
    yield ListedImage((name, plain), objects, None, size_from(about.get("width"), about.get("height")))


KIND = ListKind("superannotate", "SuperAnnotate", (".json",), is_superannotate, read).as_source(
    "a folder with a `.json` an image (`a.jpg.json`, `a.jpg___objects.json`), or one of them",
)


def _class_names(file: Path) -> dict[object, str]:
    """Names of classes by their ids, of a file beside that of an image or above it."""
    for folder in (file.parent, file.parent.parent):
        for name in _CLASSES:
            if (folder / name).is_file():
                with suppress(SourceError):
                    content = read_json(folder / name)
                    given = content if isinstance(content, list) else ()
                    return {
                        each.get("id"): str(each.get("name")) for each in given if isinstance(each, Mapping)
                    }
    return {}


def _marked(given: Mapping, names: Mapping[object, str]) -> Marked:
    told = own_columns(
        (each.get("groupName") or each.get("groupId"), each.get("name") or each.get("id"))
        for each in objects_in(given, "attributes")
    )
    sure = given.get("probability")
    if isinstance(sure, int | float) and sure != _CERTAIN:
        told["score"] = sure / _CERTAIN
    name = given.get("className") or names.get(given.get("classId")) or _UNNAMED
    return Marked(str(name), _crop(given), told)


def _crop(given: Mapping) -> Crop | None:
    """The box, or what a shape lies in; a tag has none."""
    points = given.get("points")
    if isinstance(points, Mapping):  # x1, y1 to x2, y2, of one that is turned to x4, y4
        return around(
            paired([points.get(f"{side}{i}") for i in range(1, len(points) // 2 + 1) for side in "xy"])
        )
    if isinstance(points, list):
        return around(located(points) or paired(points))
    if given.get("type") == "ellipse":
        return _around_ellipse([given.get(name) for name in ("cx", "cy", "rx", "ry", "angle")])
    return None


def _around_ellipse(told: Sequence[object]) -> Crop | None:
    numbers = [float(each) for each in told if isinstance(each, int | float)]
    if len(numbers) != len(told):
        return None
    x, y, rx, ry, angle = numbers
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    across, down = math.hypot(rx * cos, ry * sin), math.hypot(rx * sin, ry * cos)
    return around([(x - across, y - down), (x + across, y + down)])
