"""Clusters that were found, in numbers, words and images."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.analysis.findings.mean_question import MeanQuestion
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
    question : Question or MeanQuestion
        That it answers.
    counted : (n,) int8 or float64
        The answers without copies: what was scanned, in both halves.
    kept : (n,) int8 or float64, or None
        Those of the half on which it was not found.
    within : int
        Further significant clusters inside it, where those are folded under it.
    nested : list of Pick
        The first of them that share no image.
    """

    node: int
    llr: float | None
    p: float | None
    question: Question | MeanQuestion
    counted: np.ndarray
    kept: np.ndarray | None = None
    within: int = 0
    nested: "list[Pick]" = field(default_factory=list)


def describe_clusters(index: Index, titles: TitleMaker, picks: Sequence[Pick]) -> list[dict]:
    """Return the clusters as the JSON of findings has them.

    Rates and means count every image with a known outcome, copies too, as a person would count them; the
    interval is as wide as it is for the pictures among them that differ.
    """
    return [_describe(index, titles, pick) for pick in picks]


def _describe(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    lo, hi = int(index.tree.lo[pick.node]), int(index.tree.hi[pick.node])
    return {
        **_brief(index, titles, pick),
        **pick.question.told(lo, hi, pick.counted),
        "within": pick.within,
        "nested": [_brief(index, titles, inner) for inner in pick.nested],
        "representatives": pick.question.leading(lo, hi, index.vectors, REPRESENTATIVES),
        **(pick.question.toward or {}),
    }


def _brief(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    lo, hi = int(index.tree.lo[pick.node]), int(index.tree.hi[pick.node])
    return {
        "node": pick.node,
        "lo": lo,
        "hi": hi,
        "size": hi - lo,
        **pick.question.level(pick.question.answers[lo:hi]),
        "llr": pick.llr,
        "p": pick.p,
        "title": titles.title(pick.node),
    }
