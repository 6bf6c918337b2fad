"""A column as small numbers, one an image: which value or which bar. Made once; a count is a look at each.

After the k values or bars come two more: of images without a value, and of what no filter can name (an
infinite number, a time beyond the year 9999).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.cancellation import check_cancelled
from explorer.filters.typed_values import numbers_without_nan, to_text
from explorer.index.item_columns import distinct, holds_texts, kind_of
from explorer.natural_order import natural_ranks
from explorer.view.facets.edges import number_edges, sayable, time_edges

Kind = Literal["text", "boolean", "number", "time"]
MOST_SORTED = 20_000
"""Values that are brought in natural order; more are left as they are first met."""


@dataclass(frozen=True)
class Coded:
    """One column, prepared to be counted.

    Attributes
    ----------
    kind : str
    codes : (m,) unsigned integers
        Of text and booleans a place in `values`, of numbers and times a bar; `bins` for a missing value and
        `bins + 1` for one that no filter can name.
    bins : int
    values : pyarrow.Array or None
        (bins,) string.
    edges : tuple of str
        (bins + 1,) of the bars, as a filter writes them.
    rows : (m,) int64 or None
        The image of each code, ascending, where an image may hold several values; None for one an image.
    whole : bool
        Whether numbers are whole.
    """

    kind: Kind
    codes: np.ndarray
    bins: int
    values: pa.Array | None = None
    edges: tuple[str, ...] = ()
    rows: np.ndarray | None = None
    whole: bool = False


def facet_kind(type_: pa.DataType) -> Kind | None:
    """Return what a column of a type is counted as; None where a filter cannot ask for its values."""
    kind = kind_of(type_)
    if holds_texts(type_):
        return "text"
    return kind if kind in ("text", "boolean", "number", "time") else None


def code_column(column: pa.ChunkedArray) -> Coded | None:
    """Prepare a column of a kind of `facet_kind`; None where no image has a value."""
    if column.null_count == len(column):
        return None
    if pa.types.is_list(column.type):
        return _several(column)
    kind = facet_kind(column.type)
    if kind == "text":
        codes, values = _texts(to_text(column))
        return Coded(kind, codes, len(values), values)
    if kind == "boolean":
        codes = pc.fill_null(pc.cast(column, pa.uint8()), 2).to_numpy()
        return Coded(kind, codes, 2, pa.array(["false", "true"]))
    return _numbers(column) if kind == "number" else _times(column)


def _texts(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Return (n,) codes and the values; few are in natural order."""
    values, codes = distinct(column)
    check_cancelled()
    bins = len(values)
    places = np.arange(bins, dtype=np.int32)
    if bins <= MOST_SORTED:
        order, places = natural_ranks(values.to_pylist())
        values = values.take(pa.array(order))
    return _small(np.append(places, np.int32(bins))[codes], bins), values


def _several(column: pa.ChunkedArray) -> Coded | None:
    """Prepare lists of texts: a value counts once an image, however often it is in its list."""
    lists = column.combine_chunks()
    flat = pa.chunked_array([to_text(pa.chunked_array([pc.list_flatten(lists)])).combine_chunks()])
    if flat.null_count == len(flat):
        return None
    codes, values = _texts(flat)
    rows = pc.list_parent_indices(lists).to_numpy()
    missing = np.flatnonzero(pc.is_null(lists).to_numpy(zero_copy_only=False))
    bins = len(values)
    there = codes < bins
    keys = np.unique(rows[there].astype(np.int64) * bins + codes[there])
    rows = np.concatenate([keys // bins, missing])
    codes = np.concatenate([keys % bins, np.full(len(missing), bins)])
    order = np.argsort(rows, kind="stable")
    return Coded("text", _small(codes[order], bins), bins, values, rows=rows[order])


def _numbers(column: pa.ChunkedArray) -> Coded | None:
    type_ = column.type
    if pa.types.is_decimal(type_):
        column = column.cast(pa.float64())
    elif pa.types.is_floating(type_):
        column = numbers_without_nan(column)
    known = pc.is_valid(column).to_numpy()
    if not known.any():
        return None
    whole = pa.types.is_integer(column.type)
    values = pc.fill_null(column, 0).to_numpy()
    finite = known if whole else known & np.isfinite(values)
    if not finite.any():
        return None
    edges = number_edges(values if finite.all() else values[finite])
    inner = np.array(edges[1:-1], np.float16 if type_ == pa.float16() else values.dtype).astype(values.dtype)
    codes = _in_bars(values, inner, known, finite)
    written = tuple(str(edge) if whole else f"{edge:.12g}" for edge in edges)
    return Coded("number", codes, len(edges) - 1, edges=written, whole=whole)


def _times(column: pa.ChunkedArray) -> Coded | None:
    known = pc.is_valid(column).to_numpy()
    # Of any zone: a filter names times in UTC, as they are stored.
    days = pa.types.is_date32(column.type)
    numbers = pc.fill_null(column.cast(pa.int32() if days else pa.int64()), 0).to_numpy().astype(np.int64)
    unit = "D" if days else getattr(column.type, "unit", "ms")
    values = numbers.view(f"datetime64[{unit}]")
    said = known & sayable(values)
    if not said.any():
        return None
    edges = time_edges(values if said.all() else values[said])
    codes = _in_bars(values, edges[1:-1].astype(values.dtype), known, said)
    return Coded("time", codes, len(edges) - 1, edges=tuple(map(_written, edges)))


def _written(edge: np.datetime64) -> str:
    """Write a time as briefly as it can be."""
    day, _, time = str(edge).partition("T")
    return day if time in ("", "00:00:00") else f"{day} {time}"


def _in_bars(values: np.ndarray, inner: np.ndarray, known: np.ndarray, said: np.ndarray) -> np.ndarray:
    bins = len(inner) + 1
    codes = _small(np.searchsorted(inner, values, side="right"), bins)
    codes[~said] = bins + 1
    codes[~known] = bins
    return codes


def _small(codes: np.ndarray, bins: int) -> np.ndarray:
    """Return codes as the smallest type that they and the two after them fit in."""
    return codes.astype(np.min_scalar_type(bins + 1), copy=False)
