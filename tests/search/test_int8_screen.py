"""The search through the small copy: the very answer of the full scan, whatever the vectors."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.index.format import OWN_VECTORS
from explorer.index.quantized import small_rows
from explorer.search import vector_search as vectors_module
from explorer.search.int8_screen import Candidates, candidates
from explorer.search.top_scores import top
from explorer.search.vector_search import direction, score_rows, similar


@pytest.fixture(autouse=True)
def few_rows_are_many(monkeypatch):
    """Small sets go through the small copy too, and are scored in several goes."""
    monkeypatch.setattr(vectors_module, "FEW_ROWS", 0)
    monkeypatch.setattr(vectors_module, "FIRST_SCORED", 1)


def made(kind: str, n: int, d: int, seed: int) -> tuple[np.ndarray, str]:
    """Vectors of one kind, and the name of their encoder."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)) + 2 * rng.normal(size=(5, d))[rng.integers(0, 5, n)]
    if kind == "own":
        return (x * np.exp(rng.normal(0, 4, (n, 1))) * (rng.random((n, 1)) < 0.9)).astype(
            np.float32
        ), OWN_VECTORS
    if kind == "own float16":
        return x.astype(np.float16), OWN_VECTORS
    if kind == "own extreme":
        return (x * 10.0 ** rng.integers(-44, 37, (n, 1))).astype(np.float32), OWN_VECTORS
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    if kind == "equal":
        x[:] = x[0]
    elif kind == "nearly equal":
        x = x[:1] + 1e-7 * x
    elif kind == "few values":
        x = x[rng.integers(0, min(n, 4), n)]
    elif kind == "with zeros":
        x[rng.random(n) < 0.3] = 0
    return x.astype(np.float16 if kind == "float16" else np.float32), "packaged"


KINDS = (
    "unit",
    "float16",
    "equal",
    "nearly equal",
    "few values",
    "with zeros",
    "own",
    "own float16",
    "own extreme",
)


def indexes(vectors: np.ndarray, name: str) -> tuple[SimpleNamespace, SimpleNamespace]:
    """The same index with the small copy and without."""
    from explorer.index.quantized import directions

    base = {"n": len(vectors), "embeddings": vectors, "encoder": {"name": name}}
    copied = directions(vectors).astype(np.float32) if name == OWN_VECTORS else vectors
    with_copy = SimpleNamespace(**base, small_copy=small_rows(copied))
    without = SimpleNamespace(**base, small_copy=None)
    without.cached = lambda make, *arguments: make(without, *arguments)
    return with_copy, without


def by_sorting(index, query, lo, hi, mask, limit):
    """The answer of scoring everything in float64 and sorting it."""
    rows = np.array([r for r in range(lo, hi) if mask is None or mask[r]], np.int64)
    if np.ndim(query) == 0:
        rows, query = rows[rows != query], np.asarray(index.embeddings[query], np.float32)
    scores = score_rows(index.embeddings, query, rows, index.encoder["name"] != OWN_VECTORS)
    best = top(scores, limit)
    return rows[best], scores[best]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_answer_is_that_of_scoring_everything(data):
    """Rows, order and scores are the same with the copy, without it and by sorting, for all kinds."""
    kind = data.draw(st.sampled_from(KINDS))
    n, d = data.draw(st.integers(1, 400)), data.draw(st.sampled_from([1, 2, 3, 17, 64, 200, 1280]))
    seed = data.draw(st.integers(0, 10**6))
    vectors, name = made(kind, n, d, seed)
    small, full = indexes(vectors, name)
    rng = np.random.default_rng(seed + 1)
    lo = data.draw(st.integers(0, n - 1))
    hi = data.draw(st.integers(lo, n))
    share = data.draw(st.sampled_from([None, 0.0, 0.01, 0.3, 0.9]))
    mask = None if share is None else rng.random(n) < share
    limit = data.draw(st.sampled_from([1, 2, 10, 50, 1000]))
    usable = np.flatnonzero(np.abs(vectors.astype(np.float64)).max(axis=1) > 0)
    by_row = len(usable) and data.draw(st.booleans())
    query = int(rng.choice(usable)) if by_row else rng.normal(size=d)
    want = by_sorting(full, query, lo, hi, mask, limit)
    for index in (small, full):
        rows, scores = similar(index, query, lo, hi, mask, limit)
        assert rows.tolist() == want[0].tolist()
        assert scores.tolist() == want[1].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_ends_of_the_scores_hold_them(kind):
    """Every row's score lies between the two ends that the copy gives, for queries near and far."""
    vectors, name = made(kind, 300, 96, 4)
    small, _ = indexes(vectors, name)
    rng = np.random.default_rng(0)
    for query in (rng.normal(size=96), vectors[7].astype(np.float64) + 1e-3, np.eye(96)[3]):
        way = direction(query, 96)
        exact = score_rows(vectors, query, np.arange(300), name != OWN_VECTORS)
        rows, upper = candidates(small.small_copy, way, np.arange(300), 300)
        assert rows.tolist() == list(range(300))
        assert (upper >= exact).all()
        # Not vacuous: the ends lie as near as a byte a number allows.
        assert (upper - exact <= 2 * small.small_copy[1][:, 1] + 1e-3).all()


def test_blocks_in_any_order_and_threads_give_one_answer():
    """However the rows are cut up, the candidates are the same."""
    vectors, name = made("unit", 3000, 32, 1)
    small, _ = indexes(vectors, name)
    way = direction(vectors[5], 32)
    whole = candidates(small.small_copy, way, np.arange(3000), 20)
    for block in (1, 7, 100, 2999):
        rows, upper = candidates(small.small_copy, way, np.arange(3000), 20, block=block)
        assert rows.tolist() == whole[0].tolist()
        assert upper.tolist() == whole[1].tolist()


def test_the_copy_leaves_few_rows_to_score(monkeypatch):
    """Of 5,000 rows a handful are scored in full; else the copy would be for nothing."""
    vectors, name = made("unit", 5000, 128, 2)
    small, _ = indexes(vectors, name)
    scored = []
    exact = vectors_module._exact
    monkeypatch.setattr(
        vectors_module, "_exact", lambda e, q, rows, unit: scored.append(len(rows)) or exact(e, q, rows, unit)
    )
    similar(small, 17, limit=5)
    assert 5 <= sum(scored) <= 600


def test_candidates_keep_all_that_tie_with_the_last():
    """Rows as good as the k-th highest lower end stay; what lies below goes."""
    found = Candidates(2)
    lower = np.array([0.5, 0.1, 0.5, 0.4, 0.0], np.float32)
    found.add(np.arange(5), lower, lower + np.float32(0.1))
    assert found.result()[0].tolist() == [0, 2, 3]
    found.add(np.array([9]), np.array([0.9], np.float32), np.array([1], np.float32))
    assert found.result()[0].tolist() == [0, 2, 3, 9]
    found.add(np.array([8]), np.array([0.8], np.float32), np.array([0.8], np.float32))
    assert found.result()[0].tolist() == [8, 9]


def test_a_hundred_thousand_equal_rows_come_in_row_order():
    """All tie with each other, and the lower rows are given."""
    vectors = np.zeros((110_000, 16), np.float32)
    vectors[5_000:, :2] = 2**-0.5
    vectors[:5_000, 3] = 1
    small, _ = indexes(vectors, "packaged")
    rows, scores = similar(small, vectors[60_000], limit=7)
    assert rows.tolist() == list(range(5_000, 5_007))
    assert len(set(scores.tolist())) == 1
