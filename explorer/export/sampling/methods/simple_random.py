"""Any images, each as likely as any other: what the other methods are compared with."""

import numpy as np

from explorer.export.sampling.method import Draw, Method


def draw_random(draw: Draw) -> np.ndarray:
    """Draw without replacement; ascending. O(m) time and memory."""
    return np.sort(draw.random.permutation(draw.rows)[: draw.size])


METHODS = (
    Method("random", "any images, each as likely as any other", "simple random sampling", draw_random),
)
