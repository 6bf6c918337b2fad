"""Clusters that were found, in numbers, words and images."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.exemplars import leading_rows
from explorer.analysis.findings.question import Question
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.index.reader import Index

REPRESENTATIVES = 12


@dataclass(frozen=True)
class Pick:
    """A significant cluster.

    Attributes
    ----------
    node : int
    llr, p : float or None
        None where the cluster was not found by a scan.
    question : Question
        That it answers.
    counted : (n,) int8
        The outcomes without copies: what was scanned, in both halves.
    kept : (n,) int8 or None
        Those of the half on which it was not found.
    within : int
        Further significant clusters inside it, where those are folded under it.
    nested : list of Pick
        The first of them that share no image.
    """

    node: int
    llr: float | None
    p: float | None
    question: Question
    counted: np.ndarray
    kept: np.ndarray | None = None
    within: int = 0
    nested: "list[Pick]" = field(default_factory=list)


def describe_clusters(index: Index, titles: TitleMaker, picks: Sequence[Pick]) -> list[dict]:
    """Return the clusters as the JSON of findings has them.

    Rates count every image with a known outcome, copies too, as a person would count them; the interval is as
    wide as it is for the pictures among them that differ.
    """
    return [_describe(index, titles, pick) for pick in picks]


def _describe(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    lo, hi = int(index.tree.lo[pick.node]), int(index.tree.hi[pick.node])
    outcomes = pick.question.outcomes
    known, positives = _counts(outcomes[lo:hi])
    elsewhere, others = np.subtract(_counts(outcomes), (known, positives))
    rate = positives / known
    outside = float(others / elsewhere) if elsewhere else None
    different = int(np.count_nonzero(pick.counted[lo:hi] >= 0))
    return {
        **_brief(index, titles, pick),
        "interval": told_intervals([rate * different], [different])[0],
        "outside": outside,
        "expected": _expected(pick.question, lo, hi),
        "ratio": rate / outside if outside else None,
        "within": pick.within,
        "nested": [_brief(index, titles, inner) for inner in pick.nested],
        "representatives": leading_rows(outcomes, lo, hi, index.vectors, REPRESENTATIVES).tolist(),
        **(pick.question.toward or {}),
    }


def _brief(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    lo, hi = int(index.tree.lo[pick.node]), int(index.tree.hi[pick.node])
    known, positives = _counts(pick.question.outcomes[lo:hi])
    return {
        "node": pick.node,
        "lo": lo,
        "hi": hi,
        "size": hi - lo,
        "known": known,
        "rate": positives / known,
        "llr": pick.llr,
        "p": pick.p,
        "title": titles.title(pick.node),
    }


def _expected(question: Question, lo: int, hi: int) -> float | None:
    """The rate inside, were every class as it is in all; None where no classes are held fixed."""
    if question.strata is None:
        return None
    known = question.outcomes[lo:hi] >= 0
    return float(question.stratum_rates[question.strata[lo:hi][known]].mean())


def _counts(outcomes: np.ndarray) -> tuple[int, int]:
    return int(np.count_nonzero(outcomes >= 0)), int(np.count_nonzero(outcomes == 1))
