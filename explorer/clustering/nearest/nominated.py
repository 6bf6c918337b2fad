"""Who may be among the nearest, by bounds in bfloat16: all whose bound is not above what the nearest reach.

The least that a group's members give says two things of it: no member is nearer, and one member is about that
near. So the minima of a row's groups tell a number that as many members as wanted are not above, and only
groups which may have members below it are looked at, each once, for all rows that ask for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch

from explorer.clustering.nearest.rounded_bounds import INFINITE, RoundedBounds
from explorer.clustering.nearest.topk import minima_of_all, minima_of_some

_ROWS = 8192
"""Rows that ask together: the more there are, the larger the products."""

_GROUPS, _ENTRIES, _LONGEST = 160, 128, 1024
"""Groups to look at and members to list for a row on average, and members for any row: where there are more,
as among equally near ones, bounds in bfloat16 are of no use."""


@dataclass(frozen=True)
class Nominated:
    """What was found for r rows.

    Attributes
    ----------
    near : (r, count) int64
        The clusters with the lowest bounds, the lowest first; where there are no more, the row itself.
    low : (r, count) float64
        Bounds of the squared distances to them; where there are no more, infinity.
    beyond : (r,) float64
        A bound of the squared distances to all others; -1 for rows that were given up.
    """

    near: torch.Tensor
    low: torch.Tensor
    beyond: torch.Tensor


def nominate(
    bounds: RoundedBounds,
    rows: torch.Tensor,
    count: int,
    sure: int | torch.Tensor | None = None,
    progress: Callable[[int], None] | None = None,
) -> Nominated:
    """Find clusters that may be the nearest of some.

    Parameters
    ----------
    bounds : RoundedBounds
    rows : (r,) int64
        Clusters to search for.
    count : int
        Clusters to list for each, at most k - 1.
    sure : int or (r,) float64, optional
        List at least all that may be among so many nearest, or may be no farther than this (squared), if
        these are not more than `count`; otherwise those with the lowest bounds.
    progress : callable, optional
        Called with the number of rows just done.
    """
    groups, workers = bounds.groups, bounds.workers
    places = groups.place[rows]
    if len(rows) == groups.k:
        minima, entry = minima_of_all(bounds, progress), places
    else:
        minima, entry = minima_of_some(bounds, places, progress), torch.arange(len(rows))
    near = rows[:, None].repeat(1, count)
    low = torch.full(near.shape, torch.inf, dtype=torch.float64)
    beyond = torch.full((len(rows),), -1.0, dtype=torch.float64)
    parts = -(-len(rows) // (_ROWS * workers.count)) * workers.count
    step = max(64, -(-len(rows) // parts))

    def look(start: int) -> None:
        part = slice(start, start + step)
        least = minima.index_select(0, entry[part])
        if isinstance(sure, torch.Tensor):
            limit = bounds.unscaled(sure[part])
        else:
            limit = _limits(bounds, places[part], least, count, sure)
        found = _members(bounds, places[part], least, limit)
        if found is None:
            return
        values, found, kept = _lowest_of_each(*found, len(limit), count + 1)
        there = values[:, :count].isfinite()
        mine = rows[part, None].expand_as(there)
        width = there.shape[1]
        near[part, :width] = torch.where(there, groups.cluster[found[:, :count]], mine)
        low[part, :width] = bounds.scaled(values[:, :count])
        rest = torch.minimum(values[:, count], limit) if values.shape[1] > count else limit
        beyond[part] = torch.where(kept, bounds.scaled(rest), -1.0)

    workers.finish(look, range(0, len(rows), step))
    return Nominated(near, low, beyond)


def _limits(
    bounds: RoundedBounds, places: torch.Tensor, minima: torch.Tensor, count: int, sure: int | None
) -> torch.Tensor:
    """(r,): what at least `count` + 1 bounds, or `sure` distances, are not above."""
    high = bounds.above(places, minima, distances=sure is not None)
    # A row is in its own group nearest to itself, so this group's minimum tells of no other.
    high.scatter_(1, bounds.groups.group(places)[:, None], torch.inf)
    wanted = count + 1 if sure is None else sure
    if wanted > high.shape[1]:
        return torch.full((len(places),), torch.inf)
    return high.kthvalue(wanted, dim=1).values


def _members(
    bounds: RoundedBounds, places: torch.Tensor, minima: torch.Tensor, limit: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None:
    """(row, bound, place) of all members that are not above their row's limit; None if too many."""
    groups, parts, most = bounds.groups, [], _ENTRIES * len(places)
    bits = bounds.bits_of(places, limit)
    asked = (minima <= bits).T.contiguous()
    group, row = asked.nonzero(as_tuple=True)
    if len(row) > _GROUPS * len(places):
        return None
    bits, asking = bits[row, group], places[row]
    ends = torch.bincount(group, minlength=groups.count).cumsum(0).tolist()
    for number, (first, last) in enumerate(pairwise([0, *ends])):
        if first == last:
            continue
        members = groups.members(number)
        found = bounds.to_members(asking[first:last], members)
        i, j = (found <= bits[first:last, None]).nonzero(as_tuple=True)
        parts.append((i + first, members.start + j * groups.across, found[i, j]))
        most -= len(i)
        if most < 0:
            return None
    entry, place, found = (torch.cat(each) for each in zip(*parts, strict=True))
    others = (place != asking[entry]) & (found < INFINITE)
    entry, place, found = entry[others], place[others], found[others]
    return row[entry], bounds.bounds(asking[entry], place, found), place


def _lowest_of_each(
    row: torch.Tensor, value: torch.Tensor, place: torch.Tensor, r: int, count: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(r, up to count) lowest values of each row, ascending, and their places; and which rows were kept.

    Values are infinite where a row has no more, or too many.
    """
    size = torch.bincount(row, minlength=r)
    kept = size <= _LONGEST
    if not kept.all():
        of_kept = kept[row]
        row, value, place = row[of_kept], value[of_kept], place[of_kept]
        size = torch.where(kept, size, 0)
    # Numbers of 16 bits are sorted by their digits, in time proportional to how many there are.
    order = torch.from_numpy(np.argsort(row.numpy().astype(np.int16), kind="stable"))
    row, value, place = row[order], value[order], place[order]
    column = torch.arange(len(row)) - (size.cumsum(0) - size)[row]
    values = torch.full((r, max(1, int(size.max()))), torch.inf)
    places = torch.zeros(values.shape, dtype=torch.int64)
    values[row, column], places[row, column] = value, place
    values, order = values.topk(min(count, values.shape[1]), largest=False)
    return values, places.gather(1, order), kept
