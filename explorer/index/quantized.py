"""A copy of the vectors in a byte a number, with how far each row of it is from the vector it stands for.

A search over all of a million vectors is bound by how fast memory can be read; this copy has a quarter of the
bytes. Because each row's error is stored, it can tell for certain which rows need not be looked at in full
(see `explorer.search.int8_screen`), so that the answer stays exact.
"""

from pathlib import Path

import numpy as np

from explorer.index import format as layout
from explorer.npy import growing_npy

MIN_ROWS = 50_000
"""Below so many rows the vectors themselves are read as fast."""

LARGEST = 127
_ROUNDING = 4e-6
"""Bounds what float32 arithmetic loses, here and in the search, as a share of a row's greatest length."""


def write_small_copy(folder: Path, embeddings: np.ndarray, unit: bool, block: int = 8192) -> None:
    """Write `embeddings-i8.npy` and `embeddings-i8-bounds.npy`, block by block.

    Parameters
    ----------
    folder : Path
        Folder of the build.
    embeddings : numpy.ndarray
        (n, d) finite floats, possibly memory-mapped.
    unit : bool
        The rows have length one; otherwise it is their directions that are copied.
    block : int
        Rows held in memory at a time.
    """
    n, d = embeddings.shape
    with (
        growing_npy(folder / layout.SMALL_COPY, (n, d), np.int8) as append_codes,
        growing_npy(folder / layout.SMALL_COPY_BOUNDS, (n, 2), np.float32) as append_bounds,
    ):
        for start in range(0, n, block):
            vectors = np.asarray(embeddings[start : start + block])
            if not unit:
                vectors = directions(vectors).astype(np.float32)
            codes, bounds = small_rows(vectors)
            append_codes(codes)
            append_bounds(bounds)


def small_rows(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Round vectors to a byte a number.

    Parameters
    ----------
    vectors : numpy.ndarray
        (m, d) finite float16 or float32.

    Returns
    -------
    codes : numpy.ndarray
        (m, d) int8 in -127…127.
    bounds : numpy.ndarray
        (m, 2) float32 `step` and `error`: the vector is `step * codes`, and no further than `error` from it.
    """
    vectors = np.asarray(vectors, dtype=np.float32)
    largest = np.abs(vectors).max(axis=1, initial=0)
    step = largest / np.float32(LARGEST)
    codes = np.rint(vectors / np.where(step > 0, step, np.inf)[:, None])
    np.clip(codes, -LARGEST, LARGEST, out=codes)
    rest = vectors - codes * step[:, None]
    error = np.sqrt(np.einsum("ij,ij->i", rest, rest, dtype=np.float64))
    error += _ROUNDING * np.sqrt(vectors.shape[1]) * largest
    # Rounded up: where numbers are tiny, float32 is coarse.
    error = np.where(error > 0, np.nextafter(error.astype(np.float32), np.float32(np.inf)), 0)
    return codes.astype(np.int8), np.stack([step, error.astype(np.float32)], axis=1)


def directions(vectors: np.ndarray) -> np.ndarray:
    """(m, d) float64 The rows scaled to length one; rows of zeros stay zero."""
    vectors = np.asarray(vectors, dtype=np.float64)
    largest = np.abs(vectors).max(axis=1, initial=0)[:, None]
    # Scaled first, so that the squares of large or tiny vectors neither overflow nor vanish.
    vectors = vectors / np.where(largest > 0, largest, 1)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    return vectors / np.where(lengths > 0, lengths, 1)
