"""CVAT for images: one XML file that lists images with their boxes, polygons and tags, or its tracks."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.numerals import to_float
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.read_xml import elements, root_tag, told_by
from explorer.sources.annotations.shapes import around
from explorer.sources.source import OF_ROWS, Source, SourceKind

_FILE = "annotations.xml"
_PICTURES = ("images", "data", ".")
_NO_SUBSET = "default"
"""What images are in that nobody put in any."""
_FRAME = re.compile(r"frame_([0-9]+)\.[^./]*$", re.IGNORECASE)
_BOX = ("xtl", "ytl", "xbr", "ybr")
_ELLIPSE, _MASK = ("cx", "cy", "rx", "ry"), ("left", "top", "width", "height")


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
        if name and label.find("parent") is None:  # of the points of a skeleton
            found.declared.append(name.strip())
    for image in elements(file, "image"):
        name = image.get("name", "")
        subset = image.get("subset", "")
        split = subset if subset != _NO_SUBSET else None
        picture = finder.find(name, root / _PICTURES[0] / subset if subset else None)
        size = size_from(image.get("width"), image.get("height"))
        found.add(name, picture, _objects(image), split, size)
    tracked = _tracked(file)
    if not tracked:
        return to_source("cvat", "CVAT for images", location, root, found.annotated(), options)
    _take_frames(tracked, finder, found)
    if not any(found.annotated().files):
        raise SourceError(
            f"{location}: tracks of CVAT for a video, and none of its frames is beside them; export it with "
            "its images, such as images/frame_000000.png, or index the video alone"
        )
    return to_source("cvat", "CVAT for a video", location, root, found.annotated(), options)


KIND = SourceKind(
    "cvat",
    "CVAT for images",
    "`annotations.xml`, or the folder that has it",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
    endings=(".xml",),
)


def _tracked(file: Path) -> dict[int, list[Marked]]:
    """What tracks mark in each frame, by its number."""
    found: dict[int, list[Marked]] = {}
    for number, track in enumerate(elements(file, "track")):
        told_id = track.get("id", "")
        for shape in track:
            frame, name = shape.get("frame", ""), track.get("label")
            if frame.isascii() and frame.isdigit() and name and shape.get("outside") != "1":
                told = {**_said(shape), "track": int(told_id) if told_id.isdecimal() else number}
                found.setdefault(int(frame), []).append(Marked(name, _box(shape), told))
    return found


def _take_frames(tracked: dict[int, list[Marked]], finder: PictureFiles, found: Collecting) -> None:
    """Take the pictures that are frames: by the numbers in their names, else by their order."""
    pictures = list(finder.all())
    told = [_FRAME.search(path) for path, _ in pictures]
    numbers = [int(each[1]) for each in told if each]
    numbers = numbers if len(numbers) == len(pictures) else list(range(len(pictures)))
    for number, (path, picture) in zip(numbers, pictures, strict=True):
        found.add(path, picture, tracked.pop(number, ()))
    gone = sum(map(len, tracked.values()))
    found.left_out["Objects in frames that are not here, left out"] += gone


def _objects(image: Element) -> list[Marked]:
    """What is marked in an image, and what it was tagged as, which has no box."""
    return [
        Marked(shape.get("label") or "unnamed", _box(shape), _said(shape))
        for shape in image
        if "label" in shape.attrib
    ]


def _said(shape: Element) -> dict[str, float | str]:
    """What else is said of a shape: whether it is occluded, and its attributes."""
    each = [(one.get("name"), one.text) for one in shape.iter("attribute")]
    told = own_columns((name, told_by(text.strip())) for name, text in each if name and text)
    return {"occluded": shape.get("occluded") == "1", **told} if "occluded" in shape.attrib else told


def _box(shape: Element) -> Crop | None:
    """What a shape lies in, turned as it is; of a skeleton all of its points that are in the picture."""
    try:
        return around(_points(shape))
    except ValueError:
        return None


def _points(shape: Element) -> list[tuple[float, ...]]:
    """Points that a shape lies between.

    Raises
    ------
    ValueError
        One is no number.
    """
    if shape.tag == "skeleton":
        return [point for part in shape if part.get("outside") != "1" for point in _points(part)]
    if given := shape.get("points"):
        return [tuple(map(to_float, point.split(","))) for point in given.split(";")]
    if shape.tag == "mask":
        x, y, w, h = _numbers(shape, _MASK)
        return [(x, y), (x + w, y + h)]
    turn = math.radians(to_float(shape.get("rotation") or "0"))
    if shape.tag == "ellipse":
        x, y, rx, ry = _numbers(shape, _ELLIPSE)
        # The extremes of a turned ellipse.
        across = math.hypot(rx * math.cos(turn), ry * math.sin(turn))
        down = math.hypot(rx * math.sin(turn), ry * math.cos(turn))
        return [(x - across, y - down), (x + across, y + down)]
    left, upper, right, lower = _numbers(shape, _BOX)
    corners = [(left, upper), (right, upper), (left, lower), (right, lower)]
    x, y = (left + right) / 2, (upper + lower) / 2
    return [_turned(px - x, py - y, turn, (x, y)) for px, py in corners] if turn else corners


def _turned(across: float, down: float, turn: float, middle: tuple[float, float]) -> tuple[float, float]:
    """Where a point about a middle lies when it is turned about that, clockwise."""
    x, y = middle
    cos, sin = math.cos(turn), math.sin(turn)
    return x + across * cos - down * sin, y + across * sin + down * cos


def _numbers(shape: Element, names: Sequence[str]) -> list[float]:
    return [to_float(shape.get(name, "")) for name in names]
