"""The cluster tree: every cluster is a slice of the rows."""

from explorer.clustering.tree.dendrogram import Tree, build_tree, dendrogram_order, relabel

__all__ = ["Tree", "build_tree", "dendrogram_order", "relabel"]
