"""What the largest ratios under permutation make of a ratio."""

import numpy as np

_ROUNDING = 1e-9


def p_values(llr: np.ndarray, largest: np.ndarray) -> np.ndarray:
    """Return (1 + how many of `largest` reach each ratio) / (1 + how many there are)."""
    # Ratios that differ by rounding alone count as equal, which is the safe side.
    below = np.searchsorted(np.sort(largest), llr - _ROUNDING * np.maximum(1, llr))
    return (1 + len(largest) - below) / (1 + len(largest))
