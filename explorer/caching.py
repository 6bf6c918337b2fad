"""Results that are remembered: the last ones used, each worked out once however many ask at the same time."""

from collections.abc import Callable, Container, Hashable
from contextlib import AbstractContextManager
from threading import Condition
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


def remembers(function: Remembering, *arguments: Hashable) -> bool:
    """Tell whether a function of `remember` has the result for these arguments."""
    with function.cache_lock:
        return function.cache_key(*arguments) in function.cache
