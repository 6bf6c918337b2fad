"""Clusters dealt to groups of neighbours, so that a block of bounds reduces to the least of each group.

Groups stand in blocks of `side` places. Within a block the members of a group lie `across` apart: then the
least of every group is found by halving the block, the left half against the right, which a processor does
for many numbers at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

_NARROWEST = 64
_MOST = 1024
"""Groups that a row's minima may take, unless blocks are too small for it."""


@dataclass(frozen=True)
class Groups:
    """Where the clusters stand.

    Attributes
    ----------
    cluster : (places,) int64
        The cluster at each place, -1 for none; whole blocks of places.
    place : (k,) int64
        The place of each cluster.
    width : int
        Members of a group.
    side : int
        Places of a block.
    """

    cluster: torch.Tensor
    place: torch.Tensor
    width: int
    side: int

    @property
    def k(self) -> int:
        """Number of clusters."""
        return len(self.place)

    @property
    def across(self) -> int:
        """Groups in a block."""
        return self.side // self.width

    @property
    def count(self) -> int:
        """Groups in all."""
        return len(self.cluster) // self.width

    def members(self, group: int) -> slice:
        """The places of a group."""
        first = group // self.across * self.side + group % self.across
        return slice(first, first + self.side, self.across)

    def group(self, places: torch.Tensor) -> torch.Tensor:
        """The group of each of some places."""
        return places // self.side * self.across + places % self.across

    def range(self, numbers: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(count,) each: the least and the largest number of every group, of one number a place."""
        least, most = numbers.view(-1, self.width, self.across).aminmax(dim=1)
        return least.flatten(), most.flatten()

    def least_of_columns(self, block: torch.Tensor) -> torch.Tensor:
        """(rows, across): the least of every group of a (rows, side) block."""
        while block.shape[1] > self.across:
            half = block.shape[1] // 2
            block = torch.minimum(block[:, :half], block[:, half:])
        return block

    def least_of_rows(self, block: torch.Tensor) -> torch.Tensor:
        """(across, columns): the same of the rows of a (side, columns) block."""
        while len(block) > self.across:
            half = len(block) // 2
            block = torch.minimum(block[:half], block[half:])
        return block


def deal(order: torch.Tensor, block: int) -> Groups:
    """Deal clusters to groups.

    Parameters
    ----------
    order : (k,) int64
        The clusters, those that should share a group side by side.
    block : int
        Numbers that a block of bounds may have.
    """
    k = len(order)
    width = max(_NARROWEST, _power_of_two(-(-k // _MOST)))
    side = min(_power_of_two(int(block**0.5) + 1) // 2, max(width, _power_of_two(k)))
    side = max(side, _NARROWEST)
    width = min(width, side)
    blocks = -(-k // side)
    cluster = torch.full((blocks * side,), -1, dtype=torch.int64, device=order.device)
    cluster[:k] = order
    cluster = cluster.view(blocks, side // width, width).transpose(1, 2).flatten()
    place = torch.empty(k, dtype=torch.int64, device=order.device)
    taken = (cluster >= 0).nonzero().flatten()
    place[cluster[taken]] = taken
    return Groups(cluster, place, width, side)


def _power_of_two(number: int) -> int:
    """The least power of two that is not below."""
    return 1 << max(0, number - 1).bit_length()
