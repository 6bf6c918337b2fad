"""Scalabel: JSON lists of frames with labels, as BDD100K and SHIFT have them.

Yu et al., BDD100K: A Diverse Driving Dataset for Heterogeneous Multitask Learning (arXiv 1805.04687).
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import CROWDS, Collecting, Marked, own_columns
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import read_json
from explorer.sources.annotations.shapes import around, numbered
from explorer.sources.detections.masks import around_mask

_CORNERS = ("x1", "y1", "x2", "y2")
_SIGNS = (b'"box2d"', b'"poly2d"')
_BEGINS = re.compile(rb'\s*(?:\[|\{\s*"(?:frames|config|name)")')


def is_scalabel(file: Path, start: bytes) -> bool:
    """Whether a file begins as a list of frames with labels."""
    begins = _BEGINS.match(start.removeprefix(b"\xef\xbb\xbf"))
    return begins is not None and b'"category"' in start and any(sign in start for sign in _SIGNS)


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the frames of a file; of the first BDD100K each image has its own, with one frame in it.

    Raises
    ------
    SourceError
        It is no JSON, or has no frames.
    """
    content = read_json(file)
    frames = content.get("frames") if isinstance(content, Mapping) else content
    if not isinstance(frames, list):
        raise SourceError(f"{file} has no list of frames; expected one as Scalabel writes it")
    outer = content if isinstance(content, Mapping) else {}
    for category in _mapping(outer.get("config")).get("categories") or ():
        found.declared.append(str(category["name"] if isinstance(category, Mapping) else category))
    for frame in filter(_is_mapping, frames):
        whole = {**outer, **frame}
        if isinstance(whole.get("name"), str):
            yield _listed(whole)


KIND = ListKind("scalabel", "Scalabel", (".json",), is_scalabel, read).as_source(
    "a `.json` list of frames with `labels` (BDD100K, SHIFT), one an image, too, or a folder that has some",
)


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _mapping(value: object) -> Mapping:
    return value if isinstance(value, Mapping) else {}


def _listed(frame: Mapping) -> ListedImage:
    """An image of a frame; nobody has looked where it has no list of labels."""
    given = next((frame[name] for name in ("labels", "objects") if name in frame), None)
    labels = None if given is None else [_marked(each) for each in given if _mapping(each).get("category")]
    video = frame.get("videoName") or frame.get("video_name")
    said = own_columns(_mapping(frame.get("attributes")).items()) | ({"video": str(video)} if video else {})
    names = (f"{video}/{frame['name']}", frame["name"]) if video else (frame["name"],)
    return ListedImage(names, labels, None, None, said)


def _marked(label: Mapping) -> Marked:
    attributes = dict(_mapping(label.get("attributes")))
    crowds = [bool(attributes.pop(name)) for name in CROWDS if name in attributes]
    said = own_columns(attributes.items()) | ({"crowd": crowds[0]} if crowds else {})
    score = label.get("score")
    if isinstance(score, float):
        said["score"] = score
    return Marked(str(label["category"]), _crop(label), said)


def _crop(label: Mapping) -> Crop | None:
    """The box, else around lines and areas, else around a mask."""
    box = _mapping(label.get("box2d"))
    if box:
        told = [value for name in _CORNERS if isinstance(value := box.get(name), int | float)]
        return around([told[:2], told[2:]]) if len(told) == len(_CORNERS) else None
    drawn = label.get("poly2d")
    parts = drawn if isinstance(drawn, list) else []
    # With the kind of each point behind it, as the first BDD100K has them.
    old = [each[:2] for each in parts if isinstance(each, list)]
    points = numbered(old) + [p for each in parts for p in numbered(_mapping(each).get("vertices"))]
    return around(points) if points else around_mask(label.get("rle"))
