"""Fixtures that several rooms share: a real index of 300 drawn pictures, made without an encoder."""

import hashlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import settings

from tests.index.drawing import CLASSES, clustered_vectors, draw, draw_folder, picture_bytes
from tests.needs import (  # noqa: F401 (hooks)
    leave_out,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
    try_again,
)
from tests.quick import mark_slow, pytest_xdist_auto_num_workers, share_cores  # noqa: F401 (hooks)

if TYPE_CHECKING:
    from explorer.index.reader import Index
    from explorer.options import BuildOptions

SMALL_COUNT = 300

settings.register_profile("patient", deadline=None)  # on a busy machine anything takes long at times
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Hear Ctrl-C even where a shell started this in the background: what tests start must be able to."""
    share_cores(config)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the tests: what is slow, what cannot run here."""
    mark_slow(items)
    leave_out(config, items)
    try_again(items)


@pytest.fixture(scope="session")
def small_index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an index of 300 drawn pictures: 5 classes, two models, a number and a text column.

    Columns: `label` (a few missing), `split`, `prediction`/`confidence`, `prediction:b`/`confidence:b`,
    `price` (float64, some missing) and `place` (text, some missing). About 15% of the plain predictions
    are wrong, most of them in one lump of `plum`. The originals lie in `pictures/` beside the index.
    """
    from explorer.clustering.neighbors.search import nearest_neighbors
    from explorer.clustering.tree.dendrogram import dendrogram_order, relabel
    from explorer.clustering.ward.ward_linkage import ward_linkage
    from explorer.errors import Failure
    from explorer.images.thumbnails import make_thumbnails, mean_color
    from explorer.index.format import OWN_VECTORS
    from explorer.index.writer import BuildContents, write_build
    from explorer.options import ImageOptions

    folder = tmp_path_factory.mktemp("small")
    root = folder / "pictures"
    rng = np.random.default_rng(7)
    n = SMALL_COUNT
    kinds = np.arange(n) % 5
    vectors = clustered_vectors(n, 24, kinds)
    pictures = [draw(int(kinds[i]), i) for i in range(n)]
    paths = [f"{CLASSES[kinds[i]]}/{i:03d}.png" for i in range(n)]
    contents = [picture_bytes(picture) for picture in pictures]
    for path, data in zip(paths, contents, strict=True):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)

    merges = ward_linkage(vectors)
    order = dendrogram_order(merges)
    items = pa.table(_columns(rng, kinds, vectors, paths, contents)).take(order)
    options = ImageOptions()
    index = folder / "pictures.dendro"
    write_build(
        index,
        BuildContents(
            items=items,
            embeddings=vectors[order],
            thumbnails=(make_thumbnails(pictures[i], options) for i in order),
            colors=np.stack([mean_color(pictures[i]) for i in order]),
            merges=relabel(merges, order),
            neighbors=nearest_neighbors(vectors[order], 10),
            projection=(vectors[order] @ rng.normal(size=(24, 2))).astype(np.float32),
            source={"kind": "folder", "location": str(root), "root": str(root)},
            encoder={
                "name": OWN_VECTORS, "weights_hash": "", "dim": 24, "preprocessing": {}, "text": False,
                "device": "",
            },
            levels=options.levels,
            failures=(Failure("plum/broken.png", n, "truncated PNG"),),
            classes=sorted(CLASSES),
        ),
    )  # fmt: skip
    return index


@pytest.fixture(scope="session")
def small_index(small_index_path: Path) -> "Index":
    """`small_index_path`, opened. Read only: it is shared by the whole run."""
    from explorer.dataset import open_index

    return open_index(small_index_path)


@pytest.fixture
def options() -> "BuildOptions":
    """Options for a small build in this process."""
    from explorer.options import BuildOptions

    return BuildOptions(device="cpu", workers=0, batch_size=8, neighbors=5)


@pytest.fixture
def cheap_projection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds project by two coordinates: UMAP takes seconds to import, and is another room's test."""
    from explorer.indexing import assemble

    def project(vectors, neighbors, seed=0, progress=None):
        return np.ascontiguousarray(vectors[:, :2], np.float32)

    monkeypatch.setattr(assemble, "project", project)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of 40 drawn pictures in 5 class folders."""
    folder = tmp_path / "pictures"
    draw_folder(folder, 40)
    return folder


def _columns(
    rng: np.random.Generator, kinds: np.ndarray, vectors: np.ndarray, paths: list[str], contents: list[bytes]
) -> dict[str, pa.Array]:
    n = len(kinds)
    names = np.array(CLASSES, object)
    labels = names[kinds]
    labels[::75] = None
    lump = (kinds == 4) & (vectors[:, 0] > np.median(vectors[kinds == 4, 0]))
    wrong = np.where(lump, rng.random(n) < 0.7, rng.random(n) < 0.08)
    predictions = np.where(wrong, names[(kinds + 1) % 5], names[kinds])
    other = np.where(rng.random(n) < 0.2, names[(kinds + 2) % 5], names[kinds])
    confidence = np.where(wrong, rng.uniform(0.3, 0.8, n), rng.uniform(0.6, 1.0, n))
    price = rng.uniform(1, 100, n).round(2)
    places = np.array(["Zürich", "New York", "it's here", None], object)[rng.integers(0, 4, n)]
    return {
        "path": pa.array(paths),
        "source_row": pa.array(np.arange(n), pa.int64()),
        "hash": pa.array([hashlib.sha256(data).hexdigest()[:32] for data in contents]),
        "width": pa.array(np.full(n, 96), pa.int32()),
        "height": pa.array(np.full(n, 80), pa.int32()),
        "bytes": pa.array([len(data) for data in contents], pa.int64()),
        "modified": pa.array(np.full(n, 1_700_000_000_123_456_789), pa.timestamp("ns", "UTC")),
        "label": pa.array(labels, pa.string()),
        "split": pa.array(np.where(np.arange(n) % 4 == 0, "test", "train")),
        "prediction": pa.array(predictions, pa.string()),
        "confidence": pa.array(confidence.astype(np.float32)),
        "prediction:b": pa.array(other, pa.string()),
        "confidence:b": pa.array(rng.uniform(0.2, 1, n).astype(np.float32)),
        "price": pa.array([None if i % 11 == 0 else float(v) for i, v in enumerate(price)], pa.float64()),
        "place": pa.array(places, pa.string()),
    }
