"""A map of the rows in the plane: UMAP of a sample, the others placed on it."""
