"""Requests whose target is a whole address, as proxies send them (RFC 9112, section 3.2.2)."""

import re
from urllib.parse import unquote_to_bytes

from starlette.types import Receive, Scope, Send

_ABSOLUTE = re.compile(rb"https?://(?P<host>[^/?#]*)(?P<path>/[^?#]*)?$", re.IGNORECASE)


class OriginForm:
    """ASGI middleware: takes the path out of an absolute target, and its host for that of the request."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ABSOLUTE.match(scope.get("raw_path") or b"") if scope["type"] == "http" else None
        if found:
            path = found["path"] or b"/"
            others = [pair for pair in scope["headers"] if pair[0] != b"host"]
            scope = {
                **scope,
                "path": unquote_to_bytes(path).decode("utf-8", "replace"),
                "raw_path": path,
                "headers": [(b"host", found["host"]), *others],
            }
        await self.app(scope, receive, send)
