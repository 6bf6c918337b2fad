"""What the panel says while findings are worked out: what is looked for, and what is made before."""

from explorer.analysis.findings.finding_kind import Kind
from explorer.index.made_later import is_kept
from explorer.web.builds.session import Session
from explorer.web.page.findings import query
from explorer.words import images

LISTS = "Lists of neighbours are made first and kept, so this is once."
HASHES = "Hashes of all images are made first and kept, so this is once."


def words(text: str, session: Session) -> str:
    """Say what is worked on, of a choice as the address has it.

    Raises
    ------
    InputError
        When it is nothing that this index can be asked.
    """
    asked = query.read(text, session)
    said = f"{asked.wording.title}: looking at {images(session.index.n)}…"
    return " ".join([said, *_made_first(asked.kind, session)])


def _made_first(kind: Kind, session: Session) -> list[str]:
    """Say what is made before the first findings of such a kind, and takes longer than they do."""
    folder = session.index.folder
    if kind.scans and not is_kept(folder, "nearest"):
        return [LISTS]
    return [HASHES] if "transformed" in kind.takes and not is_kept(folder, "hashes") else []
