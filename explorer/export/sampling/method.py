"""What a method of sampling is: the command line, the API, Python and the manual read its description."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.cancellation import unless_cancelled
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.numerals import to_float

COLUMNS, MODELS = "columns", "models"
BLOCK = 8192
"""Rows whose vectors are looked at together: 16 MiB of 512 dimensions."""


@dataclass(frozen=True)
class Option:
    """An option that a method has beside size, seed and target.

    Attributes
    ----------
    read : callable
        From a text to the value; raises ValueError.
    default : object
    about : str
        For `dendro formats` and the manual: `cells, 256: …`.
    values : tuple of str
        The only ones, where that is so.
    names : str
        `COLUMNS` or `MODELS`, where it is one of those that an index has.
    """

    read: Callable[[str], Any]
    default: Any
    about: str
    values: tuple[str, ...] = ()
    names: str = ""


@dataclass(frozen=True, eq=False)
class Draw:
    """What a method draws from, and how.

    Attributes
    ----------
    index : Index
    rows : (m,) int64
        Ascending, each once, m at least 1.
    size : int
        1 to m; m of a method that needs none and was given none.
    seed : int
    options : mapping
        Every option of the method, by name.
    target : (t,) int64 or (t, d) float32
        Rows of the index, ascending, or vectors, of a method that draws towards some; else nothing.
    open_ended : bool
        Whether no size was given, so that the method says when it is enough.
    """

    index: Index
    rows: np.ndarray
    size: int
    seed: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)
    target: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    open_ended: bool = False

    @property
    def random(self) -> np.random.Generator:
        """A new generator of the seed."""
        return np.random.default_rng(self.seed)

    def blocks(self, rows: np.ndarray | None = None) -> Iterator[tuple[slice, np.ndarray]]:
        """Yield the vectors of rows, `self.rows` where None, as float32 in blocks, and where each belongs.

        Raises
        ------
        InputError
            A vector is not finite.
        """
        rows = self.rows if rows is None else rows
        for start in unless_cancelled(range(0, len(rows), BLOCK)):
            part = slice(start, min(start + BLOCK, len(rows)))
            yield part, self.vectors(rows[part])

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """(b, d) float32 Vectors of a few ascending rows; a slice of the file where they lie side by side."""
        alike = len(rows) and int(rows[-1]) - int(rows[0]) + 1 == len(rows)
        held = self.index.embeddings
        block = np.asarray(held[rows[0] : rows[-1] + 1] if alike else held[rows], np.float32)
        finite = np.isfinite(block).all(axis=1)
        if not finite.all():
            raise InputError(
                f"sample: the vector of row {int(rows[np.argmin(finite)])} is not finite; leave such images "
                "out, or embed them anew"
            )
        return block


@dataclass(frozen=True)
class Method:
    """A way to draw some of many images.

    Attributes
    ----------
    name : str
        As `--sample`, the API and Python have it.
    about : str
        What is drawn, for the list of `dendro formats`.
    source : str
        Where it is from.
    draw : callable
        From a `Draw` to the rows that are drawn, each once, in an order that the method says.
    needs : str
        What an index must have, in words; empty for nothing.
    options : mapping of str to Option
    sized : bool
        Whether a size has to be given.
    takes_size : bool
        Whether one may be.
    towards : bool
        Whether it draws towards a target, which then has to be given.
    by_chance : bool
        Whether another seed may draw others.
    """

    name: str
    about: str
    source: str
    draw: Callable[[Draw], np.ndarray]
    needs: str = ""
    options: Mapping[str, Option] = field(default_factory=dict)
    sized: bool = True
    takes_size: bool = True
    towards: bool = False
    by_chance: bool = True


def whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number of at least so much."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 16) or int(text) < least:
            raise ValueError(f"a whole number of {least} or more is expected")
        return int(text)

    return read


def positive(text: str) -> float:
    """Read a number above 0."""
    try:
        value = to_float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise ValueError("a number above 0 is expected")
    return value
