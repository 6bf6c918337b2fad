"""How much may wait to be taken: large answers hold memory for as long as their clients take them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.errors import BusyError
from explorer.web.limits.work_pools import busy, caller
from explorer.web.responses import answer_to

LARGE = 2**16
"""Bytes; what is smaller a system takes in itself, and larger answers are sent in pieces of this."""
MOST_WAITING = 2**26
"""Bytes of large answers that wait at once; half of them for one client. A single one may be larger."""


class Outgoing:
    """ASGI middleware: sends large answers in pieces, and refuses them while too much waits to be taken.

    Answers that are made while they are sent hold no more than a piece, and are not counted.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._waiting: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, refused = None, False

        async def send_bounded(message: Message) -> None:
            nonlocal start, refused
            if refused:
                return
            if message["type"] == "http.response.start":
                start = message  # until it is known how much follows
                return
            begin, start = start, None
            if begin is None or message.get("more_body") or len(message.get("body", b"")) <= LARGE:
                for part in (begin, message):
                    if part is not None:
                        await send(part)
                return
            try:
                with self._held(caller.get(), len(message["body"])):
                    await send(begin)
                    await _send_in_pieces(message["body"], send)
            except BusyError as error:
                refused = True
                await answer_to(error)(scope, receive, send)

        await self.app(scope, receive, send_bounded)

    @contextmanager
    def _held(self, client: str, size: int) -> Iterator[None]:
        """Count an answer while it is sent, or raise `BusyError`."""
        for waiting, most in (
            (self._waiting.total(), MOST_WAITING),
            (self._waiting[client], MOST_WAITING // 2),
        ):
            if waiting and waiting + size > most:
                raise busy("large answers that are still being taken")
        self._waiting[client] += size
        try:
            yield
        finally:
            self._waiting[client] -= size
            if not self._waiting[client]:
                del self._waiting[client]


async def _send_in_pieces(body: bytes, send: Send) -> None:
    """Send a body; the server waits before each piece until most of those before were taken."""
    for start in range(0, len(body), LARGE):
        await send({"type": "http.response.body", "body": body[start : start + LARGE], "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
