"""Statistics of one cluster."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from explorer.web.answers import JsonAnswer
from explorer.web.routes.parameters import Model, Where

Node = Annotated[int, Path(description="Node of the tree.")]


def register(router: APIRouter, workspace) -> None:
    """Register the routes of clusters."""

    @router.get("/nodes/{node}")
    def node(node: Node, where: Where = "", model: Model = None) -> Response:
        """Size, classes, accuracy of every model, frequent mistakes, representatives and telling words."""
        return JsonAnswer(workspace.session.cluster(node, where, model))
