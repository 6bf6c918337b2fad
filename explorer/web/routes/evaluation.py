"""How far models can be believed, and how two of them differ."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from explorer.view.evaluation import EvaluationRequest
from explorer.view.evaluation.document import FEW_NUMBERS, MOST_BINS
from explorer.web.api.parameters import Where, Whole
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

Cluster = Annotated[Whole | None, Query(description="Only in this cluster; all images when absent.")]
Model = Annotated[
    str | None,
    Query(max_length=500, description="Which model; every one when this and `against` are absent."),
]
Against = Annotated[
    str | None, Query(max_length=500, description="Model that it is compared with, on the same images.")
]
OfClass = Annotated[
    str | None,
    Query(
        alias="class",
        max_length=500,
        description="Whose precision-recall curve is given; that of all classes together when absent.",
    ),
]
Bins = Annotated[Whole, Query(ge=1, le=MOST_BINS, description="Of the reliability diagram.")]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the route of evaluations."""

    @router.get("/evaluation")
    @workspace.pools.evaluations.runs
    def evaluation(
        node: Cluster = None,
        where: Where = "",
        model: Model = None,
        against: Against = None,
        of_class: OfClass = None,
        bins: Bins = EvaluationRequest.bins,
    ) -> Response:
        """Calibration, precision-recall and coverage of models, and the difference of two."""
        session = workspace.session
        asked = EvaluationRequest(node, session.filter(where), model, against, of_class, bins, FEW_NUMBERS)
        return JsonAnswer(session.evaluation(asked))
