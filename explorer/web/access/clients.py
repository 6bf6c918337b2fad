"""Who a client is, for turns and wrong tokens: its address, or the network that it has to itself."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

NETWORK_BITS = 64
"""Of IPv6, everybody has a whole network of addresses."""


def client_of(scope: Scope) -> str:
    """Return what stands for the client of an ASGI request; empty where a server does not say.

    IPv4 in the form of IPv6, as a socket for both gives it, is the IPv4 address that it is.
    """
    return _client((scope.get("client") or ("",))[0] or "")


@lru_cache(4096)
def _client(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, NETWORK_BITS), strict=False))
