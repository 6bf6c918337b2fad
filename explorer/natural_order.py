"""Text in the order that people expect: numbers by value, `class 2` before `class 10`."""

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_NUMBER = re.compile("[0-9]+")
_END, _BEFORE_NUMBER = "\0", "\1"
# Digits that a number is told longer by: the next characters after it are surrogates, which no UTF-8 has.
_MOST_DIGITS = 0xD7FF
_PIECE = 10_000


def natural_key(text: str) -> str:
    """Return what to sort names by: numbers by value, upper and lower case alike, else by spelling."""
    return f"{_numbered(text.casefold())}{_END}{_END}{text}"


def natural_ranks(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return which text comes first, second, … and the place of each text in that order.

    Returns
    -------
    order : (k,) int64
    ranks : (k,) int32
    """
    # In pieces, and sorted by Arrow, which needs no interpreter: of a million texts `sorted` would hold up
    # every other request for seconds.
    pieces = (texts[start : start + _PIECE] for start in range(0, len(texts), _PIECE))
    keys = [pa.array([natural_key(text) for text in piece], pa.large_string()) for piece in pieces]
    order = pc.sort_indices(pa.chunked_array(keys, pa.large_string())).to_numpy().astype(np.int64)
    ranks = np.empty(len(texts), np.int32)
    ranks[order] = np.arange(len(texts), dtype=np.int32)
    return order, ranks


def path_key(path: str) -> str:
    """Return what to sort a path by: folder by folder, numbers by value (img2 before img10).

    It is one string, because those of a million paths are held at once: names end in a character below all
    others, and a number is a character above that, its length and its digits.
    """
    return f"{_numbered(path).replace('/', _END)}{_END}{_END}{path}"


def _numbered(text: str) -> str:
    return _NUMBER.sub(_by_value, text)


def _by_value(number: re.Match) -> str:
    # By length, then as text: Python refuses to read numbers of thousands of digits.
    digits = number[0].lstrip("0")
    return f"{_BEFORE_NUMBER}{chr(min(len(digits), _MOST_DIGITS))}{digits}"
