"""One image: all that is known of it, and its pixels in a form that browsers show."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from explorer.errors import NotFoundError
from explorer.index.arrow_values import records, texts_at
from explorer.index.checks import check_row
from explorer.index.format import CONFIDENCE, PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.json_values import plain
from explorer.index.reader import Index
from explorer.search import CLUSTER_SIZE
from explorer.web.description import files
from explorer.web.pictures import SENT_AS, picture_for_browser
from explorer.web.responses import JsonAnswer
from explorer.web.routes.parameters import Build, Row, caching
from explorer.web.workspace import Workspace

Longest = Annotated[
    int | None, Query(ge=16, le=8192, alias="max", description="Longer side at most, in pixels.")
]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of single images."""

    @router.get("/items/{row}")
    @workspace.pools.views.runs
    def item(row: Row) -> Response:
        """Every column, the original's path, nearest neighbours, and a cluster around it worth showing."""
        return JsonAnswer(describe(workspace.index, row, workspace.shows_places))

    shown = files(*SENT_AS, also={304: {"description": "The browser has it already (`If-None-Match`)."}})

    @router.get("/items/{row}/image", response_class=Response, responses=shown)
    @workspace.pools.pictures.runs
    def image(request: Request, row: Row, longest: Longest = None, build: Build = None) -> Response:
        """The original where browsers show it, else a converted copy."""
        index = workspace.index
        headers = {"Cache-Control": caching(index, build)}
        with index.open_image(row) as original:
            known, limits = request.headers.get("if-none-match", ""), index.manifest.image_options
            picture = picture_for_browser(original, longest, known, limits)
        headers |= {
            "ETag": picture.tag,
            # The user's file: whatever it holds, it is a picture here and nothing else.
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if picture.data is None:
            return Response(status_code=304, headers=headers)
        return Response(picture.data, media_type=picture.media_type, headers=headers)


def describe(index: Index, row: int, places: bool) -> dict:
    """Return what `/api/items/{row}` answers; with `places`, where the file is on this machine."""
    check_row(index, row)
    record = {name: plain(value) for name, value in records(index.items.slice(row, 1))[0].items()}
    file, problem = None, ""
    try:
        found = index.image_file(row)
        file = str(found) if places else record["path"]
    except NotFoundError as error:
        problem = str(error)
    return {
        "build": index.build,
        "row": row,
        "path": record["path"],
        "file": file,
        "problem": problem,
        "label": record.get("label"),
        "color": bytes(index.colors[row]).hex(),
        "node": index.tree.ancestor_with(row, CLUSTER_SIZE),
        "models": [verdict(index, record, row, model) for model in index.models],
        "columns": record,
        "neighbors": neighbors(index, row),
    }


def verdict(index: Index, record: dict, row: int, model: str) -> dict:
    """Return what a model says of an image; `right` is None where that is not known."""
    right = int(index.correct(model)[row]) if index.has_labels else -1
    return {
        "name": model,
        "prediction": record.get(of_model(PREDICTION, model)),
        "confidence": record.get(of_model(CONFIDENCE, model)),
        "right": None if right < 0 else bool(right),
    }


def neighbors(index: Index, row: int) -> list[dict]:
    """Return the nearest neighbours of an image, nearest first."""
    near = index.neighbors
    rows = near.rows[row]
    paths = texts_at(index.items["path"], rows)
    labels = texts_at(index.items["label"], rows) if index.has_labels else [None] * len(rows)
    return [
        {
            "row": int(other),
            "distance": plain(round(float(distance), 6)),
            "path": path,
            "label": label,
        }
        for other, distance, path, label in zip(rows, near.distances[row], paths, labels, strict=True)
    ]
