"""A server whose address nobody can guess: the way in for a page that stands in a frame of another site.

Browsers hold cookies back in such a frame, so who may come in is told by the path. And a notebook's server is
reached by proxies that put it anywhere, so what the page links to follows where a request says it was made.
"""

import asyncio
import hmac
from collections.abc import Callable
from threading import Lock
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.errors import InputError
from explorer.web.responses import error_answer
from explorer.web.server.urls import normal_prefix

PLACE_HEADERS = ("x-forwarded-prefix", "x-forwarded-context", "x-proxycontextpath")
"""In which proxies (jupyter-server-proxy, Traefik) tell the path that they have taken off."""
MOST_PLACES = 4
"""Each has an application of its own."""


class Doorway:
    """ASGI application: answers below `/SECRET/` only, and there for whichever place a proxy gives it.

    Parameters
    ----------
    secret : str
        Part of the path, of characters that `normal_prefix` takes.
    make : callable
        Gives the application for a URL prefix, which ends in the secret.
    place : str
        Path that a proxy takes off and tells nothing of; empty for none.
    """

    def __init__(self, secret: str, make: Callable[[str], Any], place: str = "") -> None:
        self._secret = secret
        self._make = make
        self._place = normal_prefix(place)
        self._lock = Lock()
        self.apps: dict[str, Any] = {}
        self._app(self._place)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # there is none
            await send({"type": "websocket.close", "code": 1000})
            return
        head, found, rest = self._split(scope["path"])
        if not found:
            await error_answer(404, "There is nothing at this address.")(scope, receive, send)
            return
        app = await self._at(head or self._told(Headers(scope=scope)))
        raw = scope.get("raw_path") or scope["path"].encode()
        raw = b"/" + raw.partition(f"/{self._secret}/".encode())[2]
        await app({**scope, "path": f"/{rest}", "raw_path": raw}, receive, send)

    def _split(self, path: str) -> tuple[str, bool, str]:
        """Return what stands before the secret, whether it is there, and what follows."""
        parts = path.split("/")
        for place, part in enumerate(parts[:-1]):
            if hmac.compare_digest(part.encode("utf-8", "surrogatepass"), self._secret.encode()):
                return "/".join(parts[:place]), True, "/".join(parts[place + 1 :])
        return "", False, ""

    def _told(self, headers: Headers) -> str:
        """Return the path that a proxy has taken off, as it tells."""
        return next((headers[name] for name in PLACE_HEADERS if headers.get(name)), self._place)

    async def _at(self, place: str) -> ASGIApp:
        try:
            place = normal_prefix(place)
        except InputError:  # no path that links could be made of
            place = self._place
        return self.apps.get(place) or await asyncio.to_thread(self._app, place)

    def _app(self, place: str) -> ASGIApp:
        with self._lock:
            if place not in self.apps:
                if len(self.apps) >= MOST_PLACES:
                    return self.apps[self._place]
                self.apps[place] = self._make(f"{place}/{self._secret}")
            return self.apps[place]
