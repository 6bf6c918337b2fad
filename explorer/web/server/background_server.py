"""Serve from a thread, in a process that does something else: a notebook's kernel."""

import socket
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import uvicorn

from explorer.errors import ExplorerError
from explorer.web.limits.protocol import TimedProtocol

START_SECONDS = 30
STOP_SECONDS = 3


class BackgroundServer:
    """An application, served by a thread of its own with its own event loop.

    Unlike `run_server` it changes nothing that the whole process has: neither logging, nor signals, nor the
    threads of matrix libraries.

    Parameters
    ----------
    app : ASGI application
    bound : socket
        As `explorer.web.server.serve.bind` gives it; closed at the end.
    give_up : callable
        Called when the server stops: what is being worked out is wanted no more.

    Raises
    ------
    ExplorerError
        When it does not start.
    """

    def __init__(self, app: Any, bound: socket.socket, give_up: Callable[[], None]) -> None:
        self.port: int = bound.getsockname()[1]
        self._bound = bound
        self._give_up = give_up
        self._begun = Event()
        config = uvicorn.Config(
            app,
            http=TimedProtocol,
            log_config=None,
            log_level="warning",  # of uvicorn's own log alone
            access_log=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        self._server = _Telling(config, self._begun)
        # A daemon: a kernel that ends does not wait for it.
        self._thread = Thread(target=self._run, name=f"dendro-{self.port}", daemon=True)
        self._thread.start()
        self._begun.wait(START_SECONDS)
        if not self.running:
            self.stop()
            raise ExplorerError(f"The server on port {self.port} could not start; show the index again.")

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._thread.is_alive() and self._server.started and not self._server.should_exit

    def stop(self) -> None:
        """End it, and what it works on; a second time does nothing."""
        self._server.should_exit = True
        self._give_up()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._bound])
        finally:
            self._bound.close()
            self._begun.set()


class _Telling(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, begun: Event) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets=sockets)
        self._begun.set()
