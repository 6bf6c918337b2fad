"""The images that a grid shows, in their order: all of a cluster that match, or what is marked of them."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.findings.suspicion import suspicion
from explorer.caching import remember, remembers
from explorer.decisions.columns import stamped
from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.index.checks import check_node
from explorer.view.marks import NO_MARK, Mark
from explorer.view.ordering.column_keys import SortKey, column_key
from explorer.view.ordering.search_scores import search_scores
from explorer.view.ordering.sort import COLUMN, SCORE, SUSPICION, TREE, ScoreQuery, Sort
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
        self._keys = remember(KEYS_KEPT, self._key, self._asked(lambda by, _query: (by,), 2))
        self._orders = remember(ORDERS_KEPT, self._order, self._asked(lambda sort: (sort.by,), 1))
        self._lists = remember(LISTS_KEPT, self._list, self._asked(_texts, 1))

    def _asked(self, texts_of: Callable[..., tuple[str, ...]], count: int) -> Callable[..., Hashable]:
        """Remember by the first arguments: the encoder that comes after them is always that of the index."""
        key = stamped(self.index, texts_of)
        return lambda *arguments: key(*arguments[:count])

    def is_kept(self, listing: Listing) -> bool:
        """Whether a list was asked for before, and costs nothing."""
        return remembers(self._lists, listing)

    def needs_findings(self, listing: Listing) -> bool:
        """Whether a list takes as long as findings do: all images are compared with their neighbours."""
        doubted = listing.sort.by == SUSPICION and not remembers(self._keys, SUSPICION, listing.sort.query)
        return doubted or (listing.copies and not remembers(self._copies))

    def list(self, listing: Listing, text_encoder: Any = None) -> Listed:
        """List the images.

        Parameters
        ----------
        listing : Listing
        text_encoder : Encoder, optional
            That of the index, where words are scored by it.

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
        return self._lists(listing, text_encoder)

    def key(self, sort: Sort, text_encoder: Any = None) -> SortKey | None:
        """What images are sorted by; None for the tree."""
        return None if sort.by == TREE else self._keys(sort.by, sort.query, text_encoder)

    def _list(self, listing: Listing, text_encoder: Any) -> Listed:
        tree = self.index.tree
        lo, hi = int(tree.lo[listing.node]), int(tree.hi[listing.node])
        selected = self.views.selection(listing.where)
        counted = self.views.marked(listing.where, listing.mark).counted
        if listing.only and counted is None:
            raise InputError("only: nothing is marked; give mark, text or rows, or leave it out.")
        listed = counted if listing.only and counted is not None else selected
        inside = listed.inside(lo, hi)
        rows = np.arange(lo, hi) if isinstance(inside, slice) else inside
        rows = self._sorted(rows.astype(np.uint32), listing.sort, text_encoder)
        groups = None
        if listing.copies:
            rows, groups = copies_together(rows, self._copies())
        marked = None if counted is None else int(counted.counts(lo, hi))
        return Listed(rows, groups, int(selected.counts(lo, hi)), marked)

    def _sorted(self, rows: np.ndarray, sort: Sort, text_encoder: Any) -> np.ndarray:
        """Sort rows, which are ascending."""
        key = self.key(sort, text_encoder)
        if key is None:
            return rows[::-1].copy() if sort.descending else rows
        if SMALL * len(rows) <= self.index.n and not remembers(self._orders, sort):
            return rows[key.order(rows, sort.descending)]
        order = self._orders(sort, text_encoder)
        if len(rows) == self.index.n:
            return order
        member = np.zeros(self.index.n, bool)
        member[rows] = True
        return order[member[order]]

    def _order(self, sort: Sort, text_encoder: Any) -> np.ndarray:
        key = self._keys(sort.by, sort.query, text_encoder)
        return key.order(slice(None), sort.descending)

    def _key(self, by: str, query: ScoreQuery, text_encoder: Any) -> SortKey:
        if by == SUSPICION:
            return SortKey(suspicion(self.index))
        if by == SCORE:
            return search_scores(self.index, query, text_encoder)
        return column_key(self.index, by.removeprefix(COLUMN))


def _texts(listing: Listing) -> tuple[str, ...]:
    return listing.where.text, listing.mark.where.text, listing.sort.by
