"""Subsets to take away."""

import json
from collections.abc import AsyncIterator, Sequence
from functools import partial
from urllib.parse import parse_qsl, quote

import numpy as np
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from explorer.analysis.findings.chosen_finding import read_finding
from explorer.analysis.findings.limits import check_cost
from explorer.errors import InputError
from explorer.export import SENT, Found, export_stream
from explorer.export.export_format import LAYOUTS, PATH
from explorer.export.format_options import split_options
from explorer.export.offered import offered_formats, offered_samples
from explorer.export.sampling import Defaults, SampleAsked, read_samples
from explorer.filters.filter import condition_of
from explorer.web.api.openapi import files
from explorer.web.api.parameters import Real, Whole, check_numeral, decode_rows, read_body, read_form
from explorer.web.api.search_parameters import ranked
from explorer.web.builds.rankings import QueryKey
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.limits.answer_stream import stream
from explorer.web.responses import JsonAnswer, validation_sentence

_ROWS = ("rows", "target_rows")
"""What is rows, which a form may send as a file."""
MOST_SAMPLES = 8
"""Methods one after the other."""
LONGEST = 2000
"""Characters of a tag or a finding."""
MOST_BYTES = 32 * 2**20
"""Of a form with rows as numbers of four bytes, which are eight millions."""
MOST_TEXT = 2 * 2**20
"""Of a request in words: reading them keeps every other request waiting."""


class ExportRequest(BaseModel):
    """What to take: a node or rows, narrowed by a filter, in a format."""

    model_config = ConfigDict(extra="forbid")

    node: Whole | None = None
    rows: list[int] | None = Field(
        default=None,
        description="Index rows; in a form, separated by commas, or a file of little-endian u32.",
    )
    where: str | None = None
    tag: str | None = Field(default=None, max_length=LONGEST)
    finding: str | None = Field(
        default=None, max_length=LONGEST, description="`errors`, all of a kind, or `errors:2`, one of them."
    )
    search: str | None = Field(default=None, max_length=2000, description="Words to search for.")
    cut: Real | None = Field(default=None, allow_inf_nan=False, description="Of a search: least score.")
    limit: Whole | None = Field(default=None, ge=1, description="Of a search: so many, the best.")
    sample: str | list[str] | None = Field(
        default=None,
        description="Draw some of these: a method, such as `k-center` or `density;cells=100`, or several.",
    )
    size: Whole | None = Field(default=None, description="Of a sample: how many images.")
    seed: Whole = Field(default=0, description="Of a sample.")
    target: str | None = Field(
        default=None, max_length=LONGEST, description="Of a sample: a filter, whose images it draws towards."
    )
    target_rows: list[int] | None = Field(
        default=None, description="The same by index rows, sent as `rows` are; not together with `target`."
    )
    format: str = Field(default="csv", json_schema_extra={"enum": list(SENT)})
    layout: str = Field(default=PATH, description="Of an archive.", json_schema_extra={"enum": list(LAYOUTS)})
    options: dict[str, str | int] | None = Field(
        default=None,
        description="Of the format, by name, such as `size` and `dpi` of figures; in a form, `size=…;dpi=…`.",
    )

    @field_validator("node", "rows", "target_rows", "size", "seed", "limit", mode="before")
    @classmethod
    def _are_numbers(cls, given: object) -> object:
        """Refuse `true`, which Python takes for 1, and texts that it takes for numbers."""
        several = given if isinstance(given, list) else [given]
        types = set(map(type, several))
        if bool in types:
            raise PydanticCustomError("int_type", "Input should be a valid integer")
        if str in types:
            for each in several:
                check_numeral(each)
        return given


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the route of exports."""
    pools = workspace.pools

    @router.get("/exports", response_class=Response)
    async def offered() -> Response:
        """The formats that suit this index, samples, how pictures lie, and how commands name the index."""
        index = workspace.index
        named = str(index.path) if workspace.shows_places else index.path.name
        samples = offered_samples(index)
        return JsonAnswer(
            {"index": named, "layouts": list(LAYOUTS), "formats": offered_formats(index), "samples": samples}
        )

    schema = {"schema": ExportRequest.model_json_schema()}
    content = dict.fromkeys(
        ("application/json", "application/x-www-form-urlencoded", "multipart/form-data"), schema
    )

    @router.post(
        "/exports",
        openapi_extra={"requestBody": {"content": content}},
        response_class=Response,
        responses=files(*SENT.values()),
    )
    async def export(request: Request) -> Response:
        """A subset of the images as a table, an archive of the files, for training, or as a script.

        All that is given narrows it: a cluster or rows, a filter, a tag, a finding, a search, a sample.
        """
        wanted, rows, target_rows = await _read(request, pools.panels)
        session = workspace.session
        found = await _found(workspace, session, wanted)
        samples = _samples(session, wanted, target_rows)
        costly = pools.exports if samples else pools.lookups
        pool = costly if wanted.finding is None else pools.findings
        download = await pool.run(
            lambda: export_stream(
                session.index,
                node=wanted.node,
                rows=wanted.rows if rows is None else rows,
                where=condition_of(session.index, wanted.where or None),
                tag=wanted.tag,
                finding=_affordable(wanted.finding, session.index.n),
                found=found,
                samples=samples,
                format=wanted.format,
                layout=wanted.layout,
                options=wanted.options,
                places=workspace.shows_places,
            )
        )
        pieces = stream(pools.exports, lambda: download)
        # What hinders the export before its first byte is still answered with a status and a sentence.
        first = await anext(pieces)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(download.name, safe='')}",
            "Cache-Control": "no-store",
        }
        return StreamingResponse(_joined(first, pieces), media_type=download.media_type, headers=headers)


async def _found(workspace: Workspace, session: Session, wanted: ExportRequest) -> Found | None:
    """Rank what is searched for, as `/api/search` does."""
    if wanted.search is None:
        if wanted.cut is not None or wanted.limit is not None:
            raise InputError("cut and limit belong to a search; say what to search for, or leave them out.")
        return None
    sought = QueryKey.of(wanted.search, None, [], [], [])
    ranking, _ = await ranked(workspace, session, sought, session.index.text_search)
    return Found(wanted.search, ranking, wanted.cut, wanted.limit)


def _samples(
    session: Session, wanted: ExportRequest, target_rows: np.ndarray | None
) -> tuple[SampleAsked, ...]:
    """Read what is to be drawn."""
    words = [wanted.sample] if isinstance(wanted.sample, str) else wanted.sample or []
    if target_rows is None and wanted.target_rows is not None:
        target_rows = np.array(wanted.target_rows, np.int64)
    if target_rows is not None and wanted.target is not None:
        raise InputError("give target or target_rows, not both")
    defaults = Defaults(wanted.size, wanted.seed, wanted.target if target_rows is None else target_rows)
    return read_samples(words[:MOST_SAMPLES], defaults, partial(condition_of, session.index))


def _affordable(finding: str | None, n: int) -> str | None:
    """Refuse a finding that would hold up a server that others use, too."""
    if finding is not None:
        check_cost(read_finding(finding).options, n)
    return finding


async def _read(request: Request, pool) -> tuple[ExportRequest, np.ndarray | None, np.ndarray | None]:
    """Give what is asked for, and the rows and target of a form that sends them as files."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        async with read_form(request) as form:
            fields = _once(form.multi_items())
            rows, target_rows = [await _taken(fields, name) for name in _ROWS]
        return await pool.run(_validated, fields), rows, target_rows
    body = await read_body(request, MOST_TEXT)
    return await pool.run(parse, body, kind), None, None


async def _taken(fields: dict[str, str | UploadFile], name: str) -> np.ndarray | None:
    """Take the rows of a field out of a form, where they are a file."""
    file = fields.get(name)
    if not isinstance(file, UploadFile):
        return None
    del fields[name]
    return decode_rows(await file.read())


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


def parse(body: bytes, content_type: str) -> ExportRequest:
    """Read a request from JSON, or from a form in which `rows` are separated by commas.

    Raises
    ------
    InputError
        When it is neither, or asks for something else.
    """
    try:
        if content_type.startswith("application/x-www-form-urlencoded"):
            text = body.decode("utf-8")
            return _validated(_once(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))))
        return _checked(json.loads(body or b"{}"))
    except InputError:
        raise
    except (ValueError, RecursionError):
        raise InputError(
            'The request is neither JSON nor a form; send {"node": 12, "format": "csv"}.'
        ) from None


def _once(fields: Sequence[tuple[str, str | UploadFile]]) -> dict[str, str | UploadFile]:
    """Return the fields of a form; of one that is there twice, neither would be what was meant."""
    given: dict[str, str | UploadFile] = {}
    for name, value in fields:
        if name in given:
            raise InputError(f"{name[:40]}: it was sent twice; send it once.")
        given[name] = value
    return given


def _validated(fields: dict[str, str | UploadFile]) -> ExportRequest:
    """Read the fields of a form, those left empty taken for absent."""
    given: dict = {name: value for name, value in fields.items() if value}
    for name, value in given.items():
        if isinstance(value, UploadFile):
            raise InputError(f"{name[:40]}: a file was sent; only rows can be one.")
    for name in given.keys() & set(_ROWS):
        given[name] = [each.strip() for each in given[name].split(",")]
    if "options" in given:
        given["options"] = split_options(given["options"].split(";"))
    return _checked(given)


def _checked(given: object) -> ExportRequest:
    try:
        return ExportRequest.model_validate(given)
    except ValidationError as error:
        raise InputError(validation_sentence(error, skip=0)) from None
