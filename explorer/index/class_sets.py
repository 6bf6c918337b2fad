"""Several classes an image, as parallel arrays: what a column of lists of names is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.caching import cached_property


@dataclass(frozen=True)
class ClassSets:
    """The classes of n images.

    Attributes
    ----------
    known : (n,) bool
        Where they are known; none at all may be known, too.
    starts : (n + 1,) int64
        Those of image i are `codes[starts[i]:starts[i + 1]]`.
    codes : (e,) int64
        Ascending within an image, each once.
    """

    known: np.ndarray
    starts: np.ndarray
    codes: np.ndarray

    @cached_property
    def rows(self) -> np.ndarray:
        """(e,) int64 The image of each code."""
        return np.repeat(np.arange(len(self.known)), np.diff(self.starts))

    def keys(self, classes: int) -> np.ndarray:
        """(e,) int64 A number for each image with each of its classes, ascending."""
        return self.rows * classes + self.codes

    def within(self, part: slice | np.ndarray) -> np.ndarray:
        """(f,) int64 Places of the codes of some images, which `part` indexes, ascending."""
        if isinstance(part, slice):
            first, last, _ = part.indices(len(self.known))
            return np.arange(self.starts[first], self.starts[max(first, last)])
        chosen = np.zeros(len(self.known), bool)
        chosen[part] = True
        return np.flatnonzero(chosen[self.rows])


def sets_of(column: pa.ChunkedArray | pa.Array) -> tuple[ClassSets, list[str]]:
    """Read a column of lists of texts.

    Parameters
    ----------
    column : pyarrow.ChunkedArray or pyarrow.Array
        (n,) list of string. Spaces around a name, empty and missing names and a second one of the same are
        passed over.

    Returns
    -------
    sets : ClassSets
    names : list of str
        What the codes count, as they are first met.
    """
    lists = pa.concat_arrays(column.chunks) if isinstance(column, pa.ChunkedArray) else column
    words = pc.utf8_trim_whitespace(pc.list_flatten(lists).cast(pa.string()))
    there = pc.and_kleene(pc.is_valid(words), pc.not_equal(words, "")).fill_null(False)
    rows = pc.list_parent_indices(lists).to_numpy()[there.to_numpy(zero_copy_only=False)]
    encoded = pc.dictionary_encode(words.filter(there))
    known = pc.is_valid(lists).to_numpy(zero_copy_only=False)
    return sets_from(known, rows, encoded.indices.to_numpy()), encoded.dictionary.to_pylist()


def sets_from(known: np.ndarray, rows: np.ndarray, codes: np.ndarray) -> ClassSets:
    """Gather codes (e,) of images `rows` (e,), in any order, of n images."""
    most = int(codes.max(initial=-1)) + 1
    keys = np.unique(rows.astype(np.int64) * max(most, 1) + codes)
    rows, codes = np.divmod(keys, max(most, 1))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(known)))])
    return ClassSets(known, starts.astype(np.int64), codes)


def recoded(sets: ClassSets, names: Sequence[str], classes: Sequence[str]) -> ClassSets:
    """Count the codes in `classes`; what is not among them is passed over."""
    place = {name: i for i, name in enumerate(classes)}
    codes = np.array([place.get(name, -1) for name in names], np.int64)[sets.codes]
    return sets_from(sets.known, sets.rows[codes >= 0], codes[codes >= 0])


def as_lists(sets: ClassSets, names: Sequence[str]) -> pa.ListArray:
    """(n,) list of string: a column that `sets_of` reads."""
    texts = pa.array(names, pa.string()).take(pa.array(sets.codes))
    return pa.ListArray.from_arrays(
        pa.array(sets.starts, pa.int32()), texts, mask=pa.array(~np.asarray(sets.known))
    )


def agreement_of_sets(labels: ClassSets, predictions: ClassSets, classes: int) -> np.ndarray:
    """(n,) int8 1 where both hold the same classes, 0 where not, -1 where either is not known."""
    n = len(labels.known)
    a, b = labels.keys(classes), predictions.keys(classes)
    both = np.intersect1d(a, b, assume_unique=True)
    shared = np.bincount(both // max(classes, 1), minlength=n)
    same = (shared == np.diff(labels.starts)) & (shared == np.diff(predictions.starts))
    out = same.astype(np.int8)
    out[~(labels.known & predictions.known)] = -1
    return out
