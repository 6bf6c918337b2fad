"""What stands around every application of the service: who may ask, how much, and how failures end."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from explorer.options import ServeOptions
from explorer.web.access.admission import Admission
from explorer.web.access.security import Security
from explorer.web.limits.body_limits import BodyLimits
from explorer.web.limits.callers import Callers
from explorer.web.limits.outgoing import Outgoing
from explorer.web.limits.patience import BodyTimes
from explorer.web.responses import ErrorBoundary
from explorer.web.server.origin_form import OriginForm
from explorer.web.server.urls import UnderPrefix, normal_prefix


def add_guards(
    app: FastAPI, options: ServeOptions, limits: dict[str, int], admission: Admission | None = None
) -> None:
    """Put an application behind them.

    Parameters
    ----------
    app : FastAPI
    options : ServeOptions
    limits : dict of str to int
        As of `BodyLimits`.
    admission : Admission or None
        Of an application in whose place this one comes: who was let in there is in.
    """
    prefix = normal_prefix(options.url_prefix)
    # Added last is met first.
    app.add_middleware(ErrorBoundary)
    app.add_middleware(Compression, prefix=prefix)
    app.add_middleware(BodyLimits, limits=limits)
    app.add_middleware(HeadAsGet)
    app.add_middleware(Outgoing)
    app.add_middleware(Security, options=options, admission=admission)
    app.add_middleware(Callers)
    if prefix:
        app.add_middleware(UnderPrefix, prefix=prefix)
    app.add_middleware(OriginForm)
    app.add_middleware(ErrorBoundary)  # of those above
    app.add_middleware(BodyTimes)
    if options.forwarded_allow_ips:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=options.forwarded_allow_ips)


class HeadAsGet:
    """ASGI middleware: answers HEAD as GET without the body. The routes themselves know GET only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


class Compression:
    """ASGI middleware: compresses text. Packs of thumbnails and images are compressed already."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.compressed = GZipMiddleware(app, minimum_size=2048, compresslevel=4)
        self.plain = (
            f"{prefix}/api/thumbs",
            f"{prefix}/api/items",
            f"{prefix}/api/exports",
            f"{prefix}/api/examples",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = scope["type"] != "http" or scope["path"].startswith(self.plain)
        await (self.app if plain else self.compressed)(scope, receive, send)
