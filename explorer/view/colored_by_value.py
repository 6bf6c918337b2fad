"""Colour by the most frequent value, with one map from value to colour for columns that share values."""

from dataclasses import dataclass, replace

import numpy as np

from explorer.clustering.tree.row_sets import row_mask, rows_within
from explorer.errors import InputError
from explorer.filters.clauses import with_values
from explorer.index.class_sets import ClassSets
from explorer.view.coloring import CLASS, Coloring, Tint, step
from explorer.view.palettes import CATEGORIES, OTHER
from explorer.words import count, counted, percent

MOST_VALUES = 2000
"""Text columns with more values have no dominant one worth naming."""
STRENGTHS = (1.0, 0.6, 0.35)
WAYS = [
    (hue, strength, pattern)
    for strength in STRENGTHS
    for pattern in ("plain", "stripes")
    for hue in CATEGORIES
]
"""What tells values apart, the plainest first. Of two hundred classes most cells of a view have one each."""
NEAR = 3
"""Cells before and after one, in the order of the tree, that are likely to lie beside it."""


@dataclass(frozen=True)
class Values:
    """A column of text, or quarters of one of numbers.

    Attributes
    ----------
    codes : (n,) int8 or int32
        -1 where missing.
    names : list of str
    column : str
        Its name, by which images can be filtered; empty where they cannot.
    """

    codes: np.ndarray
    names: list[str]
    column: str = ""

    def counts(self, lo: int, hi: int, rows: np.ndarray | None) -> np.ndarray:
        """Return (v,) how often each value occurs in `[lo, hi)`, among `rows` where they are given."""
        if rows is None:
            inside = self.codes[lo:hi]
        else:
            inside = self.codes[rows_within(rows, lo, hi)]
        return np.bincount(inside + 1, minlength=len(self.names) + 1)[1:]

    def known(self, counts: np.ndarray, lo: int, hi: int, rows: np.ndarray | None) -> int:
        """Return how many images have a value, of those that were counted."""
        return int(counts.sum())

    @property
    def by_frequency(self) -> list[str]:
        """Names, most frequent in all first, ties to the lower code."""
        counts = self.counts(0, len(self.codes), None)
        return [self.names[code] for code in np.argsort(-counts, kind="stable")]


@dataclass(frozen=True)
class SetValues:
    """A column of several classes an image, each of which counts; otherwise as `Values`.

    Attributes
    ----------
    sets : ClassSets
    names : list of str
    column : str
    """

    sets: ClassSets
    names: list[str]
    column: str = ""

    def counts(self, lo: int, hi: int, rows: np.ndarray | None) -> np.ndarray:
        """Return (v,) how many images of `[lo, hi)` have each value, among `rows` where they are given."""
        return np.bincount(self.sets.codes[self._entries(lo, hi, rows)], minlength=len(self.names))

    def known(self, counts: np.ndarray, lo: int, hi: int, rows: np.ndarray | None) -> int:
        """Return how many images have a value."""
        return len(np.unique(self.sets.rows[self._entries(lo, hi, rows)]))

    @property
    def by_frequency(self) -> list[str]:
        """Names, most frequent in all first, ties to the lower code."""
        counts = self.counts(0, len(self.sets.known), None)
        return [self.names[code] for code in np.argsort(-counts, kind="stable")]

    def _entries(self, lo: int, hi: int, rows: np.ndarray | None) -> slice | np.ndarray:
        starts = self.sets.starts
        if rows is None:
            return slice(int(starts[lo]), int(starts[hi]))
        entries = np.arange(starts[lo], starts[hi])
        chosen = row_mask(hi - lo, rows_within(rows, lo, hi) - lo)
        return entries[chosen[self.sets.rows[entries] - lo]]


AnyValues = Values | SetValues


def by_value(title: str, values: AnyValues, ruling: AnyValues | None = None) -> Coloring:
    """Colour by the most frequent value.

    Where there are more values than colours, those have one that rule most cells of the view.

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
    classes = ruling is not None or title == CLASS
    ruling = ruling or values
    order = list(dict.fromkeys([*ruling.by_frequency, *values.by_frequency]))

    def in_view(lo, hi, rows=None) -> Coloring:
        rulers = _rulers(ruling, lo, hi, rows)
        first = _ruling_first(rulers, order)
        return _colored(title, values, first, classes, ways=_ways_apart(first, rulers))

    return replace(_colored(title, values, order, classes), fit=in_view if len(order) > len(WAYS) else None)


def _rulers(ruling: AnyValues, lo, hi, rows) -> list[tuple[str, int]]:
    """Return the most frequent value of each cell that has any, and how many images have one."""
    found = []
    for first, last in zip(lo.tolist(), hi.tolist(), strict=True):
        counts = ruling.counts(first, last, rows)
        if counts.any():
            found.append((ruling.names[int(np.argmax(counts))], int(counts.sum())))
    return found


def _ruling_first(rulers: list[tuple[str, int]], order: list[str]) -> list[str]:
    """Put first the values that are the most frequent one of most cells, then of most images in these."""
    ruled = {name: (0, 0) for name in order}
    for name, size in rulers:
        cells, images = ruled[name]
        ruled[name] = cells + 1, images + size
    return sorted(order, key=lambda name: ruled[name], reverse=True)


def _ways_apart(order: list[str], rulers: list[tuple[str, int]]) -> list[tuple[str, float, str]]:
    """Return a way for each name, the plainest that is left; a hue once within `NEAR` cells, if it can be."""
    names = [name for name, _ in rulers]
    near: dict[str, set[str]] = {}
    for place, name in enumerate(names):
        near.setdefault(name, set()).update(names[max(0, place - NEAR) : place + NEAR + 1])
    left, given = list(WAYS), {}
    for name in order[: len(WAYS)]:
        taken = {given[other][0] for other in near.get(name, ()) if other in given}
        given[name] = next((way for way in left if way[0] not in taken), left[0])
        left.remove(given[name])
    return list(given.values())


def _colored(title: str, values: AnyValues, order: list[str], names_classes: bool, ways=WAYS) -> Coloring:
    """Give the first of the names in `order` a colour each, and one to all the others."""
    names = values.names
    place = {name: min(i, len(WAYS)) for i, name in enumerate(order)}
    there = set(names) if values.column else ()
    steps = [
        step(hue, name, strength, pattern, _only(values.column, name) if name in there else "")
        for name, (hue, strength, pattern) in zip(order, ways, strict=False)
    ]
    if len(order) > len(WAYS):
        kinds = ("class", "classes") if names_classes else ("value", "values")
        steps.append(step(OTHER, counted(len(order) - len(WAYS), *(f"other {kind}" for kind in kinds))))

    def tints(lo, hi, rows=None) -> list[Tint]:
        found = []
        for first, last in zip(lo.tolist(), hi.tolist(), strict=True):
            counts = values.counts(first, last, rows)
            known = values.known(counts, first, last, rows)
            if not known:
                found.append(Tint(None, f"no {title} known"))
                continue
            most = int(np.argmax(counts))
            said = f"mostly {names[most]}, {percent(counts[most] / known)} of {count(known)}"
            found.append(Tint(place[names[most]], said if counts[most] < known else f"all {names[most]}"))
        return found

    return Coloring(f"most frequent {title}", steps, tints)


def _only(column: str, value: str) -> str:
    """Write the filter that leaves one value of a column."""
    return with_values([], column, [value])[0].text
