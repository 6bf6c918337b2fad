"""An index whose columns are of every kind that can be filtered by, with the values that break things."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.clustering.neighbors.types import Neighbors
from explorer.index.format import OWN_VECTORS
from explorer.index.writer import BuildContents, write_build
from tests.benchmarks.synthetic import random_merges

N = 240
CLASSES = ["dog", "cat/black", 'it\'s "so"', "שלום", "class 10", "class 2"]
WORDS = ["", "a%b", "a_b", "A%B", "\n", "=cmd", "\u202eabc", "𝒳", "ｚ", "x" * 300, "O'Hara"]


def columns(rng: np.random.Generator) -> dict[str, pa.Array]:
    """(N,) of each kind, some missing."""

    def some(values: list, share: float = 0.1) -> list:
        return [None if rng.random() < share else value for value in values]

    labels = rng.integers(0, len(CLASSES), N)
    wrong = rng.random(N) < 0.3
    guesses = np.where(wrong, (labels + 1) % len(CLASSES), labels)
    tags = [[WORDS[i] for i in rng.integers(0, len(WORDS), rng.integers(0, 4))] for _ in range(N)]
    floats = rng.normal(size=N)
    begin = datetime(1999, 12, 31, 23, 59, 59)
    return {
        "label": pa.array(some([CLASSES[i] for i in labels]), pa.string()),
        "prediction": pa.array(some([CLASSES[i] for i in guesses], 0.05), pa.string()),
        "confidence": pa.array(rng.random(N, dtype=np.float32)),
        "word": pa.array(some([WORDS[i] for i in rng.integers(0, len(WORDS), N)]), pa.string()),
        "words": pa.array(some(tags), pa.list_(pa.string())),
        "others": pa.array(some([list(reversed(each)) for each in tags]), pa.list_(pa.string())),
        "flag": pa.array(some((rng.random(N) < 0.4).tolist()), pa.bool_()),
        "price": pa.array(some(np.round(floats * 100, 2).tolist()), pa.float64()),
        "raw": pa.array([*floats[:-2].tolist(), float("inf"), float("nan")], pa.float64()),
        "half": pa.array(floats.astype(np.float16)),
        "small": pa.array(some(rng.integers(-100, 100, N).tolist()), pa.int8()),
        "wide": pa.array(rng.integers(-(2**31), 2**31 - 1, N), pa.int32()),
        "large": pa.array(some((rng.integers(0, 2**50, N)).tolist()), pa.int64()),
        "count of": pa.array(rng.integers(0, 5, N), pa.uint64()),
        "beyond": pa.array([2**60 + i for i in range(N)], pa.int64()),
        "taken": pa.array(some([begin + timedelta(minutes=97 * i) for i in range(N)]), pa.timestamp("us")),
        "day": pa.array(some([date(1969, 12, 1) + timedelta(days=11 * i) for i in range(N)]), pa.date32()),
        "stamp": pa.array([begin + timedelta(microseconds=i) for i in range(N)], pa.timestamp("ns", "UTC")),
        'a "b" c': pa.array(some([f"{i % 60}" for i in range(N)]), pa.string()),
        "written": pa.array([f"2024-{1 + i % 12:02d}-05" for i in range(N)], pa.string()),
    }


def many_columns(path: Path) -> Path:
    """Write the index; a thumbnail is a byte."""
    rng = np.random.default_rng(5)
    items = pa.table({
        "path": [f"{i}.jpg" for i in range(N)], "source_row": np.arange(N),
        "hash": [f"{i:032x}" for i in range(N)],
        "width": pa.array(rng.integers(10, 900, N), pa.int32()), "height": pa.array([64] * N, pa.int32()),
        **columns(rng),
    })  # fmt: skip
    near = (np.arange(N)[:, None] + np.arange(1, 6)) % N
    write_build(
        path,
        BuildContents(
            items=items,
            embeddings=rng.normal(size=(N, 4)).astype(np.float32),
            thumbnails=([b"x"] for _ in range(N)),
            colors=rng.integers(0, 256, (N, 3), dtype=np.uint8),
            merges=random_merges(N, rng),
            neighbors=Neighbors(near.astype(np.int32), np.sort(rng.random((N, 5), dtype=np.float32), axis=1)),
            projection=rng.normal(size=(N, 2)).astype(np.float32),
            source={"kind": "folder", "location": "/nowhere", "root": "/nowhere"},
            encoder={"name": OWN_VECTORS, "weights_hash": "", "dim": 4, "text": False},
            levels=(48,),
            classes=CLASSES,
        ),
    )
    return path
