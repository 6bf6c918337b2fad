"""The routes under `/api`, and the page at `/docs` that describes them."""

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import HTMLResponse, Response

from explorer.web.api.openapi import describe_api
from explorer.web.api.parameters import by_labels
from explorer.web.api.reference_page import reference_page
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer
from explorer.web.routes import (
    building,
    decisions,
    detections,
    evaluation,
    exports,
    facets,
    filters,
    findings,
    items,
    listings,
    map,
    nodes,
    queries,
    review,
    suggestions,
    thumbs,
    views,
)


def mount_api(app: FastAPI, workspace: Workspace) -> None:
    """Put the API on an application, before anything that answers every path.

    Parameters
    ----------
    app : FastAPI
    workspace : Workspace
    """
    router = APIRouter(prefix=f"{workspace.prefix}/api")
    judging = APIRouter(prefix=router.prefix, dependencies=[Depends(by_labels)])
    thumbs.register(router, workspace)
    building.register(router, workspace)
    for room in (
        views,
        facets,
        filters,
        nodes,
        listings,
        map,
        items,
        queries,
        findings,
        detections,
        evaluation,
        exports,
        decisions,
        review,
        suggestions,
    ):
        room.register(judging, workspace)

    def described() -> dict:
        return describe_api(app, workspace.options.token is not None)

    @router.get("/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        return JsonAnswer(described())

    app.include_router(router)
    app.include_router(judging)

    @app.get(f"{workspace.prefix}/docs", include_in_schema=False)
    def docs() -> Response:
        return HTMLResponse(reference_page(described(), f"{workspace.prefix}/api/openapi.json"))
