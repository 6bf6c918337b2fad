"""The build that goes on while an earlier one is served: where it stands, pause and go on, and what moved."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, Strict
from starlette.responses import Response

from explorer.errors import InputError
from explorer.filters.carried_filters import in_this_build
from explorer.filters.parse import MAX_CHARACTERS
from explorer.index.row_lists import MOST_MOVED
from explorer.indexing.growing.background_build import BuildStanding
from explorer.view.other_build import place_in
from explorer.web.api.openapi import refused
from explorer.web.api.parameters import Real
from explorer.web.build_standing import Wish, grant, standing_answer
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

NONE = "none"
MOST_BYTES = 2 * 2**20
MOST_NODES = 1_000
MOST_FILTERS = 20
_Number = Annotated[int, Strict()]
_Share = Annotated[Real, Field(ge=0, le=1, allow_inf_nan=False)]
_Span = Annotated[Real, Field(gt=0, le=100, allow_inf_nan=False)]


class EarlierPlaces(BaseModel):
    """Places in a build that this server served before."""

    model_config = ConfigDict(extra="forbid")

    of: str = Field(max_length=100, description="The id of the build that they are of, or of its tree.")
    nodes: list[_Number] = Field(default=[], max_length=MOST_NODES)
    rows: list[_Number] = Field(default=[], max_length=MOST_MOVED)
    where: list[Annotated[str, Field(max_length=MAX_CHARACTERS)]] = Field(
        default=[], max_length=MOST_FILTERS, description="Filters that may name rows and nodes."
    )
    at: tuple[_Share, _Share, _Span] | None = Field(
        default=None, description="Of the map: x and y of the middle, and the span of the view, in planes."
    )


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of a build that goes on."""

    @router.get("/build")
    @workspace.pools.panels.runs
    def standing() -> Response:
        """Where the build stands that goes on meanwhile: how many images it has read, of how many."""
        return JsonAnswer(describe_build(workspace), headers={"Cache-Control": "no-store"})

    @router.post(
        "/build", responses={403: refused("The server takes no change, or a page of another site asks.")}
    )
    @workspace.pools.panels.runs
    def wish(wish: Wish) -> Response:
        """Pause the build, or have it go on: all that it has read is kept."""
        grant(wish, workspace.growing, workspace.takes_changes)
        return JsonAnswer(describe_build(workspace))

    @router.post("/build/places")
    @workspace.pools.lookups.runs
    def places(asked: EarlierPlaces) -> Response:
        """Where rows and nodes of a build that was served before are in the one that is served now.

        An image is found by its path, else by its content; a cluster, and a place on the map, by the images
        that both builds have: `shares` are Jaccard's of these. Of what is nowhere the answer is null; a
        filter says how many images are gone.
        """
        session, earlier = workspace.as_given, workspace.earlier(asked.of)
        index, rows = session.index, earlier.rows
        if asked.rows and not 0 <= min(asked.rows) <= max(asked.rows) < len(rows):
            raise InputError(f"rows: build {asked.of} has {len(rows):,}, counted from 0.")
        moved = rows[asked.rows].tolist() if asked.rows else []
        nodes = earlier.nodes_in(index, asked.nodes) if asked.nodes else []
        return JsonAnswer(
            {
                "build": index.build,
                "tree": session.tree,
                "nodes": [found and found[0] for found in nodes],
                "shares": [found and round(found[1], 4) for found in nodes],
                "rows": [None if row < 0 else row for row in moved],
                "where": [in_this_build(index, text, earlier.tree) for text in asked.where],
                "at": place_in(index, earlier, asked.at) if asked.at else None,
            }
        )


def describe_build(workspace: Workspace) -> dict:
    """Return what `GET /api/build` answers."""
    index, growing = workspace.as_given.index, workspace.growing
    now = BuildStanding(state=NONE) if growing is None else growing.standing
    partial, stale = index.manifest.partial, index.is_stale()
    if not now.of:
        now = replace(now, read=index.n, of=partial["of"] if partial else index.n)
    newest = index.n if growing is None or not stale else now.published
    served = {"build": index.build, "n": index.n, "stale": stale, "newest": newest, "partial": partial}
    changes = growing is not None and workspace.takes_changes
    return standing_answer(replace(now, error=workspace.told(now.error)), changes, served)
