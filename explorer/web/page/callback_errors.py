"""What becomes of a request of the page's callbacks that cannot be answered."""

from collections.abc import Callable

from dash.exceptions import PreventUpdate
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.errors import InputError
from explorer.web.page.callback_bodies import LONGEST_SHOWN, check_body
from explorer.web.responses import ErrorBoundary, error_answer, status_of


class CallbackErrors:
    """ASGI middleware, inside of Dash's: checks what callbacks are sent, and says where one failed.

    Parameters
    ----------
    app : ASGI application
    prefix : str
        Of the page, without a slash at its end.
    callbacks : callable
        Gives Dash's `callback_map`, which is complete after the first request.
    """

    def __init__(self, app: ASGIApp, prefix: str, callbacks: Callable[[], dict]) -> None:
        self._app = ErrorBoundary(app, passed=(PreventUpdate,), about=_named)
        self._path = f"{prefix}/_dash-update-component"
        self._callbacks = callbacks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == self._path:
            try:
                check_body(self._callbacks(), _body(scope))
            except InputError as error:
                await error_answer(status_of(error), str(error))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _body(scope: Scope) -> object:
    """Give the decoded body, which Dash has put there; None where it is no JSON."""
    return scope.get("state", {}).get("json_body")


def _named(scope: Scope) -> str:
    """Name the callback by its output."""
    body = _body(scope)
    return f" ({str(body.get('output'))[:LONGEST_SHOWN]})" if isinstance(body, dict) else ""
