"""The images that a grid shows, in their order: all of a cluster that match, or what is marked of them."""

from dataclasses import dataclass, field

import numpy as np

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.findings.suspicion import suspicion
from explorer.caching import remember, remembers
from explorer.cancellation import unless_cancelled
from explorer.clustering.tree.row_sets import row_mask
from explorer.decisions.decision_columns import stamped
from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_node
from explorer.index.row_lists import read_rows
from explorer.search import Ranking
from explorer.view.marks import NO_MARK, Mark
from explorer.view.ordering.column_keys import SortKey, column_key
from explorer.view.ordering.search_scores import score_key
from explorer.view.ordering.sort import COLUMN, LISTED, SCORE, SUSPICION, TREE, Sort
from explorer.view.ordering.together import copies_together
from explorer.view.views import Views

KEYS_KEPT = ORDERS_KEPT = LISTS_KEPT = 8
"""Four bytes an image each."""
SMALL = 16
"""A list of no more than this part of all images is sorted by itself, where not all are sorted already."""


@dataclass(frozen=True)
class Listing:
    """Which images, in which order.

    Attributes
    ----------
    node : int
        Cluster whose images they are.
    where : Filter
        Images that count.
    mark : Mark
        What is marked.
    only : bool
        Whether only those are listed that are found by words or rows or, where neither is asked for, that the
        condition holds for: what `marked` of a view counts.
    copies : bool
        Whether only images are listed that show the same picture as others of the list, side by side.
    sort : Sort
    """

    node: int
    where: Filter = ALL
    mark: Mark = NO_MARK
    only: bool = False
    copies: bool = False
    sort: Sort = field(default_factory=Sort)

    @property
    def ranking(self) -> Ranking | None:
        """What scores are of, where it is sorted by them."""
        return self.mark.found.ranking if self.sort.by == SCORE and self.mark.found else None


@dataclass(frozen=True)
class Listed:
    """A list.

    Attributes
    ----------
    rows : (m,) uint32
        In order.
    groups : (m,) int64 or None
        Number of the picture that each shows, ascending; None where copies are not put together.
    matching : int
        Images of the cluster that match the filter.
    marked : int or None
        Those of them that are marked; None where nothing is.
    """

    rows: np.ndarray
    groups: np.ndarray | None
    matching: int
    marked: int | None

    @property
    def pictures(self) -> int:
        """How many pictures the images show, where copies are put together."""
        return 0 if self.groups is None or not len(self.groups) else int(self.groups[-1]) + 1


class Listings:
    """Answers listings of one opened index; what it keeps between them is bounded, and thread-safe.

    Parameters
    ----------
    views : Views
        Of the same index.
    """

    def __init__(self, views: Views) -> None:
        self.views, self.index = views, views.index
        self._copies = remember(1, lambda: copies_in(self.index).shown)
        self._keys = remember(KEYS_KEPT, self._key, stamped(self.index, lambda by, _: (by,)))
        self._orders = remember(ORDERS_KEPT, self._order, stamped(self.index, lambda sort, _: (sort.by,)))
        self._lists = remember(LISTS_KEPT, self._list, stamped(self.index, _texts))

    def is_kept(self, listing: Listing) -> bool:
        """Whether a list was asked for before, and costs nothing."""
        return remembers(self._lists, listing)

    def needs_findings(self, listing: Listing) -> bool:
        """Whether a list takes as long as findings do: all images are compared with their neighbours."""
        doubted = listing.sort.by == SUSPICION and not remembers(self._keys, SUSPICION, None)
        return doubted or (listing.copies and not remembers(self._copies))

    def list(self, listing: Listing) -> Listed:
        """List the images.

        Raises
        ------
        InputError
            When the filter or what is marked cannot be understood, nothing can be sorted so, or only what is
            marked is asked for and nothing is.
        NotFoundError
            When there is no such node, column or row.
        """
        check_node(self.index, listing.node)
        listing.sort.check(self.index)
        if listing.sort.by == SCORE and listing.mark.found is None:
            raise InputError("sort: a score is of a search; say of which, as in text or like_rows.")
        if listing.sort.by == LISTED and not listing.mark.rows:
            raise InputError("sort: listed is the order of rows; name them in rows.")
        if listing.only and listing.mark == NO_MARK:
            raise InputError("only: nothing is marked; give mark, text or rows, or leave it out.")
        return self._lists(listing)

    def key(self, listing: Listing) -> SortKey | None:
        """What images are sorted by; None for the tree, and where they are listed."""
        by = listing.sort.by
        return None if by in (TREE, LISTED) else self._keys(by, listing.ranking)

    def _list(self, listing: Listing) -> Listed:
        tree = self.index.tree
        lo, hi = int(tree.lo[listing.node]), int(tree.hi[listing.node])
        selected = self.views.selection(listing.where)
        counted = self.views.marked(listing.where, listing.mark).counted
        listed = counted if listing.only and counted is not None else selected
        inside = listed.inside(lo, hi)
        rows = np.arange(lo, hi) if isinstance(inside, slice) else inside
        rows, groups = self._sorted(rows.astype(np.uint32), listing), None
        if listing.copies:
            rows, groups = copies_together(rows, self._copies())
        marked = None if counted is None else int(counted.counts(lo, hi))
        return Listed(rows, groups, int(selected.counts(lo, hi)), marked)

    def _sorted(self, rows: np.ndarray, listing: Listing) -> np.ndarray:
        """Sort rows, which are ascending."""
        sort, ranking = listing.sort, listing.ranking
        if sort.by == TREE:
            return rows[::-1].copy() if sort.descending else rows
        if sort.by == LISTED:
            return rows[_places(self.index.n, listing.mark.rows).order(rows, sort.descending)]
        if SMALL * len(rows) <= self.index.n and not remembers(self._orders, sort, ranking):
            return rows[self._keys(sort.by, ranking).order(rows, sort.descending)]
        order = self._orders(sort, ranking)
        if len(rows) == self.index.n:
            return order
        return order[row_mask(self.index.n, rows)[order]]

    def _order(self, sort: Sort, ranking: Ranking | None) -> np.ndarray:
        return self._keys(sort.by, ranking).order(slice(None), sort.descending)

    def _key(self, by: str, ranking: Ranking | None) -> SortKey:
        if ranking is not None:
            return score_key(ranking)
        if by == SUSPICION:
            return SortKey(suspicion(self.index))
        return column_key(self.index, by.removeprefix(COLUMN))


def _places(n: int, text: str) -> SortKey:
    """Return the key of rows that come in the order in which a list names them."""
    places, named = np.full(n, -1, np.int64), 0
    for span in unless_cancelled(read_rows(text)):
        part = places[span.start : span.stop : span.step]
        new = part < 0  # where one is named twice, the first time counts
        part[new] = named + np.flatnonzero(new)
        named += len(span)
    return SortKey(places, places < 0)


def _texts(listing: Listing) -> tuple[str, ...]:
    return listing.where.text, listing.mark.where.text, listing.sort.by
