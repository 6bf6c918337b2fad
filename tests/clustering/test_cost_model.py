"""Exact or coarse, by an estimate of the time."""

import pytest

from explorer.clustering.coarse import cost_model
from explorer.clustering.coarse.cost_model import TreeChoice, choose_tree, estimate_exact
from explorer.errors import InputError


@pytest.fixture
def pace(monkeypatch):
    """Makes the exact tree of n vectors take n² times so many seconds."""

    def set_pace(seconds: float) -> None:
        monkeypatch.setattr(cost_model, "estimate_exact", lambda n, dim, device: n**2 * seconds)

    return set_pace


def test_few_images_are_exact_without_measuring(monkeypatch):
    """And nothing is said of it."""
    monkeypatch.delattr(cost_model, "estimate_exact")
    assert choose_tree(20_000, 512) == TreeChoice("exact")


def test_auto_goes_by_the_time(pace):
    """Exact up to ten minutes, coarse beyond; both say how long."""
    pace(1e-9)
    short = choose_tree(500_000, 512)
    assert short.method == "exact" and short.note == "Exact tree: about 4 minutes"
    long = choose_tree(1_000_000, 512)
    assert long.method == "coarse"
    assert "1,000,000 images" in long.note and "about 17 minutes" in long.note and "--tree exact" in long.note


def test_who_asks_gets_it(pace):
    """However long it takes, and however few the images."""
    pace(1e-6)
    assert choose_tree(1_000_000, 512, "exact") == TreeChoice("exact", "Exact tree: about 278 hours")
    assert choose_tree(10, 512, "coarse") == TreeChoice("coarse")


def test_an_unknown_tree_is_refused():
    """With what there is."""
    with pytest.raises(InputError, match="'best'; expected one of auto, exact, coarse"):
        choose_tree(10, 2, "best")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.1, "1 s"), (89, "89 s"), (91, "2 minutes"), (7200, "2 hours")]
)
def test_times_in_words(pace, seconds, words):
    """Rounded as people do."""
    pace(seconds / 50_000**2)
    assert choose_tree(50_000, 8, "exact").note == f"Exact tree: about {words}"


def test_the_estimate_grows_with_the_square():
    """Ten times the vectors take a hundred times as long, whatever this machine was doing meanwhile."""
    few, many = (min(estimate_exact(n, 64) for _ in range(3)) for n in (20_000, 200_000))
    assert few > 0 and 20 < many / few < 500
