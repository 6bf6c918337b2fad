"""Parameters that several routes share, and bodies read within bounds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Literal

import numpy as np
from fastapi import Path, Query, Request
from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.types import Message

from explorer.errors import InputError, TooLargeError
from explorer.filters.parse import MAX_CHARACTERS
from explorer.index.reader import Index
from explorer.numerals import checked
from explorer.web.builds.one_build import check_build
from explorer.web.responses import FOREVER


def check_numeral(given: object, kind: Literal["int_parsing", "float_parsing"] = "int_parsing") -> object:
    """Refuse a text that Python alone takes for a number: `1_0`, spaces around it.

    Raises
    ------
    PydanticKnownError
    """
    try:
        plain = not isinstance(given, str) or checked(given) == given.strip()
    except ValueError:
        plain = False
    if not plain:
        raise PydanticKnownError(kind)
    return given


Whole = Annotated[int, BeforeValidator(check_numeral)]
Real = Annotated[float, BeforeValidator(partial(check_numeral, kind="float_parsing"))]

Where = Annotated[
    str,
    Query(
        max_length=MAX_CHARACTERS,
        description="Filter in SQL's expression syntax, such as `label = 'cat'`.",
    ),
]
Model = Annotated[
    str | None,
    Query(max_length=500, description="Whose predictions are judged; the first model when absent."),
]
Build = Annotated[
    str | None,
    Query(max_length=200, description="Build that the rows belong to; then the answer never changes."),
]
Labels = Annotated[
    Literal["given", "corrected"],
    Query(description="Labels that count: as they were given, or as people corrected them."),
]
Row = Annotated[Whole, Path(description="Index row.")]
Node = Annotated[Whole, Path(description="Node of the tree.")]

_ENDING = 256
"""Bytes of a form, in which the line that ends it is looked for."""


async def by_labels(labels: Labels = "given") -> None:
    """Describe `labels` of every route that judges; `explorer.web.builds.labels_asked` heeds it."""


def caching(index: Index, build: str | None) -> str:
    """Return the Cache-Control of an answer that only depends on the build.

    Raises
    ------
    OtherBuildError
        When the page asks for rows of a build that is not served any more, since a moment ago.
    """
    check_build(index.build, build)
    return FOREVER if build else "no-cache"


def decode_rows(body: bytes) -> np.ndarray:
    """Return (m,) int64 the rows that are sent as little-endian u32.

    Raises
    ------
    InputError
        When a number is cut short.
    """
    if len(body) % 4:
        raise InputError(f"rows: {len(body)} bytes were sent; rows take four bytes each (little-endian u32).")
    return np.frombuffer(body, dtype="<u4").astype(np.int64)


async def read_body(request: Request, most: int) -> bytes:
    """Read a request's body, refusing more than `most` bytes without reading them."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise TooLargeError(f"The request is too large: at most {most:,} bytes are taken.")
        pieces.append(piece)
    return b"".join(pieces)


@asynccontextmanager
async def read_form(request: Request) -> AsyncIterator[FormData]:
    """Read a form with at most one file; its files are there until the context ends.

    Raises
    ------
    InputError
        When it is no form, or cut short: its last part would be left out without a word.
    """
    end = b""

    async def receive() -> Message:
        nonlocal end
        message = await request.receive()
        end = (end + message.get("body", b""))[-_ENDING:]
        return message

    try:
        async with Request(request.scope, receive).form(max_files=1, max_fields=20) as form:
            if not end.rstrip().endswith(b"--"):
                raise InputError("The form is cut short: the line that ends it is missing. Send it again.")
            yield form
    except (MultiPartException, HTTPException) as error:
        said = getattr(error, "detail", None) or getattr(error, "message", "")
        raise InputError(
            f"The form cannot be read: {said.rstrip('.') or 'it is no multipart/form-data'}."
        ) from None
