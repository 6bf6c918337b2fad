"""The small index with other labels and mistakes, in which findings have more to tell."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.dataset import Dataset, open_index
from explorer.index.reader import Index
from tests.browser.reworked import rework


def lumps_of_mistakes(index: Index, folder: Path) -> Dataset:
    """Open it with half of all plums wrong, the first twenty of them all, and twelve leaves."""
    rng = np.random.default_rng(1)
    labels = _labels(index)
    plums, leaves = np.flatnonzero(labels == "plum"), np.flatnonzero(labels == "leaf")
    wrong = rng.random(index.n) < 0.02
    wrong[plums] = rng.random(len(plums)) < 0.5
    wrong[plums[:20]] = wrong[leaves[:12]] = True
    return _open(index, folder, labels, wrong)


def mistakes_among_others(index: Index, folder: Path) -> Dataset:
    """Open it with every second plum labelled a leaf, and these wrong: only their class tells them apart."""
    labels = _labels(index)
    among = np.flatnonzero(labels == "plum")[::2]
    labels[among] = "leaf"
    wrong = np.zeros(index.n, bool)
    wrong[among] = wrong[::37] = True
    return _open(index, folder, labels, wrong)


def a_class_in_two_places(index: Index, folder: Path) -> Dataset:
    """Open it with all plums labelled leaves, which lie elsewhere."""
    labels = _labels(index)
    labels[labels == "plum"] = "leaf"
    return _open(index, folder, labels, np.zeros(index.n, bool))


def _labels(index: Index) -> np.ndarray:
    return np.array([name or "plum" for name in index.items["label"].to_pylist()], object)


def _open(index: Index, folder: Path, labels: np.ndarray, wrong: np.ndarray) -> Dataset:
    items = index.items
    for name, values in (("label", labels), ("prediction", np.where(wrong, "apple", labels))):
        items = items.set_column(items.column_names.index(name), name, pa.array(values.tolist()))
    return open_index(rework(index, folder, items))
