"""Which terms tell a cluster from the images around it."""

import numpy as np
import pytest

from explorer.analysis.titles import telling_terms
from explorer.analysis.titles.telling_terms import Counted, contrasts


@pytest.fixture(autouse=True, params=[1, telling_terms.AT_ONCE])
def at_once(request, monkeypatch):
    """So many clusters are compared at once."""
    monkeypatch.setattr(telling_terms, "AT_ONCE", request.param)


def compared(said=(), every=False):
    """Two clusters of ten images, of three values, in a hundred: the first nearly all of value 1."""
    here = np.array([[0, 9, 1, 0], [5, 1, 4, 0]])
    around = np.array([[40, 15, 45, 3]])
    sizes, union, least = np.array([10, 10]), np.zeros(2, int), np.full(2, 2)
    counted = Counted(here, sizes, around, np.array([100]), union, [said, ()], least, 4, np.ones(2, bool))
    return contrasts(counted, every)


def test_what_is_more_than_chance_tells():
    """Nine of ten, where fifteen of a hundred are; of the other cluster nothing does."""
    first, second = compared()
    assert first is not None and first.tells and first.first == 1
    assert first.score_of(1) == pytest.approx(max(first.score)) and first.score_of(1) > 0
    assert second is None


@pytest.mark.parametrize("said", [(1,), (1, 3), (3, 1, 1)])
def test_what_is_said_already_is_no_news(said):
    """Whether or not any image here is under it."""
    assert compared(said)[0] is None
    assert compared((3,))[0] is not None
    first, _ = compared(said, every=True)
    assert first is not None and first.first == 1 and not first.tells and not first.score.any()


def test_of_all_that_matters_those_that_nothing_tells_are_there_too():
    """With their dominant value, or none."""
    _, second = compared(every=True)
    assert second is not None and not second.tells and second.first == -1
    assert second.shown.tolist() == [0, 1, 2]
