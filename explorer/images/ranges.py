"""Numbers of any size to 8 bits: the robust range that stands for black to white."""

import numpy as np

_LOWEST, _HIGHEST = 1, 99  # percentiles
_SAMPLE = 1 << 20


def to_bytes(values: np.ndarray, missing: np.ndarray | None = None, full: bool = False) -> np.ndarray:
    """Bring numbers into 0…255, all bands by the same rule.

    Parameters
    ----------
    values : (h, w) or (h, w, bands) array
        Whole numbers of any sign and depth, floats, or booleans. Eight bits stay as they are.
    missing : (h, w) bool array, optional
        Pixels without a value, besides those that are not finite; they come out black.
    full : bool
        The picture is made for a screen (it has a colour profile): its type's whole range is used.

    Returns
    -------
    (h, w) or (h, w, bands) uint8 array

    Notes
    -----
    White is the 99th percentile of the values, so that neither a hot pixel nor a row of them makes a picture
    dark, unless that lies in the upper half of a range that numbers are made for: 255, the largest of its
    type, or 1 for floats. Black is zero, or the 1st percentile where that is negative or more than half of
    white.
    """
    if values.dtype == np.uint8:
        return values
    if values.dtype == bool:
        return values.astype(np.uint8) * 255
    if values.dtype.kind == "c":
        values = np.abs(values)
    unknown = _unknown(values, missing)
    low, high = (0.0, _whites(values.dtype)[-1]) if full else _range(values, unknown)
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = (values.astype(np.float64) - low) * (255.0 / ((high - low) or 1.0))
    scaled[unknown] = 0
    return np.rint(scaled).clip(0, 255).astype(np.uint8)


def _unknown(values: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
    """(h, w) bool: no value in a band, or said to be missing."""
    unknown = np.zeros(values.shape[:2], bool) if missing is None else missing
    if values.dtype.kind != "f":
        return unknown
    finite = np.isfinite(values)
    return unknown | ~(finite if values.ndim == 2 else finite.all(axis=2))


def _range(values: np.ndarray, unknown: np.ndarray) -> tuple[float, float]:
    """What black and white stand for."""
    known = values[~unknown]
    known = known[:: max(1, len(known) // _SAMPLE)].astype(np.float64)
    if not known.size:
        return 0.0, 1.0
    low, high = np.percentile(known, (_LOWEST, _HIGHEST))
    if low == high:  # hardly anything on an even ground
        low, high = known.min(), known.max()
    if low < 0:
        return low, high
    white = next((white for white in _whites(values.dtype) if high <= white), 0.0)
    if white and 2 * high >= white:
        return 0.0, white
    return (low if 2 * low >= high else 0.0), high


def _whites(kind: np.dtype) -> tuple[float, ...]:
    """Values that are white by themselves, ascending; the last is the largest of the type."""
    if kind.kind == "f":
        return 1.0, 255.0
    return 255.0, float(np.iinfo(kind).max)
