"""What is served before there is a build: how far the first one is. Then the application, in its place."""

import asyncio
import html
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.cancellation import check_cancelled
from explorer.indexing.growing.background_build import FAILED, PAUSED, RUNNING, BackgroundBuild
from explorer.options import ServeOptions
from explorer.web.access.admission import Admission
from explorer.web.access.visitors import read_places, take_changes
from explorer.web.assets import ServedAssets, filled
from explorer.web.build_standing import NOT_YET, Wish, grant, standing_answer
from explorer.web.guards import add_guards
from explorer.web.responses import JsonAnswer, error_answer, register_errors
from explorer.web.server.urls import normal_prefix

HELD_SECONDS = 20.0
"""That a request waits for the first build at most, so that a script need not ask again and again."""
MOST_HELD = 64
"""Requests that wait at once; others are told to come again."""
_EVERY = 0.1
OF_ANOTHER = "Another process builds this index; waiting for its first map"
_STEP = ("done", "total", "unit")
_PAGE = Path(__file__).resolve().parent / "page" / "until_first_build.html"


class UntilFirstBuild:
    """ASGI application: a page with progress until there is something to look at, then another application.

    Parameters
    ----------
    options : ServeOptions
        With the port that is served.
    growing : BackgroundBuild
        Makes the first build.

    Attributes
    ----------
    options : ServeOptions
    admission : Admission or None
        Whom it has let in; for the application that comes in its place.
    was_asked : bool
        Whether anybody looks.
    """

    def __init__(self, options: ServeOptions, growing: BackgroundBuild) -> None:
        self.admission: Admission | None = Admission(options) if options.token is not None else None
        self.was_asked = False
        self.options = options
        self._growing = growing
        self._prefix = normal_prefix(options.url_prefix)
        self._held = 0
        self._served: ASGIApp | None = None
        self._failure = ""
        self._waiting = self._application()

    def become(self, app: ASGIApp) -> None:
        """Answer by this application from now on, those that wait for it included."""
        self._served = app

    def fail(self, why: str) -> None:
        """Say that nothing comes, and why."""
        self._failure = why

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._served or self._waiting)(scope, receive, send)

    def _application(self) -> FastAPI:
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
        register_errors(app, str)
        self._assets = ServedAssets(app, self._prefix)
        methods = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        app.add_api_route(f"{self._prefix}/", self._page, include_in_schema=False)
        app.add_api_route(f"{self._prefix}/favicon.ico", lambda: Response(status_code=204))
        app.add_api_route(f"{self._prefix}/api/build", self._standing)
        app.add_api_route(f"{self._prefix}/api/build", self._wish, methods=["POST"])
        app.add_api_route(f"{self._prefix}/{{rest:path}}", self._when_there, methods=methods)
        add_guards(app, self.options, {}, self.admission)
        return app

    async def _page(self) -> Response:
        self.was_asked = True
        texts = {
            "assets": self._assets.address(),
            "api": html.escape(f"{self._prefix}/api"),
            "name": html.escape(self._growing.index_path.stem),
        }
        return HTMLResponse(filled(_PAGE.read_text(encoding="utf-8"), texts))

    async def _standing(self) -> Response:
        """As `GET /api/build` of an index; `build` is null before there is one."""
        self.was_asked = True
        return JsonAnswer(self._answer())

    def _wish(self, wish: Wish) -> Response:
        """As `POST /api/build` of an index."""
        grant(wish, None if self._failure else self._growing, take_changes(self.options))
        return JsonAnswer(self._answer())

    def _answer(self) -> dict:
        now = self._growing.standing
        error = self._failure
        if error and not read_places(self.options):
            error = "The build failed; its terminal says why."
        # Of a failure nothing is said before it is known what comes of it: another process may build it.
        state = FAILED if error else now.state if now.state == PAUSED else RUNNING
        if now.busy:
            now = replace(now, stage=OF_ANOTHER, done=0, total=None)
        changes = take_changes(self.options) and not error and not now.busy
        answer = standing_answer(replace(now, state=state, error=error), changes, NOT_YET)
        return answer | {"step": {name: getattr(now, name) for name in _STEP}}

    async def _when_there(self) -> Response:
        """Hold what needs an index until there is one."""
        if self._held < MOST_HELD:
            self._held += 1
            try:
                for _ in range(round(HELD_SECONDS / _EVERY)):
                    if self._served is not None:
                        return _By(self._served)
                    check_cancelled()  # whose client has left
                    if self._failure:
                        break
                    await asyncio.sleep(_EVERY)
            finally:
                self._held -= 1
        sentence = "The first map is still being made; api/build says how far it is."
        return error_answer(503, sentence, {"Retry-After": "2"})


class _By(Response):
    """The answer of another application."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__()
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
