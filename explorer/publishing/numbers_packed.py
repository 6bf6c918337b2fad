"""Numbers and times of a column as small unsigned ones, which a browser turns into the same again.

A value is (offset + code · factor) / divisor, worked out in float64; what has no such form stays a float
of 32 or 64 bits. So times of whole days are two bytes each, and so are shares with three decimals.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.filters.typed_values import numbers_without_nan

EXACT = 2**53
"""Whole numbers below it are exact in a float64, which is what a browser calculates with."""
DECIMALS = 6
_MICROSECONDS = {"s": 10**6, "ms": 10**3, "us": 1}
_DAY = 86_400 * 10**6
_SPANS = (_DAY, 3_600 * 10**6, 60 * 10**6, 10**6, 10**3)


@dataclass(frozen=True)
class PackedNumbers:
    """A column of numbers, or of times in microseconds since 1970.

    Attributes
    ----------
    codes : (n,) uint8, uint16, uint32, float32 or float64
        Of whole types the greatest of the type stands for a missing value, of floats NaN.
    offset, factor, divisor : int
    narrow : bool
        Whether the column has 32 bits: a number that it is compared with is then rounded to as many.
    """

    codes: np.ndarray
    offset: int = 0
    factor: int = 1
    divisor: int = 1
    narrow: bool = False

    @property
    def form(self) -> dict:
        """What a reader must know to have the values again."""
        return {
            "type": self.codes.dtype.str[1:],
            "offset": self.offset,
            "factor": self.factor,
            "divisor": self.divisor,
            "narrow": self.narrow,
        }


def pack_numbers(column: pa.ChunkedArray) -> PackedNumbers | None:
    """Pack a column of numbers or times; None where a browser could not tell its values apart.

    Parameters
    ----------
    column : pyarrow.ChunkedArray
        (n,) of integers, floats, decimals, dates or timestamps.
    """
    if pa.types.is_temporal(column.type):
        return _times(column)
    if pa.types.is_integer(column.type):
        missing = pc.is_null(column).to_numpy()
        return _whole(pc.fill_null(column, _some(column)).to_numpy(), missing)
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    values = pc.fill_null(numbers_without_nan(column), np.nan).to_numpy()
    if values.dtype == np.float32:
        return PackedNumbers(values.astype("<f4"), narrow=True)
    return _decimals(values) or _floats(values)


def _decimals(values: np.ndarray) -> PackedNumbers | None:
    """Pack numbers that have few decimals; None where some have more."""
    missing = np.isnan(values)
    known = values[~missing]
    if not len(known) or not np.isfinite(known).all():
        return None
    for decimals in range(DECIMALS + 1):
        scaled = np.rint(known * 10**decimals)
        if np.abs(scaled).max() >= EXACT:
            return None
        if np.array_equal(scaled / 10**decimals, known) and not _is_negative_zero(known):
            whole = np.full(len(values), int(scaled[0]), np.int64)
            whole[~missing] = scaled.astype(np.int64)
            found = _whole(whole, missing)
            # Where eight bytes are taken either way, the numbers themselves are better.
            if found is None or found.codes.dtype.kind != "u":
                return None
            return replace(found, divisor=10**decimals)
    return None


def _is_negative_zero(values: np.ndarray) -> bool:
    return bool((np.signbit(values) & (values == 0)).any())


def _floats(values: np.ndarray) -> PackedNumbers:
    exact = values.astype(np.float32)
    same = np.array_equal(exact.astype(np.float64), values, equal_nan=True)
    return PackedNumbers(exact.astype("<f4") if same else values.astype("<f8"))


def _times(column: pa.ChunkedArray) -> PackedNumbers | None:
    if pa.types.is_date32(column.type):
        numbers, scale = column.cast(pa.int32()).cast(pa.int64()), _DAY
    else:
        unit = getattr(column.type, "unit", "ms")
        numbers, scale = column.cast(pa.int64()), _MICROSECONDS.get(unit, 0)
    missing = pc.is_null(numbers).to_numpy()
    values = pc.fill_null(numbers, _some(numbers)).to_numpy()
    if not scale:  # nanoseconds: those of whole microseconds are told
        if (values % 1000).any():
            return None
        values, scale = values // 1000, 1
    if max(abs(int(values.min())), abs(int(values.max()))) * scale >= 2**62:
        return None
    values = values * scale
    return _whole(values, missing, next((span for span in _SPANS if _are_whole(values, span)), 1))


def _are_whole(values: np.ndarray, span: int) -> bool:
    return not ((values - values[0]) % span).any()


def _some(column: pa.ChunkedArray) -> pa.Scalar:
    """Return a value that is there: what stands in a missing place must not widen the range."""
    return column.drop_null()[0]


def _whole(values: np.ndarray, missing: np.ndarray, factor: int = 1) -> PackedNumbers | None:
    low, high = int(values.min()), int(values.max())
    # Microseconds of whole days are exact far beyond what single ones are.
    if max(abs(low), abs(high)) >= EXACT * (factor & -factor):
        return None
    values = values.astype(np.int64)  # of 32 bits they could be farther apart than such a number holds
    steps = (high - low) // factor
    type_ = next((each for each in (np.uint8, np.uint16, np.uint32) if steps < np.iinfo(each).max), None)
    if type_ is None:
        codes = values.astype("<f8")
        codes[missing] = np.nan
        return PackedNumbers(codes)
    codes = ((values - low) // factor).astype(np.dtype(type_).newbyteorder("<"))
    codes[missing] = np.iinfo(type_).max
    return PackedNumbers(codes, low, factor)
