"""Compose a view: cut the tree, lay the cells out, choose the images, say what they are."""

from dataclasses import replace
from functools import partial

import numpy as np

from explorer.analysis.classes.intervals import told_intervals
from explorer.analysis.findings.flagged import flagged
from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.caching import remember, remembers
from explorer.decisions.decision_columns import stamped
from explorer.filters.filter import ALL, FILTERS_KEPT, Filter, mask_of
from explorer.index.checks import check_model, check_node
from explorer.index.reader import Index
from explorer.layout.treemap import Canvas, Treemap, room_for
from explorer.view.arrangement import Arrangement, arrange_cells, arrange_wall, is_wall, without_slivers
from explorer.view.breadcrumb import trail
from explorer.view.choose_coloring import choose_coloring
from explorer.view.coloring import Coloring
from explorer.view.conditioned import conditioned
from explorer.view.marks import NO_MARK, Mark, Marks, marks_of
from explorer.view.match_counts import NOTHING_JUDGED, Accuracy, MatchingRows, accuracy_of, select
from explorer.view.notes import note_for
from explorer.view.request import AUTO, USUAL, ViewRequest
from explorer.view.suiting import suiting
from explorer.view.view_titles import ViewTitles
from explorer.view.wrong_signs import wrong_signs

COLORINGS_KEPT = 8
VIEWS_KEPT = 4
TRAILS_KEPT = 1024
ARRANGEMENTS_KEPT = 256
"""The same cells are asked for again whenever others are marked or coloured, and by everybody at the root."""


def make_view(index: Index, request: ViewRequest) -> dict:
    """Answer one view request; `Views` answers many faster.

    Returns
    -------
    dict
        What `/api/view` answers; ready for JSON.
    """
    return Views(index).view(request)


class Views:
    """Answers view requests for one opened index; what it keeps between them is bounded, and thread-safe.

    Parameters
    ----------
    index : Index
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self.titles = TitleMaker(index)
        by_last = stamped(index, lambda *asked: (asked[-1].text,))
        self.selection = remember(FILTERS_KEPT, self._select, by_last)
        self.accuracy = remember(FILTERS_KEPT, self._accuracy, by_last)
        self._named = ViewTitles(index.tree, self.titles, self.selection, by_last)
        self.title = self._named.title
        self.titles_of = self._named.titles
        self.told_from = self._named.told_from
        self.titles_apart = self._named.apart
        by_first = stamped(index, lambda *asked: (asked[0].text,))
        self._arranged = remember(ARRANGEMENTS_KEPT, self._arrange, by_first)
        by_color = stamped(index, lambda color, _model, where: (color, where.text))
        self.coloring = remember(COLORINGS_KEPT, self._coloring, by_color)
        self.flagged = remember(COLORINGS_KEPT, partial(flagged, index))
        by_mark = stamped(index, lambda where, mark: (where.text, mark.where.text))
        self.marked = remember(FILTERS_KEPT, self._marked, by_mark)
        by_request = stamped(index, lambda asked: (asked.where.text, asked.color, asked.mark.where.text))
        self._recent = remember(VIEWS_KEPT, self.view, by_request)
        self._trail = remember(TRAILS_KEPT, partial(trail, index.tree))

    def is_cheap(self, request: ViewRequest, mark: Filter = ALL) -> bool:
        """Tell whether a view costs no more than some cells: all that it is under was seen before."""
        asked = Mark(where=mark) if mark else request.mark
        coloring = (request.color, self._model(request), request.where)
        return (
            request.is_usual
            and remembers(self.selection, request.where)
            and (not request.color or remembers(self.coloring, *coloring))
            and (asked == NO_MARK or remembers(self.marked, request.where, asked))
        )

    def view(self, request: ViewRequest) -> dict:
        """Answer a request.

        Raises
        ------
        InputError
            When a number is out of bounds, or the filter cannot be understood (`WhereError`).
        NotFoundError
            When the index has no such node or model.
        """
        request.check(self.index)
        tree = self.index.tree
        node = tree.root if request.node is None else request.node
        lo, hi = int(tree.lo[node]), int(tree.hi[node])
        selected = self.selection(request.where)
        matching = int(selected.counts(lo, hi))
        canvas = Canvas(request.width, request.height, request.drawn_side)
        wanted = min(request.clusters or suiting(matching, canvas), room_for(canvas))
        found = self._arranged(request.where, node, request.clusters, wanted, canvas) if matching else None
        answer = {
            "build": self.index.build,
            "node": node,
            "lo": lo,
            "hi": hi,
            "count": hi - lo,
            "matching": matching,
            "marked": None,
            "model": self._model(request),
            "clauses": request.where.texts,
            "clause_words": request.where.words,
            "breadcrumb": self._named.breadcrumb(self._trail(node, request.clusters or USUAL)),
            "cells": [],
            "frames": [],
            "drawn": 0,
            "note": note_for(request, matching, found.cut if found else 0, wanted),
            "legend": None,
        }
        self.marked(request.where, request.mark).count([answer], np.array([lo]), np.array([hi]))
        if found:
            self._fill(answer, request, found, selected)
        return answer

    def _fill(self, answer, request, found: Arrangement, selected: MatchingRows) -> None:
        answer["cells"] = self._cells(found.cells, found.counts, found.layout, selected, request)
        answer["frames"] = self._frames(
            found.heads[found.layout.frame_groups], found.layout, selected, request
        )
        self._named.put(answer, found.heads, request.where)
        answer["drawn"] = int(found.layout.grids.drawn.sum())
        self._tint(answer, request, selected)

    def _arrange(self, where: Filter, node: int, clusters: int, wanted: int, canvas: Canvas) -> Arrangement:
        """Lay out as many cells of a node as are wanted, by the images that match."""
        tree, selected = self.index.tree, self.selection(where)
        cells = self._cut(wanted, node, selected)
        if is_wall(clusters, int(selected.counts(tree.lo[node], tree.hi[node])), canvas):
            return arrange_wall(self.index, cells, selected, canvas)
        cut = partial(self._cut, node=node, selected=selected)
        arrange = partial(arrange_cells, tree, cut, selected, canvas)
        found = arrange(cells) if clusters != AUTO else without_slivers(tree, arrange, cut, len(cells))
        return replace(found, cut=len(cells))

    def _tint(self, answer, request, selected: MatchingRows) -> None:
        coloring = self.coloring(request.color, self._model(request), request.where)
        if coloring is not None:
            cells = np.array([(cell["lo"], cell["hi"]) for cell in answer["cells"]], dtype=np.int64)
            coloring = coloring.in_view(cells[:, 0], cells[:, 1], selected.rows)
        answer["legend"] = coloring and coloring.legend()
        if coloring is None:
            return
        for boxes in (answer["cells"], answer["frames"]):
            nodes = np.array([box["node"] for box in boxes], dtype=np.int64)
            tints = coloring.tints(self.index.tree.lo[nodes], self.index.tree.hi[nodes], selected.rows)
            for box, tint in zip(boxes, tints, strict=True):
                box["tint"] = tint.as_json()

    def rows(self, node: int, where: Filter = ALL) -> np.ndarray:
        """Return (m,) int64 the rows of a node that match a filter, ascending.

        Raises
        ------
        InputError
            When the filter cannot be understood.
        NotFoundError
            When the index has no such node.
        """
        check_node(self.index, node)
        lo, hi = int(self.index.tree.lo[node]), int(self.index.tree.hi[node])
        inside = self.selection(where).inside(lo, hi)
        return np.arange(lo, hi) if isinstance(inside, slice) else inside

    def marks(self, request: ViewRequest, mark: Filter) -> dict:
        """Tell which images of a view a condition holds for, counting also those that are not drawn.

        Parameters
        ----------
        request : ViewRequest
            As the view was asked for.
        mark : Filter
            The condition.

        Returns
        -------
        dict
            `marked` images of the cluster, `drawn` of them, `cells`: marked images of each cell, and `signs`:
            1 or 0 for every drawn image, in drawing order.
        """
        view = self._recent(replace(request, mark=NO_MARK))
        found = self.marked(request.where, Mark(where=mark)).holding
        spans = np.array([(cell["lo"], cell["hi"]) for cell in view["cells"]], dtype=np.int64).reshape(-1, 2)
        drawn = np.array([row for cell in view["cells"] for row in cell["thumbs"]["rows"]], dtype=np.int64)
        signs = found.mask[drawn]
        return {
            "build": self.index.build,
            "node": view["node"],
            "marked": int(found.counts(view["lo"], view["hi"])),
            "drawn": int(signs.sum()),
            "cells": found.counts(spans[:, 0], spans[:, 1]).tolist(),
            "signs": np.where(signs, b"1", b"0").tobytes().decode(),
        }

    def _cut(self, clusters: int, node: int, selected: MatchingRows) -> np.ndarray:
        return self.index.tree.cut(clusters, node, selected.rows)

    def _cells(
        self, cells, counts, layout: Treemap, selected: MatchingRows, request: ViewRequest
    ) -> list[dict]:
        tree, grids = self.index.tree, layout.grids
        lo, hi = tree.lo[cells], tree.hi[cells]
        accuracies, intervals = self._rates(request, lo, hi)
        drawn = grids.drawn.tolist()
        marks = self.marked(request.where, request.mark)
        spans = zip(lo.tolist(), hi.tolist(), drawn, strict=True)
        rows = [selected.sample(*span, marks.in_order) for span in spans]
        together = np.concatenate(rows)
        signs = marks.signs(together)
        ends = np.cumsum(grids.drawn).tolist()
        colors = self.index.colors[together].tobytes().hex()
        wrong = wrong_signs(self.index, self._model(request), together)
        columns = (
            cells, lo, hi, hi - lo, counts, layout.cells, layout.bands,
            grids.size, grids.columns, grids.lines, grids.gap,
        )  # fmt: skip
        answers = []
        for i, values in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
            node, first, last, count, matching, (x, y, w, h), band, size, across, lines, gap = values
            start, end = ends[i] - drawn[i], ends[i]
            answers.append(
                {
                    "node": node, "lo": first, "hi": last, "count": count, "matching": matching,
                    "x": x, "y": y, "w": w, "h": h, "band": band,
                    "leaf": node < tree.n,
                    "accuracy": accuracies[i], "interval": intervals[i],
                    "thumbs": {
                        "x": x, "y": y, "w": w, "h": h,
                        "size": size, "columns": across, "lines": lines, "gap": gap,
                        "rows": rows[i].tolist(), "colors": colors[6 * start : 6 * end],
                        "wrong": wrong[start:end], "marked": signs[start:end], "whole": drawn[i] == matching,
                    },
                }
            )  # fmt: skip
            if layout.tiles is not None:
                answers[i]["thumbs"]["tiles"] = layout.tiles[start:end].tolist()
        marks.count(answers, lo, hi)
        return answers

    def _frames(self, nodes, layout: Treemap, selected: MatchingRows, request: ViewRequest) -> list[dict]:
        tree = self.index.tree
        sizes = (tree.hi[nodes] - tree.lo[nodes]).tolist()
        matching = selected.counts(tree.lo[nodes], tree.hi[nodes]).tolist()
        accuracies, intervals = self._rates(request, tree.lo[nodes], tree.hi[nodes])
        boxes, bands = layout.frames.tolist(), layout.frame_bands.tolist()
        frames = [
            {
                "node": node, "x": x, "y": y, "w": w, "h": h, "band": bands[i],
                "count": sizes[i], "matching": matching[i],
                "accuracy": accuracies[i], "interval": intervals[i], "depth": 1,
            }
            for i, (node, (x, y, w, h)) in enumerate(zip(nodes.tolist(), boxes, strict=True))
        ]  # fmt: skip
        self.marked(request.where, request.mark).count(frames, tree.lo[nodes], tree.hi[nodes])
        return frames

    def _rates(self, request: ViewRequest, lo, hi) -> tuple[list, list]:
        """Return accuracy and interval of each slice, None where none, or too few, can be judged."""
        accuracy = self.accuracy(self._model(request), request.where)
        if accuracy is None:
            return [None] * len(lo), [None] * len(lo)
        right, known = accuracy.counts(lo, hi)
        rates = (right / np.maximum(known, 1)).round(4).tolist()
        some = (known > 0).tolist()
        return [r if s else None for r, s in zip(rates, some, strict=True)], told_intervals(right, known)

    def _model(self, request: ViewRequest) -> str | None:
        return check_model(self.index, request.model)

    def _select(self, where: Filter) -> MatchingRows:
        return select(mask_of(self.index, where))

    def _accuracy(self, model: str | None, where: Filter) -> Accuracy | None:
        if model is None or not self.index.has_truth:
            return None
        if conditioned(self.index, where, model).on_correctness:
            return NOTHING_JUDGED
        return accuracy_of(self.index.correct(model), self.selection(where))

    def _marked(self, where: Filter, mark: Mark) -> Marks:
        return marks_of(self.index, mark, self.selection(where).mask)

    def _coloring(self, color: str, model: str | None, where: Filter) -> Coloring | None:
        return choose_coloring(self, color, model, where)
