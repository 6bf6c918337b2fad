"""Search: words, an image of the index, or an image from elsewhere."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from explorer.errors import EncoderError, InputError, TooManyPixelsError
from explorer.filters.filter import condition_of
from explorer.images.decode import read_image
from explorer.options import ImageOptions
from explorer.search import SearchResult, search
from explorer.search.by_examples import MOST
from explorer.search.score_sets import MAX_BINS
from explorer.web.api.openapi import BINARY
from explorer.web.api.parameters import Where, read_body, read_form
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.pools import Places
from explorer.web.responses import JsonAnswer

MOST_BYTES = 32 * 2**20
MOST_PIXELS = 40_000_000
"""Of an image to search with: anybody can send one, and few bytes can hold gigabytes of pixels."""
TOO_MANY = "image: an image to search with has at most {:,} pixels here; make it smaller."
MOST_CLUSTERS = 100
"""Each is given its title."""
UPLOADS = 8
"""Images that are received at once."""
NO_ENCODER = (
    "This index was built from vectors of your own: no encoder is known that makes one of another image. "
    "Choose an image of the index instead."
)
NEEDS_ENCODER = "Searching by an image needs the encoder that the index was built with: {}."
SLOW = "Names, labels and other text were searched: the encoder for words could not be loaded ({})."
LATE = "it takes too long"

Text = Annotated[str | None, Query(max_length=2000, description="Words to look for.")]
Row = Annotated[int | None, Query(description="Image to find others like.")]
Node = Annotated[int | None, Query(description="Search only in this cluster.")]
Limit = Annotated[int, Query(ge=1, le=10_000)]
Cut = Annotated[float | None, Query(allow_inf_nan=False, description="Least score of a result.")]
Bins = Annotated[int, Query(ge=0, le=MAX_BINS, description="Bins to count all scores in; 0 for none.")]
Clusters = Annotated[
    int, Query(ge=0, le=MOST_CLUSTERS, description="Clusters to say which hold the result; 0 for none.")
]
Examples = Annotated[
    tuple[int, ...], Query(max_length=MOST, description="Images to find others like, or unlike.")
]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of search."""
    pools = workspace.pools
    uploads = Places("images to search with", UPLOADS)

    @router.get("/search")
    async def words(
        text: Text = None,
        row: Row = None,
        node: Node = None,
        where: Where = "",
        limit: Limit = 50,
        cut: Cut = None,
        bins: Bins = 0,
        clusters: Clusters = 0,
        like: Examples = (),
        unlike: Examples = (),
    ) -> Response:
        """Ranked rows for words (`text`), like an image of the index (`row`), or several (`like`, `unlike`).

        With `cut` all that score as much are counted; `bins` adds how the scores are spread, `clusters` which
        clusters hold the result.
        """
        session = workspace.session
        encoder, note = None, ""
        if text is not None and session.index.text_search:
            encoder = await session.encoder.get()
            note = "" if encoder else SLOW.format(session.encoder.message or LATE)
        elif text is not None and not await session.classes.ready():
            note = SLOW.format(workspace.told(session.classes.message) or LATE)
        chosen = condition_of(session.index, where or None)
        query = {"text": text, "row": row, "node": node, "where": chosen, "limit": limit}
        query |= {"cut": cut, "bins": bins, "clusters": clusters, "like": like, "unlike": unlike}
        return await pools.lookups.run(
            lambda: _answer(session, search(session.index, **query, text_encoder=encoder), note)
        )

    form = {"type": "object", "required": ["image"], "properties": {"image": BINARY["schema"]}}
    content = {"image/*": BINARY, "application/octet-stream": BINARY, "multipart/form-data": {"schema": form}}

    @router.post("/search", openapi_extra={"requestBody": {"required": True, "content": content}})
    async def image(
        request: Request,
        node: Node = None,
        where: Where = "",
        limit: Limit = 50,
        cut: Cut = None,
        bins: Bins = 0,
        clusters: Clusters = 0,
    ) -> Response:
        """Ranked rows like an image: the body is an image file, or a form with one in `image`."""
        with uploads.place():
            session, data = workspace.session, await _image_bytes(request)
            if session.encoder.state == "none":
                raise InputError(NO_ENCODER)
            encoder = await session.encoder.get()
            if encoder is None:
                reason = session.encoder.message or "it takes too long to load"
                raise EncoderError(NEEDS_ENCODER.format(reason))
            query = {"node": node, "where": condition_of(session.index, where or None), "limit": limit}
            query |= {"cut": cut, "bins": bins, "clusters": clusters}
            return await pools.pictures.run(lambda: _like(session, data, encoder, query))

    @router.post("/encoder")
    async def warm() -> Response:
        """Begin to load the encoder for queries; `/api/search` waits for it."""
        encoder = workspace.session.encoder
        encoder.start()
        workspace.session.classes.start()
        return JsonAnswer({"state": encoder.state, "message": workspace.told(encoder.message)})


def _like(session: Session, data: bytes, encoder, query: dict) -> Response:
    index = session.index
    most = min(MOST_PIXELS, index.manifest.image_options.max_pixels)
    try:
        picture = read_image(data, ImageOptions(max_pixels=most)).image
    except TooManyPixelsError as error:
        raise InputError(TOO_MANY.format(most)) from error
    return _answer(session, search(index, image=picture, **query, image_encoder=encoder))


def _answer(session: Session, found: SearchResult, note: str = "") -> Response:
    """What was found, as `SearchResult` has it, with titles and a note of the server's before its own."""
    said: dict = {"note": " ".join(filter(None, (note, found.note)))}
    if found.clusters is not None:
        titles = session.views.titles.own([cluster["node"] for cluster in found.clusters])
        named = zip(found.clusters, titles, strict=True)
        said["clusters"] = [cluster | {"title": told.text} for cluster, told in named]
    return JsonAnswer(asdict(found) | said)


async def _image_bytes(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with read_form(request) as form:
            file = form.get("image")
            if not isinstance(file, UploadFile):
                raise InputError("image: the form has no file in the field `image`.")
            return await file.read()
    data = await read_body(request, MOST_BYTES)
    if not data:
        raise InputError("image: the request is empty; send an image file as its body.")
    return data
