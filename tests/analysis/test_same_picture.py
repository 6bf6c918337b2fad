"""The same picture again: each bound on its own, files, parts of files, placeholders, and degenerate data."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analysis.copies import same_picture as module
from explorer.analysis.copies.compared_pictures import euclidean, usual_reach
from explorer.analysis.copies.image_hashes import Looks
from explorer.analysis.copies.same_picture import same_pictures
from explorer.clustering.neighbors.types import Neighbors
from tests.analysis.alike import looks_like, pictures, scattered


def copied(share, n=40):
    """Scattered points; row 1 lies at a share of the farthest listed distance from row 0."""
    points = scattered(n)
    for _ in range(20):
        reach = pictures(points, looks_like(n)).neighbors.distances[[0, 1], -1].max()
        points[1] = points[0] + share * reach * np.eye(16)[0]
    return points


def shown(*arguments, **named):
    """Rows that are the same as another."""
    first = same_pictures(pictures(*arguments, **named)).shown
    return [[int(a), int(i)] for i, a in enumerate(first) if a != i]


@pytest.mark.parametrize(
    ("share", "bits", "shade", "spot", "found"),
    [
        (0.43, 14, 24, 20, True),
        (0.43, 15, 24, 20, False),
        (0.43, 14, 25, 20, False),
        (0.43, 14, 24, 255, False),
        (0.47, 10, 3, 20, True),
        (0.47, 11, 3, 20, False),
        (0.47, 10, 5, 20, False),
        (0.47, 10, 3, 255, False),
        (0.98, 10, 3, 20, True),
        (0.0, 0, 0, 0, True),
    ],
)
def test_near_vectors_allow_more_than_far_ones(share, bits, shade, spot, found):
    """Each of the bounds on vectors, hashes, colours and details is held on its own."""
    colors = np.full((40, 3), 100)
    colors[1, 2] += shade
    looks = looks_like(40, [0, 1], bits, spot)
    assert shown(copied(share), looks, colors=colors) == [[0, 1]] * found


@pytest.mark.parametrize(
    ("share", "factor", "spread", "found"),
    [
        (0.9, 1.17, 0, True),
        (0.9, 0.86, 0, True),
        (0.9, 1.17, 8, False),
        (0.9, 1.23, 0, False),
        (0.9, 0.78, 0, False),
        (0.43, 1.48, 0, True),
        (0.43, 0.68, 0, True),
        (0.43, 1.48, 30, False),
        (0.43, 1.7, 0, False),
    ],
)
def test_another_brightness_is_allowed_the_more_the_nearer_vectors_are(share, factor, spread, found):
    """Up to 18% all over, and half as much again where vectors are near; with another hue it is no copy."""
    colors = np.full((40, 3), 100)
    colors[1] = 100 * factor
    colors[1, :2] += [spread, -spread]
    assert shown(copied(share), looks_like(40, [0, 1], 10), colors=colors) == [[0, 1]] * found


def test_only_pairs_that_may_be_copies_are_looked_at():
    """A colour that is off by more than brightness spares the details; hashes are asked for once."""
    colors = np.full((40, 3), 100)
    colors[:, 0] = 6 * np.arange(40)
    colors[:, 1] = 240 - colors[:, 0]
    colors[2:, 2] = 60 * (np.arange(38) % 4)
    colors[1] = colors[0]
    hashed, compared = [], []
    given = pictures(copied(0.2), looks_like(40, [0, 1]), colors=colors, asked=hashed)

    def details(rows):
        compared.extend(rows.tolist())
        return given.details(rows)

    assert same_pictures(replace(given, details=details)).shown[1] == 0
    assert hashed == list(range(40)) and set(compared) == {0, 1}


def test_copies_that_no_neighbour_lists_are_found_by_their_hashes():
    """Where an encoder made the vectors; a user's own may stand for other things and decide."""
    points = scattered(60)
    points[1] = -points[0]
    given = pictures(points, looks_like(60, [0, 1], 6, 10), k=3)
    assert 1 not in given.neighbors.rows[0] and 0 not in given.neighbors.rows[1]
    assert same_pictures(given).shown[1] == 1
    assert same_pictures(replace(given, of_pixels=True)).shown[1] == 0
    other = pictures(points, looks_like(60, [0, 1], 6, 255), k=3)
    assert same_pictures(replace(other, of_pixels=True)).shown[1] == 1


def test_pictures_of_one_colour_are_never_copies_by_their_looks():
    """All alike in vector and colour, none with a look: no group, unless the files are equal."""
    looks = looks_like(30)
    looks.sound[:] = False
    looks.hashes[:] = 0
    looks.grey[:] = 0
    assert shown(np.ones((30, 4)), looks) == []
    content = np.arange(30)
    content[7] = content[3]
    assert shown(np.ones((30, 4)), looks, content=content) == [[3, 7]]


def test_equal_files_are_one_picture_and_hash_nothing():
    """A hundred thousand of them, by links that are never listed."""
    n = 100_000
    rows = (np.arange(n)[:, None] + np.arange(1, 16)) % n
    given = pictures(np.zeros((2, 3)), looks_like(2))
    asked = []
    looks = looks_like(1)
    near = Neighbors(rows, np.zeros((n, 15), np.float32), "euclidean")

    def look(rows):
        asked.extend(rows.tolist())
        return Looks(looks.hashes[:0], looks.sound[:0])

    given = type(given)(
        np.zeros(n, int), near, np.zeros((n, 3), np.uint8), lambda rows: np.zeros((len(rows), 3)), look, look
    )
    found = same_pictures(given)
    assert not found.shown.any() and found.counted is found.shown and asked == []


def test_parts_of_one_file_are_shown_together_and_counted_apart():
    """The same bytes with other vectors: one file, different things; also where they look the same."""
    points = scattered(30)
    points[5] = points[4]
    content = np.arange(30)
    content[[4, 5, 6, 7]] = 4
    found = same_pictures(pictures(points, looks_like(30, [4, 5, 6, 7]), content=content))
    assert found.shown[[4, 5, 6, 7]].tolist() == [4, 4, 4, 4]
    assert found.counted[[4, 5, 6, 7]].tolist() == [4, 4, 6, 7]


def test_a_file_stored_anew_joins_equal_files():
    """And what is unknown equals nothing."""
    points = copied(0.1)
    points[2] = points[0]
    content = np.full(40, -1)
    content[[0, 2]] = 9
    assert shown(points, looks_like(40, [0, 1, 2]), content=content) == [[0, 1], [0, 2]]


def test_one_look_all_over_the_data_is_a_placeholder():
    """Every image shows one picture, by vectors they are far apart: none is a copy; a real one is."""
    points = scattered(60)
    points[1] = points[0]
    looks = looks_like(60, list(range(2, 60)))
    assert same_pictures(pictures(points, looks_like(60, [0, 1]))).shown[1] == 0
    # Linked neighbour by neighbour they are one component; cut into islands they are a placeholder.
    for island in range(2, 60, 2):
        points[island] = 1000 * scattered(60, seed=1)[island]
        points[island + 1] = points[island] + 0.01
    assert shown(points, looks, k=1) == []


def test_very_many_near_copies_are_one_group():
    """Of equal vectors or of jittered ones, each with a few bits of its own."""
    rng = np.random.default_rng(0)
    n = 1500
    looks = looks_like(n, list(range(n)))
    looks.hashes[:] ^= np.uint64(1) << rng.integers(0, 64, n).astype(np.uint64)
    for jitter in (0, 1e-3):
        points = np.concatenate([np.ones((n, 3)) + jitter * rng.normal(size=(n, 3))])
        first = same_pictures(pictures(points, looks, k=15)).shown
        assert np.bincount(first).max() > 0.99 * n


def test_blocks_do_not_change_what_is_the_same(monkeypatch):
    """Near copies, and equal files whose vectors lie apart or not, in blocks of three."""
    n, rng = 60, np.random.default_rng(0)
    points = scattered(n)
    points[1::4] = points[::4] + 1e-3 * rng.normal(size=points[::4].shape)
    content = np.arange(n)
    content[2::4] = content[1::4]
    points[2::8] = points[1::8]
    looks = looks_like(n)
    looks.hashes[1::4], looks.grey[1::4] = looks.hashes[::4], looks.grey[::4]
    given = pictures(points, looks, content=content)
    whole = same_pictures(given)
    assert (whole.shown != np.arange(n)).sum() >= 15 and (whole.shown != whole.counted).any()
    monkeypatch.setattr(module, "_BLOCK", 3)
    monkeypatch.setattr(module, "_VECTORS", 3)
    parts = same_pictures(given)
    assert np.array_equal(whole.shown, parts.shown) and np.array_equal(whole.counted, parts.counted)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("same", [True, False])
def test_one_two_and_three_images(n, same):
    """Without neighbours there is nothing to compare; with one, only looks that are all but equal tell."""
    first = same_pictures(pictures(scattered(n), looks_like(n, list(range(n)) if same else [])))
    assert first.shown.tolist() == ([0] * n if same else list(range(n)))


def test_one_neighbour_is_enough_for_pictures_that_look_the_same():
    """With k = 1 no vectors are near, but a look that is all but equal tells."""
    assert shown(copied(0.1), looks_like(40, [0, 1], 5, 10), k=1) == [[0, 1]]


def test_images_that_are_all_the_same_are_one():
    """Equal vectors, equal looks."""
    assert not same_pictures(pictures(np.ones((50, 4)), looks_like(50, list(range(50))))).shown.any()


def test_distances_are_euclidean_whatever_the_metric():
    """Half the squared distance of unit rows is one minus their cosine."""
    near = Neighbors(np.array([[1], [0]]), np.array([[0.5], [0.5]], np.float32), "cosine")
    assert usual_reach(near) == pytest.approx(1)
    assert euclidean(np.array([0.5]), "euclidean").tolist() == [0.5]
    assert usual_reach(Neighbors(np.empty((3, 0), int), np.empty((3, 0)), "cosine")) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-1, 5), min_size=1, max_size=30))
def test_equal_files_are_what_sets_say(content):
    """Against a dictionary of lists, with equal vectors and no looks."""
    n = len(content)
    found = same_pictures(pictures(np.ones((n, 2)), looks_like(n), content=content))
    wanted = [content.index(value) if value >= 0 else row for row, value in enumerate(content)]
    assert found.shown.tolist() == wanted == found.counted.tolist()


@given(st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_placeholders_are_looks_that_are_mostly_elsewhere(seed, n):
    """Against counting, for every row, those of its look in its group and outside."""
    rng = np.random.default_rng(seed)
    hashes = rng.integers(0, 4, n).astype(np.uint64)
    places = rng.integers(0, n, (rng.integers(0, n), 2))
    group = np.arange(n)
    for _ in range(n):  # names of groups spread along the links until nothing changes
        for a, b in places:
            group[[a, b]] = min(group[a], group[b])
    elsewhere = [
        np.sum((hashes == hashes[i]) & (group != group[i])) > np.sum(group == group[i]) for i in range(n)
    ]
    expected = [not (elsewhere[a] or elsewhere[b]) for a, b in places]
    assert module._no_placeholders(hashes, places).tolist() == expected
