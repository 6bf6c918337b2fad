"""What the panel says while findings are worked out: what is looked for, in how many images."""

from explorer.web.builds.session import Session
from explorer.web.page.findings import query
from explorer.words import images


def words(text: str, session: Session) -> str:
    """Say what is worked on, of a choice as the address has it.

    What is made before is known once it is made: `GET /api/findings/working` tells the browser.

    Raises
    ------
    InputError
        When it is nothing that this index can be asked.
    """
    asked = query.read(text, session)
    return f"{asked.wording.title}: looking at {images(session.index.n)}…"
