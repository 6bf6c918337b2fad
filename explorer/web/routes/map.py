"""The map: tiles of pictures, names, where rows are, and the rows within a polygon."""

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from explorer.decisions.corrected_labels import GIVEN
from explorer.decisions.decision_columns import stamp_of
from explorer.errors import InputError
from explorer.filters.filter import condition_of
from explorer.filters.parse import MAX_CHARACTERS
from explorer.view import Mark, ViewRequest
from explorer.view.map.map_tiles import read_tiles
from explorer.view.map.maps import MOST_CORNERS
from explorer.web.api.openapi import files
from explorer.web.api.parameters import Build, Model, Where, Whole, caching
from explorer.web.api.search_parameters import NOTHING_SOUGHT, FoundBy
from explorer.web.builds.labels_asked import labels_asked
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer
from explorer.web.routes.thumbs import Rows as RowList
from explorer.web.routes.thumbs import parse_rows
from explorer.web.routes.views import Color, Marking, OfNode, Rows

MOST_TILES = 64
MOST_POINTS = 5000

Wanted = Annotated[
    str,
    Query(
        min_length=1,
        max_length=2000,
        description=f"At most {MOST_TILES} tiles of one level, `level/column/line`: `3/1/2,3/1/3`.",
    ),
]
Level = Annotated[Whole, Query(description="The plane is `names_width` × 2^level pixels wide, or more.")]
OneNode = Annotated[Whole, Query(description="A cluster.")]
Even = Annotated[
    bool, Query(description="Draw what is marked as often as it is there, and not before other images.")
]
Corner = tuple[float, float]


class Polygon(BaseModel):
    """What is drawn around images."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    polygon: list[Corner] = Field(
        max_length=MOST_CORNERS, description="Corners `[x, y]`; the plane is 1 wide and high, y downwards."
    )
    where: str = Field("", max_length=MAX_CHARACTERS, description="Filter in SQL's expression syntax.")
    node: Whole | None = Field(None, description="Only images of this cluster.")


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of the map."""
    pools = workspace.pools

    def cached(answer: dict, build: str | None, *asked: str) -> Response:
        """Answer what changes with the build alone, unless decisions are asked about, or judge."""
        index = workspace.session.index
        lasting = labels_asked.get() == GIVEN and not stamp_of(index, *asked)
        return JsonAnswer(answer, headers={"Cache-Control": caching(index, build)} if lasting else None)

    @router.get("/map")
    @pools.panels.runs
    def described(node: OfNode = None, where: Where = "", build: Build = None) -> Response:
        """How the map is asked for, and where a cluster is: left, top, right, bottom, from 0 to 1."""
        session = workspace.session
        return cached(session.maps.describe(node, session.filter(where)), build, where)

    @router.get("/map/tiles")
    async def tiles(
        tiles: Wanted,
        node: OfNode = None,
        where: Where = "",
        model: Model = None,
        color: Color = "",
        mark: Marking = "",
        rows: Rows = "",
        by: Annotated[FoundBy, Depends()] = NOTHING_SOUGHT,
        even: Even = False,
        build: Build = None,
    ) -> Response:
        """Who is drawn where: at most one image for each of 16 × 16 places of a tile, and how dense it is.

        An image that stands for a place at one level does so at all deeper ones. Of a place, images of `node`
        come first, then what is marked, then the one nearest to its middle.
        """
        session = workspace.session
        sought = await by.found(workspace, session)
        marked = Mark("", rows, condition_of(session.index, mark or None), sought)
        chosen = session.filter(where)
        request = ViewRequest(node=node, where=chosen, model=model, color=color, mark=marked)
        wanted = read_tiles(tiles, MOST_TILES)
        pool = pools.views if session.maps.tiles.is_cheap(request, even) else pools.lookups

        def answer() -> Response:
            found = session.maps.tiles.tiles(request, wanted, even)
            return JsonAnswer(found) if sought else cached(found, build, where, color, mark)

        return await pool.run(answer)

    @router.get("/map/names")
    async def names(level: Level, node: OfNode = None, where: Where = "", build: Build = None) -> Response:
        """Clusters of a level of the tree by name, each where its images are densest, none over another."""
        session = workspace.session
        chosen = session.filter(where)
        pool = pools.views if session.maps.names.is_cheap(level, node, chosen) else pools.lookups
        return await pool.run(lambda: cached(session.maps.names.names(level, node, chosen), build, where))

    @router.get("/map/outline")
    @pools.panels.runs
    def outline(node: OneNode, where: Where = "", build: Build = None) -> Response:
        """Where most images of a cluster are: closed lines, each `x, y, x, y, …`; holes go the other way."""
        session = workspace.session
        return cached(session.maps.outline(node, session.filter(where)), build, where)

    @router.get("/map/points")
    @pools.views.runs
    def points(rows: RowList, build: Build = None) -> Response:
        """Where some images are: `[x, y]` of each, in the order of `rows`."""
        wanted = parse_rows(rows)
        if len(wanted) > MOST_POINTS:
            raise InputError(f"rows: {len(wanted):,} are named; at most {MOST_POINTS:,} can be.")
        maps = workspace.session.maps
        return cached({"build": workspace.index.build, "points": maps.points(wanted)}, build)

    @router.post("/map/rows", response_class=Response, responses=files("application/octet-stream"))
    @pools.lookups.runs
    def within(drawn: Polygon) -> Response:
        """All images inside a polygon that match the filter, drawn or not: rows as little-endian u32."""
        session = workspace.session
        found = session.maps.within(drawn.polygon, drawn.node, session.filter(drawn.where))
        return Response(
            np.asarray(found).astype("<u4").tobytes(),
            media_type="application/octet-stream",
            headers={"Cache-Control": "no-store"},
        )
