"""Answers of the API, good and bad: JSON always, and a sentence where something went wrong."""

import json
import logging
from collections.abc import Callable

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import Message, Receive, Scope, Send

from explorer.cancellation import CancelledError
from explorer.errors import (
    BusyError,
    DecidedMeanwhileError,
    ExplorerError,
    IndexFormatError,
    InputError,
    NotFoundError,
    OtherBuildError,
    ReadOnlyError,
    StaleBuildError,
    TooLargeError,
    UnreadableError,
    WhereError,
)

FOREVER = "private, max-age=31536000, immutable"
"""The Cache-Control of what never changes under its address."""
STATUS = {
    OtherBuildError: 409,
    DecidedMeanwhileError: 409,
    NotFoundError: 404,
    TooLargeError: 413,
    UnreadableError: 503,
    IndexFormatError: 500,
    InputError: 400,
    StaleBuildError: 409,
    ReadOnlyError: 403,
}
"""The narrower kinds first: what a client can mend, and a damaged index; all else passes by itself."""
_OF_CLIENTS = (400, 403, 404, 413)
_PASSING = (BusyError, CancelledError)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_UNLOGGED = (*_PASSING, OtherBuildError, DecidedMeanwhileError)

log = logging.getLogger(__name__)


class JsonAnswer(Response):
    """Compact JSON that is never cached. NaN and the infinities are null."""

    media_type = "application/json"

    def __init__(self, content, status_code: int = 200, headers: dict | None = None) -> None:
        super().__init__(content, status_code, {"Cache-Control": "no-store"} | (headers or {}))

    def render(self, content) -> bytes:
        try:
            return msgspec.json.encode(content)
        except UnicodeEncodeError:  # half of a sign, which a request may hold and UTF-8 cannot
            return json.dumps(content, ensure_ascii=False).encode("utf-8", errors="replace")


def error_answer(status: int, sentence: str, headers: dict | None = None, **more: object) -> JsonAnswer:
    """Return `{"error": sentence}`, and what else is to be known of it."""
    return JsonAnswer({"error": sentence, **more}, status, headers)


def status_of(error: ExplorerError) -> int:
    """Return the HTTP status of an error of this package."""
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status
    return 503


def answer_to(error: ExplorerError, told: Callable[[str], str] = str) -> JsonAnswer:
    """Return what to answer where this package refuses something; `told` makes it fit to be read."""
    wait = {"Retry-After": str(error.retry_after)} if isinstance(error, _PASSING) else None
    where = {"position": error.position} if isinstance(error, WhereError) else {}
    return error_answer(status_of(error), told(str(error)), wait, **where)


def register_errors(app: FastAPI, told: Callable[[str], str]) -> None:
    """Answer every error that a route raises with JSON, by a sentence that `told` makes fit to be read."""

    @app.exception_handler(ExplorerError)
    async def expected(request: Request, error: ExplorerError) -> Response:
        if status_of(error) not in _OF_CLIENTS and not isinstance(error, _UNLOGGED):
            log.error("%s %s: %s", request.method, request.url.path, error)
        return answer_to(error, told)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return error_answer(400, validation_sentence(error))

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            return _method_refused(request)
        if error.status_code == 404:
            return error_answer(404, f"There is nothing at {request.url.path[:200]}.")
        return error_answer(error.status_code, f"{error.detail}.", dict(error.headers or {}))


def validation_sentence(error: RequestValidationError | ValidationError, skip: int = 1) -> str:
    """Return what was wrong with the first bad parameter, in one line.

    Parameters
    ----------
    error : RequestValidationError or ValidationError
    skip : int
        Parts of the place that are not said: FastAPI begins with "query", "path" or "body".
    """
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][skip:]) or "request"
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}."


def _method_refused(request: Request) -> Response:
    """Name the methods that a path takes."""
    taken = {method for method in _METHODS if _takes(request, method)}
    allowed = ", ".join(sorted(taken | ({"HEAD"} if "GET" in taken else set())))
    sentence = f"{request.method[:20]} is not taken at {request.url.path[:200]}; it takes {allowed}."
    return error_answer(405, sentence, {"Allow": allowed})


def _takes(request: Request, method: str) -> bool:
    """Whether any route takes a method at the path of a request; what is mounted are files.

    Routes are asked, not read: one that holds others has no methods of its own.
    """
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))  # before what is mounted
    scope = {**request.scope, "method": method, "root_path": root}
    return any(
        route.matches(scope)[0] is Match.FULL
        for route in request.app.router.routes
        if method == "GET" or not isinstance(route, Mount)
    )


class ErrorBoundary:
    """ASGI middleware: whatever was not foreseen is logged in full, once, and answered in one sentence.

    Parameters
    ----------
    app : ASGI application
    passed : tuple of exception types
        What is no failure and goes on to whom it is meant for.
    about : callable
        Given the scope, says what the log needs beside method and path.
    """

    def __init__(
        self,
        app,
        passed: tuple[type[Exception], ...] = (),
        about: Callable[[Scope], str] = lambda _scope: "",
    ) -> None:
        self.app = app
        self._passed, self._about = passed, about

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except self._passed:
            raise
        except ClientDisconnect:
            log.debug("%s %s: the client left", scope["method"], scope["path"])
        except Exception:
            log.exception("%s %s%s failed", scope["method"], scope["path"], self._about(scope))
            if started:
                return  # the server closes the connection: an answer that breaks off is not taken for whole
            sentence = "Something went wrong in the server; its log says what. Try again, or reload the page."
            await error_answer(500, sentence)(scope, receive, send)
