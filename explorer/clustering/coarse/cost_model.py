"""Exact or coarse: which tree a machine can make of so many images in a time that people wait."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from explorer.errors import InputError

TREES = ("auto", "exact", "coarse")

PATIENCE = 600.0
"""Seconds: an exact tree that takes longer is made only when it is asked for."""

_UNASKED = 20_000
"""So few images are clustered exactly without measuring anything."""

_EFFORT = 0.6
"""Products of two vectors that the exact tree takes, in n²; the rest of its work counts as such."""

_ROWS, _COLUMNS, _REPEATS = 1024, 8192, 3


@dataclass(frozen=True)
class TreeChoice:
    """A tree to make.

    Attributes
    ----------
    method : str
        `exact` or `coarse`.
    note : str
        A sentence that says why and how long; empty where there is nothing to say.
    """

    method: str
    note: str = ""


def choose_tree(n: int, dim: int, asked: str = "auto", device: str = "cpu") -> TreeChoice:
    """Choose between the exact and the coarse tree by how long the exact one would take on this device.

    Parameters
    ----------
    n, dim : int
        Vectors, and their length.
    asked : str
        `exact` and `coarse` are taken at their word; `auto` is exact up to `PATIENCE`.
    device : str
        Where the tree is to be made.

    Raises
    ------
    InputError
        When `asked` is none of these.
    """
    if asked not in TREES:
        raise InputError(f"tree: {asked!r}; expected one of {', '.join(TREES)}")
    if asked == "coarse" or n <= _UNASKED:
        return TreeChoice("exact" if asked == "auto" else asked)
    seconds = estimate_exact(n, dim, device)
    if asked == "exact" or seconds <= PATIENCE:
        return TreeChoice("exact", f"Exact tree: {_about(seconds)}")
    return TreeChoice(
        "coarse",
        f"{n:,} images: an exact tree would take {_about(seconds)} here, so a coarse partition bounds the "
        "work (--tree exact to insist)",
    )


def estimate_exact(n: int, dim: int, device: str = "cpu") -> float:
    """Seconds that `ward_linkage` may take for (n, dim) vectors on this device: a guess, from one block.

    A block of the products that the search is made of is timed, its row minima included, and stands for all.
    """
    import torch

    generator = torch.Generator().manual_seed(0)
    rows = torch.rand(_ROWS, dim, generator=generator).to(device)
    columns = torch.rand(_COLUMNS, dim, generator=generator).to(device)
    squares = columns.square().sum(1)
    times = []
    for _ in range(1 + _REPEATS):  # the first wakes threads and libraries
        start = time.perf_counter()
        torch.addmm(squares, rows, columns.T, alpha=-2).amin(1).sum().item()
        times.append(time.perf_counter() - start)
    return float(_EFFORT * np.median(times[1:]) / (_ROWS * _COLUMNS) * n**2)


def _about(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} minutes"
    return f"about {round(seconds / 3600)} hours"
