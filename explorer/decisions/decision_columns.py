"""Decisions as columns beside those of the item table: `tag`, `note`, `corrected`, `verdict`.

The item table belongs to a build and never changes; these change with every decision. Whoever remembers what
was worked out from them remembers it under `stamp_of`, so that nothing stale is ever answered.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from explorer.caching import remember
from explorer.decisions.current import decided, readable
from explorer.decisions.decided import Decided, Texts
from explorer.decisions.decision_kinds import CORRECTED, NOTE, TAG, VERDICT
from explorer.decisions.several_labels import NONE as NO_CLASS
from explorer.decisions.several_labels import classes_in
from explorer.index.item_columns import free_name
from explorer.index.once import label_free
from explorer.index.reader import Index
from explorer.options import MULTILABEL

COLUMNS = (TAG, NOTE, CORRECTED, VERDICT)
LISTS = pa.list_(pa.string())
SEVERAL = " + "
"""Between the names of an image that has several."""
_TABLES_KEPT = 2


def column_names(index: Index) -> Mapping[str, str]:
    """Return the name of the column of each of `COLUMNS`: `tag_2` where the user's own table has a `tag`."""
    return index.cached(_column_names)


@label_free
def _column_names(index: Index) -> Mapping[str, str]:
    taken = index.items.column_names
    return MappingProxyType({kind: free_name(kind, taken) for kind in COLUMNS})


def decided_kind(index: Index, name: str) -> str | None:
    """Return which of `COLUMNS` a column is; None for a column of the item table."""
    return next((kind for kind, column in column_names(index).items() if column == name), None)


def all_items(index: Index) -> pa.Table:
    """Return (n rows) the item table with the decisions of this moment; without copying what is in it."""
    return index.cached(_tables)(decided(index).revision)


def all_columns(index: Index) -> pa.Schema:
    """Return the columns of `all_items`, which are the same whatever is decided."""
    schema, names = index.items.schema, column_names(index)
    corrected = LISTS if index.task == MULTILABEL else pa.string()
    for kind, type_ in ((TAG, LISTS), (NOTE, pa.string()), (CORRECTED, corrected), (VERDICT, LISTS)):
        schema = schema.append(pa.field(names[kind], type_))
    return schema


def require_readable(index: Index, columns: Iterable[str]) -> None:
    """Raise `DecisionsError` where one of some columns is of decisions, and these cannot be read."""
    if not set(column_names(index).values()).isdisjoint(columns):
        readable(index)


def used_columns(index: Index) -> list[str]:
    """Return the names of those columns of decisions that hold anything."""
    now, names = decided(index), column_names(index)
    used = {TAG: now.tags, NOTE: now.notes.values, CORRECTED: now.corrected.values, VERDICT: now.verdicts}
    return [names[kind] for kind in COLUMNS if used[kind]]


def used_items(index: Index) -> pa.Table:
    """Return (n rows) the item table with those of the columns that hold anything, to be exported."""
    return all_items(index).select([*index.items.column_names, *used_columns(index)])


def stamp_of(index: Index, *texts: str) -> int:
    """Return what is another number where answers that these texts ask for may be others than before.

    Parameters
    ----------
    index : Index
    texts : str
        Filters, colours: whatever may name a column.
    """
    asked = "\0".join(texts).casefold()
    if not any(name.casefold() in asked for name in column_names(index).values()):
        return 0
    return decided(index).revision + 1


def stamped(index: Index, texts_of: Callable[..., tuple[str, ...]]) -> Callable[..., Hashable]:
    """Return how results are remembered, for `explorer.caching.remember`: by arguments and what they ask for.

    Parameters
    ----------
    index : Index
    texts_of : callable
        Gives those texts among the arguments that may name a column.
    """
    return lambda *arguments: (stamp_of(index, *texts_of(*arguments)), *arguments)


def _tables(index: Index) -> Callable[[int], pa.Table]:
    return remember(_TABLES_KEPT, lambda _revision: _table(index, decided(index)))


def _table(index: Index, now: Decided) -> pa.Table:
    names, n = column_names(index), index.n
    columns = {
        TAG: _lists(now.tags, n),
        NOTE: _texts(now.notes, n),
        CORRECTED: _corrected(index, now.corrected),
        VERDICT: _lists(now.verdicts, n),
    }
    items = index.items
    for kind, values in columns.items():
        items = items.append_column(names[kind], values)
    return items


def _corrected(index: Index, texts: Texts) -> pa.Array:
    """Return (n,) corrected labels: text, or lists where images have several classes."""
    if index.task != MULTILABEL:
        return _texts(texts, index.n)
    known: list[list[str] | None] = [None] * index.n
    for row, value in zip(texts.rows.tolist(), texts.values, strict=True):
        known[row] = classes_in(value)
    return pa.array(known, LISTS)


def _texts(texts: Texts, n: int) -> pa.Array:
    """Return (n,) text, missing where nothing is said."""
    if not texts.values:
        return pa.nulls(n, pa.string())
    values = pa.array(texts.values, pa.string())
    places = np.zeros(n, np.int32)
    missing = np.ones(n, bool)
    places[texts.rows], missing[texts.rows] = np.arange(len(texts.rows), dtype=np.int32), False
    return values.take(pa.array(places, mask=missing))


def _lists(found: Mapping[str, np.ndarray], n: int) -> pa.Array:
    """Return (n,) lists of names in their order, missing where there is none."""
    if not found:
        return pa.nulls(n, LISTS)
    rows = np.concatenate(list(found.values()))
    codes = np.repeat(np.arange(len(found), dtype=np.int32), [len(each) for each in found.values()])
    order = np.argsort(rows, kind="stable")  # within a row names stay in their order
    counts = np.bincount(rows, minlength=n)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    values = pa.array(list(found), pa.string()).take(pa.array(codes[order]))
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(counts == 0))


def joined_codes(index: Index, kind: str) -> tuple[np.ndarray, list[str]]:
    """Return a column of decisions as `(codes, values)`, as `Index.codes` does; several names are one value.

    Parameters
    ----------
    index : Index
    kind : str
        One of `COLUMNS`.

    Returns
    -------
    codes : (n,) int32
        -1 where nothing is decided.
    values : list of str
        `fix`, or `fix + night` of images that have both.
    """
    now = decided(index)
    if kind in (NOTE, CORRECTED):
        texts = now.notes if kind == NOTE else now.corrected
        shown = texts.values
        if kind == CORRECTED and index.task == MULTILABEL:
            shown = [SEVERAL.join(classes_in(value)) or NO_CLASS for value in shown]
        values = sorted(set(shown))
        place = {value: code for code, value in enumerate(values)}
        codes = np.full(index.n, -1, np.int32)
        codes[texts.rows] = [place[value] for value in shown]
        return codes, values
    said: dict[int, list[str]] = {}
    for name, rows in (now.tags if kind == TAG else now.verdicts).items():
        for row in rows.tolist():
            said.setdefault(row, []).append(name)
    together = {row: SEVERAL.join(names) for row, names in said.items()}
    values = sorted(set(together.values()))
    place = {value: code for code, value in enumerate(values)}
    codes = np.full(index.n, -1, np.int32)
    codes[list(together)] = [place[value] for value in together.values()]
    return codes, values
