"""Filters as they are written: what one says, or what is wrong with it and where."""

from fastapi import APIRouter
from starlette.responses import Response

from explorer.filters.filter import Filter
from explorer.web.api.parameters import Where
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the route of filters."""

    @router.get("/filter")
    async def read(where: Where = "") -> Response:
        """The clauses of a filter and how many images it leaves; a refusal says which `position` is wrong."""
        session = workspace.session
        chosen = session.filter(where)
        return await workspace.pools.lookups.run(lambda: JsonAnswer(_described(session, chosen)))


def _described(session: Session, chosen: Filter) -> dict:
    selected = session.views.selection(chosen)
    return {
        "build": session.index.build,
        "where": chosen.text,
        "clauses": chosen.texts,
        "clause_words": chosen.words,
        "matching": int(selected.counts(0, session.index.n)),
    }
