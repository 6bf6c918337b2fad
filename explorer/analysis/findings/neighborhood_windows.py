"""The balls that findings look at beside clusters: lists of neighbours, made once and kept with the index."""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b

import numpy as np

from explorer.analysis.findings.requirements import meets, require_classes
from explorer.analysis.scan.balls import LONGEST, WHITENED, Neighborhoods
from explorer.analysis.scan.nearest_lists import MOST_CENTERS, centers_among, directions_of, exact_lists
from explorer.analysis.scan.walked_lists import (
    Walked,
    lists_around,
    neighbor_graph,
    walked_class_lists,
    walked_lists,
)
from explorer.analysis.scan.whitened import mean_shifted_by_graph, whitened_lists
from explorer.clustering.tree.row_sets import row_mask
from explorer.index.made_later import kept_array
from explorer.index.once import label_free
from explorer.index.reader import Index

LEAST_WHITENED = 2_000
"""Images that count from which on whitened balls are windows: of fewer, the covariance within classes is not
known well enough, and what is wrong for different reasons is thrown together."""
SETS_KEPT = 3
"""Sets of images that count whose neighbourhoods are kept with the index: those that were asked for last."""
_LISTS_OF_A_SET = 3
_VERSION = "1"
"""Of how lists are made: others are made anew."""


def neighborhoods_of(index: Index, known: np.ndarray) -> list[Neighborhoods]:
    """Return the neighbourhoods whose balls are windows: among all, within classes, and of many whitened.

    Parameters
    ----------
    index : Index
    known : (n,) bool
        Images that count: no others are listed.
    """
    bits = np.packbits(known).tobytes()
    found = [index.cached(_balls, bits)]
    if meets(index, require_classes):
        found.append(index.cached(_class_balls, bits))
        if np.count_nonzero(known) >= LEAST_WHITENED:
            found.append(index.cached(_whitened_balls, bits))
    return found


def neighborhoods_around(
    index: Index, known: np.ndarray
) -> Callable[[np.ndarray], list[Neighborhoods]] | None:
    """Return what gives neighbourhoods of other centres, `Space.around`; None where all rows are centres."""
    if np.count_nonzero(known) <= MOST_CENTERS:
        return None
    labels = np.where(known, index.labels(), -1) if meets(index, require_classes) else None

    @cache
    def walked() -> Walked:
        whitened = None
        if labels is not None:
            whitened = _reader_of(index.cached(_whitened, np.packbits(known).tobytes()))
        graph, metric = neighbor_graph(index.neighbors.rows), index.neighbors.metric
        return Walked(graph, known, labels, _reader(index), metric, whitened)

    return lambda centers: lists_around(walked(), centers)


@label_free
def _balls(index: Index, bits: bytes) -> Neighborhoods:
    rows = _rows(index, bits)

    def make() -> Neighborhoods:
        if len(rows) <= MOST_CENTERS:
            return exact_lists(directions_of(index.vectors(rows), index.neighbors.metric), rows)
        return walked_lists(
            neighbor_graph(index.neighbors.rows), centers_among(rows), row_mask(index.n, rows), _reader(index)
        )

    return _kept(index, "ball", bits, make)


def _class_balls(index: Index, bits: bytes) -> Neighborhoods:
    rows, labels = _rows(index, bits), index.labels()

    def make() -> Neighborhoods:
        if len(rows) <= MOST_CENTERS:
            directions = directions_of(index.vectors(rows), index.neighbors.metric)
            return exact_lists(directions, rows, labels[rows])
        counting = np.where(row_mask(index.n, rows), labels, -1)
        return walked_class_lists(
            neighbor_graph(index.neighbors.rows), centers_among(rows), counting, _reader(index)
        )

    return _kept(index, "class ball", bits + labels.tobytes(), make)


def _whitened_balls(index: Index, bits: bytes) -> Neighborhoods:
    rows, labels = _rows(index, bits), index.labels()

    def make() -> Neighborhoods:
        if len(rows) <= MOST_CENTERS:
            return whitened_lists(index.vectors(rows), rows, labels[rows])
        counting = np.where(row_mask(index.n, rows), labels, -1)
        read = _reader_of(index.cached(_whitened, bits))
        return walked_class_lists(neighbor_graph(index.neighbors.rows), centers_among(rows), counting, read)

    return _kept(index, WHITENED, bits + labels.tobytes(), make)


def _whitened(index: Index, bits: bytes) -> np.ndarray:
    """(n, e) float16 Whitened vectors where images are many, kept with the index."""
    labels = np.where(row_mask(index.n, _rows(index, bits)), index.labels(), -1)
    digest = blake2b(f"{_VERSION} whitened\n".encode() + labels.tobytes(), digest_size=8).hexdigest()
    return kept_array(
        index.folder,
        f"whitened-{digest}",
        lambda: mean_shifted_by_graph(_reader(index), labels, index.neighbors.rows),
        lambda found: found.dtype == np.float16 and found.ndim == 2 and len(found) == index.n,
        SETS_KEPT,
    )


def _kept(index: Index, name: str, depends: bytes, make: Callable[[], Neighborhoods]) -> Neighborhoods:
    digest = blake2b(f"{_VERSION} {name} {LONGEST}\n".encode() + depends, digest_size=8).hexdigest()

    def sound(found: np.ndarray) -> bool:
        return (
            found.dtype == np.int32
            and found.ndim == 2
            and found.shape[1] <= LONGEST
            and (not found.size or (int(found.min()) >= -1 and int(found.max()) < index.n))
        )

    most = _LISTS_OF_A_SET * SETS_KEPT
    return Neighborhoods(
        name, kept_array(index.folder, f"nearest-{digest}", lambda: make().members, sound, most)
    )


def _rows(index: Index, bits: bytes) -> np.ndarray:
    return np.flatnonzero(np.unpackbits(np.frombuffer(bits, np.uint8), count=index.n))


def _reader_of(vectors: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rows: vectors[rows].astype(np.float32)


def _reader(index: Index) -> Callable[[np.ndarray], np.ndarray]:
    """Read vectors: of unit rows in a byte a number where there is such a copy, which is near enough."""
    if index.neighbors.metric != "cosine" or index.small_copy is None:
        return index.vectors
    codes, bounds = index.small_copy
    return lambda rows: codes[rows] * bounds[rows, :1]
