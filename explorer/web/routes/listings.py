"""All images of a cluster in any order: their rows, and windows of what a grid draws."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from explorer.decisions.corrected_labels import as_given
from explorer.decisions.decision_columns import stamp_of
from explorer.filters.filter import condition_of
from explorer.view import Mark
from explorer.view.marks import FoundSet
from explorer.view.ordering import Listing, Sort
from explorer.view.ordering.window import MOST_DRAWN, Window, window
from explorer.web.api.openapi import files
from explorer.web.api.parameters import Build, Model, Node, Where, Whole, caching
from explorer.web.api.search_parameters import NOTHING_SOUGHT, FoundBy
from explorer.web.builds.labels_asked import HEADER
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.work_pools import WorkPool
from explorer.web.responses import JsonAnswer
from explorer.web.routes.views import Marking, Rows

TOTAL = "Dendro-Total"
LAST = 2**31 - 1

SortBy = Annotated[
    str,
    Query(
        max_length=500,
        description="`tree`, `column:NAME`, `score` (of what is searched for), `suspicion` (of the label) or "
        "`listed` (as `rows` names them).",
    ),
]
Descending = Annotated[
    bool,
    Query(description="Greatest first; what has no value stays last, and equals in the order of the tree."),
]
Only = Annotated[
    bool,
    Query(description="Only what is marked: found by a search or in `rows`, else what `mark` holds for."),
]
Copies = Annotated[
    bool, Query(description="Only images of which others show the same picture, those of one side by side.")
]
Offset = Annotated[Whole, Query(ge=0, le=LAST, description="Place of the first image.")]
Limit = Annotated[Whole | None, Query(ge=0, le=LAST, description="Images at most; all when absent.")]
Drawn = Annotated[
    Whole, Query(ge=0, le=MOST_DRAWN, description="Images at most; a thousand where they are named.")
]
Named = Annotated[bool, Query(description="Also names, labels, and what they are sorted by in words.")]
Find = Annotated[Whole | None, Query(description="Row whose place in the list is told.")]


@dataclass(frozen=True)
class AskedList:
    """The parameters that say which images, in which order."""

    node: Node
    where: Where = ""
    sort: SortBy = "tree"
    descending: Descending = False
    mark: Marking = ""
    rows: Rows = ""
    only: Only = False
    copies: Copies = False
    by: Annotated[FoundBy, Depends()] = NOTHING_SOUGHT

    def listing(self, session: Session, found: FoundSet | None) -> Listing:
        """Return the same as the views of a build take it."""
        return Listing(
            self.node,
            session.filter(self.where),
            Mark("", self.rows, condition_of(session.index, self.mark or None), found),
            self.only,
            self.copies,
            Sort(self.sort, self.descending),
        )

    def lasts(self, session: Session) -> bool:
        """Whether the same build always answers the same: no decision is asked about, nor an encoder."""
        index = session.index
        by_decisions = stamp_of(index, self.where, self.mark, self.sort) or as_given(index) is not index
        return not by_decisions and self.by == NOTHING_SOUGHT


Asked = Annotated[AskedList, Depends()]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of lists of images."""
    pools = workspace.pools

    def pool_for(session: Session, listing: Listing) -> WorkPool:
        """What was listed before costs nothing; what looks at all images waits for its like."""
        if session.listings.is_kept(listing):
            return pools.views
        return pools.findings if session.listings.needs_findings(listing) else pools.lookups

    async def answer(asked: AskedList, work: Callable[[Session, Listing], Response]) -> Response:
        session = workspace.session
        listing = asked.listing(session, await asked.by.found(workspace, session))
        return await pool_for(session, listing).run(work, session, listing)

    @router.get("/nodes/{node}/rows", response_class=Response, responses=files("application/octet-stream"))
    async def rows(asked: Asked, offset: Offset = 0, limit: Limit = None, build: Build = None) -> Response:
        """All images of a cluster that match the filter, in any order: rows as little-endian u32.

        The header `Dendro-Total` says how many there are where a part is asked for.
        """

        def work(session: Session, listing: Listing) -> Response:
            lasting = caching(session.index, build if asked.lasts(session) else None)
            listed = session.listings.list(listing).rows
            shown = listed[offset:] if limit is None else listed[offset : offset + limit]
            headers = {"Cache-Control": lasting, "Vary": HEADER, TOTAL: str(len(listed))}
            body = shown.astype("<u4").tobytes()
            return Response(body, media_type="application/octet-stream", headers=headers)

        return await answer(asked, work)

    @router.get("/nodes/{node}/images")
    async def images(
        asked: Asked,
        offset: Offset = 0,
        limit: Drawn = 1000,
        named: Named = False,
        find: Find = None,
        model: Model = None,
    ) -> Response:
        """A part of the same list as it is drawn: rows, mean colours, which are wrong, which are marked.

        With the number of all (`total`), of those that match and are marked, and the place of a row (`find`).
        """

        def work(session: Session, listing: Listing) -> Response:
            part = Window(offset, limit, named, find, model)
            return JsonAnswer(window(session.listings, listing, part))

        return await answer(asked, work)
