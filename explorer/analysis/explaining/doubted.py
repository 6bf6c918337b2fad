"""How many wrong images of a finding may be wrong because their label is, beside those elsewhere."""

import numpy as np


def doubted(wrong: np.ndarray, outside: np.ndarray, labels: np.ndarray, doubtful: np.ndarray) -> dict:
    """Count the doubtful labels of wrong images.

    Parameters
    ----------
    wrong : (k,) int64
        Rows of the wrong images of the finding.
    outside : (r,) int64
        Of the wrong images of its classes elsewhere.
    labels : (n,) int32
        0 or above for all of these.
    doubtful : (n,) bool

    Returns
    -------
    dict
        `count` and `share` of the finding's wrong images; `share_outside` of the others, each class as
        frequent as inside, None where there are none.
    """
    count = int(np.count_nonzero(doubtful[wrong]))
    classes = 1 + int(labels.max(initial=0))
    others, having = (
        np.bincount(labels[rows], minlength=classes) for rows in (outside, outside[doubtful[outside]])
    )
    weights = np.where(others > 0, np.bincount(labels[wrong], minlength=classes), 0)
    share = having / np.maximum(others, 1) @ weights / max(1, weights.sum())
    return {
        "count": count,
        "share": round(count / max(1, len(wrong)), 4),
        "share_outside": round(float(share), 4) if weights.any() else None,
    }
