"""Arrays in, arrays out: the exact cluster tree, its cuts, nearest neighbours and the projection."""

from explorer.clustering.neighbors import Neighbors, nearest_neighbors
from explorer.clustering.projection import project
from explorer.clustering.tree import Tree, build_tree, dendrogram_order, relabel
from explorer.clustering.ward import ward_linkage

__all__ = [
    "Neighbors",
    "Tree",
    "build_tree",
    "dendrogram_order",
    "nearest_neighbors",
    "project",
    "relabel",
    "ward_linkage",
]
