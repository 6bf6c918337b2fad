"""Pictures that look alike or not, without files, for tests of copies."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from explorer.analysis.copies.compared_pictures import Pictures
from explorer.analysis.copies.image_hashes import Looks
from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.index.format import OWN_VECTORS
from explorer.index.once import Memory


@dataclass
class Drawn:
    """Hashes, 16 × 16 grey pixels, and whether there is anything to see."""

    hashes: np.ndarray
    grey: np.ndarray
    sound: np.ndarray


def looks_like(n, same=(), bits=0, spot=0):
    """Looks of n pictures that have nothing in common, but for those of `same`.

    The second and further ones differ from the first by `bits` bits and by up to `spot` levels in every
    other pixel.
    """
    rng = np.random.default_rng(3)
    hashes = rng.integers(0, 2**63, n).astype(np.uint64)
    grey = rng.integers(60, 200, (n, 256)).astype(np.uint8)
    for row in same:
        hashes[row] = hashes[same[0]]
        grey[row] = grey[same[0]]
    for row in same[1:]:
        hashes[row] ^= np.uint64(2**bits - 1)
        grey[row, ::2] = np.clip(grey[row, ::2].astype(int) + rng.integers(-spot, spot + 1, 128), 0, 255)
    return Drawn(hashes, grey, np.ones(n, bool))


def pictures(vectors, looks, content=None, colors=None, k=5, asked=None):
    """What is compared; `asked` gets the rows whose looks were asked for."""
    vectors = np.asarray(vectors, float)
    n = len(vectors)

    def look(rows):
        if asked is not None:
            asked.extend(rows.tolist())
        return Looks(looks.hashes[rows], looks.sound[rows])

    return Pictures(
        content=np.full(n, -1) if content is None else np.asarray(content),
        neighbors=nearest_neighbors(vectors, k),
        colors=np.full((n, 3), 100, np.uint8) if colors is None else np.asarray(colors, np.uint8),
        vectors=lambda rows: vectors[rows],
        looks=look,
        details=lambda rows: looks.grey[rows].reshape(-1, 16, 16).repeat(3, axis=1).repeat(3, axis=2),
    )


def scattered(n, d=16, seed=0):
    """Points that are all about equally far from each other."""
    return np.random.default_rng(seed).normal(size=(n, d))


class Stored:
    """Encoded pictures in the form of `ThumbnailReader.pack`; counts those handed out."""

    def __init__(self, files):
        self.files = list(files)
        self.packed = 0

    def pack(self, rows, size):
        """A `DTHM` answer."""
        pieces = [self.files[row] for row in np.asarray(rows).tolist()]
        self.packed += len(pieces)
        table = [x for row, piece in zip(rows, pieces, strict=True) for x in (row, len(piece))]
        return b"DTHM" + np.array([1, len(pieces), *table], "<u4").tobytes() + b"".join(pieces)


def index_of(vectors, files, hashes=None, k=5, colors=None, of_pixels=False):
    """As much of an index as copies are found in."""
    import pyarrow as pa

    vectors = np.asarray(vectors, np.float32)
    n = len(vectors)
    columns = {"path": [f"{i}.png" for i in range(n)]}
    if hashes is not None:
        columns["hash"] = [str(value) for value in hashes]
    index = SimpleNamespace(
        n=n,
        items=pa.table(columns),
        neighbors=nearest_neighbors(vectors, k),
        colors=np.full((n, 3), 100, np.uint8) if colors is None else colors,
        vectors=lambda rows: vectors[rows],
        thumbnails=Stored(files),
        encoder={"name": "packaged" if of_pixels else OWN_VECTORS},
        folder=Path("nowhere"),
    )
    memory = Memory()
    index.cached = lambda make, *arguments: memory.get((make, arguments), lambda: make(index, *arguments))
    return index
