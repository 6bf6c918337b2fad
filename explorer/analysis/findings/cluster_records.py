"""What was found, in numbers, words and images: clusters, and balls that lie in one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.analysis.findings.held_out import Rows
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import meets, require_classes
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.clustering.tree.dendrogram import Tree
from explorer.clustering.tree.row_sets import row_mask
from explorer.index.reader import Index

REPRESENTATIVES = 12
NODE = "node"
REST = "rest"
"""What is left of a node without the findings within it."""
OF_ONE_CLASS = 0.9
"""Share of a finding's labelled images from which on it is told from the rest of their class."""


@dataclass(frozen=True)
class Ball:
    """What was found where it is not all of a node.

    Attributes
    ----------
    window : str
        What it is called: `ball`, `class ball`, `rest`.
    center : int or None
        Row that it lies around; None of a rest.
    rows : (r,) int64
        Ascending.
    """

    window: str
    center: int | None
    rows: np.ndarray


@dataclass(frozen=True)
class Standing:
    """Where a finding stands among the others that a conditional scan found.

    Attributes
    ----------
    order : float
        What the list is in the order of, highest first.
    least : float
        The lowest rate that it may well have.
    step_p : float
        How often chance comes as far once what stands out more is set apart.
    context : Pick or None
        The smallest larger window that holds it.
    others : (r,) int64
        Rows of that one that are in no finding of their own.
    listed : bool
        Whether these are a finding themselves.
    own : bool
        Whether the finding itself is what is left of the context: its rows are these others.
    complete : bool
        Whether nothing further stands out.
    """

    order: float
    least: float
    step_p: float
    context: "Pick | None"
    others: np.ndarray
    listed: bool
    own: bool
    complete: bool


@dataclass(frozen=True)
class Pick:
    """A significant cluster or ball.

    Attributes
    ----------
    node : int
        Of a ball the one to fly to: `node_of_rows`.
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
    ball : Ball or None
        None of a whole node.
    standing : Standing or None
        None where it was not found by a conditional scan.
    tested : Pick or None
        The window that p is of, where other rows are shown.
    """

    node: int
    llr: float | None
    p: float | None
    question: Question | MeanQuestion
    counted: np.ndarray
    kept: np.ndarray | None = None
    within: int = 0
    nested: "list[Pick]" = field(default_factory=list)
    ball: Ball | None = None
    standing: Standing | None = None
    tested: "Pick | None" = None

    @property
    def order(self) -> float:
        """What findings are in the order of, highest first."""
        return (self.llr or 0.0) if self.standing is None else self.standing.order

    def at(self, tree: Tree) -> Rows:
        """Return which rows it is."""
        if self.ball is not None:
            return self.ball.rows
        return slice(int(tree.lo[self.node]), int(tree.hi[self.node]))

    def held_out(self, tree: Tree) -> np.ndarray:
        """Return its answers in the half on which it was not found."""
        return (self.counted if self.kept is None else self.kept)[self.at(tree)]

    def confirm(self, tree: Tree, seed: int) -> float:
        """Return its p-value on the half on which it was not found."""
        kept = self.counted if self.kept is None else self.kept
        where = (self.node,)
        if self.ball is not None:
            where = (self.node if self.ball.center is None else self.ball.center, len(self.ball.rows))
        return self.question.confirm(self.at(tree), kept, (seed, 2, *where))


def describe_clusters(index: Index, titles: TitleMaker, picks: Sequence[Pick]) -> list[dict]:
    """Return the clusters as the JSON of findings has them.

    Rates and means count every image with a known outcome, copies too, as a person would count them; the
    interval is as wide as it is for the pictures among them that differ.
    """
    return [_describe(index, titles, pick) for pick in picks]


def _describe(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    at = pick.at(index.tree)
    return {
        **_brief(index, titles, pick),
        **pick.question.told(at, pick.counted),
        "within": pick.within,
        "nested": [_brief(index, titles, inner) for inner in pick.nested],
        "representatives": pick.question.leading(at, index.vectors, REPRESENTATIVES),
        **_window(pick.ball),
        "class_rest": _class_rest(index, pick),
        "tested": None if pick.tested is None else _of_tested(index, pick.tested),
        **_standing(index, titles, pick),
        **(pick.question.toward or {}),
    }


def _class_rest(index: Index, pick: Pick) -> dict | None:
    """Return the class that a finding is of, and how it is with the other images of that class.

    None where it is of several classes, or what is expected of its classes is said anyway.
    """
    question = pick.question
    if not isinstance(question, Question) or question.strata is not None or pick.p is None:
        return None
    if not meets(index, require_classes):
        return None
    labels, rows = index.labels(), pick.at(index.tree)
    inside = labels[rows]
    counts = np.bincount(inside[inside >= 0], minlength=1)
    code = int(counts.argmax())
    if counts[code] < OF_ONE_CLASS * max(1, counts.sum()):
        return None
    others = labels == code
    others[rows] = False
    size = int(np.count_nonzero(others))
    return {"name": index.classes[code], "size": size, **question.level(question.answers[others])}


def _standing(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    standing = pick.standing
    if standing is None:
        return {"least": None, "step_p": None, "context": None}
    around, context = standing.context, None
    if around is not None:
        rest = pick.question.level(pick.question.answers[standing.others])
        context = {
            **_brief(index, titles, around),
            "window": NODE if around.ball is None else around.ball.window,
            "rest": {"size": len(standing.others), **rest, "listed": standing.listed},
            "own": standing.own,
            "complete": standing.complete,
        }
    return {"least": standing.least, "step_p": standing.step_p, "context": context}


def _of_tested(index: Index, pick: Pick) -> dict:
    """Return what p is of, in short."""
    return {
        "node": pick.node,
        "size": len(np.arange(index.n)[pick.at(index.tree)]),
        **pick.question.level(pick.question.answers[pick.at(index.tree)]),
        "window": NODE if pick.ball is None else pick.ball.window,
        "center": None if pick.ball is None else pick.ball.center,
    }


def _title(index: Index, titles: TitleMaker, pick: Pick) -> str:
    """Say what most images of a ball are; where they are of all sorts, where in the tree most of them lie."""
    root, inside = index.tree.root, row_mask(index.n, pick.at(index.tree))
    said = titles.under(inside).title(root)
    return said if said != titles.title(root) else titles.title(pick.node)


def _window(ball: Ball | None) -> dict:
    if ball is None:
        return {"window": NODE, "center": None, "rows": None}
    return {"window": ball.window, "center": ball.center, "rows": ball.rows.tolist()}


def _brief(index: Index, titles: TitleMaker, pick: Pick) -> dict:
    lo, hi = int(index.tree.lo[pick.node]), int(index.tree.hi[pick.node])
    return {
        "node": pick.node,
        "lo": lo,
        "hi": hi,
        "size": hi - lo if pick.ball is None else len(pick.ball.rows),
        **pick.question.level(pick.question.answers[pick.at(index.tree)]),
        "llr": pick.llr,
        "p": pick.p,
        "title": titles.title(pick.node) if pick.ball is None else _title(index, titles, pick),
    }
