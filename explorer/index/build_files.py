"""The files of one build, each read when it is first wanted; every array is in dendrogram order."""

from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import pyarrow as pa

from explorer.clustering.neighbors.types import Neighbors
from explorer.clustering.tree.dendrogram import Tree
from explorer.images.pages import MappedPages, read_ahead
from explorer.images.thumbnail_store import ThumbnailReader
from explorer.index import format as layout
from explorer.index.class_shares import ClassShares
from explorer.index.files import Artefacts
from explorer.index.locks import ReaderLock
from explorer.index.manifest import Manifest
from explorer.index.once import Memory, label_free, once
from explorer.npy import mapped_file

_Value = TypeVar("_Value")


class BuildFiles:
    """One build of an index, held until it is closed or collected; safe to share between threads.

    Attributes
    ----------
    path : Path
        Folder of the index, absolute.
    manifest : Manifest
        The manifest of this build.
    """

    def __init__(self, path: Path, manifest: Manifest, lock: ReaderLock) -> None:
        self.path = path
        self.manifest = manifest
        self._lock = lock
        self._files = Artefacts(self.folder, manifest.n)
        self._memory = Memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        lock = getattr(self, "_lock", None)
        if lock is not None:
            lock.release()

    def close(self) -> None:
        """Let a refresh remove this build; what was already read stays valid."""
        self._memory.clear()
        self._lock.release()

    @property
    def build(self) -> str:
        """Name of the build."""
        return self.manifest.build

    @property
    def folder(self) -> Path:
        """Folder of the build's files."""
        return self.path / layout.BUILDS / self.manifest.build

    @property
    def n(self) -> int:
        """Images."""
        return self.manifest.n

    @property
    def dim(self) -> int:
        """Dimensions of the embeddings."""
        return self.manifest.dim

    def arrays_of(self, name: str) -> dict[str, np.ndarray]:
        """Arrays of one `.npz` of the build, read anew; the caller checks their shapes."""
        return self._files.arrays(name)

    def cached(self, make: Callable[..., _Value], *arguments: Hashable) -> _Value:
        """Return `make(index, *arguments)`, made once for these arguments and kept until the index is closed.

        `make` is known by itself, so it is a function of a module and not one made for the occasion.
        """
        return self._memory.get((make, arguments), partial(make, self, *arguments))

    @property
    @once
    def items(self) -> pa.Table:
        """(n rows) The item table."""
        return self._files.items()

    @property
    @once
    @label_free
    def embeddings(self) -> np.ndarray:
        """(n, dim) Vectors, memory-mapped; unit rows unless they are the user's own."""
        return self._files.array(layout.EMBEDDINGS, (self.n, self.dim), mmap=True)

    @property
    @once
    @label_free
    def small_copy(self) -> tuple[np.ndarray, np.ndarray] | None:
        """(n, dim) int8 and (n, 2) float32, memory-mapped: see `explorer.index.quantized`; None without."""
        if not {layout.SMALL_COPY, layout.SMALL_COPY_BOUNDS} <= set(self.manifest.files):
            return None
        return self._files.small_copy(self.dim)

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """(m, dim) float32 copies of the vectors of rows far apart; what was read of the file is let go."""
        vectors, each = self.embeddings, self.dim * self.embeddings.itemsize
        mapped, begins = mapped_file(vectors)
        starts = begins + each * np.asarray(rows, np.int64)
        read_ahead(mapped, starts, starts + each)
        copies = np.asarray(vectors[rows], np.float32)
        self._pages.looked_at(len(rows), each)
        return copies

    @property
    @once
    @label_free
    def _pages(self) -> MappedPages:
        return MappedPages([mapped_file(self.embeddings)[0]])

    @property
    @once
    @label_free
    def colors(self) -> np.ndarray:
        """(n, 3) uint8 Mean colours."""
        return self._files.array(layout.COLORS, (self.n, 3))

    @property
    @once
    @label_free
    def projection(self) -> np.ndarray | None:
        """(n, 2) float32 Places on the map; None where none was wanted."""
        return self._files.projection()

    @property
    @once
    @label_free
    def probabilities(self) -> np.ndarray | None:
        """(n, c) Class probabilities, memory-mapped, in the order of `classes`; None where there are none."""
        if layout.PROBABILITIES not in self.manifest.files:
            return None
        return self._files.array(layout.PROBABILITIES, (self.n, None), mmap=True)

    @property
    @once
    @label_free
    def class_shares(self) -> ClassShares | None:
        """How likely each image is to show each of the encoder's classes; None where that is not kept."""
        names = {layout.CLASSES, layout.CLASS_SHARES, layout.CLASS_SYNSETS}
        return self._files.class_shares() if names <= set(self.manifest.files) else None

    @property
    @once
    @label_free
    def status_times(self) -> np.ndarray | None:
        """(n,) int64 When the status of each file last changed, ns since 1970; None where it was not kept."""
        if layout.STATUS_TIMES not in self.manifest.files:
            return None
        return self._files.array(layout.STATUS_TIMES, (self.n,))

    @property
    @once
    @label_free
    def parts(self) -> pa.Table | None:
        """Where images lie in archives (`explorer.index.image_parts`); None where each is a whole file."""
        return self._files.parts() if layout.PARTS in self.manifest.files else None

    @property
    @once
    @label_free
    def tree(self) -> Tree:
        """The cluster tree over rows."""
        return self._files.tree()

    @property
    def root(self) -> int:
        """Node of all rows, known before the tree is read."""
        return 2 * self.n - 2

    @property
    @once
    @label_free
    def neighbors(self) -> Neighbors:
        """The nearest neighbours of every row."""
        return self._files.neighbors()

    @property
    @once
    @label_free
    def thumbnails(self) -> ThumbnailReader:
        """The stored thumbnails."""
        return self._files.thumbnails(tuple(self.manifest.levels))

    @property
    @once
    @label_free
    def failures(self) -> pa.Table:
        """`path`, `source_row` and `reason` of everything that could not be used."""
        return self._files.table(layout.FAILURES)
