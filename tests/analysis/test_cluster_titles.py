"""Titles: labels, else words, else concepts, else nothing."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.titles.cluster_titles import TitleMaker, elide
from explorer.clustering.tree.dendrogram import build_tree
from explorer.index.item_columns import encode


def caterpillar(n):
    """A tree in which node n + i holds rows 0 … i + 1."""
    chain = [[0, 1, 1, 2], *([n + i - 1, i + 1, i + 1, i + 2] for i in range(1, n - 1))]
    return build_tree(np.array(chain, dtype=float))


def index_of(**columns):
    """A stand-in for an index with the columns given; node n + i holds rows 0 … i + 1."""
    items = pa.table(columns)
    return SimpleNamespace(
        n=items.num_rows,
        items=items,
        tree=caterpillar(items.num_rows),
        codes=lambda name: encode(items[name]),
    )


def title(index, rows, mask=None):
    """Title of the node that holds rows 0 … rows - 1."""
    return TitleMaker(index).title(index.n + rows - 2, mask)


PATHS = [f"{i}.png" for i in range(10)]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["cat"] * 10, "cat"),
        (["cat"] * 6 + ["dog"] * 2 + ["owl"] * 2, "cat 60% · dog 20%"),
        (["cat"] * 9 + ["dog"], "cat 90%"),
        (["cat"] * 15 + ["dog", "owl", "eel", "fly", "ant"], "cat 75%"),
        (["dog"] * 5 + ["cat"] * 5, "cat 50% · dog 50%"),
        ([None] * 5 + ["cat"] * 5, "cat 50%"),
        (["tench, Tinca tinca"] * 10, "tench"),
    ],
)
def test_labels_with_their_shares(labels, expected):
    """Up to two, no more than make up most of it; shares are of all images of the cluster."""
    paths = [f"{i}.png" for i in range(len(labels))]
    assert title(index_of(path=paths, label=labels), len(labels)) == expected


def test_labels_under_a_mask():
    """Shares of what matches."""
    labels = ["cat"] * 6 + ["dog"] * 4
    mask = np.arange(10) >= 5
    assert title(index_of(path=PATHS, label=labels), 10, mask) == "dog 80%"


def test_of_many_rare_labels_those_that_tell_are_named():
    """Never how many there are, nor one of 4% as if it were the whole."""
    labels = [f"id {i % 30}" for i in range(60)] + [f"other {i}" for i in range(60)]
    index = index_of(path=[f"{i}.png" for i in range(120)], label=labels)
    assert title(index, 60) == "mixed: id 0, id 1"
    assert title(index, 120) == "mixed"


def test_what_is_rarer_here_than_elsewhere_tells_nothing():
    """Dogs are a fifth here and four fifths of the rest: the cluster is one of cats."""
    labels = ["cat"] * 40 + ["dog"] * 12 + ["owl"] * 8 + ["dog"] * 60
    index = index_of(path=[f"{i}.png" for i in range(120)], label=labels)
    assert title(index, 60) == "cat 67%"


def test_words_where_there_are_no_labels():
    """Folder words tell the first half from the second."""
    paths = [f"beach/{i}.png" for i in range(10)] + [f"snow/{i}.png" for i in range(10)]
    index = index_of(path=paths)
    assert title(index, 10) == "beach"
    assert title(index, 20) == "like 0.png"


def test_words_where_the_cluster_has_no_label():
    """Labels elsewhere do not help here."""
    paths = [f"beach/{i}.png" for i in range(10)] + [f"snow/{i}.png" for i in range(10)]
    labels = [None] * 10 + ["cold"] * 10
    assert title(index_of(path=paths, label=labels), 10) == "beach"


def test_concepts_where_there_are_neither():
    """The encoder's own words, most telling first."""
    concepts = ["goldfish, Carassius auratus"] * 6 + ["tench"] * 3 + ["crane"] + ["crane"] * 10
    paths = [f"{i}.png" for i in range(20)]
    assert title(index_of(path=paths, concept=concepts), 10) == "looks like goldfish 60% · tench 30%"


def test_a_leaf_is_its_file():
    """One image is named by its file, labels or not."""
    index = index_of(path=[f"a/b/{i}.png" for i in range(3)], label=["cat"] * 3)
    assert TitleMaker(index).title(1) == "1.png"


def test_long_names_are_elided():
    """To 28 signs, the ellipsis among them."""
    assert len(elide("x" * 60)) == 28
    assert elide("short") == "short"
