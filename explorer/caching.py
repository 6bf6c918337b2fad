"""Results that are remembered: the last ones used, each worked out once however many ask at the same time."""

from collections.abc import Callable
from threading import Condition

from cachetools import LRUCache, cached


def remember(size: int, function: Callable) -> Callable:
    """Return the function with a memory of its last `size` results; arguments must be hashable."""
    return cached(LRUCache(size), condition=Condition())(function)


def remembers(function: Callable, *arguments) -> bool:
    """Tell whether a function of `remember` has the result for these arguments."""
    with function.cache_lock:
        return function.cache_key(*arguments) in function.cache
