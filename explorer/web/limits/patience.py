"""How long the body of a request may take: who sends little is let go.

For headers and answers see `explorer.web.limits.protocol`.
"""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.web.responses import error_answer

PAUSE_SECONDS = 20
"""Between two parts of a body."""
BODY_SECONDS = 300
"""For a body as a whole: the largest on a slow line."""


class SlowClientError(ClientDisconnect):
    """A client that sends so little that it counts as one that has left."""


class BodyTimes:
    """ASGI middleware: ends the wait for a body whose next part, or whose end, does not come; 408."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        end, whole, slow, started = clock() + BODY_SECONDS, False, False, False

        async def timed() -> Message:
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

        async def watch(message: Message) -> None:
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
