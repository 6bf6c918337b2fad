"""Results that are remembered: the last ones used, each worked out once however many ask at the same time."""

from collections.abc import Callable, Container, Hashable
from contextlib import AbstractContextManager
from threading import Condition, Lock, RLock
from typing import Any, Generic, Protocol, TypeVar, overload

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

_Self = TypeVar("_Self")
_Value = TypeVar("_Value")


class Remembering(Protocol):
    """A function of `remember`."""

    cache: Container[Hashable]
    cache_key: Callable[..., Hashable]
    cache_lock: AbstractContextManager

    def __call__(self, *arguments: Any) -> Any:
        """Give the result for these arguments, worked out or remembered."""
        ...


def remember(
    size: int,
    function: Callable,
    key: Callable[..., Hashable] | None = None,
    weigh: Callable[[Any], int] | None = None,
) -> Remembering:
    """Return the function with a memory of its last `size` results.

    Parameters
    ----------
    size : int
    function : callable
        Its arguments must be hashable.
    key : callable, optional
        Takes the arguments, gives what their result is remembered by; None for the arguments themselves.
    weigh : callable, optional
        Takes a result, gives as how many it counts, so that large ones are fewer; one that counts as more
        than `size` is not remembered.
    """
    remembering = cached(LRUCache(size, weigh), key or hashkey, condition=Condition())(function)
    return remembering  # pyright: ignore[reportReturnType] - the condition is its lock


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


class cached_property(Generic[_Self, _Value]):
    """A property that is worked out once for each instance; errors are not remembered.

    As `functools.cached_property`, but made for threads on every Python: who asks for the same of one
    instance waits, all else goes on. That of Python 3.11 holds one lock for all instances of a class while
    it works, that of 3.12 none, so that it may work twice.
    """

    def __init__(self, work: Callable[[_Self], _Value]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "cached_property[_Self, _Value]": ...

    @overload
    def __get__(self, instance: _Self, owner: type) -> _Value: ...

    def __get__(self, instance: Any, owner: type) -> Any:
        """Work it out; from then on Python finds it among the attributes of the instance."""
        if instance is None:
            return self
        attributes = vars(instance)
        working = f"_working_out_{self._name}"
        with attributes.setdefault(working, RLock()):  # atomic: all threads get the first one
            if self._name not in attributes:
                attributes[self._name] = self._work(instance)
            attributes.pop(working, None)  # locks cannot be pickled
            return attributes[self._name]
