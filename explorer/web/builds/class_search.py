"""The encoder's classes for words: scored in the background when words are first looked for."""

import asyncio
import logging
from threading import Lock, Thread

from explorer.cancellation import check_cancelled
from explorer.dataset import has_class_words, prepare_class_words
from explorer.errors import ExplorerError
from explorer.index.reader import Index

WAIT_SECONDS = 120
_LOOK_SECONDS = 0.05
log = logging.getLogger(__name__)


class ClassSearch:
    """Has words looked up in the classes of an index's encoder, once they are scored.

    Parameters
    ----------
    index : Index

    Attributes
    ----------
    state : str
        `none` (the encoder has no classes), `idle`, `loading`, `ready` or `failed`.
    message : str
        Why it failed.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._guard = Lock()
        self.state = "idle" if has_class_words(index) else "none"
        self.message = ""

    def start(self) -> None:
        """Begin to score, unless that was begun before."""
        with self._guard:
            if self.state == "idle":
                self.state = "loading"
                Thread(target=self._prepare, name="class-search", daemon=True).start()

    async def ready(self, wait: float = WAIT_SECONDS) -> bool:
        """Return whether there is nothing to wait for any more; false where classes cannot be had in time.

        No thread waits meanwhile.

        Parameters
        ----------
        wait : float
            Seconds to wait at most.

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
        return self.state in ("ready", "none")

    def _prepare(self) -> None:
        try:
            prepare_class_words(self._index)
            self.state = "ready"
        except (ExplorerError, ImportError, OSError, RuntimeError) as error:
            log.warning("The encoder's classes cannot be had for words: %s", error)
            self.message = str(error)
            self.state = "failed"
