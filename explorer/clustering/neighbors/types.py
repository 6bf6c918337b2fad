"""What a search for nearest neighbours gives, and how far it goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Neighbors:
    """The k nearest neighbours of n rows, nearest first, the row itself left out.

    Attributes
    ----------
    rows : (n, k) int32 array
    distances : (n, k) float32 array
        1 - cosine when `metric` is "cosine", Euclidean distance when it is "euclidean".
        Of just these pairs, whatever the method.
    metric : str
    method : str
        "exact", or "approximate" where rows are so many that not all are compared.
    recall : float
        Share of the ten nearest that are listed (recall@10), found on a sample of rows; 1 when exact.
    """

    rows: np.ndarray
    distances: np.ndarray
    metric: str = "cosine"
    method: str = "exact"
    recall: float = 1.0


@dataclass(frozen=True)
class SearchLimits:
    """When neighbours are searched for approximately, and how well.

    Attributes
    ----------
    exact : int
        Up to so many distinct rows the search is exact.
    recall : float
        Of the ten nearest, the share to find.
    candidates : int
        A row is compared with no more others than this, about, whatever recall that gives.
    sample : int
        Rows for which the exact neighbours are found: so many to choose how far to search, and as many
        others to state what was reached.
    """

    exact: int = 100_000
    recall: float = 0.95
    candidates: int = 65_536
    sample: int = 1000
