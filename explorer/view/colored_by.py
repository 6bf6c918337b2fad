"""The ways to colour: by accuracy, by the mean of a number, by the most frequent value, by density."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from explorer.clustering.tree.row_sets import count_within
from explorer.view.coloring import Coloring, Tint, step
from explorer.view.palettes import DIVERGING, SEQUENTIAL
from explorer.words import between, counted, number, percent, scale

STEPS = (0.025, 0.1, 0.2)
"""Differences of accuracy from the data set's at which the colour changes."""
ACCURACY_EDGES = (*(-points for points in reversed(STEPS)), *STEPS)
TIMES = (1, 2, 4, 8)
"""Multiples of the data set's density at which the colour changes."""


def by_accuracy(overall: float, counts: Callable[..., tuple]) -> Coloring:
    """Colour by accuracy against the data set's.

    Parameters
    ----------
    overall : float
        Accuracy of the data set.
    counts : callable
        `(lo, hi) -> (right, known)`, both (K,) int.
    """
    edges = np.array(ACCURACY_EDGES)
    whole = percent(overall)
    ends = [f"{100 * s:g}" for s in STEPS]
    farther = [f"{ends[2]} points or more", f"{ends[1]}–{ends[2]} points", f"{ends[0]}–{ends[1]} points"]
    words = [f"{far} below" for far in farther] + [f"within {ends[0]} points of {whole}"]
    words += [f"{far} above" for far in reversed(farther)]
    steps = [step(hue, said, much) for (hue, much), said in zip(DIVERGING, words, strict=True)]

    def tints(lo, hi, _rows=None) -> list[Tint]:
        right, known = counts(lo, hi)
        gaps = right / np.maximum(known, 1) - overall
        # A step holds its end that is nearer to the data set's figure, on both sides alike.
        near = np.round(gaps, 9)
        sides = [np.searchsorted(edges, near, side=side) for side in ("left", "right")]
        places = np.where(gaps < 0, *sides)
        return [
            Tint(int(place), _against(gap, whole)) if judged else Tint(None, "nothing predicted")
            for place, gap, judged in zip(places.tolist(), gaps.tolist(), known.tolist(), strict=True)
        ]

    low, high = max(0.0, overall - STEPS[-1]), min(1.0, overall + STEPS[-1])
    marks = ((0.0, f"≤ {percent(low)}" if low else "0%"), (0.5, whole))
    marks += ((1.0, f"≥ {percent(high)}" if high < 1 else "100%"),)
    return Coloring(f"accuracy, against {whole} in all", steps, tints, marks=marks)


def _against(gap: float, whole: str) -> str:
    points = round(100 * abs(gap))
    if not points:
        return f"as accurate as the data set ({whole})"
    return f"{counted(points, 'point')} {'below' if gap < 0 else 'above'} the data set's {whole}"


def by_mean(title: str, values: np.ndarray, boolean: bool = False, unit: str = "") -> Coloring:
    """Colour by the mean of a number; each step holds the same share of the data set's images.

    Parameters
    ----------
    title : str
    values : (n,) float64
        NaN where missing.
    boolean : bool
        Whether the numbers are 0 and 1, so that a mean is a share.
    unit : str
        Written after every number.
    """
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    edges = mean_edges(values, boolean)
    after = f" {unit}" if unit else ""
    write = percent if boolean else lambda value: f"{number(value)}{after}"
    hues = [SEQUENTIAL[round(i * (len(SEQUENTIAL) - 1) / max(1, len(edges)))] for i in range(len(edges) + 1)]
    steps = [step(hue, said) for hue, said in zip(hues, _between(edges, boolean, after), strict=True)]
    what = f"share of {title}" if boolean else f"mean {title}"

    def tints(lo, hi, rows=None) -> list[Tint]:
        if rows is None:
            total, some = sums[hi] - sums[lo], counts[hi] - counts[lo]
        else:
            inside = np.concatenate([[0.0], np.cumsum(np.where(known[rows], values[rows], 0.0))])
            there = np.concatenate([[0], np.cumsum(known[rows])])
            first, last = np.searchsorted(rows, lo), np.searchsorted(rows, hi)
            total, some = inside[last] - inside[first], there[last] - there[first]
        means = total / np.maximum(some, 1)
        places = np.searchsorted(edges, means, side="right")
        return [
            Tint(int(place), f"{what} {write(mean)}") if n else Tint(None, f"no {title} known")
            for place, mean, n in zip(places.tolist(), means.tolist(), some.tolist(), strict=True)
        ]

    ends = [0, 0.5, 1] if boolean else np.quantile(values[known], [0, 0.5, 1]).tolist() if known.any() else []
    written = [percent(end) for end in ends] if boolean else [f"{end}{after}" for end in scale(ends)]
    return Coloring(what, steps, tints, marks=_marks(written))


def mean_edges(values: np.ndarray, boolean: bool) -> np.ndarray:
    """Return (e,) the means at which the colour of `by_mean` changes, ascending; it has one step more."""
    shares = np.arange(1, len(SEQUENTIAL)) / len(SEQUENTIAL)
    known = values[np.isfinite(values)]
    return shares if boolean else np.unique(np.quantile(known, shares)) if len(known) else np.empty(0)


def _marks(written: list[str]) -> tuple[tuple[float, str], ...]:
    """Place both ends and the middle; what reads the same stands once."""
    found = dict(zip(reversed(written), (1.0, 0.5, 0.0), strict=False))
    return tuple(sorted((at, words) for words, at in found.items()))


def by_density(title: str, flags: np.ndarray) -> Coloring:
    """Colour by the share of images that are flagged, against the data set's share.

    Parameters
    ----------
    title : str
        What flagged images are: `in findings of errors`.
    flags : (n,) bool
    """
    rows_flagged = np.flatnonzero(flags)
    overall = len(rows_flagged) / max(1, len(flags))
    whole = percent(overall)
    times = [t for t in TIMES if t * overall < 1]
    higher = ["≤ 1×", *(f"{a}–{b}×" for a, b in pairwise(times)), f"≥ {times[-1]}×"] if times else ["all"]
    hues = ["", *(SEQUENTIAL[i] for i in (1, 2, 4, 5, 6))]
    steps = [step(hue, words, float(bool(hue))) for hue, words in zip(hues, ["none", *higher], strict=False)]
    edges = np.array(times) * overall

    def tints(lo, hi, rows=None) -> list[Tint]:
        there = hi - lo if rows is None else count_within(rows, lo, hi)
        inside = rows_flagged if rows is None else rows[flags[rows]]
        found = count_within(inside, lo, hi)
        shares = found / np.maximum(there, 1)
        places = np.where(found > 0, 1 + np.searchsorted(edges, np.round(shares, 9), side="right"), 0)
        # Exactly the data set's own share is in the step that names it.
        places = np.where((found > 0) & (np.abs(shares - overall) < 1e-9), 1, places)
        return [
            Tint(int(place), f"{percent(part)} {title}") if n else Tint(None, "nothing here")
            for place, part, n in zip(places.tolist(), shares.tolist(), there.tolist(), strict=True)
        ]

    marks = [(0.0, "0%"), *([(2 / len(steps), whole)] if times else [])]
    marks += [(1.0, f"≥ {percent(edges[-1])}" if times else whole)]
    return Coloring(f"share {title}, as multiple of {whole}", steps, tints, marks=tuple(marks))


def _between(edges: np.ndarray, shares: bool, after: str) -> list[str]:
    if not len(edges):
        return ["all"]
    ends = [percent(edge) for edge in edges] if shares else scale(edges.tolist())
    inner = [between(*pair) for pair in pairwise(ends)]
    return [f"{words}{after}" for words in (f"< {ends[0]}", *inner, f"≥ {ends[-1]}")]
