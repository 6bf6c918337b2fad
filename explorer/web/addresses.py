"""Which hosts only this machine reaches, and URL prefixes in one form."""

import re

from explorer.errors import InputError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PART = re.compile(r"[A-Za-z0-9._~-]+")


def normal_prefix(prefix: str) -> str:
    """Return a URL prefix with a slash before and none after; empty for the root.

    Raises
    ------
    InputError
        When browsers would write it in another way, so that no request would fit it.
    """
    parts = [part for part in prefix.split("/") if part]
    if not all(_PART.fullmatch(part) and part.strip(".") for part in parts):
        raise InputError(
            f"--url-prefix {prefix!r} is no path of an address; "
            "write letters, digits and -._~ between slashes, such as /dendro."
        )
    return "/" + "/".join(parts) if parts else ""
