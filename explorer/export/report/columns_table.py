"""Columns of a subset in words: kind, how many are missing, and what values they have."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.export.report.markup import Markup, Piece, short, table, tag
from explorer.index.arrow_values import as_words
from explorer.index.item_columns import holds_texts, kind_of
from explorer.words import count, counted, number, percent

MOST_COLUMNS, MOST_VALUES = 80, 4
_FEW = 1000
"""A text column of more values has none worth naming."""


def columns_table(items: pa.Table) -> Markup:
    """Return a line a column of (m,) items."""
    names = items.column_names[:MOST_COLUMNS]
    rows: list[list[Piece]] = []
    for name in names:
        column = items.column(name)
        missing = column.null_count / max(1, items.num_rows)
        said = percent(missing) if missing else "–"
        rows.append([short(name), _kind(column.type), said, _values(column)])
    more = len(items.column_names) - len(names)
    whole = table(["Column", "Kind", "Missing", "Values"], rows, (2,), "Columns")
    return whole + tag("p", f"And {counted(more, 'more column')}.", class_="note") if more else whole


def _kind(type_: pa.DataType) -> str:
    if holds_texts(type_):
        return "several texts"
    kind = kind_of(type_)
    return {"number": "number", "boolean": "yes or no", "time": "time", "null": "empty"}.get(kind, kind)


def _values(column: pa.ChunkedArray) -> str:
    """What a column holds, in a few words."""
    kind = kind_of(column.type)
    if column.null_count == len(column):
        return "none"
    if holds_texts(column.type):
        flat = pc.list_flatten(column)
        return _frequent(flat, len(column) - column.null_count)
    if kind == "text":
        return _frequent(column, len(column) - column.null_count)
    if kind == "number":
        return _range(column)
    if kind == "boolean":
        return f"{percent(pc.mean(pc.cast(column, pa.float64())).as_py())} yes"
    if kind == "time":
        ends = (
            pc.min_max(column).as_py() if not _is_fine(column.type) else pc.min_max(_seconds(column)).as_py()
        )
        return f"{_day(ends['min'])} to {_day(ends['max'])}"
    return counted(len(column) - column.null_count, "value")


def _is_fine(type_: pa.DataType) -> bool:
    """Whether times are finer than Python has them."""
    return pa.types.is_timestamp(type_) and type_.unit == "ns"


def _seconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.timestamp("s", column.type.tz), safe=False)


def _day(moment) -> str:
    return moment.isoformat()[:10]


def _range(column: pa.ChunkedArray) -> str:
    values = pc.cast(column, pa.float64(), safe=False).drop_null().to_numpy()
    values = values[np.isfinite(values)]
    if not len(values):
        return "none"
    low, middle, high = np.quantile(values, (0, 0.5, 1)).tolist()
    if low == high:
        return f"all {number(low)}"
    return f"{number(low)} to {number(high)}, median {number(middle)}"


def _frequent(column: pa.ChunkedArray | pa.Array, known: int) -> str:
    """The most frequent values, or how many there are where most are there once."""
    distinct = pc.count_distinct(column, mode="only_valid").as_py()
    if distinct > _FEW or distinct > known / 2:
        return f"{count(distinct)} different"
    counts = Counter(
        {each["values"]: each["counts"] for each in pc.value_counts(column.drop_null()).to_pylist()}
    )
    first = sorted(counts.items(), key=lambda each: (-each[1], str(each[0])))[:MOST_VALUES]
    said = ", ".join(f"{short(as_words(name) or 'empty')} {percent(many / known)}" for name, many in first)
    return said + (f" and {count(distinct - len(first))} more" if distinct > len(first) else "")
