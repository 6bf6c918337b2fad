"""Facets: what each column holds under a filter, to be counted and chosen from."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from explorer.filters.filter import condition_of
from explorer.view import Mark
from explorer.view.facets import MOST_FACETS, MOST_VALUES, FacetRequest
from explorer.web.api.parameters import Where, Whole
from explorer.web.api.search_parameters import NOTHING_SOUGHT, FoundBy
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer
from explorer.web.routes.views import Marking, Rows

OfNode = Annotated[Whole | None, Query(description="Cluster to count in; all images when absent.")]
Columns = Annotated[
    tuple[str, ...],
    Query(
        alias="column",
        max_length=MOST_FACETS,
        description=f"Columns to count, once each; the first {MOST_FACETS} that hold anything when absent.",
    ),
]
Search = Annotated[str, Query(max_length=200, description="Only values that hold this, in any case.")]
Values = Annotated[Whole, Query(ge=1, le=MOST_VALUES, description="Values of a column, the most frequent.")]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the route of facets."""

    @router.get("/facets")
    async def facets(
        where: Where = "",
        node: OfNode = None,
        mark: Marking = "",
        rows: Rows = "",
        column: Columns = (),
        search: Search = "",
        values: Values = 10,
        by: Annotated[FoundBy, Depends()] = NOTHING_SOUGHT,
    ) -> Response:
        """Values with counts, or the bars of a histogram, of each column; under the clauses of all others.

        Beside them those that `mark`, `rows` and a search (`text`, `like_rows`, `cut`, ...) mark in a view.
        """
        session = workspace.session
        found = await by.found(workspace, session)
        marked = Mark("", rows, condition_of(session.index, mark or None), found)
        asked = FacetRequest(session.filter(where), node, marked, column, search, values)
        pool = workspace.pools.views if session.facets.is_cheap(asked) else workspace.pools.lookups
        return await pool.run(lambda: JsonAnswer(session.facets.answer(asked)))
