"""What stands out: the same findings as `dendro findings` prints."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from explorer.analysis.findings.limits import read_thresholds
from explorer.analysis.findings.made_first import being_made
from explorer.errors import InputError
from explorer.options import MOST_PERMUTATIONS, MOST_REPORTED, FindingsOptions
from explorer.web.api.parameters import Model, Real, Whole
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

LONGEST = 500
_DEFAULTS = FindingsOptions()

Kind = Annotated[str, Query(max_length=LONGEST, description="What to look for: `errors`, `drift`, …")]
Models = Annotated[list[str] | None, Query(description="Of `regressions`: two models, given twice.")]
Given = Annotated[str | None, Query(max_length=LONGEST, description="`class`: beyond what classes explain.")]
By = Annotated[list[str] | None, Query(description="Of `drift`: column and two values, given three times.")]
OfClass = Annotated[
    str | None,
    Query(
        alias="class",
        max_length=LONGEST,
        description="Of `errors`, where images have several classes: which clusters miss this one.",
    ),
]
Limit = Annotated[Whole, Query(ge=1, le=MOST_REPORTED)]
MinSize = Annotated[Whole, Query(ge=1, description="Smaller clusters are passed over.")]
Permutations = Annotated[Whole, Query(ge=1, le=MOST_PERMUTATIONS)]
Alpha = Annotated[Real, Query(gt=0, lt=1, description="Level at which clusters are reported.")]
Seed = Annotated[Whole, Query(ge=0, lt=2**32)]
All = Annotated[bool, Query(alias="all", description="Also clusters within others.")]
Thresholds = Annotated[
    list[str] | None, Query(description="Of `quality`: `NAME:NUMBER`, such as `blur:2`; may be repeated.")
]
Transformed = Annotated[
    bool,
    Query(description="Of `duplicates`: also copies rotated by quarter turns, flipped, or grayscale."),
]
HeldOut = Annotated[bool, Query(description="Find on one half, confirm on the other.")]


Number = Annotated[Whole, Query(ge=1, le=MOST_REPORTED, description="Which cluster of the answer, from 1.")]


async def asked(
    kind: Kind = _DEFAULTS.kind,
    model: Model = None,
    models: Models = None,
    given: Given = None,
    by: By = None,
    limit: Limit = _DEFAULTS.limit,
    min_size: MinSize = _DEFAULTS.min_size,
    permutations: Permutations = _DEFAULTS.permutations,
    alpha: Alpha = _DEFAULTS.alpha,
    seed: Seed = _DEFAULTS.seed,
    everything: All = False,
    held_out: HeldOut = False,
    threshold: Thresholds = None,
    of_class: OfClass = None,
    transformed: Transformed = False,
) -> FindingsOptions:
    """Read what to look for."""
    return FindingsOptions(
        kind=kind,
        model=model,
        models=_exactly(2, "models", models),
        given=given,
        by=_exactly(3, "by", by),
        limit=limit,
        min_size=min_size,
        permutations=permutations,
        alpha=alpha,
        seed=seed,
        all=everything,
        held_out=held_out,
        thresholds=read_thresholds(threshold or (), ":"),
        of_class=of_class,
        transformed=transformed,
    )


Asked = Annotated[FindingsOptions, Depends(asked)]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of findings."""

    @router.get("/findings")
    @workspace.pools.findings.runs
    def findings(options: Asked) -> Response:
        """Clusters, images or groups that stand out, most significant first, with family-wise p-values."""
        return JsonAnswer(workspace.session.findings(options))

    @router.get("/findings/working")
    @workspace.pools.views.runs
    def working() -> Response:
        """What is being made first, as a sentence, while findings or what explains one are waited for.

        Lists of neighbours and the like are made once for each set of images that count, and kept; empty
        where nothing is.
        """
        return JsonAnswer({"said": being_made(workspace.session.index)})

    @router.get("/findings/explanation")
    @workspace.pools.findings.runs
    def explanation(options: Asked, number: Number = 1) -> Response:
        """What tells one of these clusters from right images of its classes elsewhere.

        Of `errors`, `regressions` and `drift`. The other parameters are those of `/api/findings`; `facts` are
        descriptions chosen after looking, no causes.
        """
        return JsonAnswer(workspace.session.explanation(options, number))


def _exactly(count: int, name: str, given: list[str] | None) -> tuple | None:
    if not given:
        return None
    if len(given) != count:
        raise InputError(f"{name}: {len(given)} given; {count} are expected, each as a parameter of its own.")
    return tuple(given)
