"""Tags, notes, corrected labels, verdicts and saved views: shown to all, changed by those who may."""

from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, Strict
from starlette.responses import Response

from explorer.decisions.changing import Change
from explorer.decisions.cluster_decisions import decide_cluster, decided_clusters
from explorer.decisions.current import current, decided, readable
from explorer.decisions.decision_kinds import CORRECTED, LONGEST_NOTE, NOTE, TAG, VERDICT, own_name
from explorer.decisions.decision_lists import all_decisions, corrections_list, decisions_document, saved_views
from explorer.decisions.editing import Asked, decide, save_views
from explorer.errors import InputError, ReadOnlyError, TooLargeError
from explorer.export.selection import Selection, select_rows
from explorer.export.write_decisions import CORRECTIONS, DECISIONS, as_csv
from explorer.filters.filter import condition_of
from explorer.filters.parse import MAX_CHARACTERS
from explorer.web.api.openapi import refused
from explorer.web.api.parameters import Whole
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

MOST_BYTES = 2 * 2**20
MOST_CLUSTERS = 1000
"""That are told of at once."""
MOST_VIEWS = 1000
"""That one request saves."""
MOST_IMAGES = 200_000
"""That one request decides about: some seconds, in which nobody else can write."""
Responses = dict[int | str, dict[str, Any]]
REFUSED: Responses = {
    403: refused("The server shows decisions and takes no change of them, or a page of another site asks.")
}
_LISTED: Responses = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_Row = Annotated[int, Strict()]
Form = Annotated[Literal["json", "csv"], Query(alias="format", description="Of the answer.")]


class Decision(BaseModel):
    """Which images, and who decides."""

    model_config = ConfigDict(extra="forbid")

    rows: list[_Row] | None = Field(default=None, description="Index rows.", max_length=MOST_IMAGES)
    node: _Row | None = Field(default=None, description="Instead of rows: a cluster.")
    cluster: _Row | None = Field(default=None, description="Instead of images: this cluster as such.")
    where: str | None = Field(
        default=None, max_length=MAX_CHARACTERS, description="Only where this filter holds."
    )
    author: str = Field(default="", description="The name of who decides.", max_length=100)


class TagChange(Decision):
    """A tag to put on, or to take off."""

    tag: str
    remove: bool = False


class VerdictChange(Decision):
    """A verdict to give, or to take back."""

    verdict: str
    remove: bool = False


class NoteChange(Decision):
    """A note to write; an empty one takes it away."""

    note: str = Field(max_length=LONGEST_NOTE)


class LabelChange(Decision):
    """A corrected label, of several classes an image all of them; null takes it back."""

    label: str | list[str] | None


class NamedView(BaseModel):
    """A view to keep under a name; null as its address forgets it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    address: str | None


class ViewChange(BaseModel):
    """A view to keep under a name, or several as one change; null as an address forgets one."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    address: str | None = None
    views: list[NamedView] = Field(default=[], max_length=MOST_VIEWS, description="Instead of one.")
    author: str = Field(default="", max_length=100)

    @property
    def wanted(self) -> list[tuple[str, str | None]]:
        """Name and address of each; nothing is forgotten that was not said to be."""
        if self.name is not None and "address" not in self.model_fields_set:
            raise InputError("address: it is missing; null forgets the view.")
        one = [] if self.name is None else [(self.name, self.address)]
        return one + [(view.name, view.address) for view in self.views]


class By(BaseModel):
    """Whose change is meant."""

    model_config = ConfigDict(extra="forbid")

    author: str = Field(default="", max_length=100)
    change: Whole | None = Field(
        default=None,
        ge=1,
        lt=2**63,
        strict=True,
        description="Id of the change that is meant; else their last.",
    )
    time: str = Field(default="", max_length=40, description="When that was made, as its answer told.")

    @property
    def named(self) -> tuple[int, str] | None:
        """Id and time of the change, where one is named."""
        return None if self.change is None else (self.change, self.time)


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the routes of decisions."""
    _register_shown(router, workspace)
    _register_taken(router, workspace)
    _register_turns(router, workspace)


def _register_shown(router: APIRouter, workspace: Workspace) -> None:
    pools = workspace.pools

    @router.get("/tags", responses={204: {"description": "Nothing was decided since `revision`."}})
    @pools.views.runs
    def tags(
        revision: Annotated[Whole | None, Query(description="Of an answer that one has already.")] = None,
    ) -> Response:
        """Tags and how many images have each, counts of all else that is decided, and the saved views."""
        if revision is not None and revision == decided(workspace.index).revision:
            return Response(status_code=204)
        return JsonAnswer(document(workspace))

    @router.get("/corrections", responses=_LISTED)
    @pools.panels.runs
    def corrections(form: Form = "json") -> Response:
        """Corrected labels as a diff: path, given, corrected, by whom, when."""
        return _listed(workspace, corrections_list, CORRECTIONS, "corrections", form)

    @router.get("/decisions", responses=_LISTED)
    @pools.panels.runs
    def decisions(form: Form = "json") -> Response:
        """Every decision, as `dendro tags --export` writes them and `--import` takes them."""
        return _listed(workspace, all_decisions, DECISIONS, "decisions", form)

    @router.get("/saved-views")
    @pools.views.runs
    def views() -> Response:
        """Views that were saved: name, address, when and by whom."""
        readable(workspace.index)
        return JsonAnswer({"views": saved_views(workspace.index)})


def _register_taken(router: APIRouter, workspace: Workspace) -> None:
    pools = workspace.pools

    def take(change: Decision, asked: Asked) -> Response:
        return taken(
            workspace,
            change.author,
            lambda author: _decide(workspace, change, asked, author),
        )

    @router.post("/tags", responses=REFUSED)
    @pools.lookups.runs
    def tag(change: TagChange) -> Response:
        """Tag images, or take a tag off them."""
        return take(change, Asked(TAG, change.tag, remove=change.remove))

    @router.post("/corrections", responses=REFUSED)
    @pools.lookups.runs
    def correct(change: LabelChange) -> Response:
        """Give images another label, or take it back."""
        return take(change, Asked(CORRECTED, value=change.label, remove=change.label is None))

    @router.post("/notes", responses=REFUSED)
    @pools.lookups.runs
    def note(change: NoteChange) -> Response:
        """Write a note on images."""
        return take(change, Asked(NOTE, value=change.note))

    @router.post("/verdicts", responses=REFUSED)
    @pools.lookups.runs
    def judge(change: VerdictChange) -> Response:
        """Give images a verdict, or take it back."""
        return take(change, Asked(VERDICT, change.verdict, remove=change.remove))

    @router.post("/saved-views", responses=REFUSED)
    @pools.lookups.runs
    def save(change: ViewChange) -> Response:
        """Keep an address of the page under a name, or forget it."""
        index = workspace.index
        return taken(workspace, change.author, lambda author: save_views(index, change.wanted, author))


def _register_turns(router: APIRouter, workspace: Workspace) -> None:
    @router.post("/undo", responses=REFUSED)
    @workspace.pools.lookups.runs
    def undo(change: By) -> Response:
        """Undo the last change of somebody, or one that is named; what was changed since is left alone."""
        store = current(workspace.index).store
        return taken(workspace, change.author, lambda author: store.undo(author, change.named))

    @router.post("/redo", responses=REFUSED)
    @workspace.pools.lookups.runs
    def redo(change: By) -> Response:
        """Do again what was undone last, or a change that is named."""
        store = current(workspace.index).store
        return taken(workspace, change.author, lambda author: store.redo(author, change.named))


def document(workspace: Workspace) -> dict:
    """Return what `/api/tags` answers, and after every change as well."""
    found = decisions_document(workspace.index)
    found["clusters"] = [
        each.as_json() for each in islice(decided_clusters(workspace.index).values(), MOST_CLUSTERS)
    ]
    last = None if found["problem"] else current(workspace.index).store.last()
    found["last"] = last and dict(zip(("id", "time", "author", "what"), last, strict=True))
    found["problem"] = workspace.told(found["problem"])
    return {
        "build": workspace.index.build,
        "changes": workspace.takes_changes,
        "named": workspace.shows_places,
        **found,
    }


def taken(workspace: Workspace, author: str, change: Callable[[str], Change | None]) -> Response:
    """Make a change, and answer what it did and how all stands now.

    Raises
    ------
    ReadOnlyError
        When the server takes no change.
    DecisionsError
        When decisions cannot be read.
    """
    if not workspace.takes_changes:
        raise ReadOnlyError("This server shows tags and corrected labels and takes no change of them.")
    readable(workspace.index)
    made = change(author or (own_name() if workspace.shows_places else ""))
    return JsonAnswer({"change": made and asdict(made), **document(workspace)})


def _decide(workspace: Workspace, change: Decision, asked: Asked, author: str) -> Change:
    if change.cluster is None:
        return decide(workspace.index, _rows(workspace, change), asked, author)
    if (change.rows, change.node, change.where) != (None, None, None):
        raise InputError("cluster: rows, a node or a filter are given as well; give one or the other.")
    return decide_cluster(workspace.index, change.cluster, asked, author)


def _rows(workspace: Workspace, change: Decision) -> np.ndarray:
    index = workspace.index
    where = condition_of(index, change.where or None)
    rows = select_rows(index, Selection(change.node, change.rows, where))
    if len(rows) > MOST_IMAGES:
        raise TooLargeError(
            f"{len(rows):,} images are more than a server takes at once: at most {MOST_IMAGES:,}. Use "
            f"dendro tags."
        )
    return rows


def _listed(
    workspace: Workspace, rows_of: Callable, fields: tuple[str, ...], name: str, form: str
) -> Response:
    readable(workspace.index)
    rows = rows_of(workspace.index)
    if form == "json":
        return JsonAnswer({name: rows})
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return Response(as_csv(rows, fields), media_type="text/csv; charset=utf-8", headers=headers)
