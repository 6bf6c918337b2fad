"""Whether a refresh would write the same build again."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.embedding.encoder import version_of
from explorer.embedding.precision import precision_of
from explorer.index.reader import Index
from explorer.index.writer import BuildContents
from explorer.sources.folders.passed_over import IN_AN_INDEX


def is_unchanged(previous: Index, contents: BuildContents) -> bool:
    """Whether a build with these contents would be the previous one over again."""
    before = previous.manifest
    same = (
        before.n == contents.items.num_rows
        and before.partial == contents.partial
        and {"taken_for": contents.source["taken_for"], **before.source} == contents.source
        and _given({"tree": "auto", "projection": True, **before.options}) == _given(contents.options)
        and before.tree == contents.tree
        and before.classes == contents.classes
        and _anywhere(before.encoder) == _anywhere(contents.encoder)
        and before.levels == list(contents.levels)
        and _of_the_user(before.passed_over) == _of_the_user(contents.passed_over)
        and previous.neighbors is contents.neighbors
        and previous.projection is contents.projection
        and _same_parts(previous.parts, contents.parts)
        and _same_times(previous.status_times, contents.status_times)
    )
    if not same or not _same_table(previous.items, contents.items):
        return False
    failed = [(f.path, f.source_row, f.reason) for f in contents.failures]
    if [tuple(row.values()) for row in previous.failures.to_pylist()] != failed:
        return False
    known, given = previous.probabilities, contents.probabilities
    if known is None or given is None:
        return known is None and given is None
    return given.equals(known)


def _anywhere(encoder: dict) -> dict:
    """An `encoder` entry without where it ran; earlier releases did not say precision and version."""
    return {**encoder, "device": "", "precision": precision_of(encoder), "version": version_of(encoder)}


def _same_times(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    """Whether files have the times that they had, where these were kept."""
    return a is None or (b is not None and np.array_equal(a, b))


def _same_parts(a: pa.Table | None, b: pa.Table | None) -> bool:
    return a is b or (a is not None and b is not None and a.equals(b))


def _given(options: dict) -> dict:
    """Options without those of the source that were not given, of which earlier releases have fewer."""
    source = options.get("source")
    source = source if isinstance(source, dict) else {}
    return options | {"source": {name: value for name, value in source.items() if value is not None}}


def _of_the_user(passed_over: dict[str, int]) -> dict[str, int]:
    """The counts without files that this package wrote: an index within the folder grows by being built."""
    return {name: count for name, count in passed_over.items() if name != IN_AN_INDEX}


def _same_table(a: pa.Table, b: pa.Table) -> bool:
    if a.schema.remove_metadata() != b.schema.remove_metadata():
        return False
    return all(_same_column(a[name], b[name]) for name in a.column_names)


def _same_column(a: pa.ChunkedArray, b: pa.ChunkedArray) -> bool:
    if not pa.types.is_floating(a.type):
        return a.equals(b)
    # Arrow holds NaN unequal to itself.
    nulls = np.array_equal(a.is_null().to_numpy(), b.is_null().to_numpy())
    return nulls and np.array_equal(*(pc.fill_null(c, 0).to_numpy() for c in (a, b)), equal_nan=True)
