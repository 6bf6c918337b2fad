"""Which of some images are predicted wrongly, a sign each."""

import numpy as np

from explorer.index.reader import Index

_SIGNS = np.frombuffer(b"10-", dtype=np.uint8)
"""By what `Index.correct` says: wrong, right, unknown."""


def wrong_signs(index: Index, model: str | None, rows: np.ndarray) -> str:
    """Return a sign a row: 1 wrong, 0 right, - unknown; empty where nothing is predicted.

    Parameters
    ----------
    index : Index
    model : str or None
        A model of the index; None where there is none.
    rows : (m,) int
    """
    if model is None or not index.has_truth:
        return ""
    return _SIGNS[index.correct(model)[rows]].tobytes().decode()
