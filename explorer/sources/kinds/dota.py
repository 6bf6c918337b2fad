"""DOTA: a text file an image of the air, four corners of each object, its class and whether it is difficult.

Xia et al., DOTA: A Large-scale Dataset for Object Detection in Aerial Images (arXiv 1711.10398).
"""

from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.line_files import LineKind, numbers, whole
from explorer.sources.annotations.shapes import around

_CORNERS = 8
_DIFFICULT = (0, 2)
"""Marks of an object, the last of ones that later versions added."""


def read(line: str) -> Marked:
    """Return the object of a line."""
    words = line.split()
    points = numbers(words[:_CORNERS], _CORNERS)
    name, *mark = words[_CORNERS:] or [""]
    if not name or name.replace(".", "").isdecimal() or len(mark) > 1:
        raise ValueError("no class")
    said = {"difficult": whole(mark[0], *_DIFFICULT) > 0} if mark else {}
    return Marked(name, around(list(zip(points[::2], points[1::2], strict=True))), said)


KIND = LineKind("dota", "DOTA", read, before=("imagesource:", "gsd:")).as_source(
    "a folder with a `.txt` an image (`labelTxt/` beside `images/`), of eight numbers of corners and a class "
    "a line",
)
