"""`search` on a real index: which way is taken, what comes back, what is refused."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import filter_of
from explorer.search import search


class FakeEncoder:
    """An encoder for text and images whose vector is always that of one row."""

    def __init__(self, index, row):
        self.vector = np.asarray(index.embeddings[row], np.float32)

    def encode_text(self, texts):
        """The vector, once for each text."""
        return np.tile(self.vector, (len(texts), 1))

    def preparation(self, image):
        """Small pixels."""
        assert image.mode == "RGB"
        return np.asarray(image.resize((4, 4)))

    def encode(self, pixels):
        """The vector, once for each image."""
        assert pixels.shape[1:] == (4, 4, 3)
        return SimpleNamespace(vectors=self.encode_text(pixels))


def test_words_when_there_is_no_text_tower(small_index):
    """Without an encoder words are looked up in labels and names."""
    found = search(small_index, text="plum", limit=5)
    assert found.how == "words"
    labels = small_index.items["label"].to_pylist()
    assert [labels[hit["row"]] for hit in found.results] == ["plum"] * 5
    assert [hit["row"] for hit in found.results] == sorted(hit["row"] for hit in found.results)


def test_text_tower_when_there_is_one(small_index):
    """With an encoder the text becomes a vector, and the nearest row is first."""
    found = search(small_index, text="anything", text_encoder=FakeEncoder(small_index, 17))
    assert found.how == "text encoder"
    assert found.results[0]["row"] == 17 and found.results[0]["score"] == pytest.approx(1, abs=1e-5)
    assert len(found.results) == 50


def test_more_like_a_row(small_index):
    """A row finds its neighbours as the index has them, itself not among them."""
    found = search(small_index, row=30, limit=10)
    assert found.how == "row"
    rows = [hit["row"] for hit in found.results]
    assert 30 not in rows
    assert set(rows[:5]) <= set(small_index.neighbors.rows[30].tolist())
    scores = [hit["score"] for hit in found.results]
    assert scores == sorted(scores, reverse=True)


def test_image_as_picture_bytes_and_path(small_index, tmp_path):
    """An image is taken in any form, alpha included, and prepared by the encoder."""
    encoder = FakeEncoder(small_index, 5)
    path = tmp_path / "query.png"
    Image.new("RGBA", (30, 20), (255, 0, 0, 128)).save(path)
    for image in (Image.open(path), path, str(path), path.read_bytes()):
        found = search(small_index, image=image, image_encoder=encoder, limit=1)
        assert (found.how, found.results[0]["row"]) == ("image", 5)


def test_every_result_names_a_cluster_that_holds_it(small_index):
    """`node` is worth showing: it holds the row and is no single image."""
    tree = small_index.tree
    for hit in search(small_index, row=0).results:
        assert tree.lo[hit["node"]] <= hit["row"] < tree.hi[hit["node"]]
        assert tree.hi[hit["node"]] - tree.lo[hit["node"]] >= 50
        assert hit["path"] == small_index.items["path"][hit["row"]].as_py()


def test_node_and_filter_bound_the_search(small_index):
    """Only rows below the node that match the filter are found, by words and by vectors."""
    node = int(small_index.tree.children[small_index.tree.root][0])
    lo, hi = small_index.tree.lo[node], small_index.tree.hi[node]
    splits = small_index.items["split"].to_pylist()
    for query in ({"row": int(lo)}, {"text": "apple plum"}):
        found = search(
            small_index, node=node, where=filter_of(small_index, "split = 'test'"), limit=1000, **query
        )
        assert found.results
        for hit in found.results:
            assert lo <= hit["row"] < hi and splits[hit["row"]] == "test"


def test_index_delegates(small_index):
    """`Index.search` is the same search."""
    assert small_index.search(row=3, limit=2) == search(small_index, row=3, limit=2)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "got nothing"),
        ({"text": "a", "row": 1}, "got text and row"),
        ({"text": " "}, "empty"),
        ({"text": "?!"}, "no word"),
        ({"row": 0, "limit": 0}, "between 1 and"),
        ({"row": 0, "limit": 10**9}, "between 1 and"),
        ({"row": 0, "where": "nope = 1"}, "no column"),
        ({"image": b"x"}, "needs the encoder"),
    ],
)
def test_bad_query_is_refused(small_index, query, said):
    """One query, one sentence on what is wrong."""
    with pytest.raises(InputError, match=said):
        small_index.search(**query)


@pytest.mark.parametrize(
    "query", [{"row": 300}, {"row": -1}, {"row": 0, "node": 599}, {"row": 0, "node": -1}]
)
def test_unknown_row_or_node_is_not_found(small_index, query):
    """Rows and nodes are neither counted from the end nor invented."""
    with pytest.raises(NotFoundError):
        search(small_index, **query)


@pytest.mark.parametrize("image", [b"no image", "missing.png"])
def test_unusable_image_is_refused(small_index, image):
    """What cannot be read as an image is said."""
    with pytest.raises(InputError):
        search(small_index, image=image, image_encoder=FakeEncoder(small_index, 0))


def test_the_limit_of_pixels_of_the_index_holds_for_queries(small_index, tmp_path, monkeypatch):
    """Bytes and files alike: lowered it refuses, raised it takes."""
    limited = replace(small_index.manifest, options={"image": {"max_pixels": 599}})
    monkeypatch.setattr(small_index, "manifest", limited)
    file = tmp_path / "query.png"
    Image.new("RGB", (30, 20)).save(file)
    for image in (file, file.read_bytes()):
        with pytest.raises(InputError, match="the limit is 599"):
            search(small_index, image=image, image_encoder=FakeEncoder(small_index, 0))
    monkeypatch.setattr(small_index, "manifest", replace(limited, options={"image": {"max_pixels": 600}}))
    assert search(small_index, image=file, image_encoder=FakeEncoder(small_index, 0)).how == "image"


def test_the_file_that_is_no_image_is_named(small_index, tmp_path):
    """Of several files that were typed, it is clear which was meant."""
    file = tmp_path / "notes.txt"
    file.write_text("no image")
    with pytest.raises(InputError, match=r"notes\.txt: not an image"):
        search(small_index, image=file, image_encoder=FakeEncoder(small_index, 0))


def test_words_are_prepared_once(small_index_path, monkeypatch):
    """Columns are folded at the first query; what a query that is refused would have needed is not."""
    from explorer.dataset import open_index
    from explorer.search import search_query as room

    prepared = []
    real = room.text_fields
    monkeypatch.setattr(room, "text_fields", lambda items: prepared.append(items.num_rows) or real(items))
    with open_index(small_index_path) as index:
        node = int(index.tree.ancestor_with(7, 9))
        inside = search(index, text="plum apple", node=node, limit=300).results
        everywhere = {hit["row"]: hit["score"] for hit in search(index, text="plum apple", limit=300).results}
        assert all(everywhere[hit["row"]] == hit["score"] for hit in inside)
        assert prepared == [300]


def test_the_count_is_of_all_and_the_list_of_the_first(small_index):
    """Sixty plums, five of them listed; under a filter those that match it; nothing where nothing answers."""
    labels = np.array(small_index.items["label"].to_pylist())
    train = np.array(small_index.items["split"].to_pylist()) == "train"
    found = search(small_index, text="plum", limit=5)
    named = np.char.startswith(np.array(small_index.items["path"].to_pylist()), "plum/") | (labels == "plum")
    assert (len(found.results), found.total) == (5, int(named.sum()))
    assert search(small_index, text="plum", where=filter_of(small_index, "split = 'train'")).total == int(
        (named & train).sum()
    )
    nothing = search(small_index, text="qwzx vbnm")
    assert (nothing.results, nothing.total) == ([], 0) and "“qwzx” or “vbnm”" in nothing.note


def test_what_an_encoder_ranks_has_no_count(small_index):
    """Every image is more or less like another: there is no set."""
    assert search(small_index, row=3).total is None
