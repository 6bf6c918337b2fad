"""Colour by the most frequent value, with one map from value to colour for columns that share values."""

from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError
from explorer.view.coloring import Coloring, Tint, step
from explorer.view.palettes import CATEGORIES, OTHER
from explorer.words import count, counted, percent

MOST_VALUES = 2000
"""Text columns with more values have no dominant one worth naming."""
WAYS = [(hue, pattern) for pattern in ("plain", "stripes") for hue in CATEGORIES]
"""What tells values apart."""


@dataclass(frozen=True)
class Values:
    """A column of text.

    Attributes
    ----------
    codes : (n,) int32
        -1 where missing.
    names : list of str
    """

    codes: np.ndarray
    names: list[str]

    def counts(self, lo: int, hi: int, rows: np.ndarray | None) -> np.ndarray:
        """Return (v,) how often each value occurs in `[lo, hi)`, among `rows` where they are given."""
        if rows is None:
            inside = self.codes[lo:hi]
        else:
            first, last = np.searchsorted(rows, (lo, hi))
            inside = self.codes[rows[first:last]]
        return np.bincount(inside + 1, minlength=len(self.names) + 1)[1:]

    @property
    def by_frequency(self) -> list[str]:
        """Names, most frequent in all first, ties to the lower code."""
        return [
            self.names[code] for code in np.argsort(-self.counts(0, len(self.codes), None), kind="stable")
        ]


def by_value(title: str, values: Values, ruling: Values | None = None) -> Coloring:
    """Colour by the most frequent value.

    Where there are more values than colours, those have one that rule most images of the view.

    Parameters
    ----------
    title : str
    values : Values
    ruling : Values, optional
        What gives out the colours instead: labels for predictions, so that a class has one colour whoever
        names it; None for the values themselves.

    Raises
    ------
    InputError
        When there are more than 2,000 values.
    """
    if len(values.names) > MOST_VALUES:
        raise InputError(
            f"color: {title} has {len(values.names):,} values; a column with at most {MOST_VALUES:,} is "
            "expected."
        )
    ruling = ruling or values
    order = list(dict.fromkeys([*ruling.by_frequency, *values.by_frequency]))

    def in_view(lo, hi, rows=None) -> Coloring:
        return _colored(title, values, _ruling_first(ruling, order, lo, hi, rows))

    return _colored(title, values, order, in_view if len(order) > len(WAYS) else None)


def _ruling_first(ruling: Values, order: list[str], lo, hi, rows) -> list[str]:
    """Put first the values that are the most frequent one of most images, clusters taken whole."""
    ruled = dict.fromkeys(order, 0)
    for first, last in zip(lo.tolist(), hi.tolist(), strict=True):
        counts = ruling.counts(first, last, rows)
        if counts.any():
            ruled[ruling.names[int(np.argmax(counts))]] += int(counts.sum())
    return sorted(order, key=lambda name: -ruled[name])


def _colored(title: str, values: Values, order: list[str], in_view=None) -> Coloring:
    """Give the first of the names in `order` a colour each, and one to all the others."""
    names = values.names
    place = {name: min(i, len(WAYS)) for i, name in enumerate(order)}
    steps = [step(hue, name, pattern=pattern) for name, (hue, pattern) in zip(order, WAYS, strict=False)]
    if len(order) > len(WAYS):
        steps.append(step(OTHER, counted(len(order) - len(WAYS), "other")))

    def tints(lo, hi, rows=None) -> list[Tint]:
        found = []
        for first, last in zip(lo.tolist(), hi.tolist(), strict=True):
            counts = values.counts(first, last, rows)
            known = int(counts.sum())
            if not known:
                found.append(Tint(None, f"no {title} known"))
                continue
            most = int(np.argmax(counts))
            said = f"mostly {names[most]}, {percent(counts[most] / known)} of {count(known)}"
            found.append(Tint(place[names[most]], said if counts[most] < known else f"all {names[most]}"))
        return found

    return Coloring(f"most frequent {title}", steps, tints, in_view)
