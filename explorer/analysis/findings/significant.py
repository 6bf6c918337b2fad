"""Scans of an index for some questions, as the clusters that findings report."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.findings.cluster_records import Pick, describe_clusters
from explorer.analysis.findings.held_out import holm
from explorer.analysis.findings.little_shared import SignificantWindows, little_shared
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.picked import picks
from explorer.analysis.findings.question import Question
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.clustering.tree.dendrogram import Tree
from explorer.index.reader import Index
from explorer.options import FindingsOptions


@dataclass(frozen=True)
class SignificantClusters:
    """What scans found.

    Attributes
    ----------
    clusters : list of dict
        In order, at most `limit`, without common images unless all are asked for.
    held_out : dict or None
        `found`, `confirmed` and `rate`, where that was asked for.
    """

    clusters: list[dict]
    held_out: dict | None


def scan_for(
    index: Index, questions: Sequence[Question | MeanQuestion], options: FindingsOptions, titles: TitleMaker
) -> SignificantClusters:
    """Scan the tree of an index once for each question."""
    found = significant_clusters(index, questions, options)
    clusters = describe_clusters(index, titles, found)
    return SignificantClusters(
        clusters, _held_out(index.tree, found, clusters, options) if options.held_out else None
    )


def significant_clusters(
    index: Index, questions: Sequence[Question | MeanQuestion], options: FindingsOptions
) -> list[Pick]:
    """Return at most `limit` significant clusters of all questions together, in order (`Pick.order`)."""
    found = [pick for question in questions for pick in picks(index, question, options, len(questions))]
    found = sorted(found, key=lambda pick: (-pick.order, pick.node))
    if not options.all and len(questions) > 1:
        rows = [pick.at(index.tree) for pick in found]
        order = np.array([pick.order for pick in found])
        # Each is the sharpest of its question: only overlaps are left to see to.
        places = little_shared(
            index.n, SignificantWindows(rows.__getitem__, order, np.zeros(len(found))), options.limit
        )
        found = [found[place] for place in places]
    return found[: options.limit]


def _held_out(tree: Tree, found: Sequence[Pick], clusters: list[dict], options: FindingsOptions) -> dict:
    """Test every cluster on the half that it was not found on, and say so in it."""
    tested = [pick.confirm(tree, options.seed) for pick in found]
    confirmed = 0
    for pick, cluster, p in zip(found, clusters, holm(np.array(tested)), strict=True):
        level = pick.question.level(pick.held_out(tree))
        size, rate = level.pop("known"), level.get("rate")
        # These images had no part in the choice: the plain interval is that of a rate like any other.
        interval = None if rate is None else told_intervals([rate * size], [size])[0]
        holds = bool(p <= options.alpha)
        confirmed += holds
        cluster["held_out"] = {
            "size": size, **level, "interval": interval, "p": float(p), "confirmed": holds,
        }  # fmt: skip
    return {"found": len(found), "confirmed": confirmed, "rate": confirmed / len(found) if found else None}
