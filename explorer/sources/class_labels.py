"""Names of classes that a Parquet file of Hugging Face `datasets` keeps beside columns of numbers."""

import json

import pyarrow as pa
import pyarrow.compute as pc

_KEY = b"huggingface"


def named(table: pa.Table) -> pa.Table:
    """Replace numbers of classes by their names.

    Parameters
    ----------
    table : pyarrow.Table
        With the metadata of its file.

    Returns
    -------
    pyarrow.Table
        Columns of the feature `ClassLabel` as text. -1 is how `datasets` writes that there is no label; any
        other number without a name stays a number.
    """
    for name, names in _class_labels(table.schema.metadata or {}).items():
        place = table.column_names.index(name) if table.column_names.count(name) == 1 else -1
        if place >= 0 and pa.types.is_integer(table.schema.types[place]):
            table = table.set_column(place, name, _with_names(table[name], names))
    return table


def _with_names(column: pa.ChunkedArray, names: list[str]) -> pa.Array:
    numbers = column.cast(pa.int64()).combine_chunks()
    inside = pc.and_(pc.greater_equal(numbers, 0), pc.less(numbers, len(names)))
    known = pa.array(names, pa.string()).take(pc.if_else(inside, numbers, pa.scalar(None, pa.int64())))
    labelled = pc.if_else(pc.equal(numbers, -1), pa.scalar(None, pa.int64()), numbers)
    return pc.coalesce(known, labelled.cast(pa.string()))


def _class_labels(metadata: dict[bytes, bytes]) -> dict[str, list[str]]:
    """Names of classes by column; nothing where the metadata says nothing of them."""
    try:
        features = json.loads(metadata.get(_KEY, b"{}"))["info"]["features"]
        found = {name: feature["names"] for name, feature in features.items() if _is_class_label(feature)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: names for name, given in found.items() if (names := _in_order(given))}


def _is_class_label(feature: object) -> bool:
    return isinstance(feature, dict) and feature.get("_type") == "ClassLabel" and "names" in feature


def _in_order(names: object) -> list[str]:
    """The names as a list; older versions write `{"0": "cat"}`."""
    if isinstance(names, dict):
        names = [names.get(str(i)) for i in range(len(names))]
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else []
