"""What a file or a folder of annotations says: images, and the objects marked in them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from explorer.errors import Failure
from explorer.images.crops import Crop
from explorer.words import count


@dataclass(frozen=True)
class Objects:
    """The m objects marked in images, as parallel arrays.

    Attributes
    ----------
    image : (m,) int64 array
        Place of the image of each in `Annotated.paths`.
    category : (m,) int64 array
        Place of its name in `Annotated.categories`.
    crops : list of (Crop or None)
        Box of each; None where it has none, as a tag of a whole image.
    columns : dict
        What else is said of them, by the names of columns, each parallel to `crops`.
    """

    image: np.ndarray
    category: np.ndarray
    crops: list[Crop | None]
    columns: dict[str, pa.Array] = field(default_factory=dict)


@dataclass(frozen=True)
class Annotated:
    """What a file or a folder of annotations says.

    Attributes
    ----------
    paths : list of str
        Of the images, as they are written.
    files : list of (str or None)
        Absolute path of each; None where it is nowhere to be found.
    categories : list of str
        All that are declared, in their order, each once.
    objects : Objects
    columns : dict
        Further columns, each parallel to `paths`.
    failures : list of Failure
        What could not be read.
    notes : list of str
        As `Source.notes`.
    image_ids : dict
        Places of images by the ids that the annotations give them; -1 of an id that several have.
    category_ids : dict
        Names of categories by their ids.
    class_numbers : dict
        The same by the numbers that YOLO counts them by.
    pose : bool
        Whether YOLO has points of a pose behind each box.
    looked : (images,) bool array
        Where somebody has looked what there is to mark, so that an image without a mark has nothing.
    sizes : dict
        Width and height of what the boxes of an image were drawn on, by its place, where that is told.
    """

    paths: list[str]
    files: list[str | None]
    categories: list[str]
    objects: Objects
    columns: dict[str, pa.Array] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    image_ids: dict[str, int] = field(default_factory=dict)
    category_ids: dict[str, str] = field(default_factory=dict)
    class_numbers: dict[int, str] = field(default_factory=dict)
    pose: bool = False
    looked: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)


def places_of(names: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Return names each once, in order, and (len(names),) int64 the place of each among them."""
    unique = list(dict.fromkeys(names))
    place = {name: i for i, name in enumerate(unique)}
    return unique, np.array([place[name] for name in names], np.int64)


def about_left_out(counted_by: Counter[str]) -> list[str]:
    """Say what was left out or is doubtful, and how much of it there is; a sentence for each reason."""
    return [f"{reason}: {count(number)}." for reason, number in counted_by.items() if number]
