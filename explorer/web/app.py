"""The service: one ASGI application with the API, the page and what guards them."""

from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from explorer.index.reader import Index
from explorer.indexing.growing.background_build import BackgroundBuild
from explorer.options import ServeOptions
from explorer.web.access.callers import Callers
from explorer.web.access.security import Security
from explorer.web.api.mount import mount_api
from explorer.web.builds.labels_asked import LabelsAsked
from explorer.web.builds.one_build import OneBuild
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.body_limits import BodyLimits
from explorer.web.limits.outgoing import Outgoing
from explorer.web.limits.patience import BodyTimes
from explorer.web.page import dash_page
from explorer.web.responses import ErrorBoundary, register_errors
from explorer.web.routes import building, decisions, examples, exports, thumbs
from explorer.web.server.origin_form import OriginForm
from explorer.web.server.urls import UnderPrefix

MOST_CALLBACK_BYTES = 2**18
MULTIPART_BYTES = 2**16
"""What a form adds to the file in it."""


def create_app(
    index: Index | Path | str, options: ServeOptions | None = None, growing: BackgroundBuild | None = None
) -> FastAPI:
    """Make the ASGI application that serves one index.

    Parameters
    ----------
    index : Index, Path or str
        Opened, or the folder of one.
    options : ServeOptions, optional
    growing : BackgroundBuild, optional
        The build of the same index that goes on meanwhile.

    Returns
    -------
    FastAPI
        With the `Workspace` on `app.state.workspace`. Several may live in one process.

    Raises
    ------
    IndexFormatError
        When the folder is not an index that this release reads.
    """
    workspace = Workspace(index, options or ServeOptions(), growing)
    app = FastAPI(
        title="Dendro Explorer", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.workspace = workspace
    register_errors(app, workspace.told)
    mount_api(app, workspace)
    dash_page.register(app, workspace)
    _register_rest(app, workspace.prefix)
    # Added last is met first.
    app.add_middleware(LabelsAsked, prefix=workspace.prefix)
    app.add_middleware(OneBuild, served=lambda: workspace.index.build)
    app.add_middleware(ErrorBoundary)
    app.add_middleware(Compression, prefix=workspace.prefix)
    app.add_middleware(BodyLimits, limits=_limits(workspace.prefix))
    app.add_middleware(HeadAsGet)
    app.add_middleware(Outgoing)
    app.add_middleware(Security, options=workspace.options)
    app.add_middleware(Callers)
    if workspace.prefix:
        app.add_middleware(UnderPrefix, prefix=workspace.prefix)
    app.add_middleware(OriginForm)
    app.add_middleware(ErrorBoundary)  # of those above
    app.add_middleware(BodyTimes)
    if workspace.options.forwarded_allow_ips:
        trusted = workspace.options.forwarded_allow_ips
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)
    return app


def _limits(prefix: str) -> dict[str, int]:
    """Give the bytes that routes take: what Dash is sent it parses in the event loop."""
    api = f"{prefix}/api"
    told = ("tags", "corrections", "notes", "verdicts", "saved-views", "review")
    return {
        **{f"{api}/{name}": decisions.MOST_BYTES for name in told},
        f"{prefix}/_dash-": MOST_CALLBACK_BYTES,
        f"{api}/build": building.MOST_BYTES,
        f"{api}/thumbs": 4 * thumbs.MOST_ROWS,
        f"{api}/search": examples.MOST_BYTES + MULTIPART_BYTES,
        f"{api}/examples": examples.MOST_BYTES + MULTIPART_BYTES,
        f"{api}/exports": exports.MOST_BYTES + MULTIPART_BYTES,
    }


def _register_rest(app: FastAPI, prefix: str) -> None:
    """Answer what browsers ask for beside the page."""

    @app.get(f"{prefix}/favicon.ico", include_in_schema=False)
    def icon() -> Response:
        # Browsers ask for it by themselves, and note an error where it is missing.
        return Response(status_code=204)


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
