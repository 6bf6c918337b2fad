"""Predictions of several classes an image, from the probability of each."""

import numpy as np
import pyarrow as pa

from explorer.index.class_sets import as_lists, sets_from
from explorer.index.format import PREDICTION
from explorer.index.item_columns import models_of

THRESHOLD = 0.5
_CELLS = 1 << 22
"""Probabilities looked at together."""


def with_likely_classes(
    items: pa.Table, probabilities: np.ndarray | None, classes: list[str] | None
) -> tuple[pa.Table, list[str]]:
    """Predict the classes whose probability is 0.5 or more, where nothing else is predicted.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`.
    probabilities : (rows, c) float array or None
    classes : list of str or None
        (c,) Names of its columns.

    Returns
    -------
    items : pyarrow.Table
    notes : list of str
        The threshold, where it was used.
    """
    if probabilities is None or classes is None or models_of(items.column_names):
        return items, []
    source_rows = items["source_row"].to_numpy()
    step = max(1, _CELLS // max(1, len(classes)))
    rows, codes = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start in range(0, len(source_rows), step):
        found = np.nonzero(probabilities[source_rows[start : start + step]] >= THRESHOLD)
        rows.append(found[0] + start)
        codes.append(found[1])
    known = np.ones(len(source_rows), bool)
    sets = sets_from(known, np.concatenate(rows), np.concatenate(codes))
    note = f"Predicted are the classes whose probability is {THRESHOLD:g} or more."
    return items.append_column(PREDICTION, as_lists(sets, classes)), [note]
