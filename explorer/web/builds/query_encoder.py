"""The encoder for queries: loaded in the background when it is first wanted, and never before."""

import asyncio
import logging
from threading import Lock, Thread

from explorer.cancellation import check_cancelled
from explorer.errors import ExplorerError
from explorer.index.format import OWN_VECTORS

WAIT_SECONDS = 120
_LOOK_SECONDS = 0.05
log = logging.getLogger(__name__)


class QueryEncoder:
    """Loads the encoder that an index was built with, once, in a thread of its own.

    Parameters
    ----------
    info : dict
        The manifest's `encoder`.

    Attributes
    ----------
    state : str
        `none` (there is nothing to load), `idle`, `loading`, `ready` or `failed`.
    message : str
        Why it failed.
    """

    def __init__(self, info: dict) -> None:
        self._info = info
        self._guard = Lock()
        self._encoder = None
        self.state = "idle" if can_encode(info) else "none"
        self.message = ""

    @property
    def text(self) -> bool:
        """Whether words can be encoded."""
        return bool(self._info.get("text"))

    def start(self) -> None:
        """Begin to load, unless that was begun before."""
        with self._guard:
            if self.state == "idle":
                self.state = "loading"
                Thread(target=self._load, name="query-encoder", daemon=True).start()

    async def get(self, wait: float = WAIT_SECONDS):
        """Return the encoder, or None where there is none or it cannot be loaded. No thread waits meanwhile.

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
        return self._encoder

    def for_encoder(self, info: dict) -> "QueryEncoder":
        """Return this one when it fits another build's encoder too, else a new one."""
        same = ("name", "weights_hash")
        if self.state != "failed" and all(self._info.get(key) == info.get(key) for key in same):
            return self
        return QueryEncoder(info)

    def _load(self) -> None:
        try:
            from explorer.embedding.service import load_text_encoder

            self._encoder = load_text_encoder(self._info)
            self.state = "ready"
        except (ExplorerError, ImportError, OSError, RuntimeError) as error:
            log.warning("The encoder for queries cannot be loaded: %s", error)
            self.message = str(error)
            self.state = "failed"


def can_encode(info: dict) -> bool:
    """Tell whether an encoder made the embeddings, so that queries can be encoded alike."""
    return bool(info.get("name")) and info.get("name") != OWN_VECTORS
