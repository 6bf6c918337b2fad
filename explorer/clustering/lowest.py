"""The lowest of many lower bounds, without keeping them.

Both functions deal columns to groups and reduce each group to its minimum, in one pass over a block while it
is in the cache. The lowest entries of a row lie in the groups with the lowest minima, and only these are
looked at closer.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from explorer.clustering.lower_bounds import LowerBounds


def lowest_of_rows(
    bounds: LowerBounds, rows: torch.Tensor, count: int, progress: Callable[[int], None] | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Find the lowest bounds of some clusters to all others.

    Parameters
    ----------
    bounds : LowerBounds
        Of k clusters.
    rows : (r,) int64
    count : int
        At most k - 1.
    progress : callable, optional
        Called with the number of rows just done.

    Returns
    -------
    near : (r, count) int64
        The clusters with the lowest bounds.
    beyond : (r,) float64
        A bound of the squared distances to all others; infinite when there are none.
    """
    k, device, workers = len(bounds), bounds.device, bounds.workers
    near = torch.empty(len(rows), count, dtype=torch.int64, device=device)
    beyond = torch.full((len(rows),), torch.inf, dtype=torch.float64, device=device)
    kept = min(count + 1, k - 1)
    groups = min(k, max(4 * kept, int((8 * k) ** 0.5)))
    dealt = -(-k // groups)
    step = min(max(64, workers.block // k), -(-len(rows) // workers.count))

    def look(start: int) -> None:
        part = rows[start : start + step]
        block = torch.full((len(part), dealt * groups), torch.inf, dtype=bounds.dtype, device=device)
        bounds.fill(part, slice(0, k), block[:, :k])
        block[torch.arange(len(part), device=device), part] = torch.inf
        best = block.view(len(part), dealt, groups).amin(1).topk(kept, largest=False).indices
        close = (best[:, :, None] + groups * torch.arange(dealt, device=device)).flatten(1)
        values, places = block.gather(1, close).topk(kept, largest=False)
        near[start : start + step] = close.gather(1, places[:, :count])
        if kept > count:
            beyond[start : start + step] = bounds.scaled(values[:, count])

    for start in workers.run(look, range(0, len(rows), step)):
        if progress:
            progress(len(rows[start : start + step]))
    return near, beyond


def lowest_of_all(
    bounds: LowerBounds, count: int, progress: Callable[[int], None] | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """Find the lowest bounds of all clusters to all others: as `lowest_of_rows`, in half the products.

    A square of rows and columns serves both sides. What is kept of it are the minima of its groups; the
    bounds of the few groups that turn out to matter are computed once more.
    """
    k, device, workers = len(bounds), bounds.device, bounds.workers
    kept = min(count + 1, k - 1)
    width = max(32, -(-k // 256))
    across = max(1, 1024 // width)
    side = width * across
    starts = range(0, k, side)
    minima = torch.full((k, across * len(starts)), torch.inf, dtype=bounds.dtype, device=device)
    squares = [(i, j) for i in range(len(starts)) for j in range(i, len(starts))]

    def look(square: int) -> None:
        i, j = squares[square]
        rows = torch.arange(k, device=device)[starts[i] : starts[i] + side]
        columns = torch.arange(k, device=device)[starts[j] : starts[j] + side]
        block = torch.full((side, side), torch.inf, dtype=bounds.dtype, device=device)
        filled = block[: len(rows), : len(columns)]
        bounds.fill(rows, slice(starts[j], starts[j] + len(columns)), filled)
        if i == j:
            filled.fill_diagonal_(torch.inf)
        # Group g of square j has columns starts[j] + g, + across, + 2 · across, …
        low = block.view(side, width, across).amin(1)
        minima[rows, j * across : (j + 1) * across] = low[: len(rows)]
        low = block.view(width, across, side).amin(0).T
        minima[columns, i * across : (i + 1) * across] = low[: len(columns)]

    for square in workers.run(look, range(len(squares))):
        if progress:
            progress(k * (square + 1) // len(squares) - k * square // len(squares))

    near = torch.empty(k, count, dtype=torch.int64, device=device)
    beyond = torch.empty(k, dtype=torch.float64, device=device)
    step = max(64, workers.block // (kept * width))

    def look_closer(start: int) -> None:
        least, best = minima[start : start + step].topk(kept, largest=False)
        block = torch.full((best.numel(), width), torch.inf, dtype=bounds.dtype, device=device)
        asking = best.flatten().argsort(stable=True)
        sizes = torch.bincount(best.flatten(), minlength=minima.shape[1]).tolist()
        for group, places in enumerate(asking.split(sizes)):
            if len(places):
                rows = start + places // kept
                first = group // across * side + group % across
                columns = slice(first, min(k, group // across * side + side), across)
                filled = block.new_empty(len(rows), len(range(k)[columns]))
                bounds.fill(rows, columns, filled)
                own = rows[:, None] == torch.arange(k, device=device)[columns]
                block[places, : filled.shape[1]] = filled.masked_fill_(own, torch.inf)
        values, places = block.view(len(best), -1).topk(kept, largest=False)
        group = best.gather(1, places // width)
        found = group // across * side + group % across + places % width * across
        near[start : start + step] = found[:, :count]
        # What is computed twice may be rounded in two ways.
        beyond[start : start + step] = bounds.scaled(torch.minimum(values[:, -1], least[:, -1]))

    workers.finish(look_closer, range(0, k, step))
    return near, beyond
