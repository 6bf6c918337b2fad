"""Options of a source that was indexed before."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.options import SourceOptions


def _nothing(_folder: str) -> list[str]:
    return []


@dataclass(frozen=True)
class RefreshOptions(SourceOptions):
    """As `SourceOptions`, with what an index has of the source; nothing of it is remembered.

    Attributes
    ----------
    indexed_below : callable
        Takes the absolute path of a folder that cannot be read now, with a slash behind, and gives those of
        the files below it that were indexed.
    """

    indexed_below: Callable[[str], list[str]] = _nothing
