"""CrowdHuman: an `.odgt`, a line of JSON an image, with the box of each person, and of the head.

Shao et al., CrowdHuman: A Benchmark for Detecting Human in a Crowd (arXiv 1805.00123).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json_lines
from explorer.sources.annotations.shapes import sized

_WHOLE, _VISIBLE, _HEAD = "fbox", "vbox", "hbox"
_IGNORED = "mask"
"""The tag of what is no person or cannot be told, which nothing is to find."""


def is_crowdhuman(file: Path, start: bytes) -> bool:
    """Whether a file begins as such lines."""
    return start.lstrip()[:1] == b"{" and b'"gtboxes"' in start


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file, which are named by their ids.

    Raises
    ------
    SourceError
        A line is no JSON.
    """
    for line in read_json_lines(file):
        name = line.get("ID")
        if isinstance(name, str) and name:
            marks = [mark for box in objects_in(line, "gtboxes") for mark in _marks(box)]
            yield ListedImage((f"{name}.jpg", name), marks)


KIND = ListKind("crowdhuman", "CrowdHuman", (".odgt",), is_crowdhuman, read).as_source(
    "an `.odgt` with a line of JSON an image, or a folder that has some",
)


def _marks(box: Mapping) -> Iterator[Marked]:
    """A person with how much is visible, and the head; a crowd where it is to be ignored."""
    name, about, head = str(box.get("tag") or "person"), object_in(box, "extra"), object_in(box, "head_attr")
    whole, visible = _crop(box.get(_WHOLE)), _crop(box.get(_VISIBLE))
    said: dict[str, float | str] = {"crowd": name == _IGNORED or about.get("ignore") == 1}
    if whole is not None and visible is not None and whole.w * whole.h:
        said["visible"] = min(1.0, visible.w * visible.h / (whole.w * whole.h))
    if "occ" in about:
        said["occluded"] = about["occ"] == 1
    yield Marked(name, whole, said)
    if name != _IGNORED and box.get(_HEAD):
        occluded = {"occluded": head["occ"] == 1} if "occ" in head else {}
        yield Marked("head", _crop(box[_HEAD]), {"crowd": head.get("ignore") == 1, **occluded})


def _crop(given: object) -> Crop | None:
    return sized(given) if isinstance(given, list) else None
