"""A column of vectors, lists of numbers of one length, as own embeddings."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import SourceError
from explorer.sources.columns.arrow_types import flat, holds_lists_of_numbers, is_text


def column_vectors(table: pa.Table, name: str, location: Path) -> np.ndarray:
    """Read the vectors of a column.

    Parameters
    ----------
    table : pyarrow.Table
    name : str
        Of lists of numbers, or of text that is such a list in JSON.
    location : Path
        Of the table, for messages.

    Returns
    -------
    ndarray, shape (rows, d)
        float32.

    Raises
    ------
    SourceError
        There is no such column, it holds something else, or its lists are not of one length.
    """
    where = f"{location}: the column {name!r}, which was named for the embeddings,"
    array = flat(table[name])
    if is_text(array.type):
        array = _from_json(array, where)
    if not holds_lists_of_numbers(array.type) or holds_lists_of_numbers(array.type.value_type):
        raise SourceError(f"{where} is of type {array.type}; expected a list of numbers in every row")
    lengths = pc.list_value_length(array).fill_null(0).to_numpy()
    most = lengths.max(initial=1)
    if (lengths != most).any():
        row = int(np.argmax(lengths != most))
        raise SourceError(
            f"{where} has {lengths[row]} numbers in row {row} (counted from 0); expected {most} in every row"
        )
    return (
        array.flatten().cast(pa.float32(), safe=False).to_numpy(zero_copy_only=False).reshape(len(array), -1)
    )


def _from_json(texts: pa.Array, where: str) -> pa.Array:
    try:
        return pa.array([None if not text else json.loads(text) for text in texts.to_pylist()])
    except (ValueError, RecursionError, pa.ArrowException) as error:
        raise SourceError(f"{where} is text; expected a list of numbers in every row") from error
