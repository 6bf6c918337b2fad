"""Projects of VGG Image Annotator (VIA) 3, of which regions belong to views of files."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from explorer.remote.addresses import is_address
from explorer.sources.annotations.read_json import object_in

VIEWS = b'"vid_list"'
"""What such a project has in its beginning, and no other file."""
NO_IMAGES = "Videos and sounds of the project, left out"
TOGETHER = "Regions and words of views of several pictures, left out"
_IMAGE, _CHECKBOX, _INLINE = 2, 2, "data:"
_POINT, _RECTANGLE, _CIRCLE, _ELLIPSE, _EXTREME_CIRCLE = 1, 2, 3, 4, 9
_SIDES = {
    _RECTANGLE: ("rect", "x", "y", "width", "height"),
    _CIRCLE: ("circle", "cx", "cy", "r"),
    _ELLIPSE: ("ellipse", "cx", "cy", "rx", "ry"),
}


class ViewedImage(NamedTuple):
    """An image of a project.

    Attributes
    ----------
    names : tuple of str
        What it may be called, the likeliest first.
    said : dict
        What is said of the image, by the names of attributes.
    regions : list of (dict, dict)
        Shape and attributes of each, as VIA 2 has them.
    """

    names: tuple[str, ...]
    said: dict[str, object]
    regions: list[tuple[Mapping, Mapping]]


def label_attribute(project: Mapping) -> str:
    """Return the name of the attribute that a project shows beside its regions; empty where none is told."""
    shown = str(object_in(object_in(project, "config"), "ui").get("spatial_region_label_attribute_id", ""))
    return str(object_in(object_in(project, "attribute"), shown).get("aname") or "")


def read_views(project: Mapping, left_out: Counter[str]) -> Iterator[ViewedImage]:
    """Give the images of a project.

    Parameters
    ----------
    project : mapping
        As the JSON has it.
    left_out : Counter
        Counts what was left out, by the beginning of a sentence.
    """
    files = {str(key): file for key, file in object_in(project, "file").items() if isinstance(file, Mapping)}
    views = {
        str(key): [str(each) for each in view["fid_list"]]
        for key, view in object_in(project, "view").items()
        if isinstance(view, Mapping) and isinstance(view.get("fid_list"), list)
    }
    prefixes = object_in(object_in(object_in(project, "config"), "file"), "loc_prefix")
    images = {
        key: ViewedImage(_names(file, prefixes), {}, [])
        for key, file in files.items()
        if file.get("type", _IMAGE) == _IMAGE
    }
    left_out[NO_IMAGES] += len(files) - len(images)
    attributes = object_in(project, "attribute")
    for one in object_in(project, "metadata").values():
        shown = views.get(str(one.get("vid")), []) if isinstance(one, Mapping) else []
        if len(shown) > 1:
            left_out[TOGETHER] += 1
        elif shown and (image := images.get(shown[0])) is not None:
            said, shape = _said(object_in(one, "av"), attributes), one.get("xy")
            if isinstance(shape, list) and shape:
                image.regions.append((_shape(shape), said))
            else:
                image.said.update(said)
    yield from images.values()


def _names(file: Mapping, prefixes: Mapping) -> tuple[str, ...]:
    """What an image may be called: where it lies, and its name."""
    source, shown = (str(file.get(name) or "") for name in ("src", "fname"))
    if source.startswith(_INLINE):
        source = ""
    prefix = str(prefixes.get(str(file.get("loc"))) or "")
    whole = source if is_address(source) else prefix + source if source else ""
    return tuple(dict.fromkeys(name for name in (whole, source, shown) if name)) or ("unnamed",)


def _said(values: Mapping, attributes: Mapping) -> dict[str, object]:
    """Values by the names of their attributes, options by their words; of check boxes those that are set."""
    said: dict[str, object] = {}
    for key, value in values.items():
        attribute = object_in(attributes, str(key))
        options, name = object_in(attribute, "options"), str(attribute.get("aname") or key)
        if attribute.get("type") == _CHECKBOX:
            chosen = [each for each in str(value).split(",") if each]
            said[name] = {str(options.get(each, each)): True for each in chosen}
        else:
            said[name] = options.get(str(value), value) if options else value
    return said


def _shape(numbers: list) -> dict[str, object]:
    """A shape with its numbers as VIA 2 has it; nothing of what is none."""
    kind, *rest = numbers
    sides = [float(each) for each in rest if isinstance(each, int | float)]
    if kind in _SIDES:
        name, *names = _SIDES[kind]
        return {"name": name, **dict(zip(names, sides, strict=False))}
    if kind == _POINT:
        return {}
    across, down = sides[::2], sides[1::2]
    if kind == _EXTREME_CIRCLE:
        return _circle_through(across, down)
    return {"all_points_x": across, "all_points_y": down}


def _circle_through(across: list[float], down: list[float]) -> dict[str, object]:
    """The circle through three points; nothing where they lie on a line."""
    if not len(across) == len(down) == 3:
        return {}
    (ax, bx, cx), (ay, by, cy) = across, down
    twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if not twice:
        return {}
    a, b, c = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    x = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / twice
    y = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / twice
    return {"name": "circle", "cx": x, "cy": y, "r": math.hypot(ax - x, ay - y)}
