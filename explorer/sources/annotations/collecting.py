"""Gathers images one by one, with what is marked in each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from explorer.errors import Failure
from explorer.images.crops import Crop
from explorer.index.format import LABEL, MEASURED_COLUMNS
from explorer.sources.annotations.marked_images import Annotated, Objects, about_left_out, places_of
from explorer.sources.annotations.runs import Runs, boxes_of_runs
from explorer.sources.columns.column_roles import free_name

_OURS = ("path", "source_row", "image", LABEL, "split", "captions")
"""Columns of objects that say something else; what people call so has a name of its own."""
_OF_IMAGES = frozenset({*_OURS, "categories", "objects", *MEASURED_COLUMNS})
_MEASURED = ("area", "crowd", "score")
"""Columns of what a format says of an object by itself."""
FLAGS = ("difficult", "truncated", "occluded")
"""What is yes or no of an object, by the names of columns and in formats alike."""
CROWDS = ("iscrowd", "is_crowd", "crowd")
"""What a field is called that says of an object that it is a crowd; the column is the last."""


class Marked(NamedTuple):
    """An object in an image.

    Attributes
    ----------
    name : str
        Of its category.
    crop : Crop, Runs or None
        Its box, or its mask, which is asked for a box once its picture is found; None where it has none.
    said : dict
        What else is said of it, by the names of columns: numbers, booleans and texts.
    """

    name: str
    crop: Crop | Runs | None = None
    said: Mapping[str, float | str] = MappingProxyType({})


def own_columns(given: Iterable[tuple[object, object]]) -> dict[str, float | str]:
    """Return what people say of an object in words of their own, by the names of columns.

    Parameters
    ----------
    given : iterable of (object, object)
        Names and values; what is no number, boolean or text is left out.
    """
    return {
        f"{name}_attribute" if name in _MEASURED else str(name): value
        for name, value in given
        if isinstance(value, str | int | float)
    }


@dataclass
class Collecting:
    """Images of a data set as they are read.

    Attributes
    ----------
    declared : list of str
        Names of categories, in their order, where they are told; others follow as they come.
    failures : list of Failure
        What could not be read.
    left_out : Counter
        What was left out or is doubtful, as the beginning of a sentence, and how much of it there is.
    image_ids, category_ids, class_numbers, pose, notes
        As of `Annotated`.
    """

    declared: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    image_ids: dict[str, int] = field(default_factory=dict)
    category_ids: dict[str, str] = field(default_factory=dict)
    class_numbers: dict[int, str] = field(default_factory=dict)
    pose: bool = False
    notes: list[str] = field(default_factory=list)
    _paths: list[str] = field(default_factory=list)
    _files: list[str | None] = field(default_factory=list)
    _splits: list[str | None] = field(default_factory=list)
    _captions: dict[int, list[str]] = field(default_factory=dict)
    _images: list[int] = field(default_factory=list)
    _marked: list[Marked] = field(default_factory=list)
    _looked: list[bool] = field(default_factory=list)
    _sizes: dict[int, tuple[float, float]] = field(default_factory=dict)
    _said_of: dict[int, Mapping[str, float | str | None]] = field(default_factory=dict)

    def declare(self, names: Iterable[str]) -> None:
        """Take names of categories that were not told before."""
        self.declared += [name for name in names if name not in self.declared]

    def add(
        self,
        path: str,
        file: str | None,
        objects: Iterable[Marked] | None = (),
        split: str | None = None,
        size: tuple[float, float] | None = None,
        said: Mapping[str, float | str | None] = MappingProxyType({}),
    ) -> int:
        """Take an image with its objects, None where nobody has looked for any, and return its place.

        Parameters
        ----------
        path, file
            As an item of `Annotated.paths` and `Annotated.files`.
        objects : iterable of Marked or None
        split : str or None
        size : (float, float) or None
            As a value of `Annotated.sizes`.
        said : mapping
            What else is said of it, by the names of columns.
        """
        place = len(self._paths)
        self._paths.append(path)
        self._files.append(file)
        self._splits.append(split or None)
        self._looked.append(objects is not None)
        if size is not None:
            self._sizes[place] = size
        if said:
            self._said_of[place] = said
        self.mark(place, objects or ())
        return place

    def mark(self, place: int, objects: Iterable[Marked]) -> None:
        """Take further objects of an image."""
        before = len(self._marked)
        self._marked += objects
        self._images += [place] * (len(self._marked) - before)

    def describe(self, place: int, caption: str) -> None:
        """Take what somebody wrote of an image."""
        self._captions.setdefault(place, []).append(caption)

    def note(self, sentence: str) -> None:
        """Note what whoever reads the index should know, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def fail(self, path: str, reason: str) -> None:
        """Note that a file of annotations could not be read."""
        self.failures.append(Failure(path, -1, reason))

    def annotated(self) -> Annotated:
        """All that was gathered."""
        names = [each.name for each in self._marked]
        categories, places = places_of([*dict.fromkeys(self.declared), *names])
        columns: dict[str, pa.Array] = {}
        if any(self._splits):
            columns["split"] = pa.array(self._splits, pa.string())
        if self._captions:
            texts = [self._captions.get(place) for place in range(len(self._paths))]
            columns["captions"] = pa.array(texts, pa.list_(pa.string()))
        columns |= self._said_of_images()
        crops, about_masks = self._boxes()
        return Annotated(
            paths=self._paths,
            files=self._files,
            categories=categories,
            objects=Objects(
                np.array(self._images, np.int64),
                places[len(places) - len(names) :],
                crops,
                self._said(),
            ),
            columns=columns,
            failures=self.failures,
            image_ids=self.image_ids,
            category_ids=self.category_ids,
            class_numbers=self.class_numbers,
            pose=self.pose,
            looked=self._known(),
            notes=[*self.notes, *about_masks, *about_left_out(self.left_out)],
            sizes=self._sizes,
        )

    def _boxes(self) -> tuple[list[Crop | None], list[str]]:
        """The box of each object, masks within theirs, and sentences about these."""
        given = [each.crop for each in self._marked]
        masks = [(i, runs) for i, runs in enumerate(given) if isinstance(runs, Runs)]
        crops = [crop if isinstance(crop, Crop) else None for crop in given]
        if not masks:
            return crops, []
        images = [self._images[i] for i, _ in masks]
        files, sizes = [self._files[image] for image in images], [self._sizes.get(image) for image in images]
        boxes, notes = boxes_of_runs([runs for _, runs in masks], files, sizes)
        for (i, _), box in zip(masks, boxes, strict=True):
            crops[i] = box
        return crops, notes

    def _known(self) -> np.ndarray:
        """(images,) bool Where somebody has looked: of a split in which nothing is marked, nobody has."""
        marked = {self._splits[place] for place in self._images}
        ruled = [split in marked for split in self._splits]
        return np.array(self._looked, bool) & np.array(ruled, bool)

    def _said_of_images(self) -> dict[str, pa.Array]:
        """Columns of what else is said of the images."""
        nothing: Mapping[str, float | str | None] = {}
        given = [self._said_of.get(place, nothing) for place in range(len(self._paths))]
        return {
            free_name(name, _OF_IMAGES): _column([each.get(name) for each in given])
            for name in dict.fromkeys(name for each in given for name in each)
        }

    def _said(self) -> dict[str, pa.Array]:
        """Columns of what else is said of the objects."""
        columns = dict.fromkeys(name for each in self._marked for name in each.said)
        return {
            f"{name}_attribute" if name in _OURS else name: _column(
                [each.said.get(name) for each in self._marked]
            )
            for name in columns
        }


def _column(values: list[float | str | None]) -> pa.Array:
    """Values of one kind as they are, of several as text."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if each is None else str(each) for each in values], pa.string())
