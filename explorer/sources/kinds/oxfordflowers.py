"""Oxford 102 Flowers: numbers of classes and of the images of each split, in files of MATLAB.

Nilsback & Zisserman, Automated Flower Classification over a Large Number of Classes, ICVGIP 2008.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.tables.matlab_file import read_matlab

_LABELS, _SPLITS, _NAMES = "imagelabels.mat", "setid.mat", "cat_to_name.json"
_SPLIT = {"trnid": "train", "valid": "val", "tstid": "test"}


def is_oxfordflowers(file: Path, _start: bytes) -> bool:
    """Whether a file is that of the labels, by its name."""
    return file.name.lower() == _LABELS


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images by their numbers; the names of classes are those of a list that people keep beside."""
    codes = [int(code) for code in read_matlab(file, ["labels"]).get("labels", [])]
    names = _class_names(file.parent)
    found.declare(names.get(code, str(code)) for code in sorted(set(codes)))
    splits: dict[int, str] = {}
    if (beside := file.parent / _SPLITS).is_file():
        for name, numbers in read_matlab(beside, list(_SPLIT)).items():
            splits |= {int(number): _SPLIT[name] for number in numbers}
    for number, code in enumerate(codes, start=1):
        yield ListedImage(
            (f"image_{number:05d}.jpg",), [Marked(names.get(code, str(code)))], splits.get(number)
        )


KIND = ListKind("oxfordflowers", "Oxford Flowers", (".mat",), is_oxfordflowers, read).as_source(
    "a folder with `imagelabels.mat` and `setid.mat` beside `jpg/`, or the former",
    unpacked=(".mat", ".json"),
)


def _class_names(folder: Path) -> dict[int, str]:
    """Names by the numbers of classes, which count from 1."""
    with suppress(OSError, ValueError, AttributeError):
        return {
            int(code): str(name) for code, name in json.loads((folder / _NAMES).read_text("utf-8")).items()
        }
    return {}
