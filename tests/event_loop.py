"""Coroutines in tests: run in a loop of their own thread; browser tests leave one in the main thread."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio.from_thread import start_blocking_portal

T = TypeVar("T")


def run(scenario: Callable[[], Awaitable[T]]) -> T:
    """Call a coroutine function and give what it gives."""
    with start_blocking_portal() as portal:
        return portal.call(scenario)
