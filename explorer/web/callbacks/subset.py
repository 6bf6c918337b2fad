"""What several panels need of the index: the rows of a cluster under the filter, and who has them right."""

import numpy as np


def rows_in_view(session, view: dict) -> np.ndarray:
    """Give the rows of the cluster in view that match its filter, ascending.

    Parameters
    ----------
    session : Session
    view : dict
        `lo` and `hi` of the cluster, and `where` (empty or absent for no filter).
    """
    lo, hi = view["lo"], view["hi"]
    mask = session.views.selection(view.get("where") or "").mask
    return np.arange(lo, hi) if mask is None else lo + np.flatnonzero(mask[lo:hi])


def verdicts(index, rows: np.ndarray, model: str | None) -> np.ndarray | None:
    """Give what a model made of rows: 1 right, 0 wrong, -1 unknown; None without predictions or labels."""
    known = known_model(index, model)
    if known is None or "label" not in index.items.column_names:
        return None
    return index.correct(known)[rows]


def known_model(index, wanted: str | None) -> str | None:
    """Give the model that was chosen, else the first one; None when there are no predictions."""
    if wanted in index.models:
        return wanted
    return index.models[0] if index.models else None
