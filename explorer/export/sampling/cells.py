"""The cells of a sample: the best clusters of the tree pruned to the images that are drawn from."""

from dataclasses import dataclass

import numpy as np

from explorer.export.sampling.method import Draw


@dataclass(frozen=True, eq=False)
class TreeCells:
    """Cells from left to right.

    Attributes
    ----------
    starts : (k + 1,) int64
        Cell c holds the places `[starts[c], starts[c + 1])` of the rows; none is empty.
    """

    starts: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> np.ndarray:
        """(k,) int64 Rows in each."""
        return np.diff(self.starts)

    @property
    def of_each(self) -> np.ndarray:
        """(m,) int64 The cell of every row."""
        return np.repeat(np.arange(len(self)), self.sizes)


def cells_of(draw: Draw, count: int, rows: np.ndarray | None = None) -> TreeCells:
    """Divide rows, `draw.rows` where None, into the `count` best cells that the tree has, or fewer."""
    rows = draw.rows if rows is None else rows
    tree = draw.index.tree
    nodes = tree.cut(count, rows=rows)
    return TreeCells(np.append(np.searchsorted(rows, tree.lo[nodes]), len(rows)))


def directions_of(block: np.ndarray) -> np.ndarray:
    """(b, d) float32 Vectors scaled to length one; zeros stay zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", block, block, dtype=np.float64))[:, None]
    return (block / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def centroids(draw: Draw, groups: np.ndarray, count: int, rows: np.ndarray | None = None) -> np.ndarray:
    """(count, d) float64 The mean direction of each group of rows, itself of length one; zeros for none.

    Parameters
    ----------
    draw : Draw
    groups : (m,) int
        The group of every row, -1 for none.
    count : int
    rows : (m,) int64, optional
        `draw.rows` where None.

    Notes
    -----
    One pass over the vectors: O(m d) time, O(count d) memory. Sums are taken in the order of the rows, so
    that no number of threads changes them.
    """
    sums = np.zeros((count, draw.index.embeddings.shape[1]))
    for part, block in draw.blocks(rows):
        of_block = groups[part]
        known = np.flatnonzero(of_block >= 0)
        if not len(known):
            continue
        order = known[np.argsort(of_block[known], kind="stable")]
        here, begins = np.unique(of_block[order], return_index=True)
        sums[here] += np.add.reduceat(directions_of(block[order]), begins, axis=0, dtype=np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))[:, None]
    return sums / np.where(lengths > 0, lengths, 1)


def distances_to_own(draw: Draw, groups: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(m,) float32 Cosine distance of every row to the centre of its group; NaN where it has none."""
    found = np.full(len(draw.rows), np.nan, np.float32)
    near = centres.astype(np.float32)
    for part, block in draw.blocks():
        of_block = groups[part]
        cosine = np.einsum("ij,ij->i", directions_of(block), near[of_block], dtype=np.float64)
        found[part] = np.where(of_block >= 0, 1 - cosine, np.nan)
    return found
