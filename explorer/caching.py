"""Results that are remembered: the last ones used, each worked out once however many ask at the same time."""

from collections.abc import Callable, Container, Hashable
from contextlib import AbstractContextManager
from threading import Condition, Lock
from typing import Any, Protocol

from cachetools import LRUCache, cached


class Remembering(Protocol):
    """A function of `remember`."""

    cache: Container[Hashable]
    cache_key: Callable[..., Hashable]
    cache_lock: AbstractContextManager

    def __call__(self, *arguments: Any) -> Any:
        """Give the result for these arguments, worked out or remembered."""
        ...


def remember(size: int, function: Callable) -> Remembering:
    """Return the function with a memory of its last `size` results; arguments must be hashable."""
    return cached(LRUCache(size), condition=Condition())(function)


def remember_each(size: int, function: Callable[[list], list]) -> Callable[[list], list]:
    """Return the function with a memory of the last `size` things it was asked; it is asked only for others.

    Parameters
    ----------
    size : int
    function : callable
        Takes hashable things, and returns a result for each.
    """
    cache, lock = LRUCache(size), Lock()
    missing = object()

    def ask(things: list) -> list:
        with lock:
            known = {thing: cache.get(thing, missing) for thing in things}
        unknown = [thing for thing, result in known.items() if result is missing]
        found = dict(zip(unknown, function(unknown), strict=True)) if unknown else {}
        with lock:
            cache.update(found)
        known |= found
        return [known[thing] for thing in things]

    return ask


def remembers(function: Remembering, *arguments: Hashable) -> bool:
    """Tell whether a function of `remember` has the result for these arguments."""
    with function.cache_lock:
        return function.cache_key(*arguments) in function.cache
