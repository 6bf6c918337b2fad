"""What the wrong images of a finding are taken for, beside the other wrong images of their classes."""

import numpy as np

from explorer.analysis.evaluation.paired import holm
from explorer.analysis.stratified_test import stratified_p

MOST = 5
LEVEL = 0.05
"""Up to this p a prediction is more frequent than among the other wrong images."""


def taken_for(
    wrong: np.ndarray, inside: np.ndarray, outside: np.ndarray, labels: np.ndarray, predictions: np.ndarray
) -> list[dict]:
    """Count the predictions of wrong images.

    Parameters
    ----------
    wrong : (k,) int64
        Rows of all wrong images of the finding, which are counted.
    inside, outside : (m,), (r,) int64
        Those of them, and of its classes elsewhere, that are compared: each picture once, of many a sample.
    labels, predictions : (n,) int32

    Returns
    -------
    list of dict
        Most frequent first, at most five: `code`, `count`, `share` of the finding's wrong images;
        `share_outside` of the others, each class as frequent as inside, None where there are none; `p`, that
        it is more frequent inside, adjusted for the number of predictions (Holm).
    """
    if not len(wrong):
        return []
    codes, counts = np.unique(predictions[wrong], return_counts=True)
    both = np.concatenate([inside, outside])
    classes, strata = np.unique(labels[both], return_inverse=True)
    totals = np.bincount(strata, minlength=len(classes))
    sizes = np.bincount(strata[: len(inside)], minlength=len(classes))
    drawn, having = (
        np.array([np.bincount(of[predictions[rows] == code], minlength=len(classes)) for code in codes])
        for rows, of in ((inside, strata[: len(inside)]), (both, strata))
    )
    chances = [stratified_p(sizes, totals, *each) for each in zip(drawn, having, strict=True)]
    adjusted = holm(np.array(chances))
    others = totals - sizes
    weights = np.where(others > 0, sizes, 0)
    shares = (having - drawn) / np.maximum(others, 1) @ weights / max(1, weights.sum())
    return [
        {
            "code": int(codes[i]),
            "count": int(counts[i]),
            "share": round(int(counts[i]) / len(wrong), 4),
            "share_outside": round(float(shares[i]), 4) if weights.any() else None,
            "p": float(adjusted[i]),
        }
        for i in np.argsort(-counts, kind="stable")[:MOST]
    ]
