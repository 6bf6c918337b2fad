"""Sizes as people write them."""

from explorer.errors import InputError
from explorer.numerals import to_float

BUDGET = 200 * 10**6
"""Bytes, where nobody says how many."""
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}


def read_size(text: str) -> int:
    """Return the bytes that a size such as `200MB`, `1.5 GB` or `60000000` means; a kilobyte has a thousand.

    Raises
    ------
    InputError
        When it is no size, or nothing.
    """
    number = text.strip().lower().rstrip("bkmg ")
    unit = text.strip().lower()[len(number) :].strip()
    unit = unit if unit in _UNITS else f"{unit}b"
    try:
        size = int(to_float(number) * _UNITS[unit])
    except (ValueError, OverflowError, KeyError):
        size = 0
    if size <= 0:
        raise InputError(f"budget: {text[:40]!r} is no size; write one such as 60MB, 1.5GB or 200000000.")
    return size
