"""One image: all that is known of it, and its pixels in a form that browsers show."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from explorer.view.item_summary import describe_item
from explorer.view.path_down import path_down
from explorer.view.picture_boxes import box_of, picture_boxes
from explorer.web.api.openapi import files
from explorer.web.api.parameters import Build, Model, Row, Whole, caching
from explorer.web.api.pictures import SENT_AS, picture_for_browser
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

Longest = Annotated[
    Whole | None, Query(ge=16, le=8192, alias="max", description="Longer side at most, in pixels.")
]
Cropped = Annotated[
    bool, Query(alias="crop", description="Of a box in a picture, what lies in it and a tenth around it.")
]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of single images."""

    @router.get("/items/{row}")
    @workspace.pools.views.runs
    def item(row: Row, model: Model = None) -> Response:
        """Every column, the original's path, nearest neighbours, and a cluster around it worth showing."""
        return JsonAnswer(describe_item(workspace.index, row, workspace.shows_places, model))

    @router.get("/items/{row}/clusters")
    @workspace.pools.views.runs
    def clusters(row: Row) -> Response:
        """The clusters that hold an image, from all images down to the smallest."""
        session = workspace.session
        return JsonAnswer(
            {"build": session.index.build, "row": row, "clusters": path_down(session.views, row)}
        )

    @router.get("/items/{row}/boxes")
    @workspace.pools.pictures.runs
    def boxes(row: Row) -> Response:
        """The boxes that the index has of its picture, in shares of it; its own is the last."""
        return JsonAnswer(picture_boxes(workspace.index, row))

    shown = files(*SENT_AS, also={304: {"description": "The browser has it already (`If-None-Match`)."}})

    @router.get("/items/{row}/image", response_class=Response, responses=shown)
    @workspace.pools.pictures.runs
    def image(
        request: Request, row: Row, longest: Longest = None, cropped: Cropped = False, build: Build = None
    ) -> Response:
        """The original where browsers show it, else a converted copy; or what lies in its box."""
        index = workspace.index
        headers = {"Cache-Control": caching(index, build)}
        with index.open_image(row) as original:
            known, limits = request.headers.get("if-none-match", ""), index.manifest.image_options
            crop = box_of(index, row) if cropped else None
            picture = picture_for_browser(original, longest, known, limits, crop)
        headers |= {
            "ETag": picture.tag,
            # The user's file: whatever it holds, it is a picture here and nothing else.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if picture.data is None:
            return Response(status_code=304, headers=headers)
        return Response(picture.data, media_type=picture.media_type, headers=headers)
