"""A text file an image, a class and two corners a line: as tools that measure detectors, and that fetch Open
Images, write them (`Apple 10.5 20 30 40`)."""

from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.line_files import LineKind, numbers
from explorer.sources.annotations.shapes import around

_CORNERS = 4
_DIFFICULT = "difficult"


def read(line: str) -> Marked:
    """Return the object of a line; its class may be of several words."""
    words = line.split()
    said = {"difficult": True} if words[-1].lower() == _DIFFICULT else {}
    words = words[: len(words) - len(said)]
    left, upper, right, lower = numbers(words[-_CORNERS:], _CORNERS)
    name = " ".join(words[:-_CORNERS])
    # A number in front of the corners says something else.
    if not name[-1:].isalpha() or left > right or upper > lower:
        raise ValueError("no class and two corners")
    return Marked(name, around([(left, upper), (right, lower)]), said)


KIND = LineKind("boxlines", "text files of boxes", read).as_source(
    "a folder with a `.txt` an image of a class and two corners a line (`cat 10 20 30 40`), as OIDv4 and "
    "tools that measure detectors write them",
)
