"""Search: words, an image of the index, or an image from elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from explorer.errors import EncoderError, InputError
from explorer.search import search
from explorer.web.answers import JsonAnswer
from explorer.web.routes.parameters import Where, read_body

MOST_BYTES = 64 * 2**20
SLOW = "Names, labels and other text were searched: the encoder for words could not be loaded ({})."

Text = Annotated[str | None, Query(max_length=2000, description="Words to look for.")]
Row = Annotated[int | None, Query(description="Image to find others like.")]
Node = Annotated[int | None, Query(description="Search only in this cluster.")]
Limit = Annotated[int, Query(ge=1, le=10_000)]


def register(router: APIRouter, workspace) -> None:
    """Register the routes of search."""

    @router.get("/search")
    def words(
        text: Text = None, row: Row = None, node: Node = None, where: Where = "", limit: Limit = 50
    ) -> Response:
        """Ranked rows for words (`text`) or like an image of the index (`row`)."""
        session = workspace.session
        encoder, note = None, ""
        if text is not None and session.index.text_search:
            encoder = session.encoder.get()
            note = "" if encoder else SLOW.format(session.encoder.message or "it takes too long")
        found = search(
            session.index,
            text=text,
            row=row,
            node=node,
            where=where or None,
            limit=limit,
            text_encoder=encoder,
        )
        return JsonAnswer({"results": found.results, "how": found.how, "note": note})

    @router.post("/search")
    async def image(request: Request, node: Node = None, where: Where = "", limit: Limit = 50) -> Response:
        """Ranked rows like an image: the body is an image file, or a form with one in `image`."""
        data = await _image_bytes(request)
        return await run_in_threadpool(_like, workspace.session, data, node, where, limit)

    @router.post("/encoder")
    def warm() -> Response:
        """Begin to load the encoder for queries; `/api/search` waits for it."""
        encoder = workspace.session.encoder
        encoder.start()
        return JsonAnswer({"state": encoder.state, "message": encoder.message})


def _like(session, data: bytes, node: int | None, where: str, limit: int) -> Response:
    if session.encoder.state == "none":
        raise InputError(
            "This index was built from vectors of your own: no encoder is known that makes one of another "
            "image. Choose an image of the index instead."
        )
    encoder = session.encoder.get()
    if encoder is None:
        reason = session.encoder.message or "it takes too long to load"
        raise EncoderError(
            f"Searching by an image needs the encoder that the index was built with: {reason}."
        )
    found = search(
        session.index, image=data, node=node, where=where or None, limit=limit, image_encoder=encoder
    )
    return JsonAnswer({"results": found.results, "how": found.how, "note": ""})


async def _image_bytes(request: Request) -> bytes:
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise InputError(f"The image is too large: at most {MOST_BYTES:,} bytes are taken.")
        async with request.form(max_files=1, max_fields=10) as form:
            file = form.get("image")
            if not isinstance(file, UploadFile):
                raise InputError("image: the form has no file in the field `image`.")
            return await file.read()
    data = await read_body(request, MOST_BYTES)
    if not data:
        raise InputError("image: the request is empty; send an image file as its body.")
    return data
