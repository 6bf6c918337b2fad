"""Reviewing findings: the images one after the other, and an answer about one."""

from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, Strict
from starlette.responses import Response

from explorer.decisions.changing import Change
from explorer.decisions.editing import decide
from explorer.index.checks import check_row
from explorer.view.review import answered, check_as_seen, review_document
from explorer.web.api.openapi import refused
from explorer.web.api.parameters import Whole
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer
from explorer.web.routes.decisions import REFUSED, taken

USUAL = 200
MOST = 10_000
LONGEST = 100

Kind = Annotated[str, Query(max_length=LONGEST, description="`labels`, `duplicates` or `outliers`.")]
Limit = Annotated[Whole, Query(ge=1, le=MOST, description="Images, or groups of them, at most.")]

Transformed = Annotated[
    bool, Query(description="Of `duplicates`: also copies that are rotated, flipped, or grayscale.")
]


class Answered(BaseModel):
    """What somebody says of one image of a review."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=LONGEST)
    row: Annotated[int, Strict()]
    answer: str = Field(max_length=LONGEST, description="The key of one of the answers.")
    label: str | None = Field(default=None, description="The label, where the answer corrects it.")
    copies: list[Annotated[int, Strict()]] = Field(
        default=[], max_length=MOST, description="All copies, where the answer is about the others."
    )
    seen: dict[Whole, str] = Field(
        default={},
        max_length=MOST,
        description="By row the outcome that stood when the image and its copies were looked at; where "
        "somebody has decided otherwise since, nothing is changed (409).",
    )
    author: str = Field(default="", max_length=100, description="The name of who decides.")


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of a review."""
    one_by_one = Lock()

    @router.get("/review")
    @workspace.pools.findings.runs
    def review(kind: Kind, limit: Limit = USUAL, transformed: Transformed = False) -> Response:
        """The images of a finding in their order, what is decided about each now, and what may be."""
        session = workspace.session
        images, more = session.to_review(kind, limit, transformed)
        return JsonAnswer(review_document(session.index, kind, images, more))

    @router.post("/review", responses=REFUSED | {409: refused("Somebody else has decided meanwhile.")})
    @workspace.pools.lookups.runs
    def answer(given: Answered) -> Response:
        """Decide about one image, in place of what another answer of the same review said before."""
        said = answered(given.kind, given.answer, given.label, given.row, given.copies)
        index = workspace.index
        check_row(index, given.row)

        def change(author: str) -> Change:
            with one_by_one:
                check_as_seen(index, given.kind, said, given.seen)
                return decide(index, said.rows, said.asked, author, said.instead, said.freed)

        return taken(workspace, given.author, change)
