"""What a copy holds of every row, a file a column: little-endian numbers, one after the other."""

import numpy as np

from explorer.publishing.published_rows import PublishedRows
from explorer.view.map.places import places_of


def row_columns(published: PublishedRows) -> dict[str, np.ndarray]:
    """Return the columns by the name of their file.

    Returns
    -------
    dict
        `sizes` (n, 2) uint16, width and height in pixels; `right-I` (n,) int8 of model
        I, 1 right, 0 wrong, -1 not known; `plane` (n, 2) uint32, on the map of 2^24 a side.
    """
    index, rows = published.index, published.rows
    columns = {"sizes": _sizes(published)}
    for place, model in enumerate(index.models if index.has_truth else []):
        columns[f"right-{place}"] = index.correct(model)[rows].astype(np.int8)
    if index.projection is not None:
        places = places_of(index)
        columns["plane"] = np.column_stack([places.x[rows], places.y[rows]]).astype("<u4")
    return columns


def _sizes(published: PublishedRows) -> np.ndarray:
    """Return (n, 2) uint16 widths and heights; of what is larger, both by the same factor smaller."""
    index, rows = published.index, published.rows
    if not {"width", "height"} <= set(index.items.column_names):
        return np.zeros((published.n, 2), "<u2")  # hung as squares
    both = [index.column(name)[rows] for name in ("width", "height")]
    sizes = np.nan_to_num(np.column_stack(both).astype(np.float64), nan=0.0).clip(0)
    most = np.iinfo(np.uint16).max
    shrunk = np.maximum(1.0, sizes.max(axis=1, keepdims=True) / most)
    return np.rint(sizes / shrunk).astype("<u2")
