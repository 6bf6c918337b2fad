"""Which labels a request judges by: as they were given, or as corrected.

Said in the query as `labels`, or in the header `Dendro-Labels` by what cannot set one. Whatever takes its
session from the workspace answers by them; no route has to hand them on.
"""

from contextvars import ContextVar

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.decisions.corrected_labels import GIVEN, LABELS
from explorer.errors import InputError
from explorer.web.responses import answer_to

HEADER = "dendro-labels"
PARAMETER = "labels"

labels_asked: ContextVar[str] = ContextVar("labels_asked", default=GIVEN)
"""Of the request that is being answered."""


class LabelsAsked:
    """ASGI middleware: remembers which labels a request asks for, and refuses what is none.

    Parameters
    ----------
    app : ASGI application
    prefix : str
        Under which everything is served.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._under = (f"{prefix}/api/", f"{prefix}/_dash-")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._under):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get(HEADER) or QueryParams(scope["query_string"]).get(PARAMETER) or GIVEN
        if asked not in LABELS:
            refused = InputError(f"labels: {asked[:40]!r} was given; {' or '.join(LABELS)} is expected.")
            await answer_to(refused)(scope, receive, send)
            return
        before = labels_asked.set(asked)
        try:
            await self.app(scope, receive, send)
        finally:
            labels_asked.reset(before)
