"""Vector search: over all, under a filter and in a cluster, beside a plain float32 scan in the same run.

100,000 vectors of 512 dimensions; a million where `DENDRO_BENCH_LARGE` is set. They are written block by
block to a temporary folder and mapped, with the small copy that a build would write; all pages are warm.
"""

import os
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from explorer.index.format import SMALL_COPY, SMALL_COPY_BOUNDS
from explorer.index.quantized import write_small_copy
from explorer.search.vector_search import similar

DIMENSIONS = 512
CLUSTER = 10_000
LIMIT = 50
QUERIES = 100
PEER_QUERIES = 20


def run(table) -> None:
    """Measure, and add rows to the table."""
    n = 1_000_000 if os.environ.get("DENDRO_BENCH_LARGE") else 100_000
    with tempfile.TemporaryDirectory() as folder:
        index, seconds = _made(Path(folder), n)
        size = sum((Path(folder) / name).stat().st_size for name in (SMALL_COPY, SMALL_COPY_BOUNDS))
        table.add(f"small copy of {n:,} × {DIMENSIONS}: written", f"{seconds:.1f} s, {size / 2**20:,.0f} MiB")
        rng = np.random.default_rng(1)
        masks = {share: rng.random(n) < share for share in (0.5, 0.01)}
        cases = [
            ("more like a row, over all", _rows, {}, 0.060),
            ("like a new vector near a row, over all", _near, {}, 0.060),
            ("like a vector of no direction in particular, over all", _anywhere, {}, 0.060),
            ("more like a row, a filter leaves half", _rows, {"mask": masks[0.5]}, 0.060),
            ("more like a row, a filter leaves 1%", _rows, {"mask": masks[0.01]}, 0.060),
            (f"more like a row, in a cluster of {CLUSTER:,}", _rows, _middle(n), 0.010),
        ]
        for what, make, bounds, target in cases:
            _case(table, index, f"{n:,} vectors: {what}", make, bounds, target)


def _case(table, index, what: str, make, bounds: dict, target: float) -> None:
    queries = make(index, np.random.default_rng(2), QUERIES)
    similar(index, queries[0], limit=LIMIT, **bounds)
    plain = [_seconds(_plain, index, query, **bounds) for query in queries[:PEER_QUERIES]]
    ours = [_seconds(similar, index, query, limit=LIMIT, **bounds) for query in queries]
    p95, peer = np.percentile(ours, 95), np.percentile(plain, 95)
    table.add(
        what,
        f"p95 {p95 * 1e3:.1f} ms (median {np.median(ours) * 1e3:.1f})",
        f"≤ {target * 1e3:.0f} ms",
        bool(p95 <= target),
        peer=f"NumPy float32: {peer * 1e3:.1f} ms",
        ratio=f"{peer / p95:.1f} times as fast",
        conditions=f"{QUERIES} queries, the {LIMIT} nearest, exact, load {os.getloadavg()[0]:.1f}",
    )


def _made(folder: Path, n: int) -> tuple[SimpleNamespace, float]:
    """What the search needs of an index: clusters of 10,000, each of 20 lumps; and seconds to copy."""
    rng = np.random.default_rng(0)
    shape = (n, DIMENSIONS)
    vectors = np.lib.format.open_memmap(folder / "v.npy", mode="w+", dtype=np.float32, shape=shape)
    for start in range(0, n, CLUSTER):
        lumps = rng.normal(size=DIMENSIONS) + 0.7 * rng.normal(size=(20, DIMENSIONS))
        part = lumps[rng.integers(0, 20, CLUSTER)] + 0.8 * rng.normal(size=(CLUSTER, DIMENSIONS))
        vectors[start : start + CLUSTER] = part / np.linalg.norm(part, axis=1, keepdims=True)
    vectors.flush()
    started = time.perf_counter()
    write_small_copy(folder, vectors, unit=True)
    seconds = time.perf_counter() - started
    mapped = [np.load(folder / name, mmap_mode="r") for name in ("v.npy", SMALL_COPY, SMALL_COPY_BOUNDS)]
    encoder = {"name": "synthetic"}
    return SimpleNamespace(n=n, embeddings=mapped[0], encoder=encoder, small_copy=tuple(mapped[1:])), seconds


def _rows(index, rng, count: int) -> list:
    return [int(row) for row in rng.integers(0, index.n, count)]


def _near(index, rng, count: int) -> list:
    noise = rng.normal(0, 0.02, (count, DIMENSIONS))
    return list(index.embeddings[np.sort(rng.integers(0, index.n, count))] + noise)


def _anywhere(index, rng, count: int) -> list:
    return list(rng.normal(size=(count, DIMENSIONS)))


def _middle(n: int) -> dict:
    return {"lo": n // 2, "hi": n // 2 + CLUSTER}


def _plain(index, query, lo: int = 0, hi: int | None = None, mask=None) -> np.ndarray:
    """The nearest rows by one product over all rows of the slice, and a partition: what one would write."""
    query = np.asarray(index.embeddings[query] if np.ndim(query) == 0 else query, np.float32)
    scores = index.embeddings[lo:hi] @ query
    if mask is not None:
        scores[~mask[lo:hi]] = -np.inf
    best = np.argpartition(scores, len(scores) - LIMIT)[-LIMIT:]
    return best[np.argsort(-scores[best], kind="stable")]


def _seconds(search, *args, **kwargs) -> float:
    started = time.perf_counter()
    search(*args, **kwargs)
    return time.perf_counter() - started
