"""What tells whether nodes and rows of two builds are the same clusters and images."""

from hashlib import blake2b

import numpy as np
import pyarrow as pa

from explorer.index.format import PATH
from explorer.index.once import label_free
from explorer.index.reader import Index

_AT_ONCE = 65_536
"""Paths that are taken out of the table at a time."""


@label_free
def tree_fingerprint(index: Index) -> str:
    """Give eight hexadecimal digits of the images in their order and of how they merge.

    Builds that share them have the same image in every row and the same images in every node, whatever else
    became of labels, predictions and heights.

    Parameters
    ----------
    index : Index

    Returns
    -------
    str
    """
    return fingerprint_of(index.items, index.tree.merges)


def fingerprint_of(items: pa.Table, merges: np.ndarray) -> str:
    """Give that of an item table and SciPy's Z over its rows; as `tree_fingerprint`."""
    digest = blake2b(digest_size=4)
    for batch in items.select([PATH]).to_batches(max_chunksize=_AT_ONCE):
        digest.update("".join(f"{path}\0" for path in batch.column(0).to_pylist()).encode())
    pairs = np.ascontiguousarray(merges[:, :2], dtype="<i8")
    digest.update(pairs.tobytes())
    return digest.hexdigest()
