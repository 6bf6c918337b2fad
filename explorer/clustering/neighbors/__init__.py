"""Nearest neighbours of points: exact, or approximate with a stated recall."""

from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.clustering.neighbors.types import Neighbors, SearchLimits

__all__ = ["Neighbors", "SearchLimits", "nearest_neighbors"]
