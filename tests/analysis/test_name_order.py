"""The order of names: numbers by value, folder by folder, frames by time."""

import pyarrow as pa

from explorer.analysis.copies.name_order import name_order

PATHS = [
    "b/img10.png",
    "a.mp4#t=2.5",
    "b/img2.png",
    "a.mp4#t=10",
    "a.mp4#t=2.25",
    "b/img1.png",
    "c/img3.png",
]


def test_numbers_and_times_count_by_value():
    """2.25 seconds come before 2.5 and 10, and img2 before img10."""
    order = name_order(pa.chunked_array([PATHS[:3], PATHS[3:]]))
    frames, shots = [4, 1, 3], [5, 2, 0]
    assert sorted(frames, key=order.ranks.__getitem__) == frames
    assert sorted(shots, key=order.ranks.__getitem__) == shots
    assert sorted(order.ranks) == list(range(7))
    assert order.timed.tolist() == [False, True, False, True, True, False, False]


def test_only_images_of_one_folder_or_video_follow_each_other():
    """To the next place, and to the one after it."""
    order = name_order(pa.array(PATHS))
    assert order.following(1).tolist() == [[0, 2], [1, 3], [1, 4], [2, 5]]
    assert order.following(2).tolist() == [[0, 2], [0, 5], [1, 3], [1, 4], [2, 5], [3, 4]]
    assert name_order(pa.array([], pa.string())).following(3).shape == (0, 2)
