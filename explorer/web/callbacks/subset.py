"""What several panels need of the index: the rows of a cluster under the filter, and who has them right."""

import numpy as np


def rows_in_view(index, view: dict | None, where: str | None) -> np.ndarray:
    """Give the rows of the cluster in view that match the filter, ascending.

    Parameters
    ----------
    index : Index
    view : dict or None
        `lo` and `hi` of the cluster; None stands for everything.
    where : str or None
        The filter.
    """
    lo, hi = (view["lo"], view["hi"]) if view else (0, index.n)
    rows = np.arange(lo, hi)
    if not where:
        return rows
    from explorer.search.where import compile_where

    return rows[compile_where(where, index.items.schema).mask(index.items.slice(lo, hi - lo))]


def known_model(index, wanted: str | None) -> str | None:
    """Give the model that was chosen, else the first one; None when there are no predictions."""
    if wanted in index.models:
        return wanted
    return index.models[0] if index.models else None


def judged(index, rows: np.ndarray, model: str | None) -> np.ndarray:
    """Give the model's verdicts on rows, 1 right and 0 wrong, leaving out rows that have none."""
    if model is None or "label" not in index.items.column_names:
        return np.empty(0, dtype=np.int8)
    verdicts = index.correct(model)[rows]
    return verdicts[verdicts >= 0]
