"""Subsets to take away."""

import json
from typing import Literal
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from explorer.errors import InputError
from explorer.export import export_stream
from explorer.web.routes.parameters import read_body

MOST_BYTES = 32 * 2**20


class ExportRequest(BaseModel):
    """What to take: a node or rows, narrowed by a filter, in a format."""

    model_config = ConfigDict(extra="forbid")

    node: int | None = None
    rows: list[int] | None = Field(default=None, max_length=2_000_000)
    where: str | None = Field(default=None, max_length=20_000)
    format: Literal["csv", "parquet", "jsonl", "zip"] = "csv"


def register(router: APIRouter, workspace) -> None:
    """Register the route of exports."""

    schema = {"content": {"application/json": {"schema": ExportRequest.model_json_schema()}}}

    @router.post("/exports", openapi_extra={"requestBody": schema})
    async def export(request: Request) -> Response:
        """A cluster, rows or a filter as a table (csv, parquet, jsonl) or as the files themselves (zip)."""
        wanted = parse(await read_body(request, MOST_BYTES), request.headers.get("content-type", ""))
        download = await run_in_threadpool(
            export_stream,
            workspace.index,
            node=wanted.node,
            rows=wanted.rows,
            where=wanted.where or None,
            format=wanted.format,
        )
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(download.name, safe='')}",
            "Content-Length": str(download.size),
            "Cache-Control": "no-store",
        }
        return StreamingResponse(iter(download), media_type=download.media_type, headers=headers)


def parse(body: bytes, content_type: str) -> ExportRequest:
    """Read a request from JSON, or from a form in which `rows` are separated by commas.

    Raises
    ------
    InputError
        When it is neither, or asks for something else.
    """
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            return ExportRequest.model_validate(_form(body.decode("utf-8")))
        return ExportRequest.model_validate(json.loads(body or b"{}"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "request"
        raise InputError(f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}.") from None
    except (ValueError, RecursionError):
        raise InputError(
            'The request is neither JSON nor a form; send {"node": 12, "format": "csv"}.'
        ) from None


def _form(text: str) -> dict:
    fields: dict = {name: value for name, value in parse_qsl(text, strict_parsing=bool(text)) if value}
    if "rows" in fields:
        fields["rows"] = fields["rows"].split(",")
    return fields
