"""The tree in pieces that a browser loads as it walks: the top, and what lies within each block of rows.

A node whose rows lie in one block of `BLOCK` is in the piece of that block; the others, and the highest
`HIGHEST`, are in the top. So the first views need one piece, and a deeper one those of the rows in view.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.clustering.tree.dendrogram import Tree

MAGIC, VERSION = b"DTRE", 1
BLOCK = 4096
"""Rows of a block."""
HIGHEST = 2048
"""Nodes that are in the top wherever their rows lie."""


@dataclass(frozen=True)
class Piece:
    """Some inner nodes of the tree.

    Attributes
    ----------
    name : str
        `top`, or the number of the block.
    nodes : (m,) int64
        Ascending.
    """

    name: str
    nodes: np.ndarray


def tree_pieces(tree: Tree) -> Iterator[Piece]:
    """Divide the inner nodes of a tree among pieces, the top first."""
    inner = np.arange(tree.n, 2 * tree.n - 1)
    lo, hi = tree.lo[inner], tree.hi[inner]
    block = lo // BLOCK
    is_top = (block != (hi - 1) // BLOCK) | (inner > tree.root - HIGHEST)
    yield Piece("top", inner[is_top])
    rest, owners = inner[~is_top], block[~is_top]
    order = np.argsort(owners, kind="stable")
    rest, owners = rest[order], owners[order]
    ends = np.searchsorted(owners, np.arange(-(-tree.n // BLOCK)), side="right")
    first = 0
    for number, end in enumerate(ends.tolist()):
        yield Piece(str(number), rest[first:end])
        first = end


def encode_piece(tree: Tree, piece: Piece) -> bytes:
    """Return a piece as it is sent: `DTRE`, u32 version, u32 count, then six arrays of that many u32.

    They are the nodes, their first row, the first row of the right child, the row after the last, the left
    child and the right child; little-endian.
    """
    nodes = piece.nodes
    left, right = tree.children[nodes, 0], tree.children[nodes, 1]
    arrays = np.stack([nodes, tree.lo[nodes], tree.lo[right], tree.hi[nodes], left, right])
    head = np.array([VERSION, len(nodes)], "<u4").tobytes()
    return MAGIC + head + arrays.astype("<u4").tobytes()
