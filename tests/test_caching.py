"""What is remembered, and for how many."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from explorer.caching import remember, remember_each, remembers


def test_the_last_results_are_remembered():
    """Up to the size; the one that was used longest ago goes first."""
    calls = []
    square = remember(2, lambda x: calls.append(x) or x * x)
    assert [square(1), square(2), square(1), square(3), square(1)] == [1, 4, 1, 9, 1]
    assert calls == [1, 2, 3]
    assert remembers(square, 1) and remembers(square, 3) and not remembers(square, 2)


def test_many_who_ask_at_once_have_it_worked_out_once():
    """The others wait for the first."""
    calls, go, there = [], Event(), Barrier(5)

    def work(x):
        calls.append(x)
        go.wait(10)
        return x

    remembered = remember(4, work)

    def ask():
        there.wait(10)
        return remembered(7)

    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(ask) for _ in range(4)]
        there.wait(10)
        go.set()
        assert [answer.result(10) for answer in answers] == [7] * 4
    assert calls == [7]


def test_errors_are_not_remembered():
    """The next who asks tries again."""
    results = iter([ValueError("once"), 5])

    def work():
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    remembered = remember(4, work)
    with pytest.raises(ValueError, match="once"):
        remembered()
    assert not remembers(remembered)
    assert remembered() == 5


def test_what_was_asked_is_not_asked_again():
    """Only things that are unknown reach the function, each once."""
    asked = []
    ask = remember_each(3, lambda things: [asked.append(thing) or 2 * thing for thing in things])
    assert ask([1, 2, 1]) == [2, 4, 2]
    assert ask([2, 3]) == [4, 6]
    assert asked == [1, 2, 3]
    assert ask([]) == []
    assert ask([4, 5, 6, 7]) == [8, 10, 12, 14]
