"""Which rows may be among the nearest, told from the small copy of the vectors.

With x = s·c + e (`explorer.index.quantized`; c whole numbers, |e| known) and a query q of length one,
Cauchy and Schwarz give s·(q·c) - |e| <= q·x <= s·(q·c) + |e|. A row whose upper end lies below the k-th
highest lower end of all is not among the k nearest: no answer is lost.

The query is rounded too, twice: to bytes, and what that leaves to bytes again, so that its own error is some
250 times smaller; both parts go over the copy in one pass. NumKong's `dots_packed` takes both at the price of
one, which `cdist` does not (docs/decisions/0012-small-measurements.md).
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np

from explorer.cores import available_cores
from explorer.index.quantized import LARGEST

BLOCK = 32_768
MAX_THREADS = 4
TIE = np.float32(1e-6)
"""Scores are rounded to six decimals, and rows that differ by less than this may tie."""


class Candidates:
    """Rows whose upper end reaches the k-th highest lower end seen so far; blocks may come in any order."""

    def __init__(self, k: int):
        self._k = k
        self._guard = Lock()
        self._lower = np.empty(0, np.float32)
        self._kept: list[tuple[np.ndarray, np.ndarray]] = []
        self.threshold = np.float32(-np.inf)

    def add(self, rows: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> None:
        """Take a block in: (m,) rows and the two ends of their scores."""
        kept = np.flatnonzero(upper >= self.threshold)
        if not len(kept):
            return
        rows, lower, upper = rows[kept], lower[kept], upper[kept]
        with self._guard:
            self._lower = np.concatenate([self._lower, lower])
            if len(self._lower) >= self._k:
                self._lower = np.partition(self._lower, len(self._lower) - self._k)[-self._k :]
                self.threshold = self._lower[0]
            left = upper >= self.threshold
            self._kept.append((rows[left], upper[left]))

    def result(self) -> tuple[np.ndarray, np.ndarray]:
        """(m,) rows, ascending, and the upper ends of their scores."""
        if not self._kept:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        rows, upper = (np.concatenate(parts) for parts in zip(*self._kept, strict=True))
        left = upper >= self.threshold
        rows, upper = rows[left], upper[left]
        order = np.argsort(rows)
        return rows[order], upper[order]


def candidates(
    copy: tuple[np.ndarray, np.ndarray], query: np.ndarray, rows: np.ndarray, k: int, block: int = BLOCK
) -> tuple[np.ndarray, np.ndarray]:
    """Find every row that may be among the k nearest.

    Parameters
    ----------
    copy : tuple of numpy.ndarray
        (n, d) int8 codes and (n, 2) float32 bounds of all rows, as `Index.small_copy` has them.
    query : numpy.ndarray
        (d,) float64 of length one.
    rows : numpy.ndarray
        (m,) int64, ascending: the rows to look at.
    k : int
        1 or more.
    block : int
        Rows looked at in one go.

    Returns
    -------
    rows : numpy.ndarray
        (c,) int64, ascending; holds the k nearest and all that tie with them.
    upper : numpy.ndarray
        (c,) float32, no less than the scores of these rows.
    """
    codes, bounds = copy
    scan = _scan(query)
    found = Candidates(k)

    def look(start: int) -> None:
        part = rows[start : start + block]
        first, last = int(part[0]), int(part[-1]) + 1
        if last - first == len(part):
            middle, reach = scan(codes[first:last], bounds[first:last])
        elif last - first <= 2 * len(part):
            middle, reach = (a[part - first] for a in scan(codes[first:last], bounds[first:last]))
        else:
            middle, reach = scan(codes[part], bounds[part])
        found.add(part, middle - reach, middle + reach)

    starts = range(0, len(rows), block)
    threads = min(len(starts), available_cores(), MAX_THREADS)
    if threads > 1:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(look, starts))
    else:
        for start in starts:
            look(start)
    return found.result()


def approximate(
    copy: tuple[np.ndarray, np.ndarray], query: np.ndarray, rows: np.ndarray, block: int = BLOCK
) -> tuple[np.ndarray, np.ndarray]:
    """Score rows by the small copy: (m,) float32 scores, and how far off each is at most.

    The parameters are those of `candidates`.
    """
    codes, bounds = copy
    scan = _scan(query)
    scores, reach = np.empty(len(rows), np.float32), np.empty(len(rows), np.float32)

    def look(start: int) -> None:
        part = rows[start : start + block]
        first, last = int(part[0]), int(part[-1]) + 1
        at = slice(first, last) if last - first == len(part) else part
        place = slice(start, start + len(part))
        scores[place], reach[place] = scan(codes[at], bounds[at])

    with ThreadPoolExecutor(min(available_cores(), MAX_THREADS)) as pool:
        list(pool.map(look, range(0, len(rows), block)))
    return scores, reach


def _scan(query: np.ndarray):
    """Prepare a query: a function from codes and bounds to the middles and half widths of the scores."""
    # Loaded here, because a server that is never asked for vectors needs none of it.
    import numkong

    steps, parts, rest = [], [], query
    for _ in range(2):
        step = np.abs(rest).max() / LARGEST or 1.0
        part = np.rint(rest / step)
        steps.append(np.float32(step))
        parts.append(part.astype(np.int8))
        # With the rounded step, so that what is left is what is left of what is used.
        rest = rest - part * np.float64(steps[-1])
    missed = np.float32(np.linalg.norm(rest) * LARGEST * np.sqrt(len(query)) * (1 + 1e-6))
    packed = numkong.dots_pack(np.stack(parts))

    def scan(codes: np.ndarray, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        products = np.asarray(numkong.dots_packed(codes, packed))
        step, error = bounds[:, 0], bounds[:, 1]
        middle = products[:, 0].astype(np.float32) * steps[0]
        middle += products[:, 1].astype(np.float32) * steps[1]
        middle *= step
        return middle, error + (missed * step + TIE)

    return scan
