"""Groups of duplicates: the same bytes, the same picture, and what they straddle."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from explorer.analysis.duplicates import Pictures, duplicate_groups
from explorer.analysis.picture_hashes import picture_hashes


def near(rows, distances):
    """Neighbours from lists."""
    return SimpleNamespace(
        rows=np.array(rows, np.int32), distances=np.array(distances, np.float32), metric="euclidean"
    )


def alone(n):
    """Neighbours that are all equally far."""
    return near([[(i + 1) % n] for i in range(n)], np.ones((n, 1)))


def no_hash(rows):
    """No picture has a hash."""
    return np.zeros(len(rows), np.uint64), np.zeros(len(rows), bool)


def hashes_of(values):
    """Hashes from a list."""
    return lambda rows: (np.array(values, np.uint64)[rows], np.ones(len(rows), bool))


def listed(groups):
    """Groups as lists."""
    return [groups.group(i).tolist() for i in range(len(groups))]


def test_files_with_the_same_bytes_are_one_group():
    """The larger group first; what is not known equals nothing."""
    groups = duplicate_groups(Pictures(np.array([4, -1, 7, 4, 7, 7, -1]), alone(7), no_hash), {})
    assert listed(groups) == [[2, 4, 5], [0, 3]] and groups.exact.all()


def test_groups_that_straddle_a_column_come_first():
    """Those that straddle more columns before those that straddle fewer; missing values differ from none."""
    content = np.array([0, 0, 0, 1, 1, 2, 2, 3, 3])
    columns = {
        "split": np.array([0, 0, 0, 0, 1, 0, 1, 1, -1]),
        "label": np.array([0, 0, -1, 2, 2, 1, 2, 3, 3]),
    }
    groups = duplicate_groups(Pictures(content, alone(9), no_hash), columns)
    assert listed(groups) == [[5, 6], [3, 4], [0, 1, 2], [7, 8]]
    assert [groups.crossed(i) for i in range(4)] == [["split", "label"], ["split"], [], []]


def pairs_at(distance):
    """Three pairs of rows, the first pair at a distance from each other and the others at 1."""
    return near([[1], [0], [3], [2], [5], [4]], [[distance], [distance], [1], [1], [1], [1]])


@pytest.mark.parametrize(
    "distance, hashes, shade, found",
    [(0.5, 255, 12, 1), (0.5, 511, 12, 0), (0.5, 255, 13, 0), (0.7, 255, 12, 0), (0.0, 0, 0, 1)],
)
def test_pictures_must_agree_in_vector_hash_and_colour(distance, hashes, shade, found):
    """Each of the three bounds is held on its own: 0.6 typical distances, 8 bits, 12 shades."""
    colors = np.zeros((6, 3), np.uint8)
    colors[0, 1] = shade
    values = [hashes, 0, 1 << 60, 2 << 40, 3 << 50, 5 << 30]
    groups = duplicate_groups(Pictures(np.arange(6), pairs_at(distance), hashes_of(values), colors), {})
    assert listed(groups) == [[0, 1]] * found and not groups.exact.any()


def test_a_copy_that_looks_like_equal_files_joins_them():
    """Files with the same bytes and one stored anew are one group, which is `near`."""
    three = near([[1], [0], [1], [4], [3]], [[0], [0], [0.1], [1], [1]])
    groups = duplicate_groups(Pictures(np.array([9, 9, 3, 4, 5]), three, hashes_of([0] * 5)), {})
    assert listed(groups) == [[0, 1, 2]] and groups.exact.tolist() == [False]


def test_a_hundred_thousand_copies_are_one_group_and_hash_nothing():
    """Their pairs are never listed."""
    n = 100_000
    rows = (np.arange(n)[:, None] + np.arange(1, 16)) % n

    def never(rows):
        raise AssertionError("hashed")

    groups = duplicate_groups(Pictures(np.zeros(n, int), near(rows, np.zeros((n, 15))), never), {})
    assert len(groups) == 1 and len(groups.group(0)) == n


def test_no_image_or_one_has_no_duplicates():
    """Empty lists of the right shape."""
    for n in (0, 1):
        groups = duplicate_groups(
            Pictures(np.arange(n), near(np.zeros((n, 0)), np.zeros((n, 0))), no_hash),
            {"label": np.zeros(n, int)},
        )
        assert len(groups) == 0 and groups.starts.tolist() == [0] and groups.crosses.shape == (0, 1)


def reader(pictures):
    """A reader of encoded pictures."""
    files = []
    for picture in pictures:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=80)
        files.append(stream.getvalue())
    return lambda row, side: files[row]


def scene(seed, size=160):
    """A smooth random picture."""
    noise = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), np.uint8)
    return Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC)


def test_hashes_know_a_picture_stored_anew_and_tell_others_apart():
    """Smaller, blurred and brighter: few bits; another picture: many."""
    first = scene(0)
    small, blurred = first.resize((64, 64)), first.filter(ImageFilter.GaussianBlur(2))
    brighter = first.point(lambda v: min(255, v + 8))
    hashes, sound = picture_hashes(reader([first, small, blurred, brighter, scene(1)]), np.arange(5))
    bits = np.bitwise_count(hashes ^ hashes[0])
    assert sound.all() and (bits[:4] <= 8).all() and bits[4] > 16


def test_flat_tiny_and_broken_pictures_have_no_hash():
    """One colour, one pixel, and bytes that are no picture."""
    read = reader([Image.new("RGB", (99, 50), "red"), Image.new("L", (1, 1)), scene(2)])
    _, sound = picture_hashes(lambda r, side: b"junk" if r == 3 else read(r, side), np.arange(4))
    assert sound.tolist() == [False, False, True, False]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-1, 5), min_size=1, max_size=30), st.integers(0, 1000))
def test_exact_groups_are_what_sets_say(content, seed):
    """Against a dictionary of lists."""
    codes = np.random.default_rng(seed).integers(-1, 3, len(content))
    groups = duplicate_groups(Pictures(np.array(content), alone(len(content)), no_hash), {"x": codes})
    wanted = {}
    for row, value in enumerate(content):
        if value >= 0:
            wanted.setdefault(value, []).append(row)
    wanted = [rows for rows in wanted.values() if len(rows) > 1]
    assert sorted(listed(groups)) == sorted(wanted)
    for i in range(len(groups)):
        assert groups.crosses[i, 0] == (len({c for c in codes[groups.group(i)] if c >= 0}) > 1)
