"""Which images are the same picture again: copies are no further evidence, so one of each counts."""

import io
from collections.abc import Callable

import numpy as np
import pyarrow as pa
from PIL import Image

SAME_BYTES = 0.1
"""Files of the same content are one image unless their vectors lie further apart than this, in typical
distances between nearest neighbours: then they are of different things, such as parts of one picture."""

NEAR = 0.6
"""Pictures with vectors within this, in the same unit, are compared by their pixels."""

SIDE = 16
MOST_COLOR = 12
"""Mean colours of copies differ by no more than this, of 255."""
LEAST_LIKENESS = 0.98
"""Correlation of the pixels of copies."""
LEAST_CONTRAST = 4.0
"""Pictures with a smaller standard deviation, of 255, have nothing that could be compared."""

Pictures = Callable[[np.ndarray], np.ndarray]


def distinct_images(index) -> np.ndarray:
    """Return (n,) int64: for every row the first row that shows the same picture, found once and kept.

    Parameters
    ----------
    index : Index
        Opened; needs `items`, `neighbors`, `vectors`, `colors` and `thumbnails`.
    """
    return index.kept("distinct images", lambda: _distinct(index))


def _distinct(index) -> np.ndarray:
    near = index.neighbors
    typical = typical_distance(near.distances, near.metric)
    hashes = hash_codes(index.items) if "hash" in index.items.column_names else None
    pairs = [np.empty((0, 2), np.int64)]
    if hashes is not None:
        pairs.append(same_bytes(hashes, index.vectors, SAME_BYTES * typical, near.metric))
    pairs.append(
        look_alikes(near, NEAR * typical, index.colors, lambda rows: _pixels(index.thumbnails, rows))
    )
    return first_of_each(np.concatenate(pairs), index.n)


def one_of_each(outcomes: np.ndarray, firsts: np.ndarray) -> np.ndarray:
    """Return the outcomes with all but one image of each picture left out: the first with a known outcome.

    Which one it is does not depend on the outcomes themselves, so that they stay exchangeable.

    Parameters
    ----------
    outcomes : (n,) int8
        -1 where not known.
    firsts : (n,) int64
        As `distinct_images` gives it.

    Returns
    -------
    (n,) int8
        -1 also for what is left out.
    """
    known = np.flatnonzero(outcomes >= 0)
    _, first = np.unique(firsts[known], return_index=True)
    counted = np.full_like(outcomes, -1)
    counted[known[first]] = outcomes[known[first]]
    return counted


def typical_distance(distances: np.ndarray, metric: str) -> float:
    """Return the median Euclidean distance of rows to their nearest neighbour, equal ones left out."""
    nearest = distances[:, 0] if distances.shape[1] else np.empty(0)
    nearest = _euclidean(nearest[nearest > 0], metric)
    return float(np.median(nearest)) if len(nearest) else 0.0


def same_bytes(hashes: np.ndarray, read: Callable, most: float, metric: str) -> np.ndarray:
    """Return (p, 2) rows with the same content, each with the first such row, whose vectors agree.

    Parameters
    ----------
    hashes : (n,) int
        Equal where the content is; -1 where not known.
    read : callable
        Vectors of some rows, (m, d).
    most : float
        Largest Euclidean distance; vectors that are equal but for rounding agree in any case.
    metric : str
        Of the neighbours; "cosine" says that vectors are unit rows.
    """
    order = np.argsort(hashes, kind="stable")
    again = np.flatnonzero((np.diff(hashes[order]) == 0) & (hashes[order][1:] >= 0)) + 1
    if not len(again):
        return np.empty((0, 2), np.int64)
    first = order[np.searchsorted(hashes[order], hashes[order[again]])]
    rows = order[again]
    agree = np.zeros(len(rows), bool)
    for i in range(0, len(rows), 4096):
        a, b = (np.asarray(read(part[i : i + 4096]), np.float64) for part in (rows, first))
        gap, length = np.linalg.norm(a - b, axis=1), np.linalg.norm(b, axis=1)
        agree[i : i + 4096] = gap <= np.maximum(most, 1e-3 * length)
    return np.column_stack([first, rows])[agree]


def look_alikes(near, most: float, colors: np.ndarray, read: Pictures) -> np.ndarray:
    """Return (p, 2) neighbours that are one picture again: rescaled, compressed anew, slightly edited.

    Vectors alone cannot tell a copy from another picture of a tight group, so pixels confirm: small grey
    pictures that correlate, of the same mean colour. Pictures without any contrast are never confirmed.

    Parameters
    ----------
    near : Neighbors
        Of n rows.
    most : float
        Largest Euclidean distance of the vectors.
    colors : (n, 3) uint8
        Mean colours.
    read : Pictures
        Pixels of some rows, (m, 256) float32.
    """
    first, place = np.nonzero(_euclidean(near.distances, near.metric) <= most)
    second = near.rows[first, place].astype(np.int64)
    pairs = np.unique(np.sort(np.column_stack([first, second]), axis=1), axis=0)
    shades = colors.astype(np.int16)
    alike = np.abs(shades[pairs[:, 0]] - shades[pairs[:, 1]]).max(axis=1, initial=0) <= MOST_COLOR
    pairs = pairs[alike]
    if not len(pairs):
        return pairs
    rows, places = np.unique(pairs, return_inverse=True)
    pixels = read(rows)
    pixels = pixels - pixels.mean(axis=1, keepdims=True)
    contrast = np.sqrt(np.square(pixels).mean(axis=1))
    pixels /= np.maximum(contrast, 1e-6)[:, None]
    a, b = places.reshape(-1, 2).T
    likeness = np.einsum("ij,ij->i", pixels[a], pixels[b]) / pixels.shape[1]
    return pairs[(likeness >= LEAST_LIKENESS) & (np.minimum(contrast[a], contrast[b]) >= LEAST_CONTRAST)]


def first_of_each(pairs: np.ndarray, n: int) -> np.ndarray:
    """Return (n,) int64: the lowest of all rows that (p, 2) pairs link with each row, directly or not."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, group = connected_components(links, directed=False)
    _, first, back = np.unique(group, return_index=True, return_inverse=True)
    return first[back]


def _euclidean(distances: np.ndarray, metric: str) -> np.ndarray:
    # For unit rows, 1 - cosine is half the square of the Euclidean distance.
    return np.sqrt(2 * np.maximum(distances, 0)) if metric == "cosine" else distances


def hash_codes(items: pa.Table) -> np.ndarray:
    """Return (n,) int: equal where files hold the same bytes, -1 where that is not known."""
    column = items["hash"].combine_chunks()
    codes = column.dictionary_encode().indices.fill_null(-1)
    return codes.to_numpy(zero_copy_only=False)


def _pixels(thumbnails, rows: np.ndarray) -> np.ndarray:
    """(m, 256) float32 grey values; flat where a thumbnail cannot be read, so that nothing is confirmed."""
    pixels = np.zeros((len(rows), SIDE * SIDE), np.float32)
    for place, row in enumerate(rows.tolist()):
        try:
            with Image.open(io.BytesIO(thumbnails.read(row, SIDE))) as picture:
                small = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
        except (OSError, ValueError):
            continue
        pixels[place] = np.asarray(small, np.float32).ravel()
    return pixels
