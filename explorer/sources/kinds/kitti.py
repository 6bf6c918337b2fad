"""KITTI: a text file an image, its class, how far it is cut off and hidden, angle, box, and place in space.

Geiger et al., Are we ready for Autonomous Driving? The KITTI Vision Benchmark Suite, CVPR 2012.
"""

from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.line_files import LineKind, numbers, whole
from explorer.sources.annotations.shapes import around

_NUMBERS = 14
_UNKNOWN = -1
"""How far it is hidden, where that is not told; 3 where people could not tell."""
_SURELY = (1, 2)
_ANYTHING = "DontCare"


def read(line: str) -> Marked:
    """Return the object of a line; that of a result has a score behind it."""
    name, *words = line.split()
    cut, hidden, _, left, upper, right, lower, *_ = numbers(words[:_NUMBERS], _NUMBERS)
    if not 0 <= cut <= 1 and cut != _UNKNOWN:
        raise ValueError("no share of an object")
    whole(words[1], _UNKNOWN, 3)
    said: dict[str, float | str] = {}
    if name == _ANYTHING:
        said["crowd"] = True
    else:
        said |= {"truncated": cut > 0, "occluded": hidden in _SURELY}
    if len(words) > _NUMBERS:
        said["score"] = numbers(words[_NUMBERS:], 1)[0]
    return Marked(name, around([(left, upper), (right, lower)]), said)


KIND = LineKind("kitti", "KITTI", read).as_source(
    "a folder with a `.txt` an image (`label_2/` beside `image_2/`), of 15 words a line",
)
