"""Images that are sent to search with: encoded once, and from then on examples like those of the index."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from explorer.errors import EncoderError, InputError, TooManyPixelsError
from explorer.options import ImageOptions
from explorer.search.towers import ImageTower
from explorer.web.api.openapi import BINARY, files
from explorer.web.api.parameters import read_body, read_form
from explorer.web.builds.sent_images import SentImage
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.pools import Places
from explorer.web.responses import FOREVER, JsonAnswer

MOST_BYTES = 32 * 2**20
MOST_PIXELS = 40_000_000
"""Of an image to search with: anybody can send one, and few bytes can hold gigabytes of pixels."""
TOO_MANY = "image: an image to search with has at most {:,} pixels here; make it smaller."
NO_ENCODER = (
    "This index was built from vectors of your own: no encoder is known that makes one of another image. "
    "Choose an image of the index instead."
)
NEEDS_ENCODER = "Searching by an image needs the encoder that the index was built with: {}."
SENT_FORM = {"type": "object", "required": ["image"], "properties": {"image": BINARY["schema"]}}
SENT = {"image/*": BINARY, "application/octet-stream": BINARY, "multipart/form-data": {"schema": SENT_FORM}}
"""What a request with an image may be."""

Name = Annotated[str, Path(max_length=100, description="As it was answered to the image.")]


def register(router: APIRouter, workspace: Workspace, uploads: Places) -> None:
    """Register the routes of images that are sent."""

    @router.post("/examples", openapi_extra={"requestBody": {"required": True, "content": SENT}})
    async def send(request: Request) -> Response:
        """Send an image to search with: the body is an image file, or a form with one in `image`.

        The answer's `image` is its name for `/api/search` and `/api/view`.
        """
        with uploads.place():
            session = workspace.session
            sent = await receive(workspace, session, request)
            return JsonAnswer({"build": session.index.build, "image": sent.name})

    @router.get("/examples/{name}", response_class=Response, responses=files("image/jpeg"))
    async def small(name: Name) -> Response:
        """A small picture of an image that was sent."""
        headers = {"Cache-Control": FOREVER}
        return Response(workspace.session.sent.get(name).small, media_type="image/jpeg", headers=headers)


async def receive(workspace: Workspace, session: Session, request: Request) -> SentImage:
    """Take the image of a request, encode it and remember it.

    Raises
    ------
    InputError
        When there is none, or no encoder, or it has too many pixels.
    EncoderError
        When the encoder cannot be loaded.
    ImageError
        When it cannot be read.
    """
    data = await _image_bytes(request)
    if session.encoder.state == "none":
        raise InputError(NO_ENCODER)
    encoder = await session.encoder.get()
    if encoder is None:
        raise EncoderError(NEEDS_ENCODER.format(session.encoder.message or "it takes too long to load"))
    return await workspace.pools.pictures.run(take, session, data, encoder)


def take(session: Session, data: bytes, encoder: ImageTower) -> SentImage:
    """Encode an image for a session, within what it and the server hold an image to; see `receive`."""
    most = min(MOST_PIXELS, session.index.manifest.image_options.max_pixels)
    try:
        return session.sent.take(data, encoder, ImageOptions(max_pixels=most))
    except TooManyPixelsError as error:
        raise InputError(TOO_MANY.format(most)) from error


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
