"""More like some images and less like others: a closed form, checked against the least squares it solves."""

import numpy as np
import pytest

from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import filter_of
from explorer.index.format import OWN_VECTORS
from explorer.search import by_examples, search
from explorer.search.by_examples import example_vector


class Vectors:
    """What a fit needs of an index."""

    def __init__(self, embeddings: np.ndarray) -> None:
        self.embeddings, self.n, self.encoder = embeddings, len(embeddings), {"name": "some"}
        self._made: dict = {}

    def cached(self, make):
        """Made once."""
        return self._made.setdefault(make, make(self))


def lumps(seed: int = 0) -> tuple[Vectors, np.ndarray]:
    """400 unit rows in eight lumps, told apart by the small directions; and which lump each is in."""
    rng = np.random.default_rng(seed)
    lump = np.arange(400) % 8
    middles = rng.normal(size=(8, 24)) * np.r_[np.full(20, 0.3), np.zeros(4)]
    noise = rng.normal(size=(400, 24)) * np.r_[np.full(20, 0.25), np.full(4, 1.5)]
    vectors = middles[lump] + noise
    return Vectors(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)), lump


def precision(scores: np.ndarray, right: np.ndarray, left_out: list[int]) -> float:
    """Share of the best thirty that are right."""
    scores = scores.copy()
    scores[left_out] = -np.inf
    return float(right[np.argsort(-scores)[:30]].mean())


def test_it_is_the_least_squares_against_everything():
    """The direction solves (C + ridge + counter-examples) w = mean of examples - mean of all."""
    index, _ = lumps()
    found = example_vector(index, [0, 8, 16], [3, 4])
    centred = index.embeddings - index.embeddings.mean(axis=0)
    covariance = centred.T @ centred / index.n
    ridge = by_examples.RIDGE * np.trace(covariance) / len(covariance)
    covariance += by_examples.COUNTER_WEIGHT / 2 * centred[[3, 4]].T @ centred[[3, 4]]
    expected = np.linalg.solve(covariance + ridge * np.eye(24), centred[[0, 8, 16]].mean(axis=0))
    assert found == pytest.approx(expected, rel=1e-3)


def test_examples_find_more_than_one_neighbour_does():
    """What five have in common is told from the noise that one has."""
    index, lump = lumps()
    like = [0, 8, 16, 24, 32]
    one = index.embeddings @ index.embeddings[0]
    several = index.embeddings @ example_vector(index, like)
    assert precision(several, lump == 0, like) > precision(one, lump == 0, like)


def test_counter_examples_push_away():
    """They score less, beside what the examples score: the more so, the more they weigh."""
    index, _ = lumps(1)
    like, unlike = [0, 8], [3, 11, 19]
    centred = index.embeddings - index.embeddings.mean(axis=0)
    least = []
    for away in ([], unlike):
        scores = centred @ example_vector(index, like, away)
        least.append(np.square(scores[unlike]).sum() / np.square(scores[like].mean()))
    assert least[1] < least[0]


def test_order_and_repeats_do_not_matter():
    """A set of images was chosen."""
    index, _ = lumps()
    assert np.array_equal(example_vector(index, [8, 0, 8], [3]), example_vector(index, [0, 8], [3]))


def test_own_vectors_count_by_their_direction():
    """Their lengths say nothing, and zeros do no harm."""
    index, _ = lumps()
    expected = example_vector(index, [0, 8])
    longer = Vectors(index.embeddings * np.arange(1, 401)[:, None])
    longer.encoder = {"name": OWN_VECTORS}
    assert example_vector(longer, [0, 8]) == pytest.approx(expected)
    longer.embeddings[5] = 0
    assert np.isfinite(example_vector(longer, [0, 8])).all()


def test_a_search_by_examples(small_index):
    """None of the examples is listed, and a cut counts as for any ranking."""
    rows = [int(row) for row in np.flatnonzero(small_index.column("label") == "plum")[:5]]
    found = search(small_index, like=rows[:4], unlike=[rows[4]], limit=300)
    listed = [hit["row"] for hit in found.results]
    assert found.how == "examples" and len(listed) == small_index.n - 5
    assert not set(listed) & set(rows)
    scores = [hit["score"] for hit in found.results]
    assert scores == sorted(scores, reverse=True)
    cut = scores[20]
    fewer = search(small_index, like=rows[:4], unlike=[rows[4]], limit=5, cut=cut, bins=4)
    assert fewer.total == sum(score >= cut for score in scores)
    assert sum(fewer.histogram["counts"]) == len(listed)
    inside = search(small_index, like=rows[:1], where=filter_of(small_index, "label = 'apple'"), limit=300)
    assert {small_index.items["label"][hit["row"]].as_py() for hit in inside.results} == {"apple"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"unlike": [1]}, "got nothing"),
        ({"like": [1], "row": 2}, "got row and like"),
        ({"like": [1], "unlike": [1]}, "both"),
        ({"like": list(range(150)), "unlike": list(range(150, 290))}, "at most 200"),
        ({"text": "a", "unlike": [1]}, "only counter-examples"),
    ],
)
def test_examples_that_cannot_be_used_are_refused(small_index, query, said):
    """One sentence each."""
    with pytest.raises(InputError, match=said):
        search(small_index, **query)


@pytest.mark.parametrize("query", [{"like": [300]}, {"like": [0], "unlike": [-1]}])
def test_unknown_rows_are_not_found(small_index, query):
    """As everywhere."""
    with pytest.raises(NotFoundError):
        search(small_index, **query)


def test_images_that_are_all_alike_have_no_direction():
    """Nothing tells an example from the rest: a sentence, no NaN."""
    index = Vectors(np.tile(np.eye(4)[:1], (10, 1)))
    with pytest.raises(InputError, match="as all images are"):
        example_vector(index, [0])


def test_images_that_are_nearly_all_alike_can_be_examples():
    """What they have in common takes no digit from the covariance, which has an inverse whatever they are."""
    vectors = np.full((400, 24), 24**-0.5)
    vectors[7:9] += 1e-5 * np.eye(2, 24)
    found = example_vector(Vectors(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)), [7])
    assert np.isfinite(found).all() and found[0] > 0


def test_mean_and_covariance_are_those_of_all_rows(monkeypatch):
    """Added up in parts, beside the plain formula."""
    monkeypatch.setattr(by_examples, "PART", 30)
    index, _ = lumps(2)
    mean, factor = by_examples._spread(index)
    covariance = np.cov(index.embeddings.T, bias=True)
    covariance += by_examples.RIDGE * np.trace(covariance) / 24 * np.eye(24)
    assert mean == pytest.approx(index.embeddings.mean(axis=0), abs=1e-8)
    assert np.tril(factor) @ np.tril(factor).T == pytest.approx(covariance, abs=1e-8)
