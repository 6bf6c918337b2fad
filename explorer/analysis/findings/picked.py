"""What a scan of one question found, and which of it is reported."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.analysis.findings.cluster_records import REST, Ball, Pick, Standing
from explorer.analysis.findings.divided import JudgedRows, OwnPart, own_parts
from explorer.analysis.findings.held_out import Rows
from explorer.analysis.findings.little_shared import SignificantWindows, little_shared
from explorer.analysis.findings.mean_question import MeanQuestion
from explorer.analysis.findings.neighborhood_windows import neighborhoods_around, neighborhoods_of
from explorer.analysis.findings.node_of_rows import node_of_rows
from explorer.analysis.findings.question import Question
from explorer.analysis.scan.ball_scan import BallScan
from explorer.analysis.scan.conditional_scan import Conditions, Division, conditional_scan
from explorer.analysis.scan.mean_scan import MeanScan
from explorer.analysis.scan.scanned_windows import Space
from explorer.analysis.scan.tree_scan import ScanOptions, TreeScan, significant
from explorer.clustering.tree.dendrogram import Tree
from explorer.clustering.tree.row_sets import count_within, row_mask
from explorer.index.reader import Index
from explorer.options import FindingsOptions

NESTED = 10
"""Clusters named under the one that they lie in."""

MOST_DIVIDED = 2_000_000
"""Of more images that count the parts are not looked for: `little_shared` windows are reported."""


def picks(
    index: Index, question: Question | MeanQuestion, options: FindingsOptions, tests: int
) -> list[Pick]:
    """Return the significant windows of a question, at most `limit`, most significant first.

    Clusters within others only where all are asked for; balls hardly overlap in any case.

    Parameters
    ----------
    index : Index
    question : Question or MeanQuestion
    options : FindingsOptions
    tests : int
        Questions that are asked at once: as many chances of a false finding (Bonferroni).
    """
    return _Scanned(index, question, options, tests).picks()


class _Scanned:
    """What a scan of one question found."""

    def __init__(
        self, index: Index, question: Question | MeanQuestion, options: FindingsOptions, tests: int
    ) -> None:
        self.tree, self.question, self.options, self.tests = index.tree, question, options, tests
        self.firsts = distinct_images(index)
        self.counted = question.once_each(self.firsts)
        self.lists = neighborhoods_of(index, question.known(self.counted)) if question.balls else []
        self.around = None
        if question.balls:
            self.around = neighborhoods_around(index, question.known(self.counted))
        seen, self.kept = self.counted, None
        if options.held_out:
            seen, self.kept = question.halves(self.counted, options.seed)
        how = ScanOptions(options.permutations, options.min_size, options.seed)
        self.seen = seen
        found = question.scan(self.tree, seen, how, self.lists)
        self.nodes, self.balls = found, found.balls
        self.level = partial(significant, permutations=options.permutations, alpha=options.alpha, tests=tests)
        self.chosen, self.chosen_balls = (np.flatnonzero(self.level(each.p)) for each in (found, found.balls))

    def picks(self) -> list[Pick]:
        """The windows that are reported."""
        few = np.count_nonzero(self.question.known(self.seen)) <= MOST_DIVIDED
        asked, scanned = self.question, self.nodes
        if isinstance(asked, Question) and isinstance(scanned, TreeScan) and few and not self.options.all:
            return self._parts(asked.strata, scanned.maxima)[: self.options.limit]
        if not self.options.all:
            both = list(self._ordered(self.chosen))
            return [self._pick(*both[place]) for place in self._apart(both)]
        balls = list(self._ordered(self.chosen[:0]))
        found = [(False, place) for place in self.chosen.tolist()]
        found += [balls[place] for place in self._apart(balls)]
        return [self._pick(*window) for window in sorted(found, key=self._rank)[: self.options.limit]]

    def _parts(self, strata: np.ndarray | None, maxima: np.ndarray) -> list[Pick]:
        """What a conditional scan sets apart, and is significant by itself."""
        options = self.options
        space = Space(self.tree, strata, self.lists, options.min_size, self.around)
        conditions = Conditions(options.alpha / self.tests, options.permutations, options.seed, self.level)
        division = conditional_scan(space, self.seen, maxima, conditions)
        parts = own_parts(space, self.seen, division, self.firsts, self.level)
        return [self._part(parts, part, division) for part in parts if part.listed]

    def _part(self, parts: list[OwnPart], part: OwnPart, division: Division) -> Pick:
        around = None if part.context < 0 else parts[part.context]
        context = None if around is None else self._bare(around, around.whole, division)
        standing = Standing(
            order=part.order,
            least=part.least,
            step_p=min(1.0, self.tests * division.parts[part.place].p),
            context=context,
            others=np.zeros(0, np.int64) if around is None else around.own.rows,
            listed=around is not None and around.listed,
            own=around is part,
            complete=division.complete,
        )
        shown = self._bare(part, part.own, division)
        tested = None if part.tested is None else self._tested(part, part.tested, division)
        return replace(shown, **self._folded(part.own.rows), standing=standing, tested=tested)

    def _bare(self, part: OwnPart, told: JudgedRows, division: Division) -> Pick:
        """A part, or the whole that it comes from, without what is around and within."""
        moved = division.parts[part.place].moved
        if moved is not None:
            return self._of_rows(told, Ball(self.lists[moved.family].name, moved.center, told.rows))
        return self._tested(part, told, division)

    def _tested(self, part: OwnPart, told: JudgedRows, division: Division) -> Pick:
        """Rows of the window that was tested."""
        best = division.parts[part.place].best
        if best.family >= 0:
            lists = self.lists[best.family]
            return self._of_rows(told, Ball(lists.name, int(lists.members[best.place, 0]), told.rows))
        whole = len(told.rows) == self.tree.hi[best.place] - self.tree.lo[best.place]
        return self._of_rows(told, None if whole else Ball(REST, None, told.rows), best.place)

    def _of_rows(self, told: JudgedRows, ball: Ball | None, node: int | None = None) -> Pick:
        return Pick(
            node=node_of_rows(self.tree, told.rows) if node is None else node,
            llr=told.llr,
            p=min(1.0, self.tests * told.p),
            question=self.question,
            counted=self.counted,
            kept=self.kept,
            ball=ball,
        )

    def _apart(self, windows: list[tuple[bool, int]]) -> list[int]:
        """Places of those that are reported."""
        llr = np.array([-self._rank(window)[0] for window in windows])
        rate = np.array([self._rate(*window) for window in windows])
        return little_shared(
            self.tree.n,
            SignificantWindows(lambda place: self._rows(*windows[place]), llr, rate),
            self.options.limit,
        )

    def _rate(self, is_ball: bool, place: int) -> float:
        found = self.balls if is_ball else self.nodes
        if isinstance(found, MeanScan):
            return 0.0  # no rates: the first one stands
        return float(found.positives[place] / found.sizes[place])

    def _ordered(self, chosen: np.ndarray) -> Iterator[tuple[bool, int]]:
        """Whether it is a ball, and its place among these or those, of all that is significant."""
        places = np.concatenate([chosen, self.chosen_balls])
        is_ball = np.arange(len(places)) >= len(chosen)
        llr = np.concatenate([self.nodes.llr[chosen], self.balls.llr[self.chosen_balls]])
        order = np.argsort(-llr, kind="stable")
        return zip(is_ball[order].tolist(), places[order].tolist(), strict=True)

    def _rank(self, window: tuple[bool, int]) -> tuple[float, bool, int]:
        is_ball, place = window
        return -float((self.balls if is_ball else self.nodes).llr[place]), is_ball, place

    def _rows(self, is_ball: bool, place: int) -> Rows:
        """Which rows a window is, without copies."""
        if is_ball:
            lists = self.lists[self.balls.family[place]]
            return lists.ball(int(self.balls.center[place]), int(self.balls.length[place]))
        node = self.nodes.nodes[place]
        return slice(int(self.tree.lo[node]), int(self.tree.hi[node]))

    def _pick(self, is_ball: bool, place: int) -> Pick:
        if not is_ball:
            node = int(self.nodes.nodes[place])
            rows = np.arange(self.tree.lo[node], self.tree.hi[node])
            return replace(self._made(node, self.nodes, place), **self._folded(rows))
        ball = self._ball(place)
        found = self._made(node_of_rows(self.tree, ball.rows), self.balls, place, ball)
        return replace(found, **self._folded(ball.rows))

    def _folded(self, rows: np.ndarray) -> dict:
        """The further significant nodes inside some rows, ascending: how many, and the first ones."""
        if self.options.all:
            return {"within": 0, "nested": []}
        lo, hi = self.tree.lo[self._significant], self.tree.hi[self._significant]
        whole = count_within(rows, lo, hi) == hi - lo
        within = self.chosen[whole & (hi - lo < len(rows))]
        first = _foremost(self.tree, self.nodes.nodes, within)
        nested = [self._made(int(self.nodes.nodes[place]), self.nodes, place) for place in first]
        return {"within": len(within), "nested": nested}

    @property
    def _significant(self) -> np.ndarray:
        """Significant nodes."""
        return self.nodes.nodes[self.chosen]

    def _made(
        self, node: int, found: TreeScan | MeanScan | BallScan, place: int, ball: Ball | None = None
    ) -> Pick:
        """A window as a finding."""
        return Pick(
            node=node,
            llr=float(found.llr[place]),
            p=min(1.0, self.tests * float(found.p[place])),
            question=self.question,
            counted=self.counted,
            kept=self.kept,
            ball=ball,
        )

    def _ball(self, place: int) -> Ball:
        """A ball, with the copies of what is in it."""
        lists = self.lists[self.balls.family[place]]
        center = int(self.balls.center[place])
        inside = row_mask(self.tree.n, self.firsts[lists.ball(center, int(self.balls.length[place]))])
        return Ball(lists.name, int(lists.members[center, 0]), np.flatnonzero(inside[self.firsts]))


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
