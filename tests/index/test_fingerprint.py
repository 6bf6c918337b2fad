"""By which a link knows whether its node and row are still the same."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.index.fingerprint import tree_fingerprint

PATHS = ["a.png", "b.png", "c.png"]
MERGES = np.array([[0, 1, 0.5, 2], [2, 3, 1.0, 3]])


def index_of(paths=PATHS, merges=MERGES, **columns):
    """As much of an index as is asked here."""
    items = pa.table({"path": paths, **columns})
    return SimpleNamespace(items=items, tree=SimpleNamespace(merges=merges))


def test_labels_and_heights_make_no_other_tree():
    """Links hold when predictions came, or a height changed in its last digit."""
    first = tree_fingerprint(index_of())
    assert len(first) == 8 and int(first, 16) >= 0
    assert tree_fingerprint(index_of(label=["x", "y", "x"])) == first
    assert tree_fingerprint(index_of(merges=MERGES * [1, 1, 1.1, 1])) == first
    halves = index_of()
    halves.items = pa.concat_tables([halves.items[:1], halves.items[1:]])
    assert tree_fingerprint(halves) == first


@pytest.mark.parametrize(
    "other",
    [
        index_of(["b.png", "a.png", "c.png"]),
        index_of(["a.png", "b.png", "d.png"]),
        index_of(["a.pngb.png", "", "c.png"]),
        index_of(merges=np.array([[1, 2, 0.5, 2], [0, 3, 1.0, 3]])),
    ],
)
def test_another_order_image_or_merge_is_another_tree(other):
    """Then a number of before means something else."""
    assert tree_fingerprint(other) != tree_fingerprint(index_of())


def test_a_single_image_has_one():
    """And no merges."""
    assert len(tree_fingerprint(index_of(["a.png"], np.empty((0, 4))))) == 8
