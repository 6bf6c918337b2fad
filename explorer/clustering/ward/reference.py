"""Ward's method word by word, to read and to test against: merge the nearest two until one is left."""

from __future__ import annotations

import numpy as np


def reference_linkage(vectors: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Cluster by Ward's method in O(n³) time.

    The distance of two clusters is √(2 |a||b| / (|a| + |b|)) times that of their centres, so that two single
    points are as far apart as they are (Ward, JASA 1963; as SciPy's `ward` has it). `ward_linkage` gives the
    same merges for millions of points.

    Parameters
    ----------
    vectors : (n, d) array
    weights : (n,) array, optional
        Points that each vector stands for; 1 when None.

    Returns
    -------
    merges : (n-1, 4) float64 array
        SciPy's Z: children (the lower number first), height, number of leaves.

    Examples
    --------
    Five points on a line. 0 and 1 merge first, at their distance; then 4 and 6. The pair {0, 1} (centre 0.5)
    and {4, 6} (centre 5) are √(2·2·2 / 4) · 4.5 = 6.36 apart, and 12 is √(2·2·1 / 3) · 7 = 8.08 from
    {4, 6}: so the pairs merge next, and 12 comes last.

    >>> reference_linkage(np.array([[0.0], [1], [4], [6], [12]])).round(2)
    array([[ 0.  ,  1.  ,  1.  ,  2.  ],
           [ 2.  ,  3.  ,  2.  ,  2.  ],
           [ 5.  ,  6.  ,  6.36,  4.  ],
           [ 4.  ,  7.  , 11.7 ,  5.  ]])
    """
    n = len(vectors)
    masses = np.ones(n) if weights is None else np.asarray(weights, np.float64)
    # What is left, by node: centre, mass, leaves.
    left = {node: (vectors[node].astype(np.float64), masses[node], 1) for node in range(n)}
    merges = np.empty((n - 1, 4))
    for made, merge in enumerate(merges, start=n):
        height, a, b = min((_distance(left[a], left[b]), a, b) for a in left for b in left if a < b)
        (x, m, leaves), (y, k, others) = left.pop(a), left.pop(b)
        left[made] = (m * x + k * y) / (m + k), m + k, leaves + others
        merge[:] = a, b, height, leaves + others
    return merges


def _distance(a: tuple[np.ndarray, float, int], b: tuple[np.ndarray, float, int]) -> float:
    (x, m, _), (y, k, _) = a, b
    return float(np.sqrt(2 * m * k / (m + k) * ((x - y) ** 2).sum()))
