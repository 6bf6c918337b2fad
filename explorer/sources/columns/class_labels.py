"""Names of classes that a Parquet file of Hugging Face `datasets` keeps beside columns of numbers."""

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.sources.columns.arrow_types import flat, is_list

_KEY = b"huggingface"


def named(table: pa.Table) -> pa.Table:
    """Replace numbers of classes by their names, those in lists and structs, too.

    Parameters
    ----------
    table : pyarrow.Table
        With the metadata of its file.

    Returns
    -------
    pyarrow.Table
        Columns of the feature `ClassLabel` as text. -1 is how `datasets` writes that there is no label; any
        other number without a name, or with null for one, stays a number.
    """
    for name, feature in features_of(table.schema.metadata).items():
        place = table.column_names.index(name) if table.column_names.count(name) == 1 else -1
        if place >= 0 and _mentions_classes(feature):
            table = table.set_column(place, name, _with_names(flat(table[name]), feature))
    return table


def features_of(metadata: Mapping[bytes, bytes] | None) -> dict[str, object]:
    """Return what the metadata of a file says of each column; nothing where it says nothing."""
    try:
        features = json.loads((metadata or {}).get(_KEY, b"{}"))["info"]["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return features if isinstance(features, dict) else {}


def _with_names(array: pa.Array, feature: object) -> pa.Array:
    """An array with names where a feature has them; the same array where the two do not fit."""
    names = _names_of(feature)
    if names is not None and pa.types.is_integer(array.type):
        return _named(array, names)
    inner = _inner(feature)
    if inner is not None and is_list(array.type):
        values = _with_names(pc.list_flatten(array), inner)
        lengths = pc.list_value_length(array).fill_null(0).to_numpy(zero_copy_only=False)
        offsets = pa.array(np.append(0, np.cumsum(lengths)), pa.int64())
        return pa.LargeListArray.from_arrays(offsets, values, mask=array.is_null())
    if pa.types.is_struct(array.type):
        # Older versions write a list of records as a record of lists.
        of = {k: [f] for k, f in inner.items()} if isinstance(inner, dict) else feature
        fields = [array.type.field(i).name for i in range(array.type.num_fields)]
        if isinstance(of, dict) and len(set(fields)) == len(fields):
            parts = [_with_names(part, of.get(k)) for k, part in zip(fields, array.flatten(), strict=True)]
            return pa.StructArray.from_arrays(parts, fields, mask=array.is_null())
    return array


def _named(numbers: pa.Array, names: list[str | None]) -> pa.Array:
    numbers = numbers.cast(pa.int64())
    inside = pc.and_(pc.greater_equal(numbers, 0), pc.less(numbers, len(names)))
    known = pa.array(names, pa.string()).take(pc.if_else(inside, numbers, pa.scalar(None, pa.int64())))
    labelled = pc.if_else(pc.equal(numbers, -1), pa.scalar(None, pa.int64()), numbers)
    return pc.coalesce(known, labelled.cast(pa.string()))


def _mentions_classes(feature: object) -> bool:
    """Whether there is a `ClassLabel` with names in a feature, at any depth."""
    waiting = [feature]
    while waiting:
        feature = waiting.pop()
        if _names_of(feature) is not None:
            return True
        if isinstance(feature, dict):
            waiting += feature.values()
        elif isinstance(feature, list):
            waiting += feature
    return False


def class_names(feature: object) -> list[str]:
    """Return the names of the first `ClassLabel` in a feature, at any depth; none where there is none."""
    waiting = [feature]
    while waiting:
        feature = waiting.pop(0)
        if (names := _names_of(feature)) is not None:
            return [name for name in names if name is not None]
        if isinstance(feature, dict):
            waiting += feature.values()
        elif isinstance(feature, list):
            waiting += feature
    return []


def _inner(feature: object) -> object:
    """The feature of the values of a list: `[F]` or `{"feature": F, "_type": …}`; None for others."""
    if isinstance(feature, list):
        return feature[0] if len(feature) == 1 else None
    return feature.get("feature") if isinstance(feature, dict) and "_type" in feature else None


def _names_of(feature: object) -> list[str | None] | None:
    """The names of a `ClassLabel` in their order, None for what has none; None for other features.

    Older versions write `{"0": "cat"}`.
    """
    if not isinstance(feature, dict) or feature.get("_type") != "ClassLabel":
        return None
    names = feature.get("names")
    if isinstance(names, dict):
        names = [names.get(str(i)) for i in range(len(names))]
    return [name if isinstance(name, str) else None for name in names] if isinstance(names, list) else []
