"""Annotations of a source that was indexed, to be read again as they are written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from explorer.remote.addresses import is_address
from explorer.sources.annotations.annotated import shown_path
from explorer.sources.archives.packed import unpacked
from explorer.sources.kinds import archive
from explorer.sources.remote.open_address import fetched
from explorer.sources.source import SourceKind


@contextmanager
def at_hand(location: str, root: str, kind: SourceKind) -> Iterator[tuple[Path, Callable[[str], str]]]:
    """Have annotations on this machine, as a context: where they lie, in an archive, or at an address.

    Parameters
    ----------
    location, root : str
        As of the source of an index.
    kind : SourceKind
        Which it is of.

    Yields
    ------
    place : Path
        What the kind accepts.
    path_of : callable
        Gives the path of an image in the index by that of its file, or of what stands in for it.

    Raises
    ------
    SourceError
        They are not there any more.
    RemoteError
        A server does not answer.
    """
    if is_address(location):
        with fetched(location, kind) as place_and_path:
            yield place_and_path
    elif not kind.accepts(Path(location)) and archive.KIND.accepts(Path(location)):
        with unpacked(Path(location), archive.list_archives(Path(location)), kind) as place_and_path:
            yield place_and_path
    else:
        yield Path(location), partial(shown_path, root=Path(root))
