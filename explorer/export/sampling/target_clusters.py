"""What a sample is drawn towards, as a few directions."""

import numpy as np

from explorer.export.sampling.cells import cells_of, centroids, directions_of
from explorer.export.sampling.method import Draw


def target_directions(draw: Draw, count: int) -> np.ndarray:
    """(at most about `count`, d) float32 Mean directions of the clusters of the target.

    Of rows of the index the clusters are the best cells that the tree has of them; vectors from elsewhere are
    dealt to clusters by k-means. Fewer than `count` images are a cluster each.
    """
    target = draw.target
    if target.ndim == 1:
        cells = cells_of(draw, count, target)
        return centroids(draw, cells.of_each, len(cells), target).astype(np.float32)
    vectors = directions_of(target)
    if len(vectors) <= count:
        return vectors
    from explorer.clustering.coarse.partition import partition

    parts = partition(vectors, np.arange(len(vectors)), max(1, -(-2 * len(vectors) // count)), draw.seed)
    return directions_of(np.stack([vectors[part].mean(axis=0, dtype=np.float64) for part in parts]))
