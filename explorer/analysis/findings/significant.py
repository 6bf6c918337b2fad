"""Scans of an index for some questions, as the clusters that findings report."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.analysis.findings.cluster_records import Pick, describe_clusters
from explorer.analysis.findings.held_out import holm
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.question import Question
from explorer.analysis.scan.tree_scan import ScanOptions, apart, nodes_within, significant
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.clustering.tree.dendrogram import Tree
from explorer.index.reader import Index
from explorer.options import FindingsOptions

NESTED = 10
"""Clusters named under the one that they lie in."""


@dataclass(frozen=True)
class SignificantClusters:
    """What scans found.

    Attributes
    ----------
    clusters : list of dict
        Most significant first, at most `limit`, without common images unless all are asked for.
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
    """Return at most `limit` significant clusters of all questions together, most significant first."""
    firsts = distinct_images(index)
    found = [
        pick
        for question in questions
        for pick in _picks(index.tree, question, question.once_each(firsts), options, len(questions))
    ]
    found = sorted(found, key=lambda pick: (-pick.llr, pick.node))
    if not options.all and len(questions) > 1:
        places = apart(index.tree, np.array([pick.node for pick in found], np.int64), options.limit)
        found = [found[place] for place in places]
    return found[: options.limit]


def _picks(
    tree: Tree, question: Question | MeanQuestion, counted: np.ndarray, options: FindingsOptions, tests: int
) -> list[Pick]:
    """The significant clusters of one question; those within others only where all are asked for."""
    seen, kept = question.halves(counted, options.seed) if options.held_out else (counted, None)
    how = ScanOptions(options.permutations, options.min_size, options.seed)
    scanned = question.scan(tree, seen, how)
    # Several questions at once are as many chances of a false one (Bonferroni).
    p = np.minimum(1, tests * scanned.p)
    chosen = np.flatnonzero(significant(scanned.p, options.permutations, options.alpha, tests))

    def pick(place: int, within: np.ndarray) -> Pick:
        node = int(scanned.nodes[place])
        return Pick(
            node=node,
            llr=float(scanned.llr[place]),
            p=float(p[place]),
            question=question,
            counted=counted,
            kept=kept,
            within=len(within),
            nested=[pick(i, within[:0]) for i in _foremost(tree, scanned.nodes, within)],
        )

    if options.all:
        return [pick(place, chosen[:0]) for place in chosen[: options.limit].tolist()]
    nodes = scanned.nodes[chosen]
    return [
        pick(int(chosen[i]), chosen[nodes_within(tree, int(nodes[i]), nodes)])
        for i in apart(tree, nodes, options.limit)
    ]


def _foremost(tree: Tree, nodes: np.ndarray, places: np.ndarray) -> list[int]:
    """The first few places whose nodes share no row."""
    chosen: list[int] = []
    for place in places.tolist():
        lo, hi = tree.lo[nodes[place]], tree.hi[nodes[place]]
        if all(hi <= tree.lo[nodes[other]] or tree.hi[nodes[other]] <= lo for other in chosen):
            chosen.append(place)
        if len(chosen) == NESTED:
            break
    return chosen


def _held_out(tree: Tree, found: Sequence[Pick], clusters: list[dict], options: FindingsOptions) -> dict:
    """Test every cluster on the half that it was not found on, and say so in it."""
    tested = [pick.question.confirm(tree, pick.node, pick.kept, options.seed) for pick in found]
    confirmed = 0
    for pick, cluster, p in zip(found, clusters, holm(np.array(tested)), strict=True):
        level = pick.question.level(pick.kept[cluster["lo"] : cluster["hi"]])
        holds = bool(p <= options.alpha)
        confirmed += holds
        cluster["held_out"] = {"size": level.pop("known"), **level, "p": float(p), "confirmed": holds}
    return {"found": len(found), "confirmed": confirmed, "rate": confirmed / len(found) if found else None}
