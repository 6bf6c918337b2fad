"""Statistics of one cluster."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from explorer.web.answers import JsonAnswer
from explorer.web.routes.parameters import Model, Where

Node = Annotated[int, Path(description="Node of the tree.")]
By = Annotated[
    str | None,
    Query(max_length=500, description="Column over whose values `fairness` (MacroStd) is measured."),
]


def register(router: APIRouter, workspace) -> None:
    """Register the routes of clusters."""

    @router.get("/nodes/{node}")
    @workspace.pools.panels.runs
    def node(node: Node, where: Where = "", model: Model = None, by: By = None) -> Response:
        """Size, classes with their scores, accuracy of every model, confusion, representatives and words."""
        return JsonAnswer(workspace.session.cluster(node, where, model, by))
