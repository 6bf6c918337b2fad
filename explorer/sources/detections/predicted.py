"""What a file or a folder of detections becomes, and which image and class each box is of."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.caching import cached_property
from explorer.sources.annotations.marked_images import Annotated

NO_IMAGE = "Detections in images that are not listed, left out"
NO_CLASS = "Detections of classes that are not declared, left out"
NO_BOX = "Detections without a box of four numbers and a size that is not negative, left out"
NO_SCORE = "Detections without a score that is a finite number, left out"


@dataclass(frozen=True)
class Predicted:
    """The k boxes of a model, as parallel arrays.

    Attributes
    ----------
    image, category : (k,) int64
        Places in `Annotated.paths` and `Annotated.categories`.
    box : (k, 4) float64
        Left, upper edge, width and height.
    percent : bool
        Whether these are shares of the picture, from 0 to 100, and not pixels.
    score : (k,) float64
    left_out : Counter
        What was not taken, as the beginning of a sentence, and how much of it there is.
    """

    image: np.ndarray
    category: np.ndarray
    box: np.ndarray
    percent: bool
    score: np.ndarray
    left_out: Counter[str] = field(default_factory=Counter)


def usable(
    image: np.ndarray, category: np.ndarray, box: np.ndarray, score: np.ndarray, percent: bool
) -> Predicted:
    """Leave out what stands for nothing, each for the first reason that holds, and count it.

    Parameters
    ----------
    image, category : (k,) int64
        -1 where there is none.
    box : (k, 4) float64
        NaN where there is none.
    score : (k,) float64
        NaN where there is none.
    percent : bool
    """
    reasons = {
        NO_IMAGE: image < 0,
        NO_CLASS: category < 0,
        NO_BOX: ~(np.isfinite(box).all(axis=1) & (box[:, 2:] >= 0).all(axis=1)),
        NO_SCORE: ~np.isfinite(score),
    }
    kept, left_out = np.ones(len(image), bool), Counter[str]()
    for reason, bad in reasons.items():
        left_out[reason] += int((kept & bad).sum())
        kept &= ~bad
    return Predicted(image[kept], category[kept], box[kept], percent, score[kept], left_out)


@dataclass(frozen=True)
class DetectionNames:
    """What detections call the images and classes of a data set.

    Parameters
    ----------
    found : Annotated
    """

    found: Annotated

    def image(self, given: object) -> int:
        """Return the place of an image by its id, else by its name; -1 where none or several fit."""
        name = str(given)
        by_id = self.found.image_ids.get(name)
        return self._by_name.get(_stem(name), -1) if by_id is None else by_id

    def image_of_file(self, path: str) -> int:
        """Return the place of the image that a file of boxes is named after; -1 where none or several fit.

        Where several have its name, it is the one whose folder is named alike.
        """
        stem = _stem(path)
        place = self._by_name.get(_last(stem), -1)
        return place if place >= 0 else self._by_folder.get(_tail(stem), -1)

    def categories(self, given: Sequence[object]) -> Mapping[object, int]:
        """Return the place of the category that each of some ids, numbers or names means, -1 where none.

        An id is what the annotations declare; where they declare none, classes are counted from 0, or from 1
        where a number is that of their count and none is 0.
        """
        ids = self.found.category_ids or self._numbered(given)
        return {each: self._place.get(ids.get(str(each), str(each)), -1) for each in given}

    def numbered(self, names: Sequence[str] = ()) -> Mapping[int, int]:
        """Return the place of the category of each number that YOLO counts by, from 0.

        Parameters
        ----------
        names : sequence of str
            Those that lie with the detections; else classes count as they are declared.
        """
        named = names or list(self.found.class_numbers.values()) or self.found.categories
        numbers = range(len(named)) if names or not self.found.class_numbers else self.found.class_numbers
        return {number: self._place.get(name, -1) for number, name in zip(numbers, named, strict=True)}

    def _numbered(self, given: Sequence[object]) -> dict[str, str]:
        numbers = {int(name) for name in map(str, given) if name.isdecimal()}
        first = 1 if len(self.found.categories) in numbers and 0 not in numbers else 0
        return {str(number): name for number, name in enumerate(self.found.categories, first)}

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.found.categories)}

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return _only(_last(_stem(path)) for path in self.found.paths)

    @cached_property
    def _by_folder(self) -> dict[str, int]:
        return _only(_tail(_stem(path)) for path in self.found.paths)


def _only(names) -> dict[str, int]:
    """Place of each name that one image has; -1 where two have it."""
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        found[name] = -1 if name in found else place
    return found


def _stem(path: str) -> str:
    return os.path.splitext(path.replace("\\", "/"))[0]


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _tail(path: str) -> str:
    return "/".join(path.split("/")[-2:])
