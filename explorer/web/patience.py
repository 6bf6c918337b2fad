"""How long a client may take to say what it wants: who holds a connection open and sends little is let go."""

import asyncio

from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol

from explorer.web.answers import error_answer

HEAD_SECONDS = 20
"""From the opening of a connection, or the first byte of a further request, to the end of its headers."""
PAUSE_SECONDS = 20
"""Between two parts of a body."""
BODY_SECONDS = 300
"""For a body as a whole: the largest on a slow line."""


class TimedProtocol(H11Protocol):
    """uvicorn's HTTP, which waits for the headers of a request no longer than `HEAD_SECONDS`.

    What comes of a body after its answer counts as the beginning of a further request.
    """

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._head: asyncio.TimerHandle | None = None

    def connection_made(self, transport) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Go on to wait, or no longer."""
        super().data_received(data)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        if self._head is not None:
            self._head.cancel()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._is_answering():
            if self._head is not None:
                self._head.cancel()
            self._head = None
        elif self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _give_up(self) -> None:
        self._head = None
        if not self._is_answering() and not self.transport.is_closing():
            self.transport.close()


class SlowClientError(ClientDisconnect):
    """A client that sends so little that it counts as one that has left."""


class BodyTimes:
    """ASGI middleware: ends the wait for a body whose next part, or whose end, does not come; 408."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        end, whole, slow, started = clock() + BODY_SECONDS, False, False, False

        async def timed() -> dict:
            nonlocal whole, slow
            if whole:  # what is waited for now is that the client leaves
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), min(PAUSE_SECONDS, max(end - clock(), 0)))
            except TimeoutError:
                slow = True
                raise SlowClientError from None
            whole = not message.get("more_body")
            return message

        async def watch(message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, timed, watch)
        except SlowClientError:
            pass
        if slow and not started:
            sentence = "The body of the request did not come in time. Send it again."
            await error_answer(408, sentence, {"Connection": "close"})(scope, receive, send)
