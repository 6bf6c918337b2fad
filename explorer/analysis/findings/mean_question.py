"""What a scan asks of every image where the answer is a number, such as the size of an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.first_copies import one_of_each
from explorer.analysis.exemplars import leading_rows_of
from explorer.analysis.findings.held_out import Rows, halves
from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.mean_scan import MeanScan, mean_scan, within_fences
from explorer.analysis.scan.tree_scan import ScanOptions
from explorer.cancellation import unless_cancelled
from explorer.clustering.tree.dendrogram import Tree
from explorer.words import count, number

DRAWS = 1_999
_WILD = 20.0
"""Distances between the quartiles beyond them, farther than a group of larger errors lies."""


def without_wild(values: np.ndarray, what: str) -> tuple[np.ndarray, list[str]]:
    """Put numbers wildly beyond all others on a fence, so that means tell of the rest.

    Parameters
    ----------
    values : (n,) float64
        NaN where not known.
    what : str
        What they are called, as several: `errors`.

    Returns
    -------
    values : (n,) float64
    notes : list of str
        How many were put where, as a sentence; none where none was.
    """
    finite = np.isfinite(values)
    known = values[finite]
    fenced = within_fences(known, _WILD)
    told = [
        f"{count(int(moved.sum()))} of {count(len(known))} {what} {side} {number(fenced[moved][0])}"
        for side, moved in (("below", fenced > known), ("above", fenced < known))
        if moved.any()
    ]
    if not told:
        return values, []
    without = values.copy()
    without[finite] = fenced
    return without, [f"{' and '.join(told)} count as that here, so that they do not hide the others."]


@dataclass(frozen=True)
class MeanQuestion:
    """A question about images that is answered by a number: where is its mean higher than elsewhere?

    It answers as `Question` does; in the JSON of a cluster `mean` and `mean_outside` stand in for the rates.

    Attributes
    ----------
    values : (n,) float64
        NaN where not known.
    toward, balls
        As of `Question`.
    """

    values: np.ndarray
    toward: dict | None = None
    balls: bool = False

    @property
    def answers(self) -> np.ndarray:
        """(n,) The answer of every image, by the name that both sorts of questions have."""
        return self.values

    def once_each(self, firsts: np.ndarray) -> np.ndarray:
        """Return (n,) the numbers without copies: of the images of one picture, the first whose is known."""
        kept = one_of_each(np.where(np.isfinite(self.values), 0, -1).astype(np.int8), firsts)
        return np.where(kept >= 0, self.values, np.nan)

    def halves(self, counted: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return numbers twice, each of a random half of the images."""
        seen, kept = halves(np.where(np.isfinite(counted), 0, -1).astype(np.int8), seed)
        return np.where(seen >= 0, counted, np.nan), np.where(kept >= 0, counted, np.nan)

    def known(self, part: np.ndarray) -> np.ndarray:
        """Return (n,) bool which of some numbers are known."""
        return np.isfinite(part)

    def scan(
        self, tree: Tree, counted: np.ndarray, how: ScanOptions, neighborhoods: Sequence[Neighborhoods] = ()
    ) -> MeanScan:
        """Look at every cluster for these numbers."""
        return mean_scan(tree, counted, how)

    def confirm(self, at: Rows, kept: np.ndarray, seed: tuple[int, ...]) -> float:
        """Return the one-sided p-value of some rows on numbers that had no part in finding them.

        By 1,999 random draws of as many of them as are inside: (1 + count) / (1 + draws) is valid.
        """
        known = np.isfinite(kept)
        numbers = kept[known]
        inside = known[at]
        count = int(np.count_nonzero(inside))
        if not count or count == len(numbers):
            return 1.0
        reached = float(kept[at][inside].sum())
        # The same numbers in another order may differ in the last bits.
        least = reached - 1e-12 * max(1.0, abs(reached))
        generator = np.random.default_rng(seed)
        higher = 0
        for _ in unless_cancelled(range(DRAWS)):
            drawn = generator.choice(len(numbers), count, replace=False, shuffle=False)
            higher += bool(numbers[drawn].sum() >= least)
        return (1 + higher) / (1 + DRAWS)

    def level(self, part: np.ndarray) -> dict:
        """Return `known` images of some numbers, and their `mean`; no `rate`."""
        known = part[np.isfinite(part)]
        return {"known": len(known), "rate": None, "mean": float(known.mean()) if len(known) else None}

    def whole(self) -> dict:
        """Return `n`, the images whose number is known, and the `mean` in all; no `rate`."""
        level = self.level(self.values)
        return {"n": level["known"], "rate": None, "mean": level["mean"]}

    def told(self, at: Rows, counted: np.ndarray) -> dict:
        """Return what the JSON of a cluster says of it beside its `level`."""
        elsewhere = np.ones(len(self.values), bool)
        elsewhere[at] = False
        inside = self.level(self.values[at])["mean"]
        outside = self.level(self.values[elsewhere])["mean"]
        return {
            "interval": None,
            "outside": None,
            "expected": None,
            "mean_outside": outside,
            "ratio": inside / outside if outside and outside > 0 else None,
        }

    def leading(self, at: Rows, read: Callable[[np.ndarray], np.ndarray], limit: int) -> list[int]:
        """Return rows of a finding that show why it was found: those above the mean of all come first."""
        middle = self.level(self.values)["mean"]
        outcomes = np.where(np.isfinite(self.values), self.values > middle, -1).astype(np.int8)
        return leading_rows_of(outcomes, np.arange(len(outcomes))[at], read, limit).tolist()
