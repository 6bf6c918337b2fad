"""Which images follow each other by their names, as frames of a video and shots of a burst do."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.cancellation import unless_cancelled
from explorer.images.frames.frame import TIME, Frame, frame_of
from explorer.natural_order import path_key

_AT_ONCE = 1 << 14
_MILLISECONDS = 1000


@dataclass(frozen=True)
class NameOrder:
    """The order of n images by name, as parallel arrays.

    Attributes
    ----------
    ranks : (n,) int64
        Place of each in the order of all: folder by folder, numbers by value, frames of a video by time.
    series : (n,) int64
        Equal for images of one folder, or of one file that holds many.
    timed : (n,) bool
        Whether it is a frame that is named by its time.
    """

    ranks: np.ndarray
    series: np.ndarray
    timed: np.ndarray

    def following(self, most: int) -> np.ndarray:
        """Return (p, 2) int64: rows of one series between which lie fewer than `most` places.

        The lower row first, ascending.
        """
        order = np.argsort(self.ranks, kind="stable")
        found = [np.empty((0, 2), np.int64)]
        for step in range(1, most + 1):
            one, other = order[:-step], order[step:]
            same = self.series[one] == self.series[other]
            found.append(np.column_stack([one[same], other[same]]))
        return np.unique(np.sort(np.concatenate(found), axis=1), axis=0)


def name_order(paths: pa.ChunkedArray | pa.Array) -> NameOrder:
    """Put images in the order of their names.

    Parameters
    ----------
    paths : pa.ChunkedArray or pa.Array
        (n,) texts. O(n log n) time; of their sort keys all are held at once.
    """
    keys, series, timed = [], [], []
    for texts in _pieces(paths):
        frames = [frame_of(text) for text in texts]
        named = list(zip(texts, frames, strict=True))
        keys.append(pa.array([_key(*each) for each in named], pa.large_string()))
        series.append(pa.array([_series(*each) for each in named], pa.large_string()))
        timed += [frame is not None and frame.kind == TIME for frame in frames]
    n = len(timed)
    order = pc.sort_indices(pa.chunked_array(keys, pa.large_string())).to_numpy().astype(np.int64)
    ranks = np.empty(n, np.int64)
    ranks[order] = np.arange(n)
    codes = pa.chunked_array(series, pa.large_string()).combine_chunks().dictionary_encode()
    if isinstance(codes, pa.ChunkedArray):
        codes = codes.combine_chunks()
    return NameOrder(ranks, codes.indices.to_numpy().astype(np.int64), np.array(timed, bool))


def _pieces(paths: pa.ChunkedArray | pa.Array) -> Iterator[list[str]]:
    for start in unless_cancelled(range(0, len(paths), _AT_ONCE)):
        yield paths.slice(start, _AT_ONCE).to_pylist()


def _key(path: str, frame: Frame | None) -> str:
    if frame is None or frame.kind != TIME:
        return path_key(path)
    # A decimal is no number that follows a point: 2.5 seconds come after 2.25.
    return path_key(f"{frame.path}#{round(float(frame.at) * _MILLISECONDS)}")


def _series(path: str, frame: Frame | None) -> str:
    return path.rpartition("/")[0] if frame is None else f"{frame.path}#"
