"""Nearest neighbours by cells: points are dealt to cells, and a query looks into the nearest cells only.

The idea is the inverted file of Sivic & Zisserman (ICCV 2003) and Jégou, Douze & Schmid (TPAMI 33(1), 2011).
What is done otherwise: thousands of queries are answered together, so that a cell meets all that ask for it
in one matrix product. That keeps a processor at its arithmetic, where one query at a time waits for memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from explorer.clustering.nearest.clusters import rounded
from explorer.clustering.neighbors.topk_insert import keep_nearest, measure
from explorer.clustering.workers import Workers

SPARE = 8
"""Points listed beyond those asked for, so that float32's rounding seldom leaves the last in doubt."""

_BLOCK = 4096
"""Rows that one product takes at most."""

_LEAST, _BLOCKS = 64, 8
"""And at least; in between so many that there are so many products for threads to share."""

_SHORT = 64
"""Longest list of cells that is kept while looking; beyond, sorting all costs less."""

_LEARNED_FROM = 32
"""Points a cell from which centres are learned."""

_ROUNDS = 4
"""Of Lloyd's algorithm; more hardly change what a search finds."""

_LARGEST = 4
"""No cell is larger than so many times the average: what lies that close together is cut into equal parts."""


@dataclass(frozen=True)
class InvertedFile:
    """Points dealt to cells.

    Attributes
    ----------
    points : (n, d) array
        As they were given.
    ordered : (n, d) float32 tensor
        The same sorted by cell, and less `middle`, so that no digits go to what all have in common.
    half : (n,) float32 tensor
        Half the squared length of each of `ordered`.
    row : (n,) int64 array
        Which of `points` each of `ordered` is.
    middle : (d,) float32 tensor
    centres : (c, d) float32 tensor
    start : (c + 1,) int64 array
        `ordered[start[i] : start[i + 1]]` lie in cell i; none is empty.
    cell : (n,) int64 array
        Of each of `points`.
    workers : Workers
    """

    points: np.ndarray
    ordered: torch.Tensor
    half: torch.Tensor
    row: np.ndarray
    middle: torch.Tensor
    centres: torch.Tensor
    start: np.ndarray
    cell: np.ndarray
    workers: Workers

    def probes(self, queries: np.ndarray, count: int) -> np.ndarray:
        """(q, count) int32, the cells with the nearest centres of each query, nearest first."""
        return _nearest_centres(self.centres, queries, self.middle, count, self.workers)

    def nearest(
        self,
        queries: np.ndarray,
        probes: np.ndarray,
        count: int,
        itself: np.ndarray | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Look through each query's cells for the points nearest to it.

        Parameters
        ----------
        queries : (q, d) array
        probes : (q, p) int32 array
            Cells to look into.
        count : int
            Points to list for each.
        itself : (q,) int64 array, optional
            The point that each query is, and must not find.
        progress : callable, optional
            Called with the number of queries just answered.

        Returns
        -------
        near : (q, count) int64 array
            Nearest first, ties to the lower number; -1 where the cells hold no more.
        squared : (q, count) float64 array
            Squared distances, from coordinate differences; infinite where the cells hold no more.
        """
        near = np.empty((len(queries), count), np.int64)
        squared = np.empty((len(queries), count))
        order = np.argsort(probes[:, 0], kind="stable")
        # By the number of rows alone, never of threads: a product's last bits depend on its shape, and on
        # these which of equally near points is found.
        step = max(_LEAST, min(_BLOCK, -(-len(queries) // _BLOCKS)))

        def look(first: int) -> None:
            which = order[first : first + step]
            own = np.full(len(which), -1) if itself is None else itself[which]
            found = self._shortlists(queries, which, probes[which], own, count + SPARE)
            gap = np.empty(found.shape)
            measure(queries, which, self.points, found, gap)
            gap = rounded(torch.from_numpy(gap)).numpy()
            best = np.lexsort((found, gap))[:, :count]
            near[which] = np.take_along_axis(found, best, 1)
            squared[which] = np.take_along_axis(gap, best, 1)

        for first in self.workers.run(look, range(0, len(queries), step)):
            if progress:
                progress(len(order[first : first + step]))
        return near, squared

    def _shortlists(
        self, queries: np.ndarray, which: np.ndarray, wanted: np.ndarray, itself: np.ndarray, width: int
    ) -> np.ndarray:
        """(b, width) points near some queries by float32's measure; -1 where their cells hold fewer."""
        asked = _centred(queries, which, self.middle)
        asker = np.argsort(wanted, axis=None, kind="stable") // wanted.shape[1]
        ends = np.bincount(wanted.ravel(), minlength=len(self.centres)).cumsum()
        near = np.full((len(which), width), -1, np.int64)
        gap = np.full((len(which), width), np.inf, np.float32)
        for cell in np.unique(wanted):
            askers = asker[ends[cell - 1] if cell else 0 : ends[cell]]
            inside = slice(self.start[cell], self.start[cell + 1])
            # |x - y|² / 2 less |x|² / 2, which is the same for all that a query is compared with
            block = torch.addmm(self.half[None, inside], asked[askers], self.ordered[inside].T, alpha=-1)
            keep_nearest(block.numpy(), askers, self.row[inside], itself, near, gap)
        return near


def make_cells(points: np.ndarray, workers: Workers, size: int | None = None) -> InvertedFile:
    """Deal points to cells by k-means on an even stride of them.

    Parameters
    ----------
    points : (n, d) array
        n of 1 or more, finite.
    workers : Workers
        Of a CPU.
    size : int, optional
        Points in a cell, about; otherwise such that finding the cells costs no more than searching them.
    """
    n = len(points)
    count = max(1, n // size) if size else max(1, min(n // 8, int(4 * n**0.5)))
    middle = torch.from_numpy(np.ascontiguousarray(points.mean(axis=0, dtype=np.float64), np.float32))
    sample = np.linspace(0, n - 1, min(n, count * _LEARNED_FROM)).astype(np.int64)
    learned = _centred(points, sample, middle)
    centres = learned[torch.linspace(0, len(learned) - 1, count).long()].clone()
    for _ in range(_ROUNDS):
        nearest = _nearest_centres(centres, learned.numpy(), torch.zeros_like(middle), 1, workers)
        centres = _means(learned, torch.from_numpy(nearest[:, 0].astype(np.int64)), centres)
    cell = _nearest_centres(centres, points, middle, 1, workers)[:, 0].astype(np.int64)
    cell, centre_of = _cut(cell, _LARGEST * -(-n // count))
    row = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[row], np.arange(len(centre_of) + 1))
    ordered = torch.empty((n, len(middle)), dtype=torch.float32)
    half = torch.empty(n)
    for i in range(0, n, _BLOCK):
        block = slice(i, i + _BLOCK)
        ordered[block] = _centred(points, row[block], middle)
        half[block] = ordered[block].square().sum(1) / 2
    centres = centres[torch.from_numpy(centre_of)]
    return InvertedFile(points, ordered, half, row, middle, centres, start, cell, workers)


def _cut(cell: np.ndarray, largest: int) -> tuple[np.ndarray, np.ndarray]:
    """Number cells anew, without empty ones and with large ones cut in runs of rows.

    Returns the new cell of each row, and the old one of each new cell.
    """
    order = np.argsort(cell, kind="stable")
    sizes = np.bincount(cell)
    place = np.empty(len(cell), np.int64)
    place[order] = np.arange(len(cell)) - np.repeat(sizes.cumsum() - sizes, sizes)
    parts = -(-sizes // largest)
    part = place * parts[cell] // sizes[cell]
    return (parts.cumsum() - parts)[cell] + part, np.repeat(np.arange(len(sizes)), parts)


def _means(points: torch.Tensor, cell: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
    """Mean of each cell's points; a cell without points stays where it was."""
    sizes = torch.bincount(cell, minlength=len(before))[:, None]
    sums = torch.zeros_like(before).index_add_(0, cell, points)
    return torch.where(sizes > 0, sums / sizes.clamp(min=1), before)


def _nearest_centres(
    centres: torch.Tensor, queries: np.ndarray, middle: torch.Tensor, count: int, workers: Workers
) -> np.ndarray:
    """(q, count) int32, nearest first; ties go to the lower number."""
    half = centres.square().sum(1) / 2
    numbers = np.arange(len(centres))
    found = np.empty((len(queries), count), np.int32)

    def look(start: int) -> None:
        part = np.arange(start, min(start + _BLOCK // 4, len(queries)))
        block = torch.addmm(half[None], _centred(queries, part, middle), centres.T, alpha=-1)
        if count > _SHORT:
            near = block.sort(dim=1, stable=True).indices[:, :count].numpy()
        else:
            near = np.full((len(part), count), -1, np.int64)
            gap = np.full((len(part), count), np.inf, np.float32)
            keep_nearest(block.numpy(), part - start, numbers, np.full(len(part), -1), near, gap)
        found[start : start + len(part)] = near

    workers.finish(look, range(0, len(queries), _BLOCK // 4))
    return found


def _centred(vectors: np.ndarray, rows: np.ndarray, middle: torch.Tensor) -> torch.Tensor:
    """Some vectors less `middle`, a float32 copy."""
    return torch.from_numpy(vectors[rows].astype(np.float32, copy=False)).sub_(middle)
