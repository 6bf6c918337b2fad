"""WIDER FACE: a text file of pictures, each with a line a face; RetinaFace's, which adds points, too.

Yang et al., WIDER FACE: A Face Detection Benchmark, CVPR 2016.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer.numerals import to_float
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.shapes import sized
from explorer.sources.tables.separated import decoded

_FACE = "face"
_BEGINS = re.compile(
    rb"(?:# )?[^\r\n]+\.(?:jpg|jpeg|png)[ \t]*\r?\n(?:\d+[ \t]*\r?\n)?(?:-?[\d.]+[ \t]+){3,}-?[\d.]+", re.I
)
_PICTURE = re.compile(r"(?:# )?(.+\.(?:jpg|jpeg|png))\s*", re.IGNORECASE)
_WORDS = ("blur", "expression", "illumination", "invalid", "occlusion", "pose")
_SIDES = 4


def is_widerface(file: Path, start: bytes) -> bool:
    """Whether a file begins as such a list."""
    return _BEGINS.match(start) is not None


def read(file: Path, _found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file."""
    name, faces = None, []
    for line in decoded(file).splitlines():
        if picture := _PICTURE.fullmatch(line):
            if name:
                yield ListedImage((name,), faces)
            name, faces = picture[1], []
        elif (face := _face(line.split())) is not None:
            faces.append(face)
    if name:
        yield ListedImage((name,), faces)


KIND = ListKind("widerface", "WIDER FACE", (".txt",), is_widerface, read).as_source(
    "a `.txt` of pictures, each with a line a face (`wider_face_train_bbx_gt.txt`, `label.txt` of "
    "RetinaFace), or a folder that has some",
)


def _face(words: Sequence[str]) -> Marked | None:
    """The face of a line; None of the number of faces, and of the zeros that stand for none."""
    try:
        numbers = list(map(to_float, words))
    except ValueError:
        return None
    if len(numbers) < _SIDES or not any(numbers):
        return None
    told = numbers[_SIDES:] if len(numbers) == _SIDES + len(_WORDS) else []
    said: dict[str, float | str] = {name: int(value) for name, value in zip(_WORDS, told, strict=False)}
    return Marked(_FACE, sized(numbers[:_SIDES]), said)
