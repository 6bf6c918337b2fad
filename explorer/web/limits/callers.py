"""Who asks, and whether they still wait: pure ASGI, around everything that answers."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.cancellation import Cancellation, within
from explorer.web.access.clients import client_of
from explorer.web.limits.work_pools import GONE, caller

_NO_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class Callers:
    """ASGI middleware: gives every request a `Cancellation`, and cancels it when its client leaves.

    Of an ASGI server a request hears that its client has left only by receiving. Here that is done for all of
    them, as soon as the body was read; those that receive themselves are told the same.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = _Connection(receive)
        caller.set(client_of(scope))
        if scope["method"] in _NO_BODY:
            await connection.read_ahead()
        try:
            with within(connection.cancellation):
                await self.app(scope, connection.receive, send)
        finally:
            connection.close()


class _Connection:
    """What one request receives."""

    def __init__(self, receive: Receive) -> None:
        self.cancellation = Cancellation()
        self._receive = receive
        self._ahead: Message | None = None
        self._left = asyncio.Event()
        self._watcher: asyncio.Task | None = None

    async def read_ahead(self) -> None:
        """Receive now what the application may never ask for: the body of a request that has none."""
        self._ahead = await self.receive()

    async def receive(self) -> Message:
        """Give the next message."""
        if self._ahead is not None:
            message, self._ahead = self._ahead, None
            return message
        if self._watcher is not None:
            await self._left.wait()
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._leave()
        elif not message.get("more_body"):
            self._watcher = asyncio.ensure_future(self._watch())
        return message

    def close(self) -> None:
        """Watch no longer: the request was answered."""
        if self._watcher is not None:
            self._watcher.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._leave()

    def _leave(self) -> None:
        self.cancellation.cancel(GONE)
        self._left.set()
