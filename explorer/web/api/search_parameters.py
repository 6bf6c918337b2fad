"""What is searched for, as routes are asked for it, and the ranking of it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from explorer.errors import InputError
from explorer.index.row_lists import MOST_EXAMPLES, read_examples
from explorer.search import Ranking
from explorer.view.marks import FoundSet
from explorer.web.api.parameters import Real, Whole
from explorer.web.builds.rankings import QueryKey, TextBackend
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace

SLOW = "Names, labels and other text were searched: the encoder for words could not be loaded ({})."
LATE = "it takes too long"
NO_CUT = "cut: say the least score of what is found; a ranking by likeness has no other end."

Cut = Annotated[Real | None, Query(allow_inf_nan=False, description="Least score of a result.")]
Images = Annotated[
    tuple[str, ...],
    Query(
        max_length=MOST_EXAMPLES, description="Images that were sent (`/api/examples`) to find others like."
    ),
]
_OfList = Query(max_length=20_000, description="Rows of examples, or of counter-examples: `3,10:12`.")


@dataclass(frozen=True)
class FoundBy:
    """Parameters of a view that name what a search found."""

    text: Annotated[
        str, Query(max_length=2000, description="Words: what a search finds by them is drawn first.")
    ] = ""
    like_row: Annotated[Whole | None, Query(description="An image: what is like it is drawn first.")] = None
    like_rows: Annotated[str, _OfList] = ""
    unlike_rows: Annotated[str, _OfList] = ""
    like_images: Annotated[
        str, Query(max_length=20_000, description="Images that were sent, by their names: `a1,b2`.")
    ] = ""
    cut: Cut = None

    async def found(self, workspace: Workspace, session: Session) -> FoundSet | None:
        """Give the set, None where nothing is searched for; ranked where that costs no view a wait.

        Raises
        ------
        InputError
            When it cannot be searched for, or a ranking without an end has no cut.
        NotFoundError
            When there is no such row, or an image that was sent is not there any more.
        """
        images = [name for name in self.like_images.split(",") if name]
        like, unlike = read_examples(self.like_rows), read_examples(self.unlike_rows)
        sought = QueryKey.of(self.text or None, self.like_row, like, unlike, images)
        if not sought:
            return None
        # Words without a cut are those of names, labels and classes: without an encoder, and at once.
        by_tower = session.index.text_search and self.cut is not None
        ranking, _ = await ranked(workspace, session, sought, by_tower)
        if ranking.line is None and self.cut is None:
            raise InputError(NO_CUT)
        return FoundSet(ranking, self.cut)


NOTHING_SOUGHT = FoundBy()


async def ranked(
    workspace: Workspace, session: Session, sought: QueryKey, by_tower: bool, node: int | None = None
) -> tuple[Ranking, str]:
    """Rank all images, in the pool of what looks at every image, unless that is remembered; and say a note.

    Where only the images of a node are asked for, others may be left out.

    Parameters
    ----------
    workspace : Workspace
    session : Session
    sought : QueryKey
    by_tower : bool
        Whether words go through the index's encoder for text, which is loaded where it is not yet.
    """
    encoder, note = None, ""
    if sought.text is not None and by_tower:
        encoder = await session.encoder.get()
        note = "" if encoder else SLOW.format(session.encoder.message or LATE)
    elif sought.text is not None and not session.index.text_search and not await session.classes.ready():
        note = SLOW.format(workspace.told(session.classes.message) or LATE)
    vectors = tuple(session.sent.get(name).vector for name in sought.images)
    means = TextBackend(encoder, session.classes.state == "ready")
    if session.rankings.has(sought, means):
        return session.rankings.of(sought, means, vectors), note
    return await workspace.pools.lookups.run(session.rankings.within, node, sought, means, vectors), note
