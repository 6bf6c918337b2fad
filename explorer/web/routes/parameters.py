"""Parameters that several routes share, and bodies read within bounds."""

from typing import Annotated

from fastapi import Path, Query, Request

from explorer.errors import InputError, NotFoundError

Where = Annotated[
    str, Query(max_length=20_000, description="Filter in SQL's expression syntax, such as `label = 'cat'`.")
]
Model = Annotated[
    str | None,
    Query(max_length=500, description="Whose predictions are judged; the first model when absent."),
]
Build = Annotated[
    str | None,
    Query(max_length=200, description="Build that the rows belong to; then the answer never changes."),
]
Row = Annotated[int, Path(description="Index row.")]

FOREVER = "private, max-age=31536000, immutable"


def caching(index, build: str | None) -> str:
    """Return the Cache-Control of an answer that only depends on the build.

    Raises
    ------
    NotFoundError
        When the page asks for rows of a build that is not served any more.
    """
    if build is None:
        return "no-cache"
    if build != index.build:
        raise NotFoundError("The index was refreshed and this page shows the build before. Reload the page.")
    return FOREVER


async def read_body(request: Request, most: int) -> bytes:
    """Read a request's body, refusing more than `most` bytes without reading them."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise InputError(f"The request is too large: at most {most:,} bytes are taken.")
        pieces.append(piece)
    return b"".join(pieces)
