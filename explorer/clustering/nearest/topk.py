"""The lowest of many lower bounds, without keeping them.

First every group of clusters is reduced to the least bound that any of its members has to a row. The lowest
entries of a row lie in the groups with the lowest minima, and only these are looked at closer. The first step
may be done by cheaper, lower bounds (`screen`) than the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from explorer.clustering.nearest.lower_bounds import LowerBounds
from explorer.clustering.nearest.rounded_bounds import RoundedBounds

_AT_ONCE = 8
"""Blocks' worth of numbers that a worker keeps while it looks closer."""


@dataclass(frozen=True)
class LowestBounds:
    """What was found for r rows.

    Attributes
    ----------
    near : (r, count) int64
        The clusters with the lowest bounds.
    beyond : (r,) float64
        A bound of the squared distances to all others; infinite when there are none.
    looked : float
        Share of all pairs that were looked at closer.
    """

    near: torch.Tensor
    beyond: torch.Tensor
    looked: float


def lowest(
    screen: LowerBounds,
    bounds: LowerBounds,
    rows: torch.Tensor,
    count: int,
    progress: Callable[[int], None] | None = None,
) -> LowestBounds:
    """Find the lowest bounds of some clusters to all others.

    Parameters
    ----------
    screen : LowerBounds
        Used for all pairs.
    bounds : LowerBounds
        Of the same clusters in the same groups, for the few pairs that `screen` leaves. May be `screen`.
    rows : (r,) int64
        Clusters to search for.
    count : int
        At most k - 1.
    progress : callable, optional
        Called with the number of rows just done.
    """
    groups, workers = screen.groups, screen.workers
    places = groups.place[rows]
    if len(rows) == groups.k:
        minima, entry = minima_of_all(screen, progress), places
    else:
        minima, entry = minima_of_some(screen, places, progress), torch.arange(len(rows), device=rows.device)
    near = torch.empty(len(rows), count, dtype=torch.int64, device=rows.device)
    beyond = torch.full((len(rows),), torch.inf, dtype=torch.float64, device=rows.device)
    closer = _Closer(bounds, min(count + 1, groups.k - 1))
    step = max(64, _AT_ONCE * workers.block // (closer.asked * groups.width))
    step = min(step, -(-len(rows) // workers.count))

    def look(start: int) -> None:
        part = slice(start, start + step)
        values, found = closer.look(places[part], minima[entry[part]])
        near[part] = groups.cluster[found[:, :count]]
        if closer.kept > count:
            beyond[part] = bounds.scaled(values[:, count])

    workers.finish(look, range(0, len(rows), step))
    return LowestBounds(near, beyond, sum(closer.looked) / (len(rows) * groups.count))


def minima_of_some(
    screen: LowerBounds | RoundedBounds, places: torch.Tensor, progress: Callable[[int], None] | None
) -> torch.Tensor:
    """(r, groups): the least bound of each of `places` to each group."""
    groups, workers = screen.groups, screen.workers
    minima = torch.empty(len(places), groups.count, dtype=screen.dtype, device=places.device)
    step = max(64, min(groups.side, -(-len(places) // workers.count)))

    def look(start: int) -> None:
        part = slice(start, start + step)
        for block in range(len(groups.cluster) // groups.side):
            columns = slice(block * groups.side, (block + 1) * groups.side)
            least = groups.least_of_columns(screen.between(places[part], columns))
            minima[part, block * groups.across : (block + 1) * groups.across] = least

    for start in workers.run(look, range(0, len(places), step)):
        if progress:
            progress(len(places[start : start + step]))
    return minima


def minima_of_all(
    screen: LowerBounds | RoundedBounds, progress: Callable[[int], None] | None
) -> torch.Tensor:
    """(places, groups): the same for every place, in half the products: a block serves both sides."""
    groups, workers = screen.groups, screen.workers
    side, across = groups.side, groups.across
    blocks = len(groups.cluster) // side
    minima = torch.empty(blocks * side, groups.count, dtype=screen.dtype, device=screen.device)
    pairs = [(i, j) for i in range(blocks) for j in range(i, blocks)]

    def look(pair: int) -> None:
        i, j = pairs[pair]
        rows, columns = slice(i * side, (i + 1) * side), slice(j * side, (j + 1) * side)
        block = screen.between(rows, columns)
        minima[rows, j * across : (j + 1) * across] = groups.least_of_columns(block)
        if i != j:
            minima[columns, i * across : (i + 1) * across] = groups.least_of_rows(block).T

    for pair in workers.run(look, range(len(pairs))):
        if progress:
            progress(groups.k * (pair + 1) // len(pairs) - groups.k * pair // len(pairs))
    return minima


class _Closer:
    """Looks at the groups that may hold one of the `kept` lowest bounds of a row."""

    def __init__(self, bounds: LowerBounds, kept: int) -> None:
        self.bounds, self.groups, self.kept = bounds, bounds.groups, kept
        # One more than kept, for a row's own group: it is near for holding the row itself.
        self.asked = min(kept + 1, self.groups.count)
        self.looked: list[int] = []

    def look(self, places: torch.Tensor, minima: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(r, kept) lowest bounds of `places`, ascending, and the places that have them."""
        r, width = len(places), self.groups.width
        asked = minima.topk(self.asked, largest=False).indices
        members = self._members(asked)
        block = torch.empty(r * self.asked, width, dtype=self.bounds.dtype, device=places.device)
        row = torch.arange(r, device=places.device).repeat_interleave(self.asked)
        for group, entries in self._by_group(asked.flatten()):
            block[entries] = self._between(places[row[entries]], group)
        values, found = block.view(r, -1).topk(self.kept, largest=False)
        found = members.gather(1, found // width) + found % width * self.groups.across
        # Groups that were not among the first but may still hold something lower than what was found.
        rest = minima.scatter(1, asked, torch.inf) < values[:, -1:]
        row, group = rest.nonzero(as_tuple=True)
        self.looked.append(r * self.asked + len(row))
        if len(row):
            values, found = self._merged(values, found, self._lower(places, values[:, -1], row, group))
        return values, found

    def _members(self, group: torch.Tensor) -> torch.Tensor:
        """First place of each group."""
        return group // self.groups.across * self.groups.side + group % self.groups.across

    def _by_group(self, group: torch.Tensor):
        """Yield every group asked for, and the entries of `group` that ask for it."""
        entries = group.argsort(stable=True)
        names, sizes = group[entries].unique_consecutive(return_counts=True)
        yield from zip(names.tolist(), entries.split(sizes.tolist()), strict=True)

    def _between(self, places: torch.Tensor, group: int) -> torch.Tensor:
        """(r, width) bounds of places to a group's members; infinite to themselves."""
        members = self.groups.members(group)
        values = self.bounds.between(places, members)
        own = torch.arange(members.start, members.stop, members.step, device=places.device)
        return values.masked_fill_(places[:, None] == own, torch.inf)

    def _lower(self, places, limit, row, group) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(row, value, place) of each bound of `places[row]` to a member of `group` that is under `limit`."""
        parts = []
        for name, entries in self._by_group(group):
            asking = row[entries]
            values = self._between(places[asking], name)
            i, j = (values < limit[asking, None]).nonzero(as_tuple=True)
            first = self.groups.members(name).start
            parts.append((asking[i], values[i, j], first + j * self.groups.across))
        rows, values, places = zip(*parts, strict=True)
        return torch.cat(rows), torch.cat(values), torch.cat(places)

    def _merged(self, values, found, more) -> tuple[torch.Tensor, torch.Tensor]:
        """The `kept` lowest of each row among what was found first and later."""
        row, value, place = more
        r = len(values)
        rows = torch.cat([torch.arange(r, device=row.device).repeat_interleave(self.kept), row])
        value, place = torch.cat([values.flatten(), value]), torch.cat([found.flatten(), place])
        order = value.argsort(stable=True)
        order = order[rows[order].argsort(stable=True)]
        size = torch.bincount(rows, minlength=r)
        first = size.cumsum(0) - size
        chosen = order[first[:, None] + torch.arange(self.kept, device=row.device)]
        return value[chosen], place[chosen]
