"""Put originals into a folder: copies of them, or links to them."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path

from explorer.errors import OriginalError
from explorer.export.earlier_copies import EarlierCopies
from explorer.export.export_format import COPY, HARD
from explorer.export.original_files import Copies, write_pieces
from explorer.index.originals import Original


def put_files(copies: Copies, folder: Path) -> Generator[int]:
    """Put every original of a subset into a folder, but those that an interrupted export has put there.

    The time of a file is kept. What is a part of an archive, a frame or fetched is copied in any case.

    Yields
    ------
    int
        Images done so far.
    """
    subset = copies.subset
    earlier = EarlierCopies(folder, subset.links) if subset.journal.resumed else None
    yield from copies.put_each(_putter(folder, subset.links), earlier)


def _putter(folder: Path, links: str) -> Callable[[Original, str], Iterator[None]]:
    def put(original: Original, name: str) -> Iterator[None]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if links != COPY and _is_file(original):
            _link(original, target, links)
            return
        try:
            with open(target, "xb") as out:
                yield from write_pieces(original, out)
        except (OSError, OriginalError):
            target.unlink(missing_ok=True)
            raise
        os.utime(target, ns=(original.state.st_atime_ns, original.state.st_mtime_ns))

    return put


def _is_file(original: Original) -> bool:
    """Whether an original is all of a file that lies here."""
    with suppress(OSError):
        return not original.place and os.path.samestat(os.stat(original.path), original.state)
    return False


def _link(original: Original, target: Path, how: str) -> None:
    """Link to an original where it really lies: a link to a link would break with it."""
    real = original.real_path() or original.path
    if how == HARD:
        os.link(real, target)
    else:
        target.symlink_to(real)
