"""Numbers as the documents of an evaluation have them."""

import math
from collections.abc import Iterable

import numpy as np

_DECIMALS = 6


def figure(value: float) -> float | None:
    """Return a number with six decimals, None where it is undefined."""
    return round(value, _DECIMALS) if math.isfinite(value) else None


def figures(values: np.ndarray | Iterable[float]) -> list[float | None]:
    """Return numbers likewise."""
    return [figure(float(value)) for value in values]
