"""Facets: every column counted under the clauses of all others, so that its own can be exchanged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.caching import remember, remembers
from explorer.cancellation import check_cancelled, unless_cancelled
from explorer.decisions.current import decided
from explorer.filters.clauses import LONGEST_VALUE, Clause, identifier, joinable, write
from explorer.filters.filter import ALL, filter_of, mask_of
from explorer.index.checks import check_node
from explorer.index.reader import Index
from explorer.search.top_scores import top
from explorer.view.facets.coded import Coded, Kind
from explorer.view.facets.counting import CountedImages, FacetCounter, both
from explorer.view.facets.facet_columns import coded, facet_columns, filter_columns
from explorer.view.facets.facet_request import MOST_FACETS, FacetRequest
from explorer.view.views import Views

ANSWERS_KEPT = 64
_CUT = 120
"""Characters that are given of a value that is too long to be chosen."""
_CHUNK = 65_536
_NOBODY = None
"""Whose clauses are those that no facet shows."""


class Facets:
    """Answers what the columns of one opened index hold; the last answers are kept. Thread-safe.

    Parameters
    ----------
    index : Index
    views : Views
        Of the same index: what is marked is remembered there.
    """

    def __init__(self, index: Index, views: Views) -> None:
        self._index, self._views = index, views
        self._answer = remember(ANSWERS_KEPT, self._count, lambda asked: (decided(index).revision, asked))

    def is_cheap(self, asked: FacetRequest) -> bool:
        """Tell whether the answer is there already."""
        return remembers(self._answer, asked)

    def answer(self, asked: FacetRequest) -> dict:
        """Count the columns that are asked for.

        Returns
        -------
        dict
            What `/api/facets` answers; ready for JSON.

        Raises
        ------
        InputError
            When more is asked for than is answered at once, or the filter cannot be understood.
        NotFoundError
            When the index has no such node or column.
        """
        asked.check()
        if asked.node is not None:
            check_node(self._index, asked.node)
        return self._answer(asked)

    def _count(self, asked: FacetRequest) -> dict:
        tree, kinds = self._index.tree, filter_columns(self._index)
        node = tree.root if asked.node is None else asked.node
        lo, hi = int(tree.lo[node]), int(tree.hi[node])
        found = self._views.marked(ALL, asked.mark).counted
        marked = None if found is None else found.mask
        _ = asked.where.where  # which says what is wrong
        own = _Own(self._index, asked.where.clauses, kinds)
        whole = CountedImages(lo, hi, own.mask_without(None), marked)
        counter = FacetCounter(whole)
        counted = facet_columns(self._index)
        facets = []
        for name, column in self._columns(asked.columns or tuple(counted)):
            clauses = own.of(name)
            among = (
                FacetCounter(CountedImages(lo, hi, own.mask_without(name), marked)) if clauses else counter
            )
            facets.append(_facet(name, column, among, clauses, asked))
        return {
            "build": self._index.build,
            "node": node,
            "count": hi - lo,
            "matching": whole.total,
            "marked": whole.marked_total,
            "columns": [
                {"name": name, "written": identifier(name), "kind": kind, "counted": name in counted}
                for name, kind in kinds.items()
            ],
            "facets": facets,
        }

    def _columns(self, names: Sequence[str]) -> Iterable[tuple[str, Coded]]:
        """Give the columns that are wanted and hold anything, as many as one answer has."""
        given = 0
        for name in unless_cancelled(names):
            column = coded(self._index, name)
            if column is not None:
                yield name, column
                given += 1
            if given == MOST_FACETS:
                return


class _Own:
    """Which clauses of a filter are a facet's own, and which images all others leave.

    Clauses of one column are evaluated together and once, whatever facets they are left out of.
    """

    def __init__(self, index: Index, clauses: tuple[Clause, ...], kinds: dict[str, Kind]) -> None:
        self._index = index
        self._masks: dict[str | None, np.ndarray | None] = {}
        self._groups: dict[str | None, list[Clause]] = {}
        names = {name.casefold(): name for name in kinds}
        for clause in clauses:
            column = clause.column if clause.column in kinds else names.get((clause.column or "").casefold())
            of = column if column is not None and _is_shown(clause, kinds[column]) else _NOBODY
            self._groups.setdefault(of, []).append(clause)

    def of(self, name: str) -> list[Clause]:
        """Give the clauses that a facet shows and exchanges."""
        return self._groups.get(name, [])

    def mask_without(self, name: str | None) -> np.ndarray | None:
        """(n,) bool Images that the clauses of all others leave, of all clauses for None; None for all."""
        found = None
        for other in self._groups:
            if other is _NOBODY or other != name:
                found = both(found, self._mask(other))
        return found

    def _mask(self, name: str | None) -> np.ndarray | None:
        if name not in self._masks:
            self._masks[name] = mask_of(self._index, filter_of(self._index, write(self._groups[name])))
        return self._masks[name]


def _is_shown(clause: Clause, kind: str) -> bool:
    """Tell whether a facet of a kind can show a clause of its column."""
    if clause.values is not None:
        return kind in ("text", "boolean")
    if clause.bounds is not None:
        ends = [end for end in clause.bounds if end is not None]
        return kind in ("number", "time") and all(isinstance(end, str) == (kind == "time") for end in ends)
    return clause.missing


@dataclass(frozen=True)
class _Counts:
    """Of one column, `(bins + 2,)` each; `marked` None without marks."""

    images: np.ndarray
    marked: np.ndarray | None

    def at(self, code: int) -> dict:
        return {
            "count": int(self.images[code]),
            "marked": None if self.marked is None else int(self.marked[code]),
        }


def _facet(name: str, column: Coded, counter: FacetCounter, own: list[Clause], asked: FacetRequest) -> dict:
    counts = _Counts(*counter.count(column))
    said = {
        "column": name,
        "written": identifier(name),
        "kind": column.kind,
        "own": [joinable(clause) for clause in own],
        "missing": counts.at(column.bins) | {"chosen": any(clause.missing for clause in own)},
        "outside": counts.at(column.bins + 1),
    }
    if column.values is not None:
        return said | _values(column.values, counts, own, asked)
    return said | _bars(column, counts, own)


def _values(values: pa.Array, counts: _Counts, own: list[Clause], asked: FacetRequest) -> dict:
    wanted = list(dict.fromkeys(value for clause in own for value in clause.values or ()))
    codes = pc.index_in(pa.array(wanted, pa.string()), values).to_pylist()
    chosen = [code for code in codes if code is not None]
    images = counts.images[: len(values)]
    if asked.search:
        found = _holding(values, asked.search)
        listed, among = found[top(images[found], asked.values)].tolist(), len(found)
    else:
        listed, among = top(images, asked.values).tolist(), len(values)
        listed = [*(code for code in chosen if code not in listed), *listed]
    return {
        "distinct": len(values),
        "found": among,
        "values": [
            _shortened(values[code].as_py()) | counts.at(code) | {"chosen": code in chosen} for code in listed
        ],
        "absent": [value for value, code in zip(wanted, codes, strict=True) if code is None],
    }


def _bars(column: Coded, counts: _Counts, own: list[Clause]) -> dict:
    ranges = [clause.bounds for clause in own if clause.bounds is not None]
    marked = None if counts.marked is None else counts.marked[: column.bins].tolist()
    return {
        "edges": list(column.edges),
        "whole": column.whole,
        "counts": counts.images[: column.bins].tolist(),
        "marked": marked,
        "bounds": [[None if end is None else str(end) for end in bounds] for bounds in ranges],
    }


def _shortened(value: str) -> dict:
    whole = len(value) <= LONGEST_VALUE
    return {"value": value if whole else value[:_CUT] + "…", "whole": whole}


def _holding(values: pa.Array, search: str) -> np.ndarray:
    """Return the codes of the values that hold a text, without regard to case."""
    found = []
    for start in range(0, len(values), _CHUNK):
        check_cancelled()
        held = pc.match_substring(values.slice(start, _CHUNK), search, ignore_case=True)
        found.append(start + np.flatnonzero(held.to_numpy(zero_copy_only=False)))
    return np.concatenate(found) if found else np.empty(0, np.int64)
