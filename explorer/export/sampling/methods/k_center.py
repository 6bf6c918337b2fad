"""Images of which every other one is near one: the greedy solution of the k-centre problem."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from explorer.cancellation import unless_cancelled
from explorer.cores import available_cores
from explorer.errors import InputError
from explorer.export.sampling.method import BLOCK, Draw, Method

MOST_DISTANCES = 1_000_000_000
"""What is taken on: a million images to a thousand, some minutes."""
MOST_HELD = 64 * 2**20
"""Numbers of vectors that are far apart in the file and held in memory instead of gathered at each step."""


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
    O(m size d) time: each step reads all vectors once, in blocks; O(m) memory beside the file, and at most
    256 MiB for vectors that do not lie side by side in it.
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
    distances = _Distances(draw, _held(draw), squares, np.full(m, np.inf, np.float32))
    chosen = np.empty(draw.size, np.int64)
    place = int(draw.random.integers(m))
    with ThreadPoolExecutor(available_cores()) as pool:
        for step in unless_cancelled(range(draw.size)):
            chosen[step] = place
            distances.approach(place, pool)
            place = int(np.argmax(distances.nearest))
    return draw.rows[chosen]


def _held(draw: Draw) -> np.ndarray | None:
    """(m, d) float32 The vectors, where they are few and not side by side; None where the file is read."""
    m, d = len(draw.rows), draw.index.embeddings.shape[1]
    side_by_side = m == int(draw.rows[-1]) - int(draw.rows[0]) + 1
    return None if side_by_side or m * d > MOST_HELD else draw.vectors(draw.rows)


@dataclass(frozen=True, eq=False)
class _Distances:
    """Squared distances of all rows to what is drawn.

    Attributes
    ----------
    draw : Draw
    held : (m, d) float32 or None
    squares : (m,) float32
        Of the lengths of the vectors.
    nearest : (m,) float32
        To the nearest that is drawn; -1 of what is drawn itself.
    """

    draw: Draw
    held: np.ndarray | None
    squares: np.ndarray
    nearest: np.ndarray

    def approach(self, place: int, pool: ThreadPoolExecutor) -> None:
        """Bring them up to date with one more image, which then never counts again."""
        centre = self._vectors(slice(place, place + 1))[0]

        def work(start: int) -> None:
            part = slice(start, start + BLOCK)
            away = np.maximum(
                0, self.squares[part] - 2 * (self._vectors(part) @ centre) + self.squares[place]
            )
            np.minimum(self.nearest[part], away, out=self.nearest[part])

        list(pool.map(work, range(0, len(self.nearest), BLOCK)))
        self.nearest[place] = -1

    def _vectors(self, part: slice) -> np.ndarray:
        """(b, d) float32; that they are finite was seen before."""
        if self.held is not None:
            return self.held[part]
        rows, file = self.draw.rows[part], self.draw.index.embeddings
        alike = int(rows[-1]) - int(rows[0]) + 1 == len(rows)
        return np.asarray(file[rows[0] : rows[-1] + 1] if alike else file[rows], np.float32)


METHODS = (
    Method(
        "k-center",
        "images far apart, so that every image is near one",
        "farthest-first traversal, Gonzalez 1985; core-sets, Sener & Savarese, arXiv 1708.00489",
        draw_k_center,
    ),
)
