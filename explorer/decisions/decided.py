"""What is decided about the images of a build at one moment, followed change by change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from explorer.decisions.decision_kinds import CORRECTED, IMAGE, NOTE, TAG, VERDICT
from explorer.decisions.placing import NOBODY, Placed, place_images
from explorer.decisions.store import DecisionStore
from explorer.index.reader import Index

_EMPTY_ROWS = np.empty(0, np.int64)


@dataclass(frozen=True)
class Texts:
    """One text for some rows: parallel, rows ascending."""

    rows: np.ndarray = field(default_factory=lambda: _EMPTY_ROWS)
    values: tuple[str, ...] = ()

    def without(self, rows: np.ndarray) -> "Texts":
        """Return those in other rows."""
        kept = np.flatnonzero(~np.isin(self.rows, rows)).tolist()
        return Texts(self.rows[kept], tuple(self.values[place] for place in kept))

    def says_as(self, other: "Texts") -> bool:
        """Tell whether these are the same texts in the same rows."""
        return self is other or (self.values == other.values and np.array_equal(self.rows, other.rows))

    def with_these(self, found: Mapping[int, str]) -> "Texts":
        """Return these and those of other rows."""
        if not found:
            return self
        rows = np.concatenate([self.rows, np.fromiter(found, np.int64)])
        values = [*self.values, *found.values()]
        order = np.argsort(rows, kind="stable")
        return Texts(rows[order], tuple(values[place] for place in order.tolist()))


_Rows = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Decided:
    """Decisions about the images of a build.

    Attributes
    ----------
    revision : int
        Of the store; 0 where nothing was ever decided.
    tags, verdicts : mapping of str to (m,) int64
        Rows of each, ascending; none is empty.
    notes, corrected : Texts
    placed : Placed
    problem : str
        A sentence where the decisions cannot be read; empty else.
    """

    revision: int = 0
    tags: _Rows = field(default_factory=lambda: MappingProxyType({}))
    verdicts: _Rows = field(default_factory=lambda: MappingProxyType({}))
    notes: Texts = field(default_factory=Texts)
    corrected: Texts = field(default_factory=Texts)
    placed: Placed = NOBODY
    problem: str = ""

    @property
    def resting(self) -> int:
        """How many images with decisions are not in this build."""
        return len(self.placed.known) - len(np.unique(self.placed.subjects))


def follow(index: Index, store: DecisionStore, before: Decided) -> Decided:
    """Return what is decided now, made of what was before and of what changed since.

    Parameters
    ----------
    index : Index
    store : DecisionStore
    before : Decided
        Of the same build and store.
    """
    delta = store.since(before.revision)
    touched = [
        (id_, path, hash_, copies, about)
        for id_, kind, path, hash_, copies, about in delta.subjects
        if kind == IMAGE
    ]
    fresh = [each for each in touched if each[0] not in before.placed.known]
    placed = before.placed.joined(place_images(index, fresh)) if fresh else before.placed
    rows = placed.of_subjects(each[0] for each in touched)
    there = placed.at_rows(rows)
    whole = len(there.subjects) == len(placed.subjects)
    found = store.decisions(None if whole else np.unique(there.subjects).tolist())
    return _merged(before, there, rows, found, replace(before, revision=delta.revision, placed=placed))


def _merged(before: Decided, there: Placed, rows: np.ndarray, found: list[tuple], after: Decided) -> Decided:
    """Exchange what is decided about some rows."""
    at: dict[int, list[tuple[int, int]]] = {}
    for subject, row, how in zip(
        there.subjects.tolist(), there.rows.tolist(), there.how.tolist(), strict=True
    ):
        at.setdefault(subject, []).append((row, how))
    many: dict[str, dict[str, list[int]]] = {TAG: {}, VERDICT: {}}
    single: dict[str, dict[int, tuple]] = {NOTE: {}, CORRECTED: {}}
    for subject, kind, name, value, time, _author in found:
        for row, how in at.get(subject, ()):
            if kind in many:
                many[kind].setdefault(name, []).append(row)
            elif kind in single:
                # The newest of those that say it of this very image rules.
                rank = (-how, time)
                if row not in single[kind] or single[kind][row][0] < rank:
                    single[kind][row] = (rank, value)
    texts = {kind: {row: value for row, (_, value) in said.items()} for kind, said in single.items()}
    return replace(
        after,
        tags=_exchanged(before.tags, rows, many[TAG]),
        verdicts=_exchanged(before.verdicts, rows, many[VERDICT]),
        notes=before.notes.without(rows).with_these(texts[NOTE]),
        corrected=before.corrected.without(rows).with_these(texts[CORRECTED]),
    )


def _exchanged(before: _Rows, rows: np.ndarray, found: Mapping[str, Iterable[int]]) -> _Rows:
    names = sorted({*before, *found})
    made = {}
    for name in names:
        kept = before.get(name, _EMPTY_ROWS)
        kept = kept[~np.isin(kept, rows)] if len(kept) else kept
        joined = np.union1d(kept, np.array(list(found.get(name, ())), np.int64))
        if len(joined):
            made[name] = joined
    return MappingProxyType(made)
