"""A filter as one value: clauses joined by `and`. Of each build every text is read and evaluated once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from explorer.caching import cached_property, remember
from explorer.decisions.decision_columns import all_columns, all_items, require_readable, stamped
from explorer.errors import WhereError
from explorer.filters import clauses
from explorer.filters.clause_forms import of_tree
from explorer.filters.clauses import Clause
from explorer.filters.named_sets import NamedSets
from explorer.filters.parse import TOO_DEEP, Where, check_text, compile_tree, parse
from explorer.index.reader import Index

FILTERS_KEPT = 16
"""Filters of a build that are remembered; and as many masks of them."""
_USUAL_CHARACTERS = 5000
"""A longer one counts as several: what is read of it takes a hundred times its text."""


@dataclass(frozen=True)
class Filter:
    """What images are chosen by; the same in address, state, API and panels. Equal where the text is.

    It is made of a text where a route, a callback or a command is asked (`filter_of`, `condition_of`); below
    them, nothing takes texts. Reading waits until something asks for it, and is done once.

    Attributes
    ----------
    text : str
        In SQL's expression syntax; empty for all images.
    """

    text: str
    _schema: pa.Schema = field(compare=False, repr=False)
    _sets: NamedSets | None = field(default=None, compare=False, repr=False)

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.text)

    @cached_property
    def _read(self) -> "_Read":
        return _read(self.text, self._schema, self._sets) if self.text else _Read(())

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its parts, which `and` joins; one of a text that cannot be parsed, which stays as it stands."""
        return self._read.clauses

    @property
    def texts(self) -> list[str]:
        """The clauses as they are joined: in parentheses where `and` around one would change it."""
        return [clauses.joinable(clause) for clause in self.clauses]

    @property
    def words(self) -> list[str]:
        """What each of the clauses says where it names a set, for people; else empty."""
        sets = self._sets
        if self._read.problem or sets is None:
            return [""] * len(self.clauses)
        return [sets.read(*clause.call).words if clause.call else "" for clause in self.clauses]

    @property
    def where(self) -> Where | None:
        """The compiled filter; None for all images.

        Raises
        ------
        WhereError
            When it cannot be understood.
        """
        problem = self._read.problem
        if problem:
            raise WhereError(str(problem), problem.position)
        return self._read.where

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that it reads."""
        return () if self.where is None else self.where.columns

    def values_of(self, column: str) -> list[str]:
        """Give the values that it takes of a column; empty when it says nothing that a choice can show."""
        return clauses.values_of(self.clauses, column)

    def with_values(self, column: str, values: Sequence[str]) -> str:
        """Give the text that takes just these values of a column; none lifts the clause."""
        return clauses.write(clauses.with_values(self.clauses, column, values))


@dataclass(frozen=True)
class _Read:
    """What reading a text gave: its clauses, and how to evaluate it or why that cannot be."""

    clauses: tuple[Clause, ...]
    where: Where | None = None
    problem: WhereError | None = None


def _read(text: str, schema: pa.Schema, sets: NamedSets | None) -> _Read:
    whole = (Clause(text, opaque=True),)
    try:
        tree = parse(text, schema)
    except WhereError as error:
        return _Read(whole, problem=_alone(error))
    except RecursionError:
        return _Read(whole, problem=WhereError(TOO_DEEP))
    try:
        parts = of_tree(tree)
    except RecursionError:
        parts = whole
    try:
        return _Read(parts, compile_tree(text, tree, schema, sets))
    except WhereError as error:
        return _Read(parts, problem=_alone(error))


def _alone(error: WhereError) -> WhereError:
    """Return an error without what it was raised in, so that it may be kept."""
    return WhereError(str(error), error.position)


ALL = Filter("", pa.schema([]))
"""Of all images."""


def read_filter(text: str | None, schema: pa.Schema, sets: NamedSets | None = None) -> Filter:
    """Give the filter that a text says of a table with such columns, and of such sets.

    A text that cannot be understood is taken as well: what is wrong is said where it is evaluated.
    """
    text = (text or "").strip()
    return Filter(text, schema, sets) if text else ALL


def filter_of(index: Index, text: str | None) -> Filter:
    """Give the filter of a build that a text says: read once, however many ask, while it is remembered."""
    text = (text or "").strip()
    return index.cached(_filters)(text) if text else ALL


def condition_of(index: Index, text: str | None) -> Filter:
    """Give the filter of a build that a text says; None is no text, and all images.

    Raises
    ------
    WhereError
        When there is a text, and nothing in it.
    """
    if text is None:
        return ALL
    check_text(text)
    return filter_of(index, text)


def mask_of(index: Index, where: Filter) -> np.ndarray | None:
    """Tell which images of a build a filter chooses, (n,) bool; None for all. Evaluated once, while kept.

    Raises
    ------
    WhereError
        When it cannot be understood, or takes too long.
    DecisionsError
        When it names a column of decisions, and these cannot be read.
    """
    return index.cached(_masks)(where) if where else None


def _filters(index: Index) -> Callable[[str], Filter]:
    """Make what remembers the last filters of a build."""
    sets = NamedSets(index)
    return remember(
        FILTERS_KEPT,
        lambda text: read_filter(text, all_columns(index), sets),
        weigh=lambda read: 1 + len(read.text) // _USUAL_CHARACTERS,
    )


def _masks(index: Index) -> Callable[[Filter], np.ndarray]:
    """Make what remembers their masks: apart from the filters, which many caches hold for long."""

    def evaluate(where: Filter) -> np.ndarray | None:
        require_readable(index, where.columns)
        return None if where.where is None else where.where.mask(all_items(index))

    return remember(FILTERS_KEPT, evaluate, stamped(index, lambda where: (where.text,)))
