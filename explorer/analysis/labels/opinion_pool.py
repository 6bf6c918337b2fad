"""How much class probabilities and the neighbours' votes each know of the labels.

Both are pooled as a product of powers (a logarithmic opinion pool: Genest & Zidek, "Combining Probability
Distributions", Statistical Science 1, 1986). The powers are those under which the given labels, most of which
are right, are most likely (a conditional logit of two parameters: McFadden, 1974). Votes leave the image
itself out, and probabilities should, too; so neither knows the label that it is measured by. Of the powers
only the ratio is kept, as shares of one: where the votes say nothing, the probabilities stay as they are.
"""

import numpy as np

from explorer.analysis.labels.neighbor_votes import SMOOTHING, VoteInput, votes_on

SAMPLE = 5_000
_SAMPLE_BYTES = 1 << 27
FLOOR = 1e-9
"""Probabilities below this are as good as none; float32 networks say less than that only by overflow."""


def pool_shares(labels: np.ndarray, probabilities: np.ndarray, votes: VoteInput) -> tuple[float, float]:
    """Return the powers of the probabilities and of the votes, which sum to one.

    Parameters
    ----------
    labels : (n,) int
        Class codes, -1 where missing.
    probabilities : (n, c) float array
        May be memory-mapped; some 5,000 rows are read, fewer where there are very many classes.
    votes : VoteInput

    Returns
    -------
    float, float
        (1, 0) where neither says anything of the labels.
    """
    from scipy.optimize import minimize

    c = probabilities.shape[1]
    known = np.flatnonzero((labels >= 0) & (labels < c))
    most = max(1, min(SAMPLE, _SAMPLE_BYTES // (8 * max(c, 1))))
    rows = known[:: max(1, -(-len(known) // most))]
    model = _logarithms(probabilities, rows)
    sound = np.isfinite(model).all(axis=1)
    rows, model = rows[sound], model[sound]
    if not len(rows):
        return 1.0, 0.0
    heard = vote_logarithms(votes_on(votes, rows), c, votes.classes)
    given = labels[rows]
    fitted = minimize(
        lambda powers: _misfit(powers, model, heard, given),
        (0.5, 0.5),
        jac=True,
        bounds=((0, 20), (0, 20)),
        method="L-BFGS-B",
    ).x
    total = float(fitted.sum())
    return (float(fitted[0]) / total, float(fitted[1]) / total) if total > 1e-6 else (1.0, 0.0)


def vote_logarithms(found, columns: int, classes: int) -> np.ndarray:
    """Return (b, columns) float64: logarithm of every class's votes over those of a class without any."""
    out = np.zeros((len(found.codes), columns))
    row, place = np.nonzero((found.codes >= 0) & (found.codes < columns))
    out[row, found.codes[row, place]] = np.log1p(found.weights[row, place] * classes / SMOOTHING)
    return out


def _logarithms(probabilities: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """(b, c) float64, NaN in rows that are no probabilities."""
    block = np.asarray(probabilities[rows], np.float64)
    total = block.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, np.log(np.maximum(block / total, FLOOR)), np.nan)


def _misfit(
    powers: np.ndarray, model: np.ndarray, heard: np.ndarray, given: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean negative log likelihood of the given labels, and its gradient by the two powers."""
    scores = powers[0] * model + powers[1] * heard
    scores -= scores.max(axis=1, keepdims=True)
    at = np.arange(len(given)), given
    own = scores[at]
    np.exp(scores, out=scores)
    total = scores.sum(axis=1)
    scores /= total[:, None]
    gradient = [(np.einsum("ij,ij->i", scores, part) - part[at]).mean() for part in (model, heard)]
    return float((np.log(total) - own).mean()), np.array(gradient)
