"""Requests whose filter names what a search finds wait for what words need, and hold no thread meanwhile."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.web.builds.session import Session

NAMED = "found("


class WordsAwaited:
    """ASGI middleware: has what a filter in the address searches by loaded before the request goes on.

    Filters in bodies wait in the thread that evaluates them.

    Parameters
    ----------
    app : ASGI application
    prefix : str
        Under which everything is served.
    session : callable
        Gives the build that is served now.
    """

    def __init__(self, app: ASGIApp, prefix: str, session: Callable[[], Session]) -> None:
        self.app, self._under, self._session = app, f"{prefix}/api/", session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self._under):
            asked = unquote_plus(scope["query_string"].decode("latin-1")).casefold()
            if NAMED in asked.replace(" ", ""):
                session = self._session()
                await (session.encoder if session.index.text_search else session.classes).get()
        await self.app(scope, receive, send)
