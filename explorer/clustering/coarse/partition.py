"""Points in parts of bounded size, near ones together, for work that grows with the square of a part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from explorer.clustering.workers import Workers, open_workers

_CENTRES = 256
"""Most parts made at once: the products of all points with these are all that is done to every point."""

_SAMPLE = 64
"""Points for each centre from which the centres are found."""

_PASSES = 10
_BLOCK = 8192
_LOPSIDED = 0.75


def partition(
    points: np.ndarray, rows: np.ndarray, limit: int, seed: int = 0, device: str = "cpu"
) -> list[np.ndarray]:
    """Deal points to parts by k-means, and parts that are too large again.

    The centres come from a sample (Lloyd's method); then every point goes to the nearest. Where that leaves
    nearly all points together, such as points that float32 can hardly tell apart, they are halved along
    their longest direction instead. So it ends whatever the points are.

    Parameters
    ----------
    points : (m, d) float array
        Finite, with squares well within the range of float32.
    rows : (n,) int64 array
        Which of them to deal.
    limit : int
        Most points in a part, 1 or more. Parts are about half as large.
    seed : int
        Of the sample.
    device : str
        Where torch does the products.

    Returns
    -------
    parts : list of int64 arrays
        Places in `rows`, ascending in each part; every place is in one part.
    """
    rng = np.random.default_rng(seed)
    parts, waiting = [], [np.arange(len(rows))]
    # Workers share no product, so that the number of threads changes no bit of one.
    with open_workers(device) as workers:
        while waiting:
            places = waiting.pop()
            if len(places) <= limit:
                parts.append(places)
                continue
            waiting.extend(reversed(_split(points, rows, places, limit, rng, workers)))
    return parts


def _split(
    points: np.ndarray,
    rows: np.ndarray,
    places: np.ndarray,
    limit: int,
    rng: np.random.Generator,
    workers: Workers,
) -> list[np.ndarray]:
    """Two or more parts of `places`, none of them empty."""
    count = min(_CENTRES, len(places), max(2, -(-2 * len(places) // limit)))
    sampled = np.sort(rng.choice(places, min(len(places), _SAMPLE * count), replace=False))
    mean = points[rows[sampled]].mean(axis=0, dtype=np.float64).astype(points.dtype)

    def centred(part: np.ndarray) -> torch.Tensor:
        vectors = (points[rows[part]] - mean).astype(np.float32, copy=False)
        return torch.from_numpy(vectors).to(workers.device)

    def of_all(look: Callable[[torch.Tensor], torch.Tensor]) -> np.ndarray:
        return _by_blocks(lambda block: look(centred(places[block])), len(places), workers).cpu().numpy()

    sample = centred(sampled)
    first = torch.from_numpy(rng.choice(len(sampled), count, replace=False))
    centres = _centres(sample, sample[first], workers)
    nearest = of_all(lambda block: _nearest(block, centres))
    sizes = np.bincount(nearest, minlength=count)
    if sizes.max() <= _LOPSIDED * len(places):
        ordered = places[np.argsort(nearest, kind="stable")]
        return [part for part in np.split(ordered, sizes.cumsum()[:-1]) if len(part)]
    direction = _longest_direction(sample)
    ordered = places[np.argsort(of_all(lambda block: block @ direction), kind="stable")]
    return [np.sort(part) for part in np.array_split(ordered, 2)]


def _by_blocks(look: Callable[[slice], torch.Tensor], n: int, workers: Workers) -> torch.Tensor:
    """What `look` gives for each block of n rows, one below the other."""
    starts, found = range(0, n, _BLOCK), {}

    def work(start: int) -> None:
        found[start] = look(slice(start, start + _BLOCK))

    workers.finish(work, starts)
    return torch.cat([found[start] for start in starts])


def _centres(sample: torch.Tensor, centres: torch.Tensor, workers: Workers) -> torch.Tensor:
    """Lloyd's method; a centre that no point is nearest to stays where it is."""
    for _ in range(_PASSES):
        nearest = _by_blocks(lambda rows, to=centres: _nearest(sample[rows], to), len(sample), workers)
        # A product instead of scattered sums, which a GPU adds in any order.
        belongs = torch.nn.functional.one_hot(nearest, len(centres)).to(sample.dtype)
        sizes = belongs.sum(0)[:, None]
        centres = torch.where(sizes > 0, (belongs.T @ sample) / sizes.clamp(min=1), centres)
    return centres


def _nearest(block: torch.Tensor, centres: torch.Tensor) -> torch.Tensor:
    """Number of the nearest centre of each point, of equally near ones the lowest."""
    return torch.addmm(centres.square().sum(1) / 2, block, centres.T, alpha=-1).argmin(1)


def _longest_direction(sample: torch.Tensor) -> torch.Tensor:
    """(d,): the first principal component, roughly, by power iteration."""
    direction = sample[sample.square().sum(1).argmax()]
    for _ in range(_PASSES):
        direction = direction / direction.norm().clamp(min=torch.finfo(sample.dtype).tiny)
        direction = sample.T @ (sample @ direction)
    return direction
