"""Search: words, images of the index, or images from elsewhere."""

from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from explorer.filters.filter import condition_of
from explorer.index.row_lists import MOST_EXAMPLES
from explorer.search import Ranking, SearchResult, search
from explorer.search.score_sets import MAX_BINS
from explorer.web.api.parameters import Where, Whole
from explorer.web.api.search_parameters import Cut, Images, ranked
from explorer.web.builds.rankings import QueryKey
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.pools import Places
from explorer.web.responses import JsonAnswer
from explorer.web.routes import examples

MOST_CLUSTERS = 100
UPLOADS = 8
"""Images that are received at once."""

Text = Annotated[str | None, Query(max_length=2000, description="Words to look for.")]
Row = Annotated[Whole | None, Query(description="Image to find others like.")]
Examples = Annotated[
    tuple[Whole, ...], Query(max_length=MOST_EXAMPLES, description="Images to find others like, or unlike.")
]

Ahead = Annotated[bool, Query(description="Only what a first search by words would wait for.")]


@dataclass(frozen=True)
class SearchAsked:
    """Where to search, and what of it to answer."""

    node: Annotated[Whole | None, Query(description="Search only in this cluster.")] = None
    where: Where = ""
    limit: Annotated[Whole, Query(ge=1, le=10_000)] = 50
    cut: Cut = None
    bins: Annotated[Whole, Query(ge=0, le=MAX_BINS, description="To count all scores in; 0 for none.")] = 0
    clusters: Annotated[
        Whole, Query(ge=0, le=MOST_CLUSTERS, description="Clusters to say which hold the result; 0 for none.")
    ] = 0
    holding: Annotated[
        Whole,
        Query(ge=0, le=MOST_CLUSTERS, description="Of these, how many to tell at most; 0 for all."),
    ] = 0


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of search."""
    pools = workspace.pools
    uploads = Places("images to search with", UPLOADS)
    examples.register(router, workspace, uploads)

    @router.get("/search")
    async def words(
        shown: Annotated[SearchAsked, Depends()],
        text: Text = None,
        row: Row = None,
        like: Examples = (),
        unlike: Examples = (),
        image: Images = (),
    ) -> Response:
        """Ranked rows for words (`text`), like an image of the index (`row`), or several (`like`, `unlike`).

        With `cut` all that score as much are counted; `bins` adds how the scores are spread, `clusters` which
        clusters hold the result.
        """
        session = workspace.session
        sought = QueryKey.of(text, row, like, unlike, image)
        ranking, note = await ranked(workspace, session, sought, session.index.text_search, shown.node)
        return await pools.lookups.run(_answer, session, ranking, shown, note)

    @router.post("/search", openapi_extra={"requestBody": {"required": True, "content": examples.SENT}})
    async def image(request: Request, shown: Annotated[SearchAsked, Depends()]) -> Response:
        """Ranked rows like an image: the body is an image file, or a form with one in `image`."""
        with uploads.place():
            session = workspace.session
            sent = await examples.receive(workspace, session, request)
            ranking, note = await ranked(workspace, session, QueryKey(images=(sent.name,)), False, shown.node)
            return await pools.lookups.run(_answer, session, ranking, shown, note)

    @router.post("/encoder")
    async def warm(ahead: Ahead = False) -> Response:
        """Begin to load the encoder for queries; `/api/search` waits for it.

        With `ahead` only what words are searched by, and only where that is short: nobody asked for it yet.
        """
        session = workspace.session
        encoder, classes = session.encoder, session.classes
        if not ahead or session.index.text_search:
            encoder.start()
        if not ahead or classes.is_quick:
            classes.start()
        session.rankings.expect_examples()
        message = workspace.told(encoder.message)
        return JsonAnswer({"state": encoder.state, "message": message, "classes": classes.state})


def _answer(session: Session, ranking: Ranking, asked: SearchAsked, note: str = "") -> Response:
    """What was found, as `SearchResult` has it, with titles and a note of the server's before its own."""
    found = search(
        session.index,
        node=asked.node,
        where=condition_of(session.index, asked.where or None),
        limit=asked.limit,
        cut=asked.cut,
        bins=asked.bins,
        clusters=asked.clusters,
        ranking=ranking,
    )
    return JsonAnswer(asdict(found) | _said(session, found, asked.holding, note))


def _said(session: Session, found: SearchResult, most: int, note: str) -> dict:
    said: dict = {"note": " ".join(filter(None, (note, found.note)))}
    if found.clusters is not None:
        told = found.clusters[: most or None]
        titles = session.views.titles.own([cluster["node"] for cluster in told])
        said["clusters"] = [
            cluster | {"title": title.text} for cluster, title in zip(told, titles, strict=True)
        ]
    return said
