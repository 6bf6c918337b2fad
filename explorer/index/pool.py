"""Images that are known already: what an earlier build or an interrupted one decoded and embedded."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import numpy as np

from explorer.index.format import CONCEPT
from explorer.index.reader import Index

FileKey = tuple[str, int, int]
"""Path as in the item table, size in bytes, modification time in ns: the same three, the same content."""


@dataclass(frozen=True)
class KnownImage:
    """What is known of one image's content, but for its vector and thumbnails.

    Attributes
    ----------
    digest : str
        Content hash.
    width, height : int
        Pixels, after EXIF orientation.
    concept : str or None
        The encoder's word.
    """

    digest: str
    width: int
    height: int
    concept: str | None


class Block(Protocol):
    """A batch of known images.

    Attributes
    ----------
    images : list of KnownImage
    files : list of FileKey
        The file that each was read from.
    colors : (m, 3) uint8 array
    vectors : (m, d) array or None
        None where the user gives the vectors.
    """

    images: list[KnownImage]
    files: list[FileKey]
    colors: np.ndarray
    vectors: np.ndarray | None

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of image `i`, one per level."""


class BuildBlock:
    """The images of a finished build."""

    def __init__(self, index: Index) -> None:
        items = index.items
        names = ("path", "hash", "width", "height", "bytes", "modified")
        paths, hashes, widths, heights, sizes = (items[name].to_pylist() for name in names[:-1])
        modified = items["modified"].cast("int64").to_pylist()
        concepts = items[CONCEPT].to_pylist() if CONCEPT in items.column_names else [None] * index.n
        self.images = [KnownImage(*known) for known in zip(hashes, widths, heights, concepts, strict=True)]
        self.files = list(zip(paths, sizes, modified, strict=True))
        self.colors = index.colors
        self.vectors = index.embeddings
        self._thumbnails = index.thumbnails
        self._levels = index.manifest.levels

    def thumbnails(self, i: int) -> list[bytes]:
        """Encoded thumbnails of row `i`, one per level."""
        found = [self._thumbnails.read(i, level) for level in self._levels]
        # A level that the image does not fill reads as the next one; it is stored as empty.
        return [b"" if small == large else small for small, large in pairwise(found)] + found[-1:]


Slot = tuple[int, int]
"""Number of a block in the pool, and place in the block."""


@dataclass
class Pool:
    """Blocks, searchable by file and by content hash. Of equal content the first one stands."""

    blocks: list[Block] = field(default_factory=list)
    _by_hash: dict[str, Slot] = field(default_factory=dict)
    _by_file: dict[FileKey, str] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """Add a block."""
        number = len(self.blocks)
        self.blocks.append(block)
        for i, (image, file) in enumerate(zip(block.images, block.files, strict=True)):
            self._by_hash.setdefault(image.digest, (number, i))
            self._by_file[file] = image.digest

    def digests(self) -> frozenset[str]:
        """Content hashes of all images."""
        return frozenset(self._by_hash)

    def slot(self, digest: str) -> Slot:
        """Where the image of that content is; KeyError when it is not known."""
        return self._by_hash[digest]

    def digest_of(self, file: FileKey) -> str | None:
        """Content hash of a file that was read before and has not been touched since."""
        return self._by_file.get(file)

    def image(self, slot: Slot) -> KnownImage:
        """What is known of the image at a slot."""
        return self.blocks[slot[0]].images[slot[1]]

    def thumbnails(self, slot: Slot) -> list[bytes]:
        """Encoded thumbnails, one per level."""
        return self.blocks[slot[0]].thumbnails(slot[1])

    def colors(self, slots: np.ndarray) -> np.ndarray:
        """(m, 3) uint8 mean colours at (m, 2) slots."""
        return self._gather(slots, np.empty((len(slots), 3), np.uint8), lambda block: block.colors)

    def vectors(self, slots: np.ndarray) -> np.ndarray:
        """(m, d) float32 vectors at (m, 2) slots; m is 1 or more."""
        dim = self.blocks[slots[0, 0]].vectors.shape[1]
        return self._gather(slots, np.empty((len(slots), dim), np.float32), lambda block: block.vectors)

    def _gather(self, slots: np.ndarray, out: np.ndarray, part) -> np.ndarray:
        by_block = np.argsort(slots[:, 0], kind="stable")
        edges = np.flatnonzero(np.diff(slots[by_block, 0])) + 1
        for rows in np.split(by_block, edges):
            if len(rows):
                out[rows] = part(self.blocks[slots[rows[0], 0]])[slots[rows, 1]]
        return out
