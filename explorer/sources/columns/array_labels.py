"""What arrays say of pictures that are arrays, too: labels, splits and further columns, by their names."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from explorer.sources.annotations.splits import split_in_words

_WORD = re.compile(r"[a-z0-9]+")
_OF_LABELS = {"label", "labels", "y", "target", "targets", "class", "classes", "category", "ans"}
_OF_PICTURES = {"image", "images", "img", "imgs", "x", "data", "batch", "array", "arrays"}
_OF_FORMATS = {"idx1", "idx3", "ubyte", "npy", "npz", "mat", "bin", "gz", "h5", "hdf5"}
FINE, COARSE = "fine", "coarse"
_SPLITS = {"t10k": "test", "data_batch": "train", "extra": "extra", "unlabeled": "unlabeled"}
"""How data sets call splits, where that is no word for one."""


def find_labels(pictures: str, columns: Mapping[str, np.ndarray]) -> str | None:
    """Return the name of the array that has the label of each picture; None where there is none.

    Parameters
    ----------
    pictures : str
        Name of the array of pictures, such as `train_images`; of one alone in a file that of the file.
    columns : dict
        Arrays as long as that one. Of several the one that is called as the pictures are is meant
        (`train_labels`), else the finest, else one that is called by no more than a word for labels.
    """
    named = list(filter(holds_labels, columns))
    own = what_of(pictures)
    for fits in (lambda of: of == own, lambda of: FINE in of, lambda of: not of):
        found = [name for name in named if fits(what_of(name))]
        if found:
            return found[0]
    return None


def what_of(name: str) -> tuple[str, ...]:
    """Return the words that say of what an array is: `train` of `train_images` and of `train-labels`."""
    return tuple(word for word in _words(name) if word not in _OF_LABELS | _OF_PICTURES | _OF_FORMATS)


def holds_labels(name: str) -> bool:
    """Whether an array is called as labels are."""
    return not _OF_LABELS.isdisjoint(_words(name))


def split_named(*names: str) -> str | None:
    """Return the split that the first of some names tells of that does."""
    for name in names:
        lower = name.lower()
        told = split_in_words(name) or next((_SPLITS[part] for part in _SPLITS if part in lower), None)
        if told is not None:
            return told
    return None


def label_values(array: np.ndarray, names: Sequence[str] | None) -> list:
    """Return the label of each picture: a text, a list of texts of several, or None.

    Parameters
    ----------
    array : (n,), (n, 1) or (n, classes) array
        Numbers of classes or texts; of several columns 0 and 1.
    names : sequence of str, optional
        Of the classes, which count from 0, or from 1 where the highest number says so.
    """
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim == 2:
        if not np.isin(array, (0, 1)).all():
            return [None] * len(array)
        if not (array.sum(axis=1) == 1).all():
            return [[_named(int(code), names) for code in np.flatnonzero(row)] for row in array]
        array = array.argmax(axis=1)
    if array.dtype.kind == "f" and np.equal(array, np.rint(array)).all():
        array = array.astype(np.int64)
    if array.dtype.kind not in "iu":
        return [str(value) for value in array.tolist()]
    first = 1 if names and array.size and array.min() >= 1 and array.max() == len(names) else 0
    return [_named(code - first, names, code) for code in array.tolist()]


def _named(place: int, names: Sequence[str] | None, code: int | None = None) -> str:
    return names[place] if names and 0 <= place < len(names) else str(place if code is None else code)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.lower().replace("_", " "))
