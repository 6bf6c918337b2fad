"""How well the boxes of models fit the objects that are marked."""

from fastapi import APIRouter
from starlette.responses import Response

from explorer.index.detection_figures import figures_of
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the route of detections."""

    @router.get("/detections")
    def detections() -> Response:
        """Average precision of each model, of all classes and of each, and what became of its boxes."""
        return JsonAnswer(figures_of(workspace.index))
