"""VisDrone: a text file an image from a drone, with eight whole numbers an object.

Zhu et al., Detection and Tracking Meet Drones Challenge (arXiv 2001.06303).
"""

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.line_files import LineKind, numbers, whole

_NUMBERS = 8
_NAMES = (
    "ignored regions",
    "pedestrian",
    "people",
    "bicycle",
    "car",
    "van",
    "truck",
    "tricycle",
    "awning-tricycle",
    "bus",
    "motor",
    "others",
)
_TRUNCATED, _OCCLUDED = 1, 2
"""The highest degrees of each."""


def read(line: str) -> Marked:
    """Return the object of a line: left, upper edge, width, height, whether it counts, class, two degrees."""
    words = line.rstrip(",").split(",")
    left, upper, width, height, *_ = numbers(words, _NUMBERS)
    whole(words[4], 0, 1)
    category = whole(words[5], 0, len(_NAMES) - 1)
    said: dict[str, float | str] = {
        "truncated": whole(words[6], -1, _TRUNCATED) > 0,
        "occluded": whole(words[7], -1, _OCCLUDED) > 0,
    }
    return Marked(_NAMES[category], Crop(left, upper, width, height), said if category else {"crowd": True})


KIND = LineKind("visdrone", "VisDrone", read).as_source(
    "a folder with a `.txt` an image (`annotations/` beside `images/`), of eight numbers between commas a "
    "line",
)
