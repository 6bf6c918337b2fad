"""A column as numbers that are ordered as people expect: numbers by value, times by time, text naturally."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.decisions.decision_columns import decided_kind, joined_codes
from explorer.errors import InputError, NotFoundError
from explorer.index.item_columns import encode, kind_of
from explorer.index.reader import Index
from explorer.natural_order import natural_ranks
from explorer.view.ordering.stable_order import stable_order
from explorer.words import listed


@dataclass(frozen=True)
class SortKey:
    """What images are sorted by, a number each.

    Attributes
    ----------
    values : (n,) array of numbers or booleans
    missing : (n,) bool or None
        None where nothing is; NaN is missing in any case.
    said : (n,) array of numbers or None
        What is said of each where that is not what is sorted by.
    """

    values: np.ndarray
    missing: np.ndarray | None = None
    said: np.ndarray | None = None

    def order(self, rows: np.ndarray | slice, descending: bool) -> np.ndarray:
        """Return the places of some rows, (m,) uint32 of m, in their order."""
        missing = None if self.missing is None else self.missing[rows]
        return stable_order(self.values[rows], missing, descending)


def is_sortable(type_: pa.DataType) -> bool:
    """Whether values of a type have an order."""
    return kind_of(type_) not in ("other", "null")


def check_column(index: Index, name: str) -> None:
    """Refuse a column that nothing can be sorted by.

    Raises
    ------
    NotFoundError
        When there is no such column.
    InputError
        When its values have no order.
    """
    if decided_kind(index, name) is not None:
        return
    if name not in index.items.column_names:
        known = listed(index.items.column_names)
        raise NotFoundError(f"sort: there is no column {name[:80]!r} in {index.name}; there are: {known}.")
    type_ = index.items.schema.field(name).type
    if not is_sortable(type_):
        raise InputError(f"sort: column {name!r} holds {type_}, which has no order; choose another.")


def column_key(index: Index, name: str) -> SortKey:
    """Return the key of a column that `check_column` takes, be it of the item table or of decisions."""
    kind = decided_kind(index, name)
    if kind is not None:
        codes, values = joined_codes(index, kind)
        _, ranks = natural_ranks(values)
        return SortKey(np.append(ranks, np.int32(-1))[codes], codes < 0)
    column = index.items[name]
    if kind_of(column.type) == "text":
        codes, _ = encode(column)  # counted in natural order; the texts themselves are not kept
        return SortKey(codes, codes < 0)
    return _numbers(column)


def _numbers(column: pa.ChunkedArray) -> SortKey:
    """Numbers, booleans and times, exactly: 2**53 + 1 comes after 2**53."""
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if pa.types.is_decimal(column.type):
        column = pc.cast(column, pa.float64())
    elif pa.types.is_date32(column.type):
        column = pc.cast(column, pa.int32())
    elif pa.types.is_temporal(column.type):
        column = pc.cast(column, pa.int64())
    if not column.null_count:
        return SortKey(column.to_numpy())
    nothing = pa.scalar(0, pa.int8()).cast(column.type)
    return SortKey(column.fill_null(nothing).to_numpy(), column.is_null().to_numpy())
