"""Read the files of one build, each checked against what the manifest promises."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.tree.dendrogram import Tree
from explorer.errors import ArrayFileError, IndexFormatError
from explorer.images.thumbnail_store import ThumbnailReader, file_names
from explorer.index import format as layout
from explorer.index.arrow_values import in_known_zones
from explorer.index.class_shares import ClassShares
from explorer.index.image_parts import sound_parts
from explorer.index.unreadable import withheld
from explorer.npy import gist, open_npy, read_npz


@dataclass(frozen=True)
class Artefacts:
    """The files of a build of `n` images under `folder`; every method reads its file anew.

    Raises
    ------
    IndexFormatError
        From each method, when the file is damaged.
    """

    folder: Path
    n: int

    def array(self, name: str, shape: tuple[int | None, ...], mmap: bool = False) -> np.ndarray:
        """An `.npy` of a known shape (None: any length), memory-mapped on request."""
        try:
            array = open_npy(self.folder / name, mmap=mmap)
        except (OSError, ArrayFileError) as error:
            raise self._damaged(name, error) from None
        if array.ndim != len(shape) or any(
            want not in (None, have) for want, have in zip(shape, array.shape, strict=True)
        ):
            raise self._damaged(name, f"its shape is {array.shape}, expected {shape}")
        return array

    def projection(self) -> np.ndarray | None:
        """The places in the plane; None of an index that has none, whose file is empty."""
        projection = self.array(layout.PROJECTION, (None, 2))
        if len(projection) not in (0, self.n):
            raise self._damaged(layout.PROJECTION, f"its shape is {projection.shape}, expected ({self.n}, 2)")
        return projection if len(projection) else None

    def small_copy(self, dim: int) -> tuple[np.ndarray, np.ndarray]:
        """The vectors in a byte a number, and their bounds; memory-mapped."""
        codes = self.array(layout.SMALL_COPY, (self.n, dim), mmap=True)
        bounds = self.array(layout.SMALL_COPY_BOUNDS, (self.n, 2), mmap=True)
        for name, array, kind in (
            (layout.SMALL_COPY, codes, np.int8),
            (layout.SMALL_COPY_BOUNDS, bounds, np.float32),
        ):
            if array.dtype != kind:
                raise self._damaged(name, f"its numbers are {array.dtype}, expected {np.dtype(kind)}")
        return codes, bounds

    def class_shares(self) -> ClassShares:
        """How likely each image is to show each of the encoder's classes; memory-mapped."""
        classes = self.array(layout.CLASSES, (self.n, None), mmap=True)
        shares = self.array(layout.CLASS_SHARES, (self.n, classes.shape[1]), mmap=True)
        synsets = self.array(layout.CLASS_SYNSETS, (None,))
        for name, array, kind in (
            (layout.CLASSES, classes, np.uint16),
            (layout.CLASS_SHARES, shares, np.float16),
            (layout.CLASS_SYNSETS, synsets, np.uint32),
        ):
            if array.dtype != kind:
                raise self._damaged(name, f"its numbers are {array.dtype}, expected {np.dtype(kind)}")
        return ClassShares(classes, shares, len(synsets), synsets)

    def table(self, name: str) -> pa.Table:
        """A Parquet file."""
        try:
            # Half the time of `pq.read_table`, which goes through a data set of one file.
            with pq.ParquetFile(self.folder / name, memory_map=True) as file:
                return file.read()
        except (OSError, pa.ArrowException) as error:
            raise self._damaged(name, error) from None

    def items(self) -> pa.Table:
        """(n rows) The item table."""
        items = self.table(layout.ITEMS)
        if items.num_rows != self.n or layout.PATH not in items.column_names:
            raise self._damaged(
                layout.ITEMS, f"it has {items.num_rows} rows, expected {self.n} with a `path`"
            )
        return in_known_zones(items)

    def parts(self) -> pa.Table:
        """Where images lie in archives."""
        parts = self.table(layout.PARTS)
        if not sound_parts(parts, self.n):
            raise self._damaged(layout.PARTS, f"it does not say where {self.n} images lie")
        return parts

    def tree(self) -> Tree:
        """The cluster tree over rows."""
        nodes = 2 * self.n - 1
        expected = {
            "merges": (self.n - 1, 4),
            "lo": (nodes,),
            "hi": (nodes,),
            "parent": (nodes,),
            "height": (nodes,),
            "children": (nodes, 2),
        }
        arrays = self.arrays(layout.TREE)
        for key, shape in expected.items():
            if key not in arrays or arrays[key].shape != shape:
                raise self._damaged(layout.TREE, f"`{key}` is not of shape {shape}")
        return Tree(**{key: arrays[key] for key in expected})

    def neighbors(self) -> Neighbors:
        """The nearest neighbours of every row."""
        arrays = self.arrays(layout.NEIGHBORS)
        if {"rows", "distances", "metric"} - set(arrays) or len(arrays["rows"]) != self.n:
            raise self._damaged(layout.NEIGHBORS, f"it does not hold {self.n} rows")
        # Indexes written before these two were told apart hold exact neighbours.
        method, recall = str(arrays.get("method", "exact")), float(arrays.get("recall", 1.0))
        return Neighbors(arrays["rows"], arrays["distances"], str(arrays["metric"]), method, recall)

    def thumbnails(self, levels: tuple[int, ...]) -> ThumbnailReader:
        """The stored thumbnails, of these levels."""
        try:
            return ThumbnailReader(self.folder, levels)
        except IndexFormatError as error:
            raise withheld(error.__cause__, self.folder / file_names(levels)[-1][0]) or error from None

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """All arrays of an `.npz`, of whatever shapes."""
        try:
            return read_npz(self.folder / name)
        except (OSError, ArrayFileError) as error:
            raise self._damaged(name, error) from None

    def _damaged(self, name: str, error: Exception | str) -> IndexFormatError:
        if refused := withheld(error, self.folder / name):
            return refused
        why = gist(error) if isinstance(error, Exception) else error  # those of Arrow have many lines
        return IndexFormatError(f"{self.folder / name} is damaged: it cannot be read ({why}). {layout.AGAIN}")
