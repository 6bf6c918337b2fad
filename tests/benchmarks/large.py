"""An index of any size through the real build code, from made-up vectors and a pool of pictures.

Vectors, labels and predictions hang together as those of a real data set do. The tree, the neighbours and the
projection are computed where `DENDRO_BENCH_LARGE` is set; else they are made up, so that serving can be
measured without them.
"""

import os
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from explorer.clustering.neighbors.types import Neighbors
from explorer.images.digests import DIGEST
from explorer.images.thumbnails import summarize
from explorer.index.writer import write_build
from explorer.indexing.assemble import Derived, assemble, derive
from explorer.indexing.build_encoder import own_vectors_info
from explorer.indexing.collect import Collected
from explorer.indexing.known_images import Known, KnownImages
from explorer.npy import open_npy, save_npy
from explorer.options import BuildOptions
from explorer.progress import Progress, SilentProgress
from explorer.sources import Source
from tests.benchmarks.pictures import photograph
from tests.benchmarks.synthetic import random_merges

DIMENSIONS = 512
CLASSES = [f"class {i}" for i in range(1000)]
SUBCLUSTERS = 8
PICTURES = 512
SHAPES = ((320, 240), (240, 320), (256, 256))
CAMERAS = ("D850", "EOS R5", "Pixel 8", "iPhone 15", "α7 IV")
SPLITS = ("train", "test")
RECIPE = 2
"""Counted up when an index of the same size would come out differently."""


def whole_chain() -> bool:
    """Whether tree, neighbours and projection are to be computed: minutes for a million."""
    return bool(os.environ.get("DENDRO_BENCH_LARGE"))


@contextmanager
def index_folder():
    """Where indexes are made: `DENDRO_BENCH_DIR`, to be used again, else a temporary folder."""
    kept = os.environ.get("DENDRO_BENCH_DIR")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept)
        return
    with TemporaryDirectory() as folder:
        yield Path(folder)


def large_index(folder: Path, n: int, seed: int = 0, make: bool = True) -> Path:
    """Return the folder of an index of n images, made unless an equal one is there or `make` is False."""
    how = "derived" if whole_chain() else "random"
    path = folder / f"n{n}-{how}-{RECIPE}.dendro"
    if make and not (path / "manifest.json").exists():
        make_index(path, n, seed, whole_chain())
    return path


def make_index(path: Path, n: int, seed: int, whole: bool, progress: Progress | None = None) -> None:
    """Write an index of n images; `whole`: with its own tree, neighbours and projection."""
    with TemporaryDirectory(dir=path.parent) as folder:
        rng = np.random.default_rng(seed)
        labels = _write_vectors(Path(folder) / "vectors.npy", rng, n)
        vectors = open_npy(Path(folder) / "vectors.npy", mmap=True)  # as a build has those of a user
        _make_index(path, rng, vectors, labels, whole, progress or SilentProgress())


def _write_vectors(file: Path, rng: np.random.Generator, n: int) -> np.ndarray:
    vectors, labels = clustered_vectors(rng, n)
    save_npy(file, vectors)
    return labels


def _make_index(
    path: Path,
    rng: np.random.Generator,
    vectors: np.ndarray,
    labels: np.ndarray,
    whole: bool,
    progress: Progress,
) -> None:
    n = len(vectors)
    options = BuildOptions()
    block = _Block(rng, n, options)
    known_images = KnownImages()
    known_images.add(block)
    source = Source(
        kind="table",
        location=Path("/nowhere/images.csv"),
        root=Path("/nowhere"),
        items=_items(rng, labels),
        files=[],
        embeddings=vectors,
    )
    collected = Collected(
        positions=np.arange(n),
        bytes=rng.integers(20_000, 90_000, n),
        modified=1_700_000_000_000_000_000 + rng.integers(0, 10**16, n),
        changed=np.zeros(n, np.int64),
        slots=np.arange(n),
        known_images=known_images,
        failures=[],
    )
    derived = (
        derive(source, collected, None, options, "cpu", progress)
        if whole
        else _made_up(rng, vectors, options)
    )
    progress.stage("Writing")
    write_build(path, assemble(source, collected, derived, own_vectors_info(DIMENSIONS), options))


def clustered_vectors(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, 512) float32 unit vectors in clusters of clusters, and (n,) the class of each, in runs."""
    classes = _sizes(rng, n, len(CLASSES))
    labels = np.repeat(np.arange(len(CLASSES)), classes)
    part = np.concatenate([np.sort(rng.integers(0, SUBCLUSTERS, size)) for size in classes])
    groups = rng.standard_normal((20, DIMENSIONS), np.float32)
    centres = rng.standard_normal((len(CLASSES), DIMENSIONS), np.float32)
    centres += 1.2 * groups[np.arange(len(CLASSES)) * len(groups) // len(CLASSES)]
    finer = rng.standard_normal((len(CLASSES), SUBCLUSTERS, DIMENSIONS), np.float32)
    vectors = np.empty((n, DIMENSIONS), np.float32)
    for start in range(0, n, 10_000):
        rows = slice(start, start + 10_000)
        chosen = labels[rows], part[rows]
        noise = rng.standard_normal((len(chosen[0]), DIMENSIONS), np.float32)
        vectors[rows] = centres[chosen[0]] + 0.6 * finer[chosen] + noise
        vectors[rows] /= np.linalg.norm(vectors[rows], axis=1, keepdims=True)
    return vectors, labels


def _sizes(rng: np.random.Generator, n: int, parts: int) -> np.ndarray:
    """Return (parts,) sizes that sum to n, uneven as classes are."""
    share = rng.gamma(2.0, size=parts)
    ends = np.round(np.cumsum(share) / share.sum() * n).astype(np.int64)
    return np.diff(ends, prepend=0)


def _items(rng: np.random.Generator, labels: np.ndarray) -> pa.Table:
    n = len(labels)
    names = pa.array(CLASSES)
    hard = rng.uniform(0.02, 0.4, len(CLASSES))
    given = np.where(rng.random(n) < 0.02, rng.integers(0, len(CLASSES), n), labels)
    columns = {
        "path": pa.array(
            [f"{CLASSES[c].replace(' ', '_')}/IMG_{i:07d}.jpg" for i, c in enumerate(labels.tolist())]
        ),
        "source_row": pa.array(np.arange(n)),
        "label": names.take(pa.array(given)),
    }
    for model, factor in (("small", 1.0), ("large", 0.5)):
        wrong = rng.random(n) < factor * hard[labels]
        said = np.where(wrong, (labels + rng.integers(1, 4, n)) % len(CLASSES), labels)
        columns[f"prediction:{model}"] = names.take(pa.array(said))
        columns[f"confidence:{model}"] = pa.array(rng.beta(5, 1 + wrong).astype(np.float32))
    columns["camera"] = pa.array(CAMERAS).take(pa.array(rng.integers(0, len(CAMERAS), n)))
    columns["split"] = pa.array(SPLITS).take(pa.array((rng.random(n) < 0.2).astype(np.int64)))
    columns["sharpness"] = pa.array(rng.gamma(3.0, 10.0, n))
    return pa.table(columns)


class _Block:
    """Every image is one of a few pictures; only its hash is its own."""

    def __init__(self, rng: np.random.Generator, n: int, options: BuildOptions) -> None:
        pictures = [photograph(rng, *SHAPES[rng.integers(len(SHAPES))]) for _ in range(PICTURES)]
        summaries = [summarize(picture, options.image) for picture in pictures]
        self._thumbnails, colors, measures = zip(*summaries, strict=True)
        self._which = rng.integers(0, PICTURES, n)
        numbers = np.arange(1, n + 1, dtype=">u8")
        digests = np.column_stack([numbers, numbers]).view(DIGEST)[:, 0]
        sizes = np.array([picture.size for picture in pictures], np.int32)
        concepts = np.full(n, None, object)
        taken = (np.array(each)[self._which] for each in (sizes, colors))
        measures = np.array(measures)[self._which]
        self.known = Known(digests, digests, *taken, concepts, measures, np.zeros(n, np.int64))

    def thumbnails(self, i: int) -> list[bytes]:
        return self._thumbnails[self._which[i]]


def _made_up(rng: np.random.Generator, vectors: np.ndarray, options: BuildOptions) -> Derived:
    """Derived values of the right shapes; rows stay in their order, so that classes lie together."""
    n = len(vectors)
    gaps = np.sort(rng.random((n, options.neighbors), np.float32), axis=1)
    near = (np.arange(n)[:, None] + np.arange(1, options.neighbors + 1)) % n
    return Derived(
        order=np.arange(n),
        embeddings=vectors,
        merges=random_merges(n, rng),
        neighbors=Neighbors(near.astype(np.int32), gaps),
        projection=rng.standard_normal((n, 2), np.float32),
    )
