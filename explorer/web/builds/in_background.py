"""What takes long to have ready: made in the background when it is first wanted, and never before."""

import asyncio
import logging
import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

from explorer.cancellation import check_cancelled
from explorer.errors import ExplorerError

WAIT_SECONDS = 120
_LOOK_SECONDS = 0.05
log = logging.getLogger(__name__)

T = TypeVar("T")


class InBackground(Generic[T]):
    """Makes something once, in a thread of its own.

    Parameters
    ----------
    what : str
        As the log names it where it cannot be made.
    make : callable or None
        None where there is nothing to make.

    Attributes
    ----------
    state : str
        `none` (there is nothing to make), `idle`, `loading`, `ready` or `failed`.
    message : str
        Why it failed.
    """

    def __init__(self, what: str, make: Callable[[], T] | None) -> None:
        self._what, self._make = what, make
        self._guard = Lock()
        self._made: T | None = None
        self.state = "idle" if make else "none"
        self.message = ""

    def start(self) -> None:
        """Begin to make it, unless that was begun before."""
        with self._guard:
            if self._make is not None and self.state == "idle":
                self.state = "loading"
                Thread(
                    target=self._run, args=[self._make], name=self._what.replace(" ", "-"), daemon=True
                ).start()

    async def get(self, wait: float = WAIT_SECONDS) -> T | None:
        """Return it, or None where there is none or it cannot be had in time. No thread waits meanwhile.

        Parameters
        ----------
        wait : float
            Seconds to wait for it at most.

        Raises
        ------
        CancelledError
            When who asked has gone.
        """
        self.start()
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        while self.state == "loading" and loop.time() < until:
            check_cancelled()
            await asyncio.sleep(_LOOK_SECONDS)
        return self._made

    def wait(self, wait: float = WAIT_SECONDS) -> T | None:
        """Return it as `get` does, to a thread that has nothing else to do meanwhile."""
        self.start()
        until = time.monotonic() + wait
        while self.state == "loading" and time.monotonic() < until:
            check_cancelled()
            time.sleep(_LOOK_SECONDS)
        return self._made

    def _run(self, make: Callable[[], T]) -> None:
        try:
            self._made = make()
            self.state = "ready"
        except (ExplorerError, ImportError, OSError, RuntimeError) as error:
            log.warning("The %s cannot be had: %s", self._what, error)
            self.message = str(error)
            self.state = "failed"
