"""Mean colours of rows in samples, as thumbnails are packed: what a far view paints is a few kilobytes."""

from collections.abc import Iterator

import numpy as np

from explorer.publishing.published_rows import PublishedRows
from explorer.publishing.staged_files import packed
from explorer.publishing.thumbnail_packs import FACTOR, coarsest

CHUNK = 16_384
"""Rows of a file."""


def color_levels(published: PublishedRows) -> Iterator[tuple[str, bytes]]:
    """Give the files of colours with their names: of rows at a stride that are at no larger one."""
    colors = np.asarray(published.index.colors[published.rows], np.uint8)
    for stride in strides(published.n):
        rows = np.arange(0, published.n, stride)
        if stride != coarsest(published.n):
            rows = rows[rows % (stride * FACTOR) != 0]
        for first in range(0, len(rows), CHUNK):
            name = f"colors/{stride}/{first // CHUNK}.bin"
            yield name, packed(colors[rows[first : first + CHUNK]].tobytes())


def strides(n: int) -> list[int]:
    """Return the strides of the samples of n rows, the largest first."""
    found = [coarsest(n)]
    while found[-1] > 1:
        found.append(found[-1] // FACTOR)
    return found
