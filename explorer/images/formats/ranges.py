"""Numbers of any size to 8 bits: the robust range that stands for black to white."""

from collections.abc import Iterator

import numpy as np

_LOWEST, _HIGHEST = 1, 99  # percentiles
_SAMPLE = 1 << 20
_BLOCK = 1 << 20
# Beyond it no float is a measurement: netCDF fills with 1e36, others with the largest or lowest float.
_FILLED = 1e19


def to_bytes(
    values: np.ndarray, missing: np.ndarray | None = None, full: bool = False, white: float | None = None
) -> np.ndarray:
    """Bring numbers into 0…255, all bands by the same rule.

    Parameters
    ----------
    values : (h, w) or (h, w, bands) array
        Whole numbers of any sign and depth, floats, or booleans. Eight bits stay as they are.
    missing : (h, w) bool array, optional
        Pixels without a value, besides those that are not finite or stand apart below zero; they come out
        black.
    full : bool
        The picture is made for a screen (it has a colour profile): its type's whole range is used.
    white : float, optional
        The largest whole number that is used, where it is less than that of the type.

    Returns
    -------
    (h, w) or (h, w, bands) uint8 array

    Notes
    -----
    White is the 99th percentile of the values, so that neither a hot pixel nor a row of them makes a picture
    dark, unless that lies in the upper half of a range that numbers are made for: 255, 65535, the largest
    that is used, or 1 for floats. Black is zero, or the 1st percentile where that is negative or more than
    half of white. Of a picture of one value the whole range of its type is used.
    """
    if values.dtype == bool:
        values, white = values.view(np.uint8), 1.0
    if values.dtype.kind == "c":
        values = np.abs(values)
    unknown = _unknown(values, missing)
    if values.dtype == np.uint8 and white in (None, 255.0):
        return _blackened(values, unknown)
    full = full or values.dtype == np.uint8
    low, high = _full_range(values, unknown, white) if full else _range(values, unknown, white)
    shown = np.empty(values.shape, np.uint8)
    for rows in row_blocks(values):
        with np.errstate(invalid="ignore", over="ignore"):
            scaled = (values[rows].astype(np.float64) - low) * (255.0 / ((high - low) or 1.0))
        scaled[unknown[rows]] = 0
        shown[rows] = np.rint(scaled).clip(0, 255)
    return shown


def shown_range(values: np.ndarray) -> tuple[float, float]:
    """Return what black and white stand for, by the rule of `to_bytes`, of (h, w) numbers of any depth."""
    values = np.abs(values) if values.dtype.kind == "c" else values
    low, high = _range(values, _unknown(values, None), None)
    return float(low), float(high)


def row_blocks(values: np.ndarray) -> Iterator[slice]:
    """Rows of an image that are worked on at once, so that no whole image is held in large numbers."""
    step = max(1, _BLOCK // max(1, values[:1].size))
    return (slice(first, first + step) for first in range(0, len(values), step))


def _blackened(values: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """The same array where all is known."""
    if not unknown.any():
        return values
    values = values.copy()
    values[unknown] = 0
    return values


def largest(values: np.ndarray, white: float | None = None) -> float:
    """Return the number that is all of it (white, opaque) where a type's whole range is used."""
    return _full_range(values, np.zeros(values.shape[:2], bool), white)[1]


def _unknown(values: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
    """(h, w) bool: no value in a band, or said to be missing."""
    unknown = np.zeros(values.shape[:2], bool) if missing is None else missing
    if values.dtype.kind not in "fi":
        return unknown
    if values.dtype.kind == "f":
        with np.errstate(invalid="ignore", over="ignore"):
            known = np.abs(values) < _FILLED
        unknown = unknown | ~(known if values.ndim == 2 else known.all(axis=2))
    apart = _apart_below(values[~unknown])
    if apart is None:
        return unknown
    found = values == apart
    return unknown | (found if values.ndim == 2 else found.all(axis=2))


def _apart_below(known: np.ndarray) -> float | None:
    """Return the lowest value where it is negative, comes more than once and is far below all others.

    It is further from the next one than that is from the highest: -9999 under heights, -32768 under counts.
    """
    if not known.size or (lowest := known.min()) >= 0:
        return None
    others = known[known != lowest]
    if not others.size or known.size - others.size < 2:
        return None
    next_one, high = float(others.min()), float(np.percentile(_thinned(others), _HIGHEST))
    gap, spread = next_one - float(lowest), high - next_one
    return lowest if gap > spread > 0 and next_one > lowest / 2 else None


def _range(values: np.ndarray, unknown: np.ndarray, white: float | None) -> tuple[float, float]:
    """What black and white stand for."""
    known = _sample(values, unknown)
    if not known.size:
        return 0.0, 1.0
    low, high = np.percentile(known, (_LOWEST, _HIGHEST))
    if low == high:  # hardly anything on an even ground
        low, high = known.min(), known.max()
    if low == high:  # no contrast to bring into view
        return _full_range(values, unknown, white)
    if low < 0:
        return low, high
    top = next((usual for usual in _whites(values.dtype, white) if high <= usual), 0.0)
    if top and 2 * high >= top:
        return 0.0, top
    return (low if 2 * low >= high else 0.0), high


def _full_range(values: np.ndarray, unknown: np.ndarray, white: float | None) -> tuple[float, float]:
    """Black and white of a picture that uses all of its type; of floats, the first white that holds them."""
    whites = _whites(values.dtype, white)
    if values.dtype.kind != "f":
        return 0.0, whites[-1]
    known = _sample(values, unknown)
    high = float(np.percentile(known, _HIGHEST)) if known.size else 1.0
    return 0.0, next((usual for usual in whites if high <= usual), high)


def _sample(values: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """Values of at most about a million pixels that are known, as float64."""
    known = values[~unknown] if unknown.any() else values.reshape(-1, *values.shape[2:])
    return _thinned(known).astype(np.float64)


def _thinned(known: np.ndarray) -> np.ndarray:
    return known[:: max(1, len(known) // _SAMPLE)]


def _whites(kind: np.dtype, white: float | None) -> tuple[float, ...]:
    """Values that are white by themselves, ascending; the last is the largest that is used."""
    if kind.kind == "f":
        return 1.0, 255.0, 65535.0
    most = white or float(np.iinfo(kind).max)
    return *(usual for usual in (255.0, 65535.0) if usual < most), most
