"""Columns of the item table as arrays: codes for text, agreement of labels and predictions, file places."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.arrow_values import python_values
from explorer.index.class_sets import sets_of
from explorer.index.format import LABEL, PREDICTION
from explorer.natural_order import natural_key, natural_ranks
from explorer.options import CLASSIFICATION, MULTILABEL, REGRESSION

ERROR, ABSOLUTE_ERROR = "error", "absolute_error"
"""Columns of a regression: prediction - label, and its size; of several models `error:NAME`."""


def of_model(part: str, model: str) -> str:
    """Name of the `prediction` or `confidence` column of a model; `""` is the plain column."""
    return f"{part}:{model}" if model else part


def free_name(name: str, taken: Sequence[str]) -> str:
    """Give `name`, or `name_2` and so on where a column has it already."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def models_of(names: Iterable[str]) -> list[str]:
    """Models with a prediction column among `names`, in column order; the plain column is `""`."""
    prefix = f"{PREDICTION}:"
    return [n[len(prefix) :] for n in names if n == PREDICTION or n.startswith(prefix)]


def kind_of(type_: pa.DataType) -> str:
    """`text`, `number`, `boolean`, `time` or `null`; `other` for what a filter cannot compare."""
    if pa.types.is_dictionary(type_):
        return kind_of(type_.value_type)
    if pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return "text"
    if pa.types.is_boolean(type_):
        return "boolean"
    if pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return "number"
    if pa.types.is_timestamp(type_) or pa.types.is_date(type_):
        return "time"
    return "null" if pa.types.is_null(type_) else "other"


def holds_texts(type_: pa.DataType) -> bool:
    """Whether a column holds several texts an image, such as the categories of what is marked in it."""
    return pa.types.is_list(type_) and kind_of(type_.value_type) == "text"


def task_of(schema: pa.Schema) -> str:
    """What labels and predictions are, by the types of their columns: one of `explorer.options.TASKS`."""
    types = {name: schema.field(name).type for name in schema.names if name == LABEL or models_of([name])}
    if any(map(holds_texts, types.values())):
        return MULTILABEL
    judged = [types[LABEL]] if LABEL in types else types.values()
    return REGRESSION if types and all(kind_of(type_) == "number" for type_ in judged) else CLASSIFICATION


def few_values(items: pa.Table, name: str, most: int) -> bool:
    """Whether a column is of text and has no more than `most` values, told without listing them."""
    column = items[name]
    return kind_of(column.type) == "text" and pc.count_distinct(column).as_py() <= most


def few_listed(items: pa.Table, name: str, most: int) -> bool:
    """Whether a column is of lists of texts in which there are no more than `most` values."""
    column = items[name]
    return holds_texts(column.type) and pc.count_distinct(pc.list_flatten(column)).as_py() <= most


def encode(column: pa.ChunkedArray) -> tuple[np.ndarray, list[str]]:
    """`(codes, values)` of any column as text: (n,) int32 with -1 where missing, values in natural order."""
    values, codes = distinct(as_text(column))
    found = values.to_pylist()
    order, ranks = natural_ranks(found)
    return np.append(ranks, np.int32(-1))[codes], [found[i] for i in order]


def distinct(column: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """(v,) The different values of a column as they are first met, and (n,) which of them each row has: -1
    where it has none."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks() if encoded.num_chunks > 1 else encoded.chunk(0)
    return encoded.dictionary, pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """(n,) Any column as text, missing where it is."""
    return column if pa.types.is_string(column.type) else pc.cast(_decoded(column), pa.string())


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return pc.cast(column, kind.value_type)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array(
            [pa.array([None if v is None else str(v) for v in python_values(column)], pa.string())]
        )
    return column


def recode(codes: np.ndarray, values: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """(n,) int32 The same codes counted in `classes`; -1 where a value is not among them."""
    place = {name: i for i, name in enumerate(classes)}
    table = np.array([place.get(v, -1) for v in values] + [-1], np.int32)
    return table[codes]


def agreement(labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
    """(n,) int8 1 where equal, 0 where not, -1 where either is missing."""
    out = (labels == predictions).astype(np.int8)
    out[(labels < 0) | (predictions < 0)] = -1
    return out


def as_numpy(column: pa.ChunkedArray) -> np.ndarray:
    """(n,) Numbers (NaN where missing) and booleans as they are, all else as Python objects."""
    kind = column.type
    if (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or (pa.types.is_boolean(kind) and not column.null_count)
    ):
        return column.to_numpy()
    return np.array(python_values(column), dtype=object)


def class_names(items: pa.Table, given: Sequence[str] | None) -> list[str]:
    """Class names of an index: those given, then whatever else labels and predictions hold, sorted."""
    names = list(dict.fromkeys(given or []))
    found: set[str] = set()
    for column in items.column_names:
        if column != LABEL and not models_of([column]):
            continue
        if holds_texts(items.schema.field(column).type):
            found.update(sets_of(items[column])[1])
        elif kind_of(items.schema.field(column).type) != "number":
            found.update(encode(items[column])[1])
    return names + sorted(found - set(names), key=natural_key)


def locate(root: str, recorded: str) -> str | None:
    """The file that a recorded path means; None when a relative one would lead out of `root`."""
    if recorded.startswith("/") or os.path.isabs(recorded):
        return str(Path(recorded))
    if ".." in recorded.split("/") or not os.path.isabs(root):
        return None
    return os.path.join(root, recorded)
