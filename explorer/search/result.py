"""What a search gives back, and what is worked out of its ranking."""

from dataclasses import dataclass

import numpy as np

from explorer.index.arrow_values import texts_at
from explorer.index.reader import Index
from explorer.search.ranking import Ranking
from explorer.search.score_sets import histogram, holding_clusters

CLUSTER_SIZE = 50


@dataclass(frozen=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    results : list of dict
        `row`, `path`, `score` (more is better) and `node`, a cluster around the row that is worth showing.
    how : str
        `text encoder`, `classes` (of the encoder), `words` (file names, labels and other text), `image`,
        `row` or `examples`.
    total : int or None
        Images that answer, whatever the limit; None where all images are ranked and no line parts those that
        answer from the rest, as by an encoder without a cut.
    note : str
        What a person ought to know of how it was found; empty for nothing.
    cut : float or None
        Least score of an image that answers; None where there is no such line.
    histogram : dict or None
        `lo`, `hi` and `counts`: how the scores of all images that were searched are spread, in bins of equal
        width; None unless bins were asked for. Words that were looked up score only the images that hold
        some.
    clusters : list of dict or None
        `node`, `count` and `size` of the clusters that hold the result (what is listed, where there is no
        cut), those that hold most first; None unless asked for.
    examples : int
        Examples among the images that were searched: they are no results, and of the set that a filter
        (`alike`), marks and a selection make of them.
    """

    results: list[dict]
    how: str
    total: int | None = None
    note: str = ""
    cut: float | None = None
    histogram: dict | None = None
    clusters: list[dict] | None = None
    examples: int = 0


@dataclass(frozen=True)
class SearchScope:
    """Where to search, and what of it to show."""

    lo: int
    hi: int
    mask: np.ndarray | None
    limit: int
    cut: float | None
    bins: int
    clusters: int

    @property
    def rows(self) -> np.ndarray:
        """All rows to search."""
        if self.mask is None:
            return np.arange(self.lo, self.hi)
        return np.flatnonzero(self.mask[self.lo : self.hi]) + self.lo


def shown(ranking: Ranking, node: int | None, scope: SearchScope) -> SearchResult:
    """Describe a ranking, or the part of it that is searched."""
    index, ranking = ranking.index, ranking.within(scope.lo, scope.hi, scope.mask)
    above = ranking.answering(scope.cut)
    rows, scores = ranking.best(scope.limit, above)
    held = rows if above is None else ranking.rows[above]
    least = ranking.least(scope.cut)
    is_told = scope.cut is not None or ranking.is_line_told
    return SearchResult(
        _describe(index, rows, scores),
        ranking.how,
        None if above is None else len(held),
        ranking.note,
        round(float(least), 6) if least is not None and is_told else None,
        histogram(ranking.spread, scope.bins) if scope.bins else None,
        holding_clusters(index, held, node, scope.clusters) if scope.clusters else None,
        ranking.examples_here,
    )


def _describe(index: Index, rows: np.ndarray, scores: np.ndarray) -> list[dict]:
    paths = texts_at(index.items["path"], rows)
    nodes = index.tree.ancestors_with(rows, CLUSTER_SIZE)
    columns = (rows.tolist(), paths, scores.tolist(), nodes.tolist())
    return [
        {"row": row, "path": path, "score": round(score, 6), "node": node}
        for row, path, score, node in zip(*columns, strict=True)
    ]
