"""The labels of an index as they were given or as people corrected them: one switch for all that judges.

An index of corrected labels is the same index with another column `label` and, where a correction names one,
more classes. Whatever reads labels, classes or what follows from them takes it for an index as any other; all
else is shared with the index that it was made of.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.clustering.tree.row_sets import row_mask
from explorer.decisions.current import decided
from explorer.decisions.decided import Texts
from explorer.decisions.several_labels import all_in, classes_in
from explorer.errors import InputError
from explorer.index import item_columns
from explorer.index.format import LABEL
from explorer.index.once import Memory, is_label_free, once
from explorer.index.reader import Index
from explorer.natural_order import natural_key
from explorer.options import CLASSIFICATION, MULTILABEL

GIVEN, CORRECTED = "given", "corrected"
LABELS = (GIVEN, CORRECTED)
"""What `labels` may be wherever something judges by them."""
_LISTS = pa.list_(pa.string())

_Value = TypeVar("_Value")


def with_labels(index: Index, labels: str = GIVEN) -> Index:
    """Return an index with its labels as they were given, or as they are corrected now.

    Parameters
    ----------
    index : Index
    labels : str
        One of `LABELS`.

    Returns
    -------
    Index
        The same one for the same corrections, so that what was worked out from them is worked out once. The
        index itself where nothing is corrected, decisions cannot be read, or labels are numbers.

    Raises
    ------
    InputError
        When `labels` is none of them.
    """
    if labels not in LABELS:
        raise InputError(f"labels: {str(labels)[:40]!r} was given; {' or '.join(LABELS)} is expected.")
    given = as_given(index)
    if labels == GIVEN or given.task not in (CLASSIFICATION, MULTILABEL):
        return given
    return given.cached(_LastCorrected).now()


def as_given(index: Index) -> Index:
    """Return the index with the labels that were given, whichever it has."""
    return index.given if isinstance(index, CorrectedIndex) else index


class CorrectedIndex(Index):
    """An index with corrected labels; made by `with_labels`, and of use while `given` is open.

    Parameters
    ----------
    given : Index
    corrected : Texts

    Attributes
    ----------
    given : Index
        What it was made of.
    """

    def __init__(self, given: Index, corrected: Texts) -> None:
        self.given = given
        self.path = given.path
        known = given.manifest.classes
        named = all_in(corrected.values) if given.task == MULTILABEL else {*corrected.values}
        new = sorted(named - {*known}, key=natural_key)
        # Behind those that are there, so that columns of probabilities stay those of the first classes.
        self.manifest = replace(given.manifest, classes=[*known, *new])
        self._corrected = corrected
        self._memory = Memory()

    def close(self) -> None:
        """Forget what was worked out; the build is held by the index that this was made of."""
        self._memory.clear()

    def cached(self, make: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return what `Index.cached` does, shared with `given` where labels make no difference."""
        if is_label_free(make):
            return self.given.cached(make, *arguments)
        return super().cached(make, *arguments)

    @property
    @once
    def items(self) -> pa.Table:
        """(n rows) The item table with corrected labels."""
        items, column = self.given.items, self._labels()
        if LABEL not in items.column_names:
            return items.append_column(LABEL, column)
        return items.set_column(items.column_names.index(LABEL), LABEL, column)

    def column(self, name: str) -> np.ndarray:
        """Return what `Index.column` does."""
        return super().column(name) if name == LABEL else self.given.column(name)

    def codes(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return what `Index.codes` does."""
        return super().codes(name) if name == LABEL else self.given.codes(name)

    def _labels(self) -> pa.ChunkedArray:
        """Return (n,) text, or lists of texts."""
        if self.given.task == MULTILABEL:
            return self._lists()
        if self.given.has_labels:
            texts = item_columns.as_text(self.given.items[LABEL])
        else:
            texts = pa.chunked_array([pa.nulls(self.n, pa.string())])
        mask = row_mask(self.n, self._corrected.rows)
        replacements = pa.array(self._corrected.values, texts.type)
        return pa.chunked_array(
            [pc.replace_with_mask(_one_array(texts), pa.array(mask), replacements)], texts.type
        )

    def _lists(self) -> pa.ChunkedArray:
        """Return (n,) lists of texts."""
        there = LABEL in self.given.items.column_names
        before = _one_array(self.given.items[LABEL]) if there else pa.nulls(self.n, _LISTS)
        stated = pa.array(list(map(classes_in, self._corrected.values)), before.type)
        places = np.arange(self.n)
        places[self._corrected.rows] = self.n + np.arange(len(stated))
        return pa.chunked_array([pa.concat_arrays([before, stated]).take(pa.array(places))])


class _LastCorrected:
    """The index of the corrections that were asked for last, made anew when a correction changes."""

    def __init__(self, given: Index) -> None:
        self._given = given
        self._last: tuple[Texts, CorrectedIndex] | None = None

    def now(self) -> Index:
        """Return the index with the corrections of this moment; two threads may make it twice."""
        corrected, last = decided(self._given).corrected, self._last
        if not corrected.values:
            return self._given
        if last is None or not last[0].says_as(corrected):
            self._last = last = corrected, CorrectedIndex(self._given, corrected)
        return last[1]


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    joined = column.combine_chunks()
    return pa.concat_arrays(joined.chunks) if isinstance(joined, pa.ChunkedArray) else joined
