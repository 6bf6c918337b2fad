"""What may be said of images, yes or no for each: the sources of facts have one shape."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

CONCEPT, COLOR, COLUMN, WORD, TEXT = "concept", "color", "column", "word", "text"


@dataclass(frozen=True)
class Facts:
    """Facts of one source about some images.

    Attributes
    ----------
    source : str
        `concept` (a class of the encoder, or what several are), `color` (the mean colour), `column` (a value,
        or a range of numbers), `word` (of file and folder names) or `text` (a word of a column of texts).
    column : str
        Whose values they are; empty where they are of no column.
    names : list of str
        (f,) What each says, without the column.
    holds : (m, f) bool
    where : list of str
        (f,) Filters that take just these images; empty where there is none.
    one : bool
        Whether they say nearly the same, such as ends of ranges, so that one of them is enough.
    """

    source: str
    column: str
    names: list[str]
    holds: np.ndarray
    where: list[str]
    one: bool = False


FactSource = Callable[[np.ndarray], Facts]
"""From (m,) rows to what may be said of them."""


def facts_of_codes(
    source: str, names: list[str], rows: np.ndarray, codes: np.ndarray, size: int, column: str = ""
) -> Facts:
    """Return facts of `size` images from pairs: (k,) places among them, and which name holds of each."""
    holds = np.zeros((size, len(names)), bool)
    holds[rows, codes] = True
    return Facts(source, column, names, holds, [""] * len(names))
