"""Work that is given up: who is told, and when."""

import contextvars
from threading import Thread

import numpy as np
import pytest

from explorer.analysis.scan.likelihood_ratio import BernoulliRatio
from explorer.analysis.scan.permutations import Ranges, Windows, permuted_maxima
from explorer.cancellation import (
    Cancellation,
    CancelledError,
    check_cancelled,
    current_cancellation,
    unless_cancelled,
    within,
)


def test_work_that_nobody_may_give_up_goes_on():
    """Outside of every cancellation, and within one that was not told."""
    check_cancelled()
    with within(Cancellation()):
        assert list(unless_cancelled(range(3))) == [0, 1, 2]
    assert current_cancellation() is None


def test_the_first_reason_counts():
    """It is what the error says."""
    cancellation = Cancellation()
    cancellation.cancel("one")
    cancellation.cancel("two")
    with within(cancellation), pytest.raises(CancelledError, match="one"):
        check_cancelled()


def test_a_loop_ends_at_the_next_item():
    """Nothing is done after it was told."""
    cancellation, done = Cancellation(), []
    with within(cancellation), pytest.raises(CancelledError):
        for item in unless_cancelled(range(5)):
            done.append(item)
            if item == 2:
                cancellation.cancel("enough")
    assert done == [0, 1, 2]


def test_it_is_heard_in_threads_and_by_whoever_asked_to_be_called():
    """At once where it was told before."""
    cancellation, heard = Cancellation(), []
    cancellation.call_when_cancelled(lambda: heard.append("before"))
    with within(cancellation):
        context = contextvars.copy_context()
    Thread(target=cancellation.cancel, args=("gone",)).start()
    while not cancellation.cancelled:
        pass
    cancellation.call_when_cancelled(lambda: heard.append("after"))
    with pytest.raises(CancelledError):
        context.run(check_cancelled)
    assert heard == ["before", "after"]


def test_permutations_hear_it_in_their_own_threads():
    """A million of them end at once."""
    ranges = Ranges(np.array([0, 50]), np.array([50, 100]))
    outcomes = np.arange(100) < 20
    ratio = BernoulliRatio(ranges.last - ranges.first, 100, 20)
    cancellation = Cancellation()
    cancellation.cancel("gone")
    with within(cancellation), pytest.raises(CancelledError):
        permuted_maxima(outcomes, None, Windows(ranges, ratio), 1_000_000, 0)
