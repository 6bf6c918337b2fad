"""Indexes of any size made up from random numbers, for measuring the service alone."""

import io
from pathlib import Path

import numpy as np
import pyarrow as pa
from PIL import Image

from explorer.clustering.neighbors.types import Neighbors
from explorer.index.format import OWN_VECTORS
from explorer.index.writer import BuildContents, write_build

CLASSES = [f"class {i}" for i in range(20)]
DIMENSIONS = 16
LEVELS = (48, 160)
POOL = 256


def synthetic_index(
    path: Path, n: int, seed: int = 0, root: str = "/nowhere", plane: np.ndarray | None = None,
    color: tuple[int, int, int] | None = None,
) -> Path:  # fmt: skip
    """Write an index of n images with labels and predictions; thumbnails of the small level are real JPEGs.

    The originals are said to lie below `root`; they are not made. `plane`, (n, 2) float32, is the projection.
    With a `color`, all of every image is of it.

    Returns
    -------
    Path
        The folder.
    """
    rng = np.random.default_rng(seed)
    labels = _runs(rng, n)
    wrong = rng.random(n) < 0.2
    names = np.array(CLASSES, dtype=object)
    small = [_jpeg(rng, 48, color) for _ in range(POOL)]
    tiny = _jpeg(rng, 8, color)
    colors = rng.integers(0, 256, (n, 3), dtype=np.uint8)
    if color is not None:
        colors[:] = color
    write_build(
        path,
        BuildContents(
            items=pa.table(
                {
                    "path": [f"shots/{i // 1000:04d}/IMG_{i:07d}.jpg" for i in range(n)],
                    "source_row": np.arange(n),
                    "hash": [f"{i:032x}" for i in range(n)],
                    "label": pa.array(names[labels], pa.string()),
                    "prediction": pa.array(names[np.where(wrong, (labels + 1) % 20, labels)], pa.string()),
                    "confidence": rng.random(n, dtype=np.float32),
                    "width": np.full(n, 500, np.int32),
                    "height": np.full(n, 375, np.int32),
                }
            ),
            embeddings=rng.normal(size=(n, DIMENSIONS)).astype(np.float32),
            thumbnails=([small[i % POOL], tiny] for i in range(n)),
            colors=colors,
            merges=random_merges(n, rng),
            neighbors=Neighbors(
                rows=((np.arange(n)[:, None] + np.arange(1, 11)) % n).astype(np.int32),
                distances=np.sort(rng.random((n, 10), dtype=np.float32), axis=1),
            ),
            projection=rng.normal(size=(n, 2)).astype(np.float32) if plane is None else plane,
            source={"kind": "folder", "location": root, "root": root},
            encoder={"name": OWN_VECTORS, "weights_hash": "", "dim": DIMENSIONS, "text": False},
            levels=LEVELS,
            classes=CLASSES,
        ),
    )
    return path


def random_merges(n: int, rng: np.random.Generator) -> np.ndarray:
    """Return (n - 1, 4) merges over rows in dendrogram order, of a tree split at random from the top."""
    stack = [(0, n, 1.0)]
    splits = []
    while stack:
        lo, hi, height = stack.pop()
        if hi - lo < 2:
            continue
        middle = lo + min(max(1, round(rng.beta(2, 2) * (hi - lo))), hi - lo - 1)
        splits.append((height, lo, middle, hi))
        below = rng.uniform(0.6, 0.98, 2)
        stack += [(lo, middle, height * below[0]), (middle, hi, height * below[1])]
    splits.sort()
    node = {(i, i + 1): i for i in range(n)}
    merges = np.empty((n - 1, 4))
    for i, (height, lo, middle, hi) in enumerate(splits):
        node[lo, hi] = n + i
        merges[i] = *sorted((node[lo, middle], node[middle, hi])), height, hi - lo
    # SciPy has the smaller number first, and the first child left: rows follow from reading it so.
    return _read_left_to_right(merges)


def _read_left_to_right(merges: np.ndarray) -> np.ndarray:
    from explorer.clustering.tree.dendrogram import dendrogram_order, relabel

    return relabel(merges, dendrogram_order(merges))


def _runs(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return (n,) labels that change every few hundred rows, as they do in dendrogram order."""
    runs = rng.integers(0, len(CLASSES), n // 300 + 1)
    return np.where(rng.random(n) < 0.8, np.repeat(runs, 300)[:n], rng.integers(0, len(CLASSES), n))


def _jpeg(rng: np.random.Generator, side: int, color: tuple[int, int, int] | None = None) -> bytes:
    noise = rng.integers(0, 256, (side // 4, side // 4, 3), dtype=np.uint8)
    if color is not None:
        noise[:] = color
    stream = io.BytesIO()
    Image.fromarray(noise).resize((side, side), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=85)
    return stream.getvalue()
