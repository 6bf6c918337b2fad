"""Label issues: confident learning, the neighbours' votes, and what is not judged."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from sklearn.metrics import roc_auc_score

from explorer.analysis.labels import label_issues as module
from explorer.analysis.labels.label_issues import label_issues
from explorer.clustering.neighbors.search import nearest_neighbors
from explorer.errors import InputError


def near(rows, distances=None):
    """Neighbours from lists."""
    rows = np.array(rows, np.int32)
    distances = np.ones(rows.shape, np.float32) if distances is None else np.array(distances, np.float32)
    return SimpleNamespace(rows=rows, distances=distances)


@pytest.fixture(scope="module")
def digits():
    """Neighbours of the digits, their labels, one in ten of which is wrong, and which those are."""
    data = load_digits()
    wrong = np.random.default_rng(0).random(1797) < 0.1
    noisy = np.where(wrong, (data.target + 1 + np.arange(1797) % 9) % 10, data.target)
    return nearest_neighbors(data.data / 16, 15), noisy, wrong, data.target


def test_confident_learning_by_hand():
    """Thresholds 0.65 and 0.8: the joint counts one of class 0 elsewhere, and none of class 1."""
    p = np.array([[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.2, 0.8], [0.2, 0.8]])
    found = label_issues(np.array([0, 0, 0, 1, 1]), 2, p)
    assert found.issue.tolist() == [0, 0, 1, 0, 0]
    assert found.rows.tolist() == [2, 3, 4, 0, 1]
    odds = [91 / 11, 21 / 81, 21 / 81, 11 / 91, 6 / 96]  # of the other class, each with a hundredth more
    np.testing.assert_allclose(found.score, (1 + np.log(odds) / np.log(101)) / 2, atol=1e-6)
    assert found.given.tolist() == [0, 1, 1, 0, 0] and found.suggested.tolist() == [1, 0, 0, 1, 1]


def test_an_impossible_label_is_the_worse_the_surer_another_class_is():
    """Of labels that are out of the question the margin tells; of others how little is left of the label."""
    p = np.array([[1e-9, 0.5, 0.5], [1e-4, 0.99, 0.0099], [0.2, 0.7, 0.1], [0.1, 0.5, 0.4], [1, 0, 0]])
    assert label_issues(np.zeros(5, int), 3, p).rows.tolist() == [1, 0, 3, 2, 4]


def test_votes_alone_do_not_overrule_a_sure_model(monkeypatch):
    """However well they fit the labels: fifteen neighbours of the other class leave a sure label as it is."""
    monkeypatch.setattr(module, "pool_shares", lambda *_: (0.1, 0.9))
    labels = np.array([0, *[1] * 15])
    p = np.where(labels[:, None] == [0, 1], 0.99, 0.01)
    found = label_issues(labels, 2, p, near(np.tile(np.arange(1, 16), (16, 1))))
    assert found.rows[0] == 0 and found.score[0] < 0.5 and found.issue[0] == 0


def test_a_class_counted_in_part_is_scaled_to_its_size():
    """Of four in a class one reaches its own threshold and one that of the other: half of four are wrong."""
    p = np.array([[0.9, 0.1], [0.45, 0.55], [0.4, 0.6], [0.05, 0.95], [0.3, 0.7], [0.05, 0.95]])
    found = label_issues(np.array([0, 0, 0, 0, 1, 1]), 2, p)
    # Thresholds 0.45 and 0.825: row 0 and 1 count at home, row 3 elsewhere: 4 * 1 / 3 wrong, rounded to 1.
    assert found.issue.tolist() == [0, 0, 0, 1, 0, 0]


def test_rows_that_cannot_be_judged_are_left_out():
    """No label, a label without a column, NaN and zeros: -1 and never listed."""
    p = np.array([[0.9, 0.1], [0.5, 0.5], [np.nan, 1], [0, 0], [0.3, 0.7]])
    found = label_issues(np.array([0, -1, 0, 1, 2]), 3, p)
    assert found.rows.tolist() == [0] and found.issue.tolist() == [0, -1, -1, -1, -1]


def test_neighbours_judge_where_probabilities_are_void():
    """A row of zeros is judged by the votes alone."""
    p = np.array([[0, 0], [0.1, 0.9], [0.1, 0.9], [0.1, 0.9]])
    ring = near([[1, 2, 3], [2, 3, 0], [1, 3, 0], [1, 2, 0]])
    found = label_issues(np.array([0, 1, 1, 1]), 2, p, ring)
    assert found.rows[0] == 0 and found.suggested[0] == 1 and len(found.rows) == 4


@pytest.mark.parametrize("columns", [1, 2])
def test_one_class_has_no_issue(columns):
    """Nothing can be suggested with one column; with two, labels that all agree are sound."""
    p = np.full((4, columns), 1 / columns)
    found = label_issues(np.zeros(4, int), 2, p)
    assert not (found.issue == 1).any() and len(found.rows) == (0 if columns == 1 else 4)


def test_nothing_is_judged_without_labels():
    """All labels missing: empty lists."""
    found = label_issues(np.full(3, -1), 2, np.full((3, 2), 0.5), near([[1], [0], [0]]))
    assert not len(found.rows) and (found.issue == -1).all()


def test_a_class_that_no_label_has_can_be_suggested():
    """Its threshold is infinite, so that the joint never counts it, but it stays the likeliest."""
    found = label_issues(np.array([0, 0, 1]), 3, np.array([[0.1, 0, 0.9], [0.8, 0.1, 0.1], [0, 1.0, 0]]))
    assert found.rows[0] == 0 and found.suggested[0] == 2 and found.issue[0] == 0


def test_copies_do_not_vouch_for_each_other():
    """Two copies with one label, among three images of another class: both are as suspicious as one alone."""
    labels = np.array([0, 0, 1, 1, 1, 0, 0])
    rows = [[1, 2, 3, 4], [0, 2, 3, 4], [3, 4, 0, 1], [2, 4, 0, 1], [2, 3, 0, 1], [6, 2, 3, 4], [5, 2, 3, 4]]
    gaps = np.ones((7, 4))
    gaps[:2, 0] = 0
    for copies in (None, np.array([0, 0, 2, 3, 4, 5, 6])):
        found = label_issues(labels, 2, None, near(rows, gaps), copies)
        assert found.rows[:2].tolist() == [0, 1] and found.suggested[:2].tolist() == [1, 1]
        assert found.score[0] == found.score[1] > found.score[2]


def test_a_hundred_copies_of_one_image_have_one_vote_among_them():
    """Neighbours that show one picture do not outvote three others."""
    labels = np.array([1, 0, 0, 0, 0, 1, 1, 1])
    rows = np.tile(np.arange(8), (8, 1))
    rows = rows[~np.eye(8, dtype=bool)].reshape(8, 7)
    found = label_issues(labels, 2, None, near(rows), np.array([0, 1, 1, 1, 1, 5, 6, 7]))
    assert found.score[found.rows == 0] < 0.5


def test_only_copies_with_one_label_are_not_judged():
    """One image a hundred times tells nothing of its label."""
    found = label_issues(np.zeros(4, int), 2, None, near([[1, 2], [0, 2], [0, 1], [0, 1]], np.zeros((4, 2))))
    assert not len(found.rows)


def test_a_rare_class_is_not_outvoted_by_a_common_one():
    """Votes count by the share of their class."""
    labels = np.array([0, 0, *[1] * 96, 0, 0])
    rows = np.zeros((100, 4), int)
    rows[:] = [2, 3, 4, 5]
    rows[0] = [1, 98, 2, 3]
    found = label_issues(labels, 2, None, near(rows))
    assert found.score[found.rows == 0][0] < 0.2


def test_planted_errors_among_digits_come_first(digits):
    """By the neighbours alone: AUROC, precision at 100 and the suggestions."""
    neighbors, noisy, wrong, right = digits
    found = label_issues(noisy, 10, None, neighbors)
    rank = np.empty(len(noisy))
    rank[found.rows] = -np.arange(len(found.rows))
    assert roc_auc_score(wrong, rank) > 0.98
    assert wrong[found.rows[:100]].mean() >= 0.98
    assert (found.suggested[:100] == right[found.rows[:100]]).mean() > 0.95
    assert abs((found.issue == 1).sum() - wrong.sum()) < 0.3 * wrong.sum()


def test_neighbours_help_probabilities(digits):
    """A poor model's ranking is no worse for the neighbours."""
    neighbors, noisy, wrong, right = digits
    noise = np.random.default_rng(1).dirichlet(np.full(10, 0.5), len(noisy))
    p = 0.1 * np.eye(10)[right] + 0.9 * noise
    alone, both = (label_issues(noisy, 10, p, n) for n in (None, neighbors))
    scores = [np.empty(len(noisy)), np.empty(len(noisy))]
    for score, found in zip(scores, (alone, both), strict=True):
        score[found.rows] = -np.arange(len(found.rows))
    assert roc_auc_score(wrong, scores[1]) > 0.02 + roc_auc_score(wrong, scores[0])


def test_blocks_do_not_change_the_result(digits, monkeypatch):
    """Rows are independent of the run in which they are read."""
    neighbors, noisy, _, right = digits
    p = (0.7 * np.eye(10)[right] + 0.03).astype(np.float16)
    whole = label_issues(noisy, 10, p, neighbors)
    monkeypatch.setattr(module, "_BLOCK_BYTES", 4 * 10 * 7)
    parts = label_issues(noisy, 10, p, neighbors)
    for name in ("rows", "suggested", "score", "issue"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


def test_labels_that_no_two_images_share_are_no_issues():
    """Neighbours agree on nothing then; a stray label among images of one class is an issue all the same."""
    n, rng = 400, np.random.default_rng(0)
    rows = np.array([rng.permutation(np.delete(np.arange(n), i))[:10] for i in range(n)])
    found = label_issues(np.arange(n), n, None, near(rows))
    assert len(found.rows) == n and not (found.issue == 1).any()
    labels = np.zeros(n, np.int64)
    labels[7] = 1
    found = label_issues(labels, 2, None, near(rows))
    assert np.flatnonzero(found.issue == 1).tolist() == [7] and found.rows[0] == 7


def test_a_million_classes_cost_no_more_than_there_are_votes():
    """Without probabilities no array has a column for each class."""
    labels = np.array([0, 999_999, 999_999, 999_999])
    found = label_issues(labels, 1_000_000, None, near([[1, 2, 3], [2, 3, 0], [1, 3, 0], [1, 2, 0]]))
    assert found.rows[0] == 0 and found.suggested[0] == 999_999


@pytest.mark.parametrize(
    "labels, classes, shape, words",
    [
        ([0], 2, None, "neither"),
        ([2], 2, (1, 2), "code 2"),
        ([0], 2, (2, 2), "shape"),
        ([0], 2, (1, 3), "3 col"),
    ],
)
def test_what_does_not_fit_is_refused(labels, classes, shape, words):
    """In one line that says what is wrong."""
    p = None if shape is None else np.ones(shape)
    with pytest.raises(InputError, match=words):
        label_issues(np.array(labels), classes, p)
    with pytest.raises(InputError, match="neighbors"):
        label_issues(np.array([0]), 1, None, near([[1], [0]]))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(1, 40), c=st.integers(1, 5), how=st.sampled_from("pnb"))
def test_what_holds_of_any_input(seed, n, c, how):
    """Scores lie in [0, 1] and descend; rows come once; issues are judged; names of classes do not matter."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(-1, c, n)
    p = rng.dirichlet(np.ones(c), n) if how in "pb" else None
    neighbors = nearest_neighbors(rng.normal(size=(n, 3)), 4) if how in "nb" else None
    found = label_issues(labels, c, p, neighbors)
    assert (np.diff(found.score) <= 0).all() and ((found.score >= 0) & (found.score <= 1)).all()
    assert len(set(found.rows.tolist())) == len(found.rows)
    assert set(found.rows.tolist()) == set(np.flatnonzero(found.issue >= 0).tolist())
    assert (labels[found.rows] == found.given).all()
    assert (found.suggested != found.given)[found.issue[found.rows] == 1].all()
