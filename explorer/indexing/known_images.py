"""Images that are known already: what an earlier build or an interrupted one decoded and embedded.

There may be millions of them, so no image is an object here: what is known lies in parallel arrays, and what
is large stays on disk until it is asked for.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from explorer.errors import IndexFormatError
from explorer.images.digests import DIGEST, pack
from explorer.images.measures import MEASURES
from explorer.index.format import CONCEPT
from explorer.index.measure_columns import measures_of
from explorer.index.reader import Index

# Rows of an item table that are Python objects at one time.
_ROWS_AT_ONCE = 1 << 16


def file_key(path: str, size: int, modified: int) -> bytes:
    """Sixteen bytes for a file in one state: with the same path, size and time it has the same content.

    Parameters
    ----------
    path : str
        As in the item table.
    size : int
        Bytes.
    modified : int
        Time of its last change, nanoseconds since 1970.
    """
    text = f"{size} {modified} {path}".encode()
    return hashlib.blake2b(text, digest_size=DIGEST.itemsize).digest()


@dataclass(frozen=True)
class Known:
    """What is known of m images but for their vectors and thumbnails, as parallel arrays.

    Attributes
    ----------
    digests : (m,) `DIGEST`
        Content hashes.
    files : (m,) `DIGEST`
        `file_key` of the file that each was read from.
    sizes : (m, 2) int32
        Width and height in pixels, upright.
    colors : (m, 3) uint8
        Mean colours.
    concepts : (m,) object
        The encoder's word (str), or None.
    measures : (m, 3) float32
        As of `explorer.images.measures.measure`; NaN where it was not measured, as in builds before that.
    changed : (m,) int64
        As of `explorer.images.read_file.status_changed`, of the file; 0 where it was not kept.
    """

    digests: np.ndarray
    files: np.ndarray
    sizes: np.ndarray
    colors: np.ndarray
    concepts: np.ndarray
    measures: np.ndarray
    changed: np.ndarray


class Block(Protocol):
    """A batch of m known images."""

    known: Known

    def vectors(self) -> np.ndarray:
        """(m, d) float32 array; not to be asked for where the user gives the vectors."""
        ...

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of image `i`, one per level."""
        ...


class BuildBlock:
    """The images of a finished build."""

    def __init__(self, index: Index) -> None:
        parts = [_known(batch) for batch in index.items.to_batches(max_chunksize=_ROWS_AT_ONCE)]
        columns = (np.concatenate(column) for column in zip(*parts, strict=True))
        digests, files, sizes, concepts = columns
        measures, changed = measures_of(index.items), _status_times(index)
        self.known = Known(digests, files, sizes, index.colors, concepts, measures, changed)
        self._index = index

    def vectors(self) -> np.ndarray:
        """(n, d) float32, memory-mapped."""
        return self._index.embeddings

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of row `i`, one per level."""
        return self._index.thumbnails.stored(i)


def _known(items: pa.RecordBatch) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Digests, file keys, sizes and concepts of some rows of an item table."""
    modified = items["modified"].cast("int64").to_pylist()
    states = zip(items["path"].to_pylist(), items["bytes"].to_pylist(), modified, strict=True)
    keys = [file_key(*state) for state in states]
    has_concepts = CONCEPT in items.schema.names
    return (
        pack(items["hash"].to_pylist()),
        np.array(keys, DIGEST),
        np.column_stack([items[name].to_numpy() for name in ("width", "height")]),
        as_objects(items[CONCEPT].to_pylist() if has_concepts else [None] * items.num_rows),
    )


def _status_times(index: Index) -> np.ndarray:
    """Times of the files' status, 0 where there are none: without them, files are known by the others."""
    with suppress(IndexFormatError):
        if index.status_times is not None:
            return index.status_times
    return np.zeros(index.n, np.int64)


def unmeasured(m: int) -> np.ndarray:
    """(m, 3) float32 array of NaN: the measures of images that were read before there were any."""
    return np.full((m, len(MEASURES)), np.nan, np.float32)


def as_objects(words: list[str | None]) -> np.ndarray:
    """(m,) object array in which equal words are one object."""
    one: dict[str | None, str | None] = {}
    array = np.empty(len(words), object)
    array[:] = [one.setdefault(word, word) for word in words]
    return array


class KnownImages:
    """Blocks, searchable by file and by content hash. Of equal content the first one stands.

    A slot is the place of an image in all blocks one after another; -1 is none. It stays what it is when
    blocks are added.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._starts = np.zeros(1, np.int64)
        self._by_digest: _Lookup | None = None

    def add(self, block: Block) -> None:
        """Add a block."""
        self.blocks.append(block)
        self._starts = np.append(self._starts, self._starts[-1] + len(block.known.digests))
        self._by_digest = None

    def digests(self) -> np.ndarray:
        """(m,) `DIGEST` array: content hashes of all images."""
        return self._all(DIGEST, lambda block: block.known.digests)

    def find(self, digests: np.ndarray) -> np.ndarray:
        """Slots of images by their content hashes, (n,) int64."""
        if self._by_digest is None:
            self._by_digest = _Lookup(self.digests())
        return self._by_digest.first(digests)

    def find_files(self, keys: np.ndarray, changed: np.ndarray) -> np.ndarray:
        """Slots of what is in files that were read before and not touched since, (n,) int64.

        Parameters
        ----------
        keys : (n,) `DIGEST` array
            By `file_key`; empty where there is no file.
        changed : (n,) int64 array
            As in `Known`. Where both sides have one and they differ, the file may have been touched.
        """
        found, touched = self._last_read(keys, changed)
        there = (found >= 0) & ~touched
        found[~there] = -1
        found[there] = self.find(self.digests()[found[there]])
        return found

    def find_doubted(self, keys: np.ndarray, changed: np.ndarray) -> np.ndarray:
        """Places, ascending, of files that are known but for the time of their status; see `find_files`."""
        found, touched = self._last_read(keys, changed)
        return np.flatnonzero((found >= 0) & touched)

    def _last_read(self, keys: np.ndarray, changed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) slots where files were read last, -1 where never; and (n,) bool whether touched since."""
        # What was read later is true of a file, and where it was read first the content stands.
        found = _Lookup(self._all(DIGEST, lambda block: block.known.files)).last(keys)
        times = np.append(self._all(np.dtype(np.int64), lambda block: block.known.changed), 0)
        before = times[found]
        return found, (before != 0) & (changed != 0) & (before != changed)

    def thumbnails(self, slot: int) -> list[bytes]:
        """Encoded thumbnails, one per level."""
        number = int(np.searchsorted(self._starts, slot, "right")) - 1
        return self.blocks[number].thumbnails(int(slot - self._starts[number]))

    def known(self, slots: np.ndarray) -> Known:
        """What is known of the images at (n,) slots."""
        n = len(slots)
        out = Known(
            np.empty(n, DIGEST),
            np.empty(n, DIGEST),
            np.empty((n, 2), np.int32),
            np.empty((n, 3), np.uint8),
            np.empty(n, object),
            unmeasured(n),
            np.empty(n, np.int64),
        )
        for name, array in vars(out).items():
            self._gather(slots, array, lambda block, name=name: getattr(block.known, name))
        return out

    def vectors(self, slots: np.ndarray) -> np.ndarray:
        """(n, d) float32 vectors at (n,) slots; n is 1 or more. Holds those of one block besides."""
        number = int(np.searchsorted(self._starts, slots[0], "right")) - 1
        out = np.empty((len(slots), self.blocks[number].vectors().shape[1]), np.float32)
        self._gather(slots, out, lambda block: block.vectors())
        return out

    def _gather(self, slots: np.ndarray, out: np.ndarray, part: Callable[[Block], np.ndarray]) -> None:
        """Fill `out` with that part of the images at `slots`, one block after another."""
        by_slot = np.argsort(slots, kind="stable")
        edges = np.searchsorted(slots[by_slot], self._starts)
        for block, start, lo, hi in zip(self.blocks, self._starts, edges, edges[1:], strict=False):
            if lo < hi:
                rows = by_slot[lo:hi]
                out[rows] = part(block)[slots[rows] - start]

    def _all(self, dtype: np.dtype, part: Callable[[Block], np.ndarray]) -> np.ndarray:
        return np.concatenate([np.empty(0, dtype), *(part(block) for block in self.blocks)])


class _Lookup:
    """Where a value stands in an array in which it may stand more than once; -1 where it does not."""

    def __init__(self, values: np.ndarray) -> None:
        self._order = np.argsort(values, kind="stable")
        self._sorted = values[self._order]

    def first(self, wanted: np.ndarray) -> np.ndarray:
        """Lowest place of each."""
        return self._places(wanted, np.searchsorted(self._sorted, wanted, "left"))

    def last(self, wanted: np.ndarray) -> np.ndarray:
        """Highest place of each."""
        return self._places(wanted, np.searchsorted(self._sorted, wanted, "right") - 1)

    def _places(self, wanted: np.ndarray, near: np.ndarray) -> np.ndarray:
        found = np.full(len(wanted), -1, np.int64)
        if len(self._sorted):
            near = near.clip(0, len(self._sorted) - 1)
            same = self._sorted[near] == wanted
            found[same] = self._order[near[same]]
        return found
