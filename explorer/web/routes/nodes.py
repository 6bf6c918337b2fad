"""Statistics of one cluster."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from explorer.web.api.openapi import files
from explorer.web.api.parameters import Build, Model, Where, caching
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

Node = Annotated[int, Path(description="Node of the tree.")]
By = Annotated[
    str | None,
    Query(max_length=500, description="Column over whose values `fairness` (MacroStd) is measured."),
]

Against = Annotated[
    int | None,
    Query(description="Cluster around it; the one above it in the tree when absent."),
]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of clusters."""

    @router.get("/nodes/{node}")
    @workspace.pools.panels.runs
    def node(node: Node, where: Where = "", model: Model = None, by: By = None) -> Response:
        """Size, classes with their scores, accuracy of every model, confusion, representatives and words."""
        session = workspace.session
        return JsonAnswer(session.cluster(node, session.filter(where), model, by))

    @router.get("/nodes/{node}/contrast")
    @workspace.pools.panels.runs
    def contrast(node: Node, against: Against = None, where: Where = "") -> Response:
        """Classes, words and values that are more frequent in it than in a cluster around it."""
        session = workspace.session
        return JsonAnswer(session.contrast(node, against, session.filter(where)))

    @router.get("/nodes/{node}/rows", response_class=Response, responses=files("application/octet-stream"))
    @workspace.pools.panels.runs
    def rows(node: Node, where: Where = "", build: Build = None) -> Response:
        """All images of a cluster that match the filter, drawn or not: rows as little-endian u32."""
        session = workspace.session
        headers = {"Cache-Control": caching(session.index, build)}
        found = session.views.rows(node, session.filter(where)).astype("<u4").tobytes()
        return Response(found, media_type="application/octet-stream", headers=headers)
