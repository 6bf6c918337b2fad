"""What cannot be read now, and may be whole: told apart from damage, for which an index is built anew."""

import errno
import os
from pathlib import Path

from explorer.errors import IndexGoneError, UnreadableError

_REFUSED = {
    *(errno.EACCES, errno.EPERM),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN),
    *(errno.ESTALE, errno.ETIMEDOUT, errno.ENOTCONN, errno.EHOSTDOWN, errno.EHOSTUNREACH),
}
"""No right to read it, too much that is open, a network drive that is away."""


def refusal(error: BaseException | str | None, path: Path) -> UnreadableError | None:
    """Return what to raise where an error says nothing of what a file holds; None where it may be damage."""
    code = error.errno if isinstance(error, OSError) else None
    if code not in _REFUSED:
        return None
    return UnreadableError(
        f"{path} cannot be read ({os.strerror(code)}); it may be whole, and nothing is built anew for that."
    )


def withheld(error: BaseException | str | None, path: Path) -> UnreadableError | None:
    """As `refusal`, of a file of an open build: with its folder it may have been moved away meanwhile."""
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not path.parent.is_dir():
        return IndexGoneError(
            f"{path.parent} is not there any more: the index was moved or deleted while it was open. "
            "Open it where it is now."
        )
    return refusal(error, path)
