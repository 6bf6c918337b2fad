"""Arrays in, arrays out: the exact cluster tree, its cuts, nearest neighbours and the projection."""

from explorer.clustering.neighbors.search import Neighbors, nearest_neighbors
from explorer.clustering.projection.umap_layout import project
from explorer.clustering.tree.dendrogram import Tree, build_tree, dendrogram_order, relabel
from explorer.clustering.ward.ward_linkage import ward_linkage

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
