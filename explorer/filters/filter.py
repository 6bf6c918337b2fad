"""A filter as one value: clauses joined by `and`. Of each build every text is read and evaluated once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from explorer.caching import cached_property, remember
from explorer.decisions.columns import all_items, stamped
from explorer.errors import WhereError
from explorer.filters import clauses
from explorer.filters.clauses import Bounds, Clause
from explorer.filters.parse import Where, check_text, compile_tree, compile_where, parse
from explorer.index.reader import Index

FILTERS_KEPT = 16
"""Filters of a build that are remembered, each with its mask."""


@dataclass(frozen=True)
class Filter:
    """What images are chosen by; the same in address, state, API and panels. Equal where the text is.

    Attributes
    ----------
    text : str
        In SQL's expression syntax; empty for all images.
    clauses : tuple of Clause
        Its parts, which `and` joins; one of a text that cannot be parsed, which stays as it stands.
    """

    text: str
    clauses: tuple[Clause, ...] = field(compare=False)
    _tree: object = field(compare=False, repr=False)
    _items: pa.Table | None = field(compare=False, repr=False)

    @property
    def texts(self) -> list[str]:
        """The clauses as they are joined: in parentheses where `and` around one would change it."""
        return [clauses.joinable(clause) for clause in self.clauses]

    @cached_property
    def where(self) -> Where | None:
        """The compiled filter; None for all images.

        Raises
        ------
        WhereError
            When it cannot be understood.
        """
        if not self.text:
            return None
        schema = self._items.schema
        if self._tree is None:
            return compile_where(self.text, schema)  # which says what is wrong
        return compile_tree(self.text, self._tree, schema)

    @cached_property
    def mask(self) -> np.ndarray | None:
        """Which rows match, (n,) bool; None for all images.

        Raises
        ------
        WhereError
            When it cannot be understood, or takes too long.
        """
        return None if self.where is None else self.where.mask(self._items)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that it reads."""
        return () if self.where is None else self.where.columns

    def values_of(self, column: str) -> list[str]:
        """Give the values that it takes of a column; empty when it says nothing that a choice can show."""
        return clauses.values_of(self.clauses, column)

    def bounds_of(self, column: str) -> Bounds:
        """Give the range that it takes of a column."""
        return clauses.bounds_of(self.clauses, column)

    def with_values(self, column: str, values: Sequence[str]) -> str:
        """Give the text that takes just these values of a column; none lifts the clause."""
        return clauses.write(clauses.with_values(self.clauses, column, values))

    def with_bounds(self, column: str, bounds: Bounds) -> str:
        """Give the text that takes just a range of a column; one without ends lifts the clause."""
        return clauses.write(clauses.with_bounds(self.clauses, column, bounds))

    def without(self, position: int) -> str:
        """Give the text without one clause."""
        return clauses.write([clause for i, clause in enumerate(self.clauses) if i != position])


ALL = Filter("", (), None, None)
"""Of all images."""


def read_filter(text: str | None, items: pa.Table) -> Filter:
    """Read a filter for the table of items that it chooses among.

    A text that cannot be parsed is read as well: what is wrong is said where its mask is asked for.
    """
    text = (text or "").strip()
    if not text:
        return ALL
    try:
        tree = parse(text)
        return Filter(text, clauses.of_tree(tree), tree, items)
    except (WhereError, RecursionError):
        return Filter(text, (Clause(text, opaque=True),), None, items)


def filter_of(index: Index, text: str | None) -> Filter:
    """Give the filter of a build that a text says: read once, however many ask, while it is remembered."""
    text = (text or "").strip()
    if not text:
        return ALL
    return index.cached(_memory)(text)


def _memory(index: Index) -> Callable[[str], Filter]:
    """Make what remembers the last filters of a build."""
    key = stamped(index, lambda text: (text,))
    return remember(FILTERS_KEPT, lambda text: read_filter(text, all_items(index)), key)


def mask_of(index: Index, text: str) -> np.ndarray:
    """Tell which images of a build a filter chooses, (n,) bool.

    Raises
    ------
    WhereError
        When there is no filter, or it cannot be understood, or takes too long.
    """
    check_text(text)
    return filter_of(index, text).mask
