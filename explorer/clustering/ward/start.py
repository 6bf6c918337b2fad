"""What a tree is made of, for either engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Start:
    """Clusters to begin with.

    Attributes
    ----------
    points : (n, d) float64 array
        Two or more, distinct, centred, of size about 1. Overwritten.
    masses : (n,) float64 array
        Weight of each. Overwritten.
    nodes : (n,) int64 array
        The tree's node for each. Overwritten.
    fine : bool
        Whether the points have more digits than float32.
    """

    points: np.ndarray
    masses: np.ndarray
    nodes: np.ndarray
    fine: bool
