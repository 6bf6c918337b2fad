"""Thumbnails of many images in one binary answer."""

from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.index.row_lists import read_rows
from explorer.web.api.openapi import BINARY, files
from explorer.web.api.parameters import Build, Whole, caching, decode_rows, read_body
from explorer.web.builds.workspace import Workspace

MOST_ROWS = 20_000
MOST_PACK_BYTES = 2**23
"""Of the images in one answer: a thousand large thumbnails, or ten times as many small ones."""
FEW, FEW_PIXELS = 8_000, 1e7
"""Thumbnails, and pixels of all, of a pack that costs no more than a view: a screen full of small ones."""
LARGE = 2**20
"""Bytes of a pack that is not held whole."""
LONGEST_LIST = 60_000
PACK = "application/octet-stream"

Size = Annotated[Whole, Query(ge=1, le=4096, description="Side in device pixels; picks the stored level.")]
Rows = Annotated[
    str,
    Query(
        max_length=LONGEST_LIST,
        description="Rows and ranges `lo:hi:step`, comma-separated: `1,2,10:20,100:200:5`.",
    ),
]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of thumbnails."""

    packed = {"response_class": Response, "responses": files(PACK)}
    body = {"requestBody": {"required": True, "content": {PACK: BINARY}}}

    @router.get("/thumbs", **packed)
    async def some(rows: Rows, size: Size = 48, build: Build = None) -> Response:
        """Thumbnails of a short list or of ranges: `DTHM`, version, count, (row, length) each, the images."""
        return await pack(parse_rows(rows), size, build)

    async def pack(rows: np.ndarray, size: int, build: str | None) -> Response:
        is_cheap = len(rows) <= FEW and len(rows) * size**2 <= FEW_PIXELS
        pool = workspace.pools.views if is_cheap else workspace.pools.panels
        return await pool.run(_pack, workspace.index, rows, size, build)

    @router.post("/thumbs", **packed, openapi_extra=body)
    async def any_list(request: Request, size: Size = 48, build: Build = None) -> Response:
        """Thumbnails of any list: the body is rows as little-endian u32."""
        body = await read_body(request, 4 * MOST_ROWS)
        return await pack(decode_rows(body), size, build)


def _pack(index: Index, rows: np.ndarray, size: int, build: str | None) -> Response:
    """Answer with a pack; a large one is copied while it is sent, so that clients hold a piece of it each."""
    length, pieces = index.thumbnails.pieces_of_pack(rows, size, MOST_PACK_BYTES)
    headers = {"Cache-Control": caching(index, build), "Content-Length": str(length)}
    if length <= LARGE:
        return Response(b"".join(pieces), headers=headers, media_type=PACK)
    return StreamingResponse(pieces, headers=headers, media_type=PACK)


def parse_rows(text: str) -> np.ndarray:
    """Return (m,) int64 the rows that a list such as `1,2,10:20,100:200:5` names, in its order.

    Raises
    ------
    InputError
        When it is not such a list, or names more than 20,000 rows.
    """
    spans = read_rows(text)
    if sum(map(len, spans)) > MOST_ROWS:
        raise InputError(f"rows: more than {MOST_ROWS:,} are named; ask for them in several requests.")
    return np.concatenate([np.arange(span.start, span.stop, span.step, dtype=np.int64) for span in spans])
