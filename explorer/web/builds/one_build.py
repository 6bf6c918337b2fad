"""Whoever holds rows and nodes of one build is never answered out of another."""

from collections.abc import Callable

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.errors import OtherBuildError
from explorer.web.responses import answer_to

HEADER = "dendro-build"


class OneBuild:
    """ASGI middleware: refuses what is meant for another build than the one that is served.

    A row or a node is a number, and the same number is another image in another build. So a page says with
    all that it asks which build it is of: in the header `Dendro-Build`, or in the query as `build` where it
    cannot set one (forms, pictures).

    Parameters
    ----------
    app : ASGI application
    served : callable
        Gives the build that is served now.
    """

    def __init__(self, app: ASGIApp, served: Callable[[], str]) -> None:
        self.app = app
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self.app
        if scope["type"] == "http":
            asked = QueryParams(scope["query_string"]).get("build")
            try:
                for build in (Headers(scope=scope).get(HEADER), asked):
                    check_build(self._served(), build)
            except OtherBuildError as error:
                answer = answer_to(error)
        await answer(scope, receive, send)


def check_build(served: str, asked: str | None) -> None:
    """Refuse a build that is not served.

    Raises
    ------
    OtherBuildError
        When one is named, and it is another.
    """
    if asked and asked != served:
        raise OtherBuildError("The index was built again, and this is of the build before. Reload the page.")
