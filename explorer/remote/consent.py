"""Whose index it is: what an index names is fetched for whoever built it, and for nobody else unasked.

An index that came from elsewhere can name any address, and fetching one is a request in the name of whoever
serves it, with his credentials, from inside his network. So a build signs the addresses of its images with a
key of this account, and what is not signed so is fetched only where `DENDRO_FETCH` names it.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from explorer.remote.addresses import lies_within

VARIABLE = "DENDRO_FETCH"
"""Addresses, with spaces between them, below which originals are fetched whoever built an index."""
_KEY_BYTES = 32


def signature(parts: Iterable[bytes]) -> str:
    """Return what only this account can say of some bytes, in hexadecimal digits.

    Empty where it has no key and none can be made.
    """
    key = _key()
    if not key:
        return ""
    found = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


def is_ours(signed: object, parts: Iterable[bytes]) -> bool:
    """Whether this account signed these bytes."""
    own = signature(parts)
    return bool(own) and isinstance(signed, str) and hmac.compare_digest(own, signed)


def is_named(address: str) -> bool:
    """Whether who runs this process named an address, or one above it, in the environment."""
    return any(lies_within(address, each) for each in os.environ.get(VARIABLE, "").split())


def key_path() -> Path:
    """Return where the key of this account is kept."""
    base = os.environ.get("APPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "dendro" / "key"


def _key() -> bytes:
    """The key of this account, made where there is none."""
    with suppress(OSError, RuntimeError):  # RuntimeError: an account without a home
        path = key_path()
        with suppress(FileNotFoundError):
            found = path.read_bytes()
            return found if len(found) == _KEY_BYTES else b""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f".key-{secrets.token_hex(8)}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
            # Of two builds that make one at the same time the first one's stands.
            with suppress(FileExistsError):
                os.link(beside, path)
        finally:
            beside.unlink(missing_ok=True)
        return path.read_bytes()
    return b""
