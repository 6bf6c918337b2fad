"""Outlines of where points are dense."""

import numpy as np
import pytest

from explorer.layout.plane.outlines import CORNERS, outlines


def area(line: np.ndarray) -> float:
    """Signed area of a closed line."""
    x, y = line.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def share_inside(lines: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> float:
    """Share of points within, by the even-odd rule."""
    inside = np.zeros(len(x), bool)
    for line in lines:
        for (ax, ay), (bx, by) in zip(line, np.roll(line, -1, axis=0), strict=True):
            crosses = (ay > y) != (by > y)
            with np.errstate(divide="ignore", invalid="ignore"):
                inside ^= crosses & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    return inside.mean()


@pytest.mark.parametrize("m", [60, 1000, 50_000])
def test_a_round_cloud_has_one_outline_of_the_share_that_is_said(m):
    """Nine of ten points lie within, of however many; its size does not grow with them."""
    x, y = 0.5 + 0.02 * np.random.default_rng(m).standard_normal((2, m))
    found = outlines(x, y)
    assert 0.85 <= share_inside(found, x, y) <= 0.99
    assert area(found[0]) == max(map(area, found), key=abs) > 0
    assert sum(map(len, found)) < 400


def test_two_clouds_have_an_outline_each():
    """A cluster that the projection parts is shown in both places, and not between them."""
    rng = np.random.default_rng(0)
    x = np.r_[rng.normal(0.2, 0.01, 400), rng.normal(0.8, 0.01, 300)]
    y = rng.normal(0.5, 0.01, 700)
    found = [line for line in outlines(x, y) if area(line) > 0]
    assert sorted(round(float(line[:, 0].mean()), 1) for line in found) == [0.2, 0.8]


def test_a_ring_has_a_hole():
    """Which goes the other way around."""
    rng = np.random.default_rng(0)
    angle, away = rng.uniform(0, 2 * np.pi, 5000), rng.normal(0.1, 0.01, 5000)
    found = outlines(0.5 + away * np.cos(angle), 0.5 + away * np.sin(angle))
    assert [area(line) > 0 for line in found] == [True, False]


@pytest.mark.parametrize(
    "points", [[(0.5, 0.5)], [(0.5, 0.5)] * 9, [(0, 0), (1, 1)], [(0, 0.3), (1e-9, 0.3)]]
)
def test_few_points_or_one_place_have_outlines(points):
    """A small round around each."""
    x, y = np.array(points, float).T
    found = outlines(x, y)
    assert len(found) >= 1 and share_inside(found, x, y) == 1
    assert all(np.isfinite(line).all() for line in found)


def test_noise_is_bounded():
    """As many specks as there may be make no endless answer."""
    x, y = np.random.default_rng(0).uniform(size=(2, 300))
    found = outlines(x, y)
    assert 0 < sum(map(len, found)) <= CORNERS
