"""Stanford Cars: images with a box and a class each, of both splits or in a file of each, in files of MATLAB.

Krause et al., 3D Object Representations for Fine-Grained Categorization, 3dRR 2013.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.shapes import around
from explorer.sources.tables.matlab_file import read_matlab

_ALL = "cars_annos.mat"
_OF_SPLIT = re.compile(r"cars_(train|test)_annos(_withlabels)?(_eval)?\.mat")
_META = ("cars_meta.mat", "devkit/cars_meta.mat", "../devkit/cars_meta.mat", "../cars_meta.mat")
_BESIDE = (".", "..", "devkit", "../devkit")
_SIDES = ("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2")
_NO_CLASS = "Boxes of images without a class (cars_test_annos.mat), left out"


def is_stanfordcars(file: Path, _start: bytes) -> bool:
    """Whether a file is one of those that are read, by its name.

    What one of them says of the test images another may say with their classes.
    """
    found = _OF_SPLIT.fullmatch(file.name)
    if found is None:
        return file.name == _ALL
    with_classes = f"cars_{found[1]}_annos_withlabels*.mat"
    return bool(found[2]) or not any(any((file.parent / place).glob(with_classes)) for place in _BESIDE)


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file, with the model of car in each."""
    given = read_matlab(file, ["annotations", "class_names"])
    names = given.get("class_names") or _class_names(file.parent)
    found.declare(names)
    told = _OF_SPLIT.fullmatch(file.name)
    for each in given.get("annotations", []):
        path = str(each.get("relative_im_path") or each.get("fname") or "")
        split = told[1] if told else _split(each.get("test"))
        code = each.get("class")
        if code is None:
            found.left_out[_NO_CLASS] += 1
        marks = None if code is None else [Marked(_name(int(code), names), _box(each))]
        yield ListedImage(
            (path,) if "/" in path or split is None else (f"cars_{split}/{path}", path), marks, split
        )


KIND = ListKind("stanfordcars", "Stanford Cars", (".mat",), is_stanfordcars, read).as_source(
    "a folder with `cars_annos.mat`, or `cars_train_annos.mat` and the like, or one of these",
)


def _box(said: dict) -> Crop | None:
    """The box of a car; pixels count from 1, and both corners are in it."""
    try:
        left, top, right, lower = (float(said[side]) for side in _SIDES)
    except (KeyError, TypeError, ValueError):
        return None
    return around([(left - 1, top - 1), (right, lower)])


def _name(code: int, names: list) -> str:
    return str(names[code - 1]) if 0 < code <= len(names) else str(code)


def _split(is_test: object) -> str | None:
    return None if is_test is None else "test" if is_test else "train"


def _class_names(folder: Path) -> list[str]:
    for place in _META:
        if (folder / place).is_file():
            return read_matlab(folder / place, ["class_names"]).get("class_names", [])
    return []
