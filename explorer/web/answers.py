"""Answers of the API, good and bad: JSON always, and a sentence where something went wrong."""

import json
import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from explorer.errors import BusyError, ExplorerError, InputError, NotFoundError, TooLargeError

STATUS = {NotFoundError: 404, TooLargeError: 413, InputError: 400}
"""Of errors that the client can mend, the narrower kinds first; all else passes by itself."""

log = logging.getLogger(__name__)


class JsonAnswer(Response):
    """Compact JSON that is never cached. Values must be plain Python; NaN is a defect, not a number."""

    media_type = "application/json"

    def __init__(self, content, status_code: int = 200, headers: dict | None = None) -> None:
        super().__init__(content, status_code, {"Cache-Control": "no-store"} | (headers or {}))

    def render(self, content) -> bytes:
        return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
            "utf-8", errors="replace"
        )


def error_answer(status: int, sentence: str, headers: dict | None = None) -> JsonAnswer:
    """Return `{"error": sentence}`."""
    return JsonAnswer({"error": sentence}, status, headers)


def status_of(error: ExplorerError) -> int:
    """Return the HTTP status of an error of this package."""
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status
    return 503


def answer_to(error: ExplorerError) -> JsonAnswer:
    """Return what to answer where this package refuses something."""
    wait = {"Retry-After": str(error.retry_after)} if isinstance(error, BusyError) else None
    return error_answer(status_of(error), str(error), wait)


def register_errors(app: FastAPI) -> None:
    """Answer every error that a route raises with JSON."""

    @app.exception_handler(ExplorerError)
    async def expected(_request: Request, error: ExplorerError) -> Response:
        return answer_to(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return error_answer(400, validation_sentence(error))

    @app.exception_handler(HTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        return error_answer(error.status_code, f"{error.detail}.", dict(error.headers or {}))


def validation_sentence(error: RequestValidationError) -> str:
    """Return what was wrong with the first bad parameter, in one line."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "request"
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}."


class ErrorBoundary:
    """ASGI middleware: whatever was not foreseen is logged in full and answered in one sentence."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if started:
                raise
            sentence = "Something went wrong in the server; its log says what. Try again, or reload the page."
            await error_answer(500, sentence)(scope, receive, send)
