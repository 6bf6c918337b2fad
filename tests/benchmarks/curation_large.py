"""Methods of sampling of a million images: time, and memory beside the file of vectors."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from explorer.clustering.tree.dendrogram import build_tree
from explorer.export.sampling import Defaults, draw_sample, read_sample
from tests.benchmarks.synthetic import random_merges
from tests.benchmarks.watching import watched

CLASSES = 1000
WORDS = (
    "random", "stratified", "balanced", "density", "typical", "cluster-margin", "importance", "simcore",
    "k-center;size=100", "k-center",
)  # fmt: skip
BLOCK = 20_000


def timed(n: int, d: int, size: int = 1000, words=WORDS) -> Iterator[tuple[str, float, float]]:
    """Yield each method, its seconds, and the MiB that it took beside the file of vectors."""
    with tempfile.TemporaryDirectory() as folder:
        index = _made_up(Path(folder) / "vectors.npy", n, d)
        target = np.asarray(index.embeddings[:: n // 500], np.float32)
        for word in words:
            aim = target if word in ("simcore", "importance") else None
            asked = read_sample(word, Defaults(size, 0, aim), lambda text: text)
            yield word, *watched(lambda asked=asked: draw_sample(index, np.arange(index.n), asked))


def _made_up(path: Path, n: int, d: int) -> SimpleNamespace:
    """What methods read of an index: clusters along a random tree, a class and probabilities each."""
    rng = np.random.default_rng(0)
    vectors = np.lib.format.open_memmap(path, "w+", np.float32, (n, d))
    middle = rng.standard_normal(d).astype(np.float32)
    for start in range(0, n, BLOCK):
        middle = 0.8 * middle + 0.6 * rng.standard_normal(d).astype(np.float32)
        part = middle + rng.standard_normal((min(BLOCK, n - start), d), np.float32)
        vectors[start : start + len(part)] = part / np.linalg.norm(part, axis=1, keepdims=True)
    vectors.flush()
    codes = (np.arange(n) * CLASSES // n).astype(np.int32)
    items = SimpleNamespace(column_names=["label"], schema=SimpleNamespace(field=lambda _n: _text()))
    return SimpleNamespace(
        n=n,
        dim=d,
        embeddings=np.load(path, mmap_mode="r"),
        tree=build_tree(random_merges(n, rng)),
        items=items,
        codes=lambda _name: (codes, list(map(str, range(CLASSES)))),
        models=[],
        probabilities=rng.random((n, 10), np.float32),
    )


def _text():
    import pyarrow as pa

    return SimpleNamespace(type=pa.string())
