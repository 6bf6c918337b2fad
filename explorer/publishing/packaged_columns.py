"""Columns of a copy that can be counted and filtered by, as `data/columns/` holds them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from explorer.decisions.decision_columns import all_items, column_names, decided_kind
from explorer.decisions.decision_kinds import TAG
from explorer.filters.clauses import identifier
from explorer.index.format import LABEL
from explorer.index.item_columns import models_of
from explorer.publishing.numbers_packed import pack_numbers
from explorer.publishing.published_rows import PublishedRows
from explorer.publishing.staged_files import packed, packed_json
from explorer.view.facets.coded import Coded, code_column
from explorer.view.facets.facet_columns import facet_columns


@dataclass(frozen=True)
class PackagedColumn:
    """One column, ready to be written.

    Attributes
    ----------
    name : str
    told : dict
        What the page is told of it; `kind` and how its files are read.
    files : dict of str to bytes
        By what they hold: `codes`, `values`, `counts`.
    """

    name: str
    told: dict
    files: dict[str, bytes]

    @property
    def bytes(self) -> int:
        """Of its files."""
        return sum(map(len, self.files.values()))


def packaged_columns(published: PublishedRows) -> Iterator[PackagedColumn]:
    """Give the columns that have facets, in their order; of what was decided, tags alone.

    What no image of the copy has a value of is left out, and so are numbers that a browser cannot hold.
    """
    index = published.index
    items, tags = all_items(index), column_names(index)[TAG]
    for name in facet_columns(index):
        if decided_kind(index, name) is not None and name != tags:
            continue  # is of those who work on the index
        column = items[name].slice(published.lo, published.n)
        coded = code_column(column)
        made = None if coded is None else _packaged(name, column, coded)
        if made is not None:
            yield made


def is_always_there(name: str) -> bool:
    """Tell whether a column is in every copy: labels and predictions, by which the page itself filters."""
    return name == LABEL or bool(models_of([name]))


def _packaged(name: str, column: pa.ChunkedArray, coded: Coded) -> PackagedColumn | None:
    told: dict = {"name": name, "written": identifier(name), "kind": coded.kind, "bins": coded.bins}
    if coded.values is None:
        numbers = pack_numbers(column)
        if numbers is None:
            return None
        told |= {"edges": list(coded.edges), "whole": coded.whole, "inner": _inner(column, coded)}
        return PackagedColumn(name, told | numbers.form, {"codes": _shuffled(numbers.codes)})
    told |= {"type": coded.codes.dtype.newbyteorder("<").str[1:], "several": coded.rows is not None}
    files = {"codes": _shuffled(coded.codes)}
    if coded.kind == "text":
        files["values"] = packed_json(coded.values.to_pylist())
    if coded.rows is not None:
        counts = np.bincount(coded.rows, minlength=len(column))
        files["counts"] = _shuffled(counts.astype("<u4"))
    return PackagedColumn(name, told, files)


def _inner(column: pa.ChunkedArray, coded: Coded) -> list[float]:
    """Return the edges between bars as numbers of the column: of times microseconds."""
    inner = coded.edges[1:-1]
    if coded.kind == "time":
        return [float(np.datetime64(edge.replace(" ", "T"), "us").astype(np.int64)) for edge in inner]
    type_ = {pa.float16(): np.float16, pa.float32(): np.float32}.get(column.type, np.float64)
    return [float(type_(edge)) for edge in inner]


def _shuffled(values: np.ndarray) -> bytes:
    """Compress numbers with their first bytes together, then their second ones: alike beside alike."""
    values = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False))
    return packed(values.view(np.uint8).reshape(len(values), -1).T.tobytes())
