"""What the system says where something cannot be written, and what to do."""

import os
import re
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS

_SYSTEM_ERROR = re.compile(r"(?:os error |\[errno )(\d+)[\])]")
"""In what Lance and Arrow say of errors."""
_ROOM = "make room there, or choose another place"
_ALLOWED = "choose a place where you may write"
_ADVICE = {
    ENOSPC: _ROOM,
    EDQUOT: _ROOM,
    EFBIG: "choose a disk that takes larger files",
    EACCES: _ALLOWED,
    EPERM: _ALLOWED,
    EROFS: _ALLOWED,
}


def why_and_what(error: OSError) -> str:
    """Say why something cannot be written and what helps; libraries put the number into their sentences."""
    found = _SYSTEM_ERROR.search(str(error))
    number = int(found[1]) if found else error.errno
    why = os.strerror(int(found[1])) if found else error.strerror or str(error)
    return f"{why}; {_ADVICE[number]}" if number in _ADVICE else why
