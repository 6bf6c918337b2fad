"""What is remembered, and for how many."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Event

import pytest

from explorer.caching import cached_property, remember, remember_each, remembers


def test_the_last_results_are_remembered():
    """Up to the size; the one that was used longest ago goes first."""
    calls = []
    square = remember(2, lambda x: calls.append(x) or x * x)
    assert [square(1), square(2), square(1), square(3), square(1)] == [1, 4, 1, 9, 1]
    assert calls == [1, 2, 3]
    assert remembers(square, 1) and remembers(square, 3) and not remembers(square, 2)


def test_large_results_count_as_several():
    """And one that is larger than all there is room for is made anew each time."""
    calls = []
    row = remember(4, lambda x: calls.append(x) or "x" * x, weigh=len)
    assert [len(row(x)) for x in (1, 2, 1, 3, 2, 9, 9)] == [1, 2, 1, 3, 2, 9, 9]
    assert calls == [1, 2, 3, 2, 9, 9]


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


@dataclass(frozen=True)
class Lazy:
    """One value that is worked out when it is asked for."""

    work: object
    calls: list = field(default_factory=list)

    @cached_property
    def value(self):
        """What the work gives."""
        self.calls.append(1)
        return self.work()

    @cached_property
    def twice(self):
        """Made of another one."""
        return 2 * self.value


def test_a_property_is_worked_out_once_for_each_instance():
    """One may be made of another; what was worked out travels with its instance."""
    five, six = Lazy(lambda: 5), Lazy(int)
    assert [five.twice, five.value, five.twice, six.value] == [10, 5, 10, 0]
    assert five.calls == six.calls == [1]
    assert pickle.loads(pickle.dumps(six)).value == 0
    assert Lazy.value.__doc__ == "What the work gives."


def test_a_slow_property_holds_up_none_of_another_instance():
    """Who asks for the same waits for it, and works it out no second time."""
    go, begun = Event(), Event()
    slow, quick = Lazy(lambda: begun.set() or go.wait(30)), Lazy(lambda: "quick")
    with ThreadPoolExecutor(3) as threads:
        try:
            held = [threads.submit(lambda: slow.value) for _ in range(2)]
            assert begun.wait(10)
            assert threads.submit(lambda: quick.value).result(10) == "quick"
            assert not any(answer.done() for answer in held)
        finally:
            go.set()
    assert [answer.result() for answer in held] == [True, True] and slow.calls == [1]


def test_a_property_that_failed_is_tried_again():
    """As when what it reads was broken for a moment."""
    results = iter([ValueError("once"), 5])

    def work():
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    lazy = Lazy(work)
    with pytest.raises(ValueError, match="once"):
        _ = lazy.value
    assert lazy.value == 5
