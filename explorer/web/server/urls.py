"""Which hosts only this machine reaches; URL prefixes in one form, whatever a proxy makes of them."""

import re
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.errors import InputError

_PART = re.compile(r"[A-Za-z0-9._~-]+")


def is_loopback(host: str) -> bool:
    """Whether a name or an address, in brackets or not, is one that only this machine reaches."""
    plain = without_brackets(host).rstrip(".").lower()
    try:
        address = ip_address(plain)
    except ValueError:
        return plain == "localhost"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback


def without_brackets(host: str) -> str:
    """Return an address of IPv6 without the brackets that it has in addresses of pages."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


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


class UnderPrefix:
    """ASGI middleware: a proxy may pass the prefix on, or take it off; within, every path has it.

    What the page links to has the prefix. So nothing is redirected that a proxy could redirect back.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not scope["path"].startswith(f"{self._prefix}/"):
            if scope["path"] == self._prefix:
                query = scope["query_string"].decode("latin-1")
                answer = RedirectResponse(f"{self._prefix}/" + (f"?{query}" if query else ""), 307)
                await answer(scope, receive, send)
                return
            raw = scope.get("raw_path") or scope["path"].encode()
            send = self._with_relative_location(send, scope["path"])
            here = self._prefix + scope["path"]
            scope = {**scope, "path": here, "raw_path": self._prefix.encode() + raw}
        await self.app(scope, receive, send)

    def _with_relative_location(self, send: Send, path: str):
        """Name the place of a redirect from where the browser is: some proxies prefix any other."""

        async def send_relative(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                place = headers.get("location", "")
                if place.startswith(f"{self._prefix}/"):
                    up = "../" * (path.count("/") - 1) or "./"
                    headers["location"] = up + place[len(self._prefix) + 1 :]
            await send(message)

        return send_relative
