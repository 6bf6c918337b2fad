"""Statistics of one cluster."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from explorer.decisions.cluster_decisions import decided_clusters
from explorer.web.api.parameters import Model, Node, Where, Whole
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

By = Annotated[
    str | None,
    Query(max_length=500, description="Column over whose values `fairness` (MacroStd) is measured."),
]

Against = Annotated[
    Whole | None,
    Query(description="Cluster around it; the one above it in the tree when absent."),
]

Class = Annotated[str, Query(max_length=500, description="Name of a class.")]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of clusters."""

    @router.get("/nodes/{node}")
    @workspace.pools.panels.runs
    def node(node: Node, where: Where = "", model: Model = None, by: By = None) -> Response:
        """Size, classes with their scores, accuracy of every model, confusion, representatives and words."""
        session = workspace.session
        about = session.cluster(node, session.filter(where), model, by)
        said = decided_clusters(session.index).get(node)
        return JsonAnswer(about | {"decisions": said and said.as_json()})

    @router.get("/nodes/{node}/contrast")
    @workspace.pools.panels.runs
    def contrast(node: Node, against: Against = None, where: Where = "") -> Response:
        """Classes, words and values that are more frequent in it than in a cluster around it."""
        session = workspace.session
        return JsonAnswer(session.contrast(node, against, session.filter(where)))

    @router.get("/nodes/{node}/mistake")
    @workspace.pools.findings.runs
    def mistake(
        node: Node, label: Class, prediction: Class, where: Where = "", model: Model = None
    ) -> Response:
        """What tells its images of a class that are predicted as another from right images of that class.

        `facts` are descriptions chosen after looking, no causes.
        """
        session = workspace.session
        return JsonAnswer(session.mistake(node, label, prediction, session.filter(where), model))
