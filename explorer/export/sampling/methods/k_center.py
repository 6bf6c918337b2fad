"""Images of which every other one is near one: the greedy solution of the k-centre problem."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from explorer.cancellation import unless_cancelled
from explorer.cores import available_cores
from explorer.errors import InputError
from explorer.export.sampling.method import BLOCK, Draw, Method

MOST_DISTANCES = 1_000_000_000
"""What is taken on: a million images to a thousand, some minutes."""


def draw_k_center(draw: Draw) -> np.ndarray:
    """Draw the image that is farthest from all that are drawn, again and again.

    Farthest-first traversal (Gonzalez, Theoretical Computer Science 38, 1985): the largest Euclidean
    distance of any image to the nearest drawn one is at most twice the least possible. As active learning
    it is core-set selection (Sener & Savarese, arXiv 1708.00489). The first image is drawn at random.

    Returns
    -------
    (size,) int64
        In the order in which they were drawn: the first s of them are the sample of size s. Ties go to the
        lower row.

    Raises
    ------
    InputError
        There are more than 1,000,000,000 distances.

    Notes
    -----
    O(m size d) time: each step reads all vectors once, in blocks; O(m) memory beside the file.
    """
    m = len(draw.rows)
    if m * draw.size > MOST_DISTANCES:
        raise InputError(
            f"sample: k-center to {draw.size:,} of {m:,} images takes {m * draw.size:,} distances, and at "
            f"most {MOST_DISTANCES:,} are worked out; draw from fewer, such as by "
            f"`stratified;size={MOST_DISTANCES // draw.size}` first"
        )
    squares = np.empty(m, np.float32)
    for part, block in draw.blocks():
        squares[part] = np.einsum("ij,ij->i", block, block)
    nearest = np.full(m, np.inf, np.float32)
    chosen = np.empty(draw.size, np.int64)
    place = int(draw.random.integers(m))
    with ThreadPoolExecutor(available_cores()) as pool:
        for step in unless_cancelled(range(draw.size)):
            chosen[step] = place
            _approach(draw, place, squares, nearest, pool)
            nearest[place] = -1  # never again, even where all that is left lies on what is drawn
            place = int(np.argmax(nearest))
    return draw.rows[chosen]


def _approach(
    draw: Draw, place: int, squares: np.ndarray, nearest: np.ndarray, pool: ThreadPoolExecutor
) -> None:
    """Bring `nearest`, squared distances to what is drawn, up to date with one more image."""
    held, rows = draw.index.embeddings, draw.rows
    centre = np.asarray(held[rows[place]], np.float32)

    def work(start: int) -> None:
        part = slice(start, min(start + BLOCK, len(rows)))
        here = rows[part]
        whole = int(here[-1]) - int(here[0]) + 1 == len(here)
        block = np.asarray(held[here[0] : here[-1] + 1] if whole else held[here], np.float32)
        away = np.maximum(0, squares[part] - 2 * (block @ centre) + squares[place])
        taken = nearest[part] < 0
        np.minimum(nearest[part], away, out=nearest[part])
        nearest[part][taken] = -1

    list(pool.map(work, range(0, len(rows), BLOCK)))


METHODS = (
    Method(
        "k-center",
        "images far apart, so that every image is near one",
        "farthest-first traversal, Gonzalez 1985; core-sets, Sener & Savarese, arXiv 1708.00489",
        draw_k_center,
    ),
)
