"""Where images and clusters of earlier builds are in this one: what their numbers in links and filters mean.

Rows and nodes are numbers of one tree. What names some for longer than a build lasts (a link, a filter, a
saved view) says of which tree they are (`explorer.index.fingerprint`); a build keeps where those of the trees
before it went.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import IndexFormatError, InputError
from explorer.index import format as layout
from explorer.index.fingerprint import fingerprint_of, tree_fingerprint
from explorer.index.once import label_free
from explorer.index.reader import Index

KEPT = 8
"""Trees before that of a build which it knows; and those beside that saved views name."""
FILE = "earlier-{}.npz"
"""Name of the file of a tree in the folder of a build."""
_ARRAYS = ("rows", "lo", "hi", "age")
_PLACES = "places"


@dataclass(frozen=True)
class EarlierTree:
    """One tree before, as it is seen from a build.

    Attributes
    ----------
    tree : str
        Its fingerprint.
    rows : (m,) int array
        The row of each of its images in the build; -1 where it is gone.
    lo, hi : (2m-1,) int array
        Rows of its nodes, in its own numbers.
    age : int
        How many trees before that of the build it was, counted from 1.
    places : (m, 2) uint16 array or None
        x and y of its images on its map, of 2^16 a side; None where it had no map.
    """

    tree: str
    rows: np.ndarray
    lo: np.ndarray
    hi: np.ndarray
    age: int = 1
    places: np.ndarray | None = None

    def images_of(self, node: int) -> np.ndarray:
        """(c,) int64 Rows in the build of the images of one of its nodes, ascending, without those gone.

        Raises
        ------
        InputError
            It has no such node.
        """
        if not 0 <= node < len(self.lo):
            raise InputError(f"node: {node} is none of the earlier build, which has {len(self.lo):,}.")
        there = self.rows[self.lo[node] : self.hi[node]]
        return np.sort(there[there >= 0]).astype(np.int64)

    def nodes_in(self, index: Index, nodes: Sequence[int]) -> list[tuple[int, float] | None]:
        """The node of the build that is most like each: the smallest of those with the largest share.

        Of the images that both trees have, the share (Jaccard's) of those that are in both nodes among those
        in either. New images count for neither. The root stays the root.

        Parameters
        ----------
        index : Index
            The build.
        nodes : sequence of int

        Returns
        -------
        list of (int, float) or None
            Node and share; None where no image of it is left.

        Raises
        ------
        InputError
            A node is none of this tree.
        """
        known = np.zeros(index.n + 1, np.int64)
        known[1:][self.rows[self.rows >= 0]] = 1
        known = known.cumsum()
        there = known[index.tree.hi] - known[index.tree.lo]
        return [self._node_in(index, node, there) for node in nodes]

    def _node_in(self, index: Index, node: int, there: np.ndarray) -> tuple[int, float] | None:
        mine = self.images_of(node)
        if node == len(self.lo) - 1:
            return index.root, 1.0
        if not len(mine):
            return None
        tree = index.tree
        both = np.searchsorted(mine, tree.hi) - np.searchsorted(mine, tree.lo)
        shares = both / (len(mine) + there - both)
        # Children come before their parents, so the first of equals is the smallest.
        best = int(np.argmax(shares))
        return best, float(shares[best])


def rows_between(before: pa.Table, now: pa.Table) -> np.ndarray:
    """(m,) int64 The row in one item table of each image of another, by path, else by content; -1: none."""
    found = _places(before[layout.PATH], now[layout.PATH])
    lost = np.flatnonzero(found < 0)
    if len(lost):
        found[lost] = _places(before[layout.HASH].take(lost), now[layout.HASH])
    return found


def _places(wanted: pa.ChunkedArray, among: pa.ChunkedArray) -> np.ndarray:
    found = pc.fill_null(pc.index_in(wanted, value_set=among.combine_chunks()), -1)
    return np.array(found.to_numpy(), np.int64)


def known_after(
    before: Index,
    items: pa.Table,
    merges: np.ndarray,
    named: Collection[str] = (),
    places: np.ndarray | None = None,
) -> tuple[EarlierTree, ...]:
    """Return the trees that a build is to know: that of the one before it, and those which that one knew.

    Parameters
    ----------
    before : Index
        The build that it replaces.
    items : pa.Table
        (n rows) item table of the new one.
    merges : (n-1, 4) float64 array
        SciPy's Z over its rows.
    named : collection of str
        Trees that are kept however long ago they were.
    places : (m, 2) uint16 array or None
        Of the build before, as of `EarlierTree`.

    Returns
    -------
    tuple of EarlierTree
        The newest first.
    """
    now, last = fingerprint_of(items, merges), before.cached(tree_fingerprint)
    older = (_sound(before, tree) for tree in trees_known(before))
    found = sorted((each for each in older if each is not None), key=lambda each: each.age)
    if last != now:
        there = rows_between(before.items, items)
        found = [replace(each, rows=_through(each.rows, there), age=each.age + 1) for each in found]
        found = [EarlierTree(last, there, before.tree.lo, before.tree.hi, places=places), *found]
    found = [each for each in found if each.tree != now]
    return tuple(each for place, each in enumerate(found) if place < KEPT or each.tree in named)


def _through(rows: np.ndarray, there: np.ndarray) -> np.ndarray:
    return np.where(rows < 0, -1, there[np.maximum(rows, 0)])


def write_trees(folder: Path, trees: Sequence[EarlierTree]) -> None:
    """Write the trees that a build knows into its folder, a file each."""
    for each in trees:
        m = len(each.rows)
        np.savez_compressed(
            folder / FILE.format(each.tree),
            rows=each.rows.astype(np.int32),
            lo=each.lo[m:].astype(np.int32),
            hi=each.hi[m:].astype(np.int32),
            age=np.array(each.age, np.int32),
            **({} if each.places is None else {_PLACES: each.places}),  # pyright: ignore[reportArgumentType] - not allow_pickle
        )


def trees_known(index: Index) -> list[str]:
    """Return the fingerprints of the trees before that of an index which it knows, in no order."""
    begin, end = FILE.split("{}")
    names = [name for name in index.manifest.files if name.startswith(begin) and name.endswith(end)]
    return [name.removeprefix(begin).removesuffix(end) for name in names]


def earlier_tree(index: Index, tree: str) -> EarlierTree | None:
    """Return a tree before that of an index; None where it is not known, or not any more.

    Raises
    ------
    IndexFormatError
        The file that tells of it is damaged.
    """
    # What is asked for comes from addresses: nothing is remembered of those that are not there.
    return index.cached(_read, tree) if tree in trees_known(index) else None


def _sound(index: Index, tree: str) -> EarlierTree | None:
    try:
        return earlier_tree(index, tree)
    except IndexFormatError:
        return None


@label_free
def _read(index: Index, tree: str) -> EarlierTree:
    name = FILE.format(tree)
    arrays = index.arrays_of(name)
    if not _is_sound(arrays, index.n):
        raise IndexFormatError(
            f"{index.folder / name} is damaged: it does not tell of a tree. {layout.AGAIN}"
        )
    rows, lo, hi, age = (arrays[part] for part in _ARRAYS)
    leaves = np.arange(len(rows), dtype=np.int32)
    lo, hi = np.concatenate([leaves, lo]), np.concatenate([leaves + 1, hi])
    return EarlierTree(tree, rows, lo, hi, int(age), arrays.get(_PLACES))


def _is_sound(arrays: dict[str, np.ndarray], n: int) -> bool:
    """Whether these tell of a tree, as seen from a build of n images."""
    if any(part not in arrays or arrays[part].dtype != np.int32 for part in _ARRAYS):
        return False
    rows, lo, hi, age = (arrays[part] for part in _ARRAYS)
    m = rows.size
    if (rows.shape, lo.shape, hi.shape, age.shape) != ((m,), (m - 1,), (m - 1,), ()) or not m:
        return False
    places = arrays.get(_PLACES)
    if places is not None and (places.dtype != np.uint16 or places.shape != (m, 2)):
        return False
    fits = [rows >= -1, rows < n, lo >= 0, hi <= m, lo < hi]
    return all(each.all() for each in fits)
