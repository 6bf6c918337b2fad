"""Which hosts only this machine reaches, and URL prefixes in one form."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def normal_prefix(prefix: str) -> str:
    """Return a URL prefix with a slash before and none after; empty for the root."""
    inner = "/".join(part for part in prefix.split("/") if part)
    return f"/{inner}" if inner else ""
