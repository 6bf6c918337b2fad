"""A ranking that is made once says of every part and every cut what a search of its own would."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.filters.filter import ALL, filter_of
from explorer.search import SearchQuery, rank, search
from explorer.search import ranking as room
from explorer.search.ranking import Ranking

QUERIES = (
    {"row": 30},
    {"like": (3, 17), "unlike": (250,)},
    {"text": "plum"},
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("node", [None, 590])
@pytest.mark.parametrize("where", ["", "label = 'apple'", "price < 0"])
@pytest.mark.parametrize("cut", [None, 0.4])
def test_one_ranking_answers_as_searches_do(small_index, query, node, where, cut):
    """In a cluster, under a filter, above a cut: list, count, histogram and clusters."""
    chosen = filter_of(small_index, where) if where else ALL
    asked = {"node": node, "where": chosen, "cut": cut, "bins": 7, "clusters": 9, "limit": 12}
    made = rank(small_index, SearchQuery(**query))
    assert search(small_index, ranking=made, **asked) == search(small_index, **query, **asked)


def test_bytes_and_floats_tell_the_same(small_index, monkeypatch):
    """Through the small copy scores are rough; what is told of them is not."""
    from explorer.index.quantized import small_rows
    from explorer.search import vector_search

    query = SearchQuery(like=(3, 17), unlike=(250,))
    plain = rank(small_index, query)
    with monkeypatch.context() as patched:
        patched.setattr(vector_search, "FEW_ROWS", 0)
        patched.setattr(type(small_index), "small_copy", small_rows(np.asarray(small_index.embeddings)))
        rough = rank(small_index, query)
        assert len(rough.reach) == small_index.n and not np.array_equal(rough.scores, plain.scores)
        for cut in (-0.2, 0.0, 0.05, 0.3, 9.0):
            assert np.array_equal(rough.answering(cut), plain.answering(cut))
        for ranking in (rough.within(40, 222, None), plain.within(40, 222, None)):
            rows, scores = ranking.best(20, None)
            assert scores.tolist() == sorted(scores.tolist(), reverse=True) and (rows >= 40).all()
        assert rough.best(20, None)[0].tolist() == plain.best(20, None)[0].tolist()


def test_a_cut_in_the_thick_of_it_parts_what_the_vectors_do():
    """Thousands of scores lie around it, nearer than bytes tell; not one row is on the wrong side."""
    from explorer.index.quantized import small_rows

    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(6000, 400)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = SimpleNamespace(
        n=6000,
        embeddings=vectors,
        encoder={"name": "some"},
        small_copy=small_rows(vectors),
        cached=lambda make: make(index),
    )
    made = room.rank_vector(index, rng.normal(size=400), "row")
    exact = np.round(vectors.astype(np.float64) @ made.query, 6).astype(np.float32)
    for cut in np.linspace(-0.1, 0.15, 40):
        assert np.array_equal(made.answering(cut), exact >= np.float32(cut))


def test_examples_never_answer(small_index):
    """Not in the list, not above any cut, not in the histogram."""
    made = rank(small_index, SearchQuery(like=(3, 17), unlike=(250,)))
    assert not made.answering(-9)[[3, 17, 250]].any()
    assert made.answering(-9).sum() == small_index.n - 3 == len(made.spread)
    assert not np.isin(made.best(300, None)[0], (3, 17, 250)).any()
    part = made.within(10, 20, None)
    assert not part.answering(-9)[7] and part.answering(-9).sum() == 9


def test_a_cut_moves_without_another_scan(small_index, monkeypatch):
    """What is costly is done once."""
    made = rank(small_index, SearchQuery(row=30))
    monkeypatch.setattr(room, "rough_scores", lambda *_: pytest.fail("scanned again"))
    counts = [search(small_index, ranking=made, cut=cut).total for cut in (0.9, 0.5, 0.1)]
    assert counts == sorted(counts)


def test_vectors_are_examples_as_rows_are(small_index):
    """One alone is what others are like; beside rows it is one of the examples."""
    vector = np.asarray(small_index.embeddings[30])
    alone = search(small_index, vectors=(vector,), limit=20)
    assert alone.how == "image" and alone.results[0]["row"] == 30
    both = search(small_index, like=(3,), vectors=(vector,), limit=300)
    rows = search(small_index, like=(3, 30), limit=300)
    assert both.how == "examples"
    listed = [hit["row"] for hit in both.results if hit["row"] != 30]
    assert listed == [hit["row"] for hit in rows.results]


def test_what_is_ruled_out_is_told(small_index):
    """By words, and by a text tower."""
    assert search(small_index, text="plum -apple").note == "Images that show “apple” are left out."
    tower = SimpleNamespace(encode_text=lambda texts: np.eye(24)[: len(texts)])
    found = search(small_index, text='plum -apple -"red pear"', text_encoder=tower)
    assert found.note == "What is like “apple” or “red pear” does not count."


def test_nothing_is_ranked_where_nothing_is():
    """A part without rows."""
    made = Ranking(None, np.arange(0), np.empty(0, np.float32), "words", line=room.TINY)
    assert made.within(0, 5, None).answering(None).tolist() == []
    assert [part.tolist() for part in made.best(3, None)] == [[], []]
