"""Whether something is more frequent in a part than chance gives, with classes held fixed: an exact test."""

import numpy as np


def stratified_p(sizes: np.ndarray, totals: np.ndarray, drawn: np.ndarray, having: np.ndarray) -> float:
    """Return the one-sided p-value that a part has more of a kind than draws within each class give.

    In each class the images of the part are as if drawn from all of it, without replacement; the sum of these
    hypergeometric counts is compared with what the part has. Of one class this is Fisher's exact test, of
    several the exact conditional test of a common odds ratio (Birch, J. R. Stat. Soc. B 26, 1964).

    Parameters
    ----------
    sizes, totals : (s,) int64
        Images of the part, and of both sides, in each class.
    drawn, having : (s,) int64
        Those of them that are of the kind.

    Returns
    -------
    float
        1 where no class has images of both sides, and of both sorts.
    """
    open_ = (sizes > 0) & (sizes < totals) & (having > 0) & (having < totals)
    chances = np.ones(1)
    for m, total, kinds in zip(sizes[open_], totals[open_], having[open_], strict=True):
        chances = np.convolve(chances, _hypergeometric(int(m), int(total), int(kinds)))
    least = int(drawn[open_].sum())
    return float(min(1.0, chances[least:].sum())) if least else 1.0


def _hypergeometric(m: int, total: int, kinds: int) -> np.ndarray:
    """(min(m, kinds) + 1,) float64 Chance of each count among m draws of `total`."""
    from scipy.special import gammaln

    def choose(of: int, some: np.ndarray | int) -> np.ndarray:
        return gammaln(of + 1) - gammaln(np.asarray(some) + 1) - gammaln(of - np.asarray(some) + 1)

    counts = np.arange(max(0, m + kinds - total), min(m, kinds) + 1)
    logs = choose(kinds, counts) + choose(total - kinds, m - counts) - choose(total, m)
    chances = np.zeros(min(m, kinds) + 1)
    chances[counts] = np.exp(logs)
    return chances
