"""What a scan asks of every image: yes or no. `mean_question` asks for a number."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.copies.first_copies import one_of_each
from explorer.analysis.exemplars import leading_rows_of
from explorer.analysis.findings.held_out import Rows, halves, raised_p_in
from explorer.analysis.scan.balls import Neighborhoods
from explorer.analysis.scan.tree_scan import ScanOptions, TreeScan, scan
from explorer.caching import cached_property
from explorer.clustering.tree.dendrogram import Tree


@dataclass(frozen=True)
class Question:
    """A yes-or-no question about images.

    Attributes
    ----------
    outcomes : (n,) int8
        1 yes, 0 no, -1 not known.
    strata : (n,) int32 or None
        Classes that are held fixed, -1 (a class of its own) where not known.
    toward : dict
        What tells the findings of this question from those of others asked at the same time: keys and values
        of the JSON of a cluster.
    balls : bool
        Whether balls of nearest neighbours are looked at beside clusters. Not where the answers themselves
        rest on neighbours: then balls would find what they are made of.
    """

    outcomes: np.ndarray
    strata: np.ndarray | None = None
    toward: dict | None = None
    balls: bool = False

    @property
    def answers(self) -> np.ndarray:
        """(n,) The answer of every image, by the name that both sorts of questions have."""
        return self.outcomes

    def once_each(self, firsts: np.ndarray) -> np.ndarray:
        """Return (n,) the outcomes without copies: `one_of_each`."""
        return one_of_each(self.outcomes, firsts)

    def halves(self, counted: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return outcomes twice, each of a random half of the images."""
        return halves(counted, seed)

    def known(self, part: np.ndarray) -> np.ndarray:
        """Return (n,) bool which of some outcomes are known."""
        return part >= 0

    def scan(
        self, tree: Tree, counted: np.ndarray, how: ScanOptions, neighborhoods: Sequence[Neighborhoods] = ()
    ) -> TreeScan:
        """Look at every cluster, and every ball of some neighbourhoods, for these outcomes."""
        return scan(tree, counted, how, self.strata, neighborhoods)

    def confirm(self, at: Rows, kept: np.ndarray, seed: tuple[int, ...]) -> float:
        """Return the p-value of some rows on outcomes that had no part in finding them."""
        return raised_p_in(at, kept, self.strata, seed)

    def level(self, part: np.ndarray) -> dict:
        """Return `known` images of some outcomes, and their `rate`, None where there are none."""
        known, positives = _counts(part)
        return {"known": known, "rate": positives / known if known else None}

    def whole(self) -> dict:
        """Return `n`, the images whose outcome is known, and the `rate` in all."""
        level = self.level(self.outcomes)
        return {"n": level["known"], "rate": level["rate"]}

    def told(self, at: Rows, counted: np.ndarray) -> dict:
        """Return what the JSON of a cluster says of it beside its `level`.

        The interval is as wide as it is for the pictures among them that differ.
        """
        known, positives = _counts(self.outcomes[at])
        elsewhere, others = np.subtract(_counts(self.outcomes), (known, positives))
        rate = positives / known
        outside = float(others / elsewhere) if elsewhere else None
        different = int(np.count_nonzero(counted[at] >= 0))
        return {
            "interval": told_intervals([rate * different], [different])[0],
            "outside": outside,
            "expected": self._expected(at),
            "ratio": rate / outside if outside else None,
        }

    def leading(self, at: Rows, read: Callable[[np.ndarray], np.ndarray], limit: int) -> list[int]:
        """Return rows of a finding that show why it was found: `leading_rows_of`."""
        rows = np.arange(len(self.outcomes))[at]
        return leading_rows_of(self.outcomes, rows, read, limit).tolist()

    @cached_property
    def stratum_rates(self) -> np.ndarray:
        """(classes + 1,) float64: the rate in every class of `strata`; the last is that of unknown ones."""
        known = self.outcomes >= 0
        strata = np.full(len(known), -1) if self.strata is None else self.strata
        kinds, most = strata[known], int(strata.max(initial=-1))
        kinds = np.where(kinds < 0, most + 1, kinds)
        positives = np.bincount(kinds, weights=self.outcomes[known] == 1, minlength=most + 2)
        return positives / np.maximum(1, np.bincount(kinds, minlength=most + 2))

    def _expected(self, at: Rows) -> float | None:
        """The rate inside, were every class as it is in all; None where no classes are held fixed."""
        if self.strata is None:
            return None
        known = self.outcomes[at] >= 0
        return float(self.stratum_rates[self.strata[at][known]].mean())


def _counts(outcomes: np.ndarray) -> tuple[int, int]:
    return int(np.count_nonzero(outcomes >= 0)), int(np.count_nonzero(outcomes == 1))
