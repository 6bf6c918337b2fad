"""Search: words, an image of the index, or an image from elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from explorer.errors import EncoderError, InputError, TooManyPixelsError
from explorer.images.decode import read_image
from explorer.index.reader import Index
from explorer.options import ImageOptions
from explorer.search import SearchResult, search
from explorer.web.api.openapi import BINARY
from explorer.web.api.parameters import Where, read_body, read_form
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.pools import Places
from explorer.web.responses import JsonAnswer

MOST_BYTES = 32 * 2**20
MOST_PIXELS = 40_000_000
"""Of an image to search with: anybody can send one, and few bytes can hold gigabytes of pixels."""
TOO_MANY = "image: an image to search with has at most {:,} pixels here; make it smaller."
UPLOADS = 8
"""Images that are received at once."""
NO_ENCODER = (
    "This index was built from vectors of your own: no encoder is known that makes one of another image. "
    "Choose an image of the index instead."
)
NEEDS_ENCODER = "Searching by an image needs the encoder that the index was built with: {}."
SLOW = "Names, labels and other text were searched: the encoder for words could not be loaded ({})."

Text = Annotated[str | None, Query(max_length=2000, description="Words to look for.")]
Row = Annotated[int | None, Query(description="Image to find others like.")]
Node = Annotated[int | None, Query(description="Search only in this cluster.")]
Limit = Annotated[int, Query(ge=1, le=10_000)]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of search."""
    pools = workspace.pools
    uploads = Places("images to search with", UPLOADS)

    @router.get("/search")
    async def words(
        text: Text = None, row: Row = None, node: Node = None, where: Where = "", limit: Limit = 50
    ) -> Response:
        """Ranked rows for words (`text`) or like an image of the index (`row`)."""
        session = workspace.session
        encoder, note = None, ""
        if text is not None and session.index.text_search:
            encoder = await session.encoder.get()
            note = "" if encoder else SLOW.format(session.encoder.message or "it takes too long")
        query = {"text": text, "row": row, "node": node, "where": where or None, "limit": limit}
        return await pools.lookups.run(
            lambda: _answer(search(session.index, **query, text_encoder=encoder), note)
        )

    form = {"type": "object", "required": ["image"], "properties": {"image": BINARY["schema"]}}
    content = {"image/*": BINARY, "application/octet-stream": BINARY, "multipart/form-data": {"schema": form}}

    @router.post("/search", openapi_extra={"requestBody": {"required": True, "content": content}})
    async def image(request: Request, node: Node = None, where: Where = "", limit: Limit = 50) -> Response:
        """Ranked rows like an image: the body is an image file, or a form with one in `image`."""
        with uploads.place():
            session, data = workspace.session, await _image_bytes(request)
            if session.encoder.state == "none":
                raise InputError(NO_ENCODER)
            encoder = await session.encoder.get()
            if encoder is None:
                reason = session.encoder.message or "it takes too long to load"
                raise EncoderError(NEEDS_ENCODER.format(reason))
            query = {"node": node, "where": where or None, "limit": limit}
            return await pools.pictures.run(lambda: _like(session.index, data, encoder, query))

    @router.post("/encoder")
    async def warm() -> Response:
        """Begin to load the encoder for queries; `/api/search` waits for it."""
        encoder = workspace.session.encoder
        encoder.start()
        return JsonAnswer({"state": encoder.state, "message": workspace.told(encoder.message)})


def _like(index: Index, data: bytes, encoder, query: dict) -> Response:
    most = min(MOST_PIXELS, index.manifest.image_options.max_pixels)
    try:
        picture = read_image(data, ImageOptions(max_pixels=most)).image
    except TooManyPixelsError as error:
        raise InputError(TOO_MANY.format(most)) from error
    return _answer(search(index, image=picture, **query, image_encoder=encoder))


def _answer(found: SearchResult, note: str = "") -> Response:
    """The best results, how many there are in all (null where all images are ranked), and a note."""
    said = " ".join(filter(None, (note, found.note)))
    return JsonAnswer({"results": found.results, "total": found.total, "how": found.how, "note": said})


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
