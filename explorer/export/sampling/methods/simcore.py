"""Images that are most like a target set: a core set towards it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from explorer.cores import available_cores
from explorer.errors import InputError
from explorer.export.sampling.cells import directions_of
from explorer.export.sampling.method import BLOCK, Draw, Method, Option, positive, whole
from explorer.export.sampling.target_clusters import target_directions

MOST_SCORES = 400_000_000
"""Images times clusters of the target: 1.6 GB."""


def draw_simcore(draw: Draw) -> np.ndarray:
    """Draw by SimCore (Kim et al., arXiv 2303.11101, section 3): rounds of facility location.

    The target is divided into `clusters`. In each round every cluster takes the image most like its mean
    direction (cosine) that no round before took; so the rounds approach the set that maximises the sum over
    clusters of the greatest likeness. Without a size it ends when a round's mean likeness is less than `stop`
    times that of the first, the paper's rule.

    Returns
    -------
    (size,) int64
        Round by round, within a round by cluster; each once. Without a size as many as the rule takes.

    Notes
    -----
    O(m clusters d) time, one pass over the vectors, and O(clusters m log m) for the order; 4 m clusters
    bytes.
    """
    centres = target_directions(draw, draw.options["clusters"])
    m, k = len(draw.rows), len(centres)
    if m * k > MOST_SCORES:
        raise InputError(
            f"sample: simcore compares {m:,} images with {k} clusters of the target; at most {MOST_SCORES:,} "
            f"numbers are kept, so say clusters={max(1, MOST_SCORES // m)} or draw from fewer"
        )
    likeness = _likeness(draw, centres)
    order = [_best_first(likeness[:, q], draw.size) for q in range(k)]
    return draw.rows[_rounds(order, likeness, draw.size, draw.options["stop"] if draw.open_ended else None)]


def _likeness(draw: Draw, centres: np.ndarray) -> np.ndarray:
    """(m, k) float32 Cosines."""
    found = np.empty((len(draw.rows), len(centres)), np.float32)

    def work(start: int) -> None:
        part = slice(start, min(start + BLOCK, len(found)))
        found[part] = directions_of(draw.vectors(draw.rows[part])) @ centres.T

    with ThreadPoolExecutor(available_cores()) as pool:
        list(pool.map(work, range(0, len(found), BLOCK)))
    return found


def _best_first(scores: np.ndarray, size: int) -> np.ndarray:
    """(size,) int32 Places of the greatest scores, greatest first; ties to the lower one.

    As every place that is passed over is in the sample, no more than its size are ever looked at.
    """
    if size < len(scores):
        least = np.partition(scores, len(scores) - size)[len(scores) - size]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    return places[np.argsort(-scores[places], kind="stable")][:size].astype(np.int32)


def _rounds(order: list[np.ndarray], likeness: np.ndarray, size: int, stop: float | None) -> np.ndarray:
    """Return the places that rounds take, until there are `size` or, with `stop`, the likeness falls."""
    chosen: dict[int, None] = {}
    taken = np.zeros(len(likeness), bool)
    cursors = [0] * len(order)
    first = None
    while len(chosen) < size:
        found: dict[int, None] = {}
        total = 0.0
        for q, places in enumerate(order):
            while cursors[q] < len(places) and taken[places[cursors[q]]]:
                cursors[q] += 1
            if cursors[q] < len(places):
                found[int(places[cursors[q]])] = None
                total += float(likeness[places[cursors[q]], q])
        if first is None:
            first = total
        if stop is not None and total < stop * first:
            break
        for place in list(found)[: size - len(chosen)]:
            chosen[place] = None
            taken[place] = True
    return np.fromiter(chosen, np.int64)


METHODS = (
    Method(
        "simcore",
        "a core set towards a target: the images most like each part of it",
        "SimCore, Kim et al., arXiv 2303.11101",
        draw_simcore,
        needs="a target",
        options={
            "clusters": Option(whole(1), 100, "into which the target is divided; usual: 100"),
            "stop": Option(
                positive,
                0.95,
                "without a size: least likeness of a round, as a share of the first; usual: 0.95",
            ),
        },
        sized=False,
        towards=True,
        by_chance=False,
    ),
)
