"""What words may go on to be, as they are typed in the field of search."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from explorer.search.suggestions import LONGEST
from explorer.web.api.parameters import Whole
from explorer.web.builds.workspace import Workspace
from explorer.web.responses import JsonAnswer

PATIENCE_SECONDS = 0.05
"""For which the columns are waited for; without them there are fewer suggestions."""

Typed = Annotated[str, Query(min_length=1, max_length=LONGEST, description="What was typed so far.")]
Limit = Annotated[Whole, Query(ge=1, le=20, description="Most suggestions of a kind.")]


def register(router: APIRouter, workspace: Workspace) -> None:
    """Register the route of suggestions."""

    @router.get("/suggestions")
    async def suggestions(text: Typed, limit: Limit = 4) -> Response:
        """Classes, labels, tags, values, folders and files that hold words: what to search for, or a clause.

        In hundredths of a second, be it with less: `complete` says whether all was looked at.
        """
        session = workspace.session
        fields = await session.words.get(PATIENCE_SECONDS)

        def answer() -> Response:
            groups, complete = session.suggester.suggest(text, limit, fields)
            return JsonAnswer(
                {"text": text, "complete": complete, "groups": [asdict(each) for each in groups]}
            )

        return await workspace.pools.panels.run(answer)
