"""How much a request may send: looked at before anything reads it."""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.errors import TooLargeError
from explorer.web.responses import error_answer

LARGE = 2**16
REFUSAL_SECONDS = 1.0
"""Before what is wrong with a body that is large, or may be, is told: who sends such on end sends fewer."""
MOST_ELSEWHERE = 2**16
"""Bytes that a request may send to a route that takes no body to speak of."""
_TWO_LENGTHS = (
    "The request has a Content-Length and a Transfer-Encoding: which of the two a proxy went by is unknown. "
    "Send one of them."
)


class BodyLimits:
    """ASGI middleware: refuses bodies that are too large, by their announced length or as they come.

    Parameters
    ----------
    app : ASGI application
    limits : mapping of str to int
        Most bytes for paths that begin so; the longest beginning counts.
    """

    def __init__(self, app: ASGIApp, limits: Mapping[str, int]) -> None:
        self.app = app
        self._limits = sorted(limits.items(), key=lambda limit: -len(limit[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = next((n for start, n in self._limits if scope["path"].startswith(start)), MOST_ELSEWHERE)
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if "content-length" in headers and "transfer-encoding" in headers:
            await error_answer(400, _TWO_LENGTHS, {"Connection": "close"})(scope, receive, send)
            return
        if not length.isdigit() or int(length) > most:
            await _refusal(most)(scope, receive, send)
            return
        read, refused = 0, False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise TooLargeError(_sentence(most))
            return message

        async def answer(message: Message) -> None:
            # Whatever the application makes of a body that broke off (Dash takes it for none at all).
            nonlocal refused
            if read <= most:
                untold = not read and "transfer-encoding" in headers
                large = untold or max(read, int(length)) > LARGE
                if large and 400 <= message.get("status", 0) < 500:
                    await asyncio.sleep(REFUSAL_SECONDS)
                await send(message)
            elif not refused:
                refused = True
                await _refusal(most)(scope, receive, send)

        await self.app(scope, counted, answer)


def _refusal(most: int) -> Response:
    return error_answer(413, _sentence(most), {"Connection": "close"})


def _sentence(most: int) -> str:
    return f"The request is too large: at most {most:,} bytes are taken here."
