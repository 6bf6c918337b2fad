"""Put an original into a folder: a copy of it, or a link to it."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from explorer.errors import OriginalError
from explorer.export.export_format import COPY, HARD
from explorer.export.original_files import write_pieces
from explorer.index.originals import Original


def put_file(folder: Path, links: str) -> Callable[[Original, str], Iterator[None]]:
    """Return what puts originals under names in a folder, for `Copies.put_each`.

    The time of a file is kept. What is a part of an archive, a frame or fetched is copied in any case.
    """

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
