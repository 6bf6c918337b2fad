"""Which library of fsspec reads which addresses, and with what settings. Secrets are left to these libraries,
which take them from the environment."""

import ipaddress
import socket
from functools import lru_cache
from typing import Any, NamedTuple

from explorer.errors import InputError, RemoteError
from explorer.extras import is_installed, line_for
from explorer.remote.addresses import public

IN_FLIGHT = 64
"""Requests at one time: where an answer takes 50 ms, twice as many hardly bring more."""
_OF_ONE_HOST = 32
"""Of these, to one host of the web, which may be anybody's."""
SECONDS = 30.0
"""That a server may take for an answer, or for more of one."""
_CONNECT, _WHOLE = 10.0, 300.0
"""For a connection, and of the web for all of an answer, that may come drop by drop."""


class System(NamedTuple):
    """What reads some addresses.

    Attributes
    ----------
    schemes : tuple of str
    title : str
        What people call what lies there.
    module : str
        Without which nothing is read.
    extra : str
        Of this package, which installs it; empty where it is always there.
    secrets : str
        Where its library takes credentials from.
    """

    schemes: tuple[str, ...]
    title: str
    module: str
    extra: str
    secrets: str

    @property
    def line(self) -> str:
        """The line that installs it; empty where it is there."""
        return line_for(self.extra) if self.extra and not self.is_installed else ""

    @property
    def is_installed(self) -> bool:
        """Whether its library is there."""
        return is_installed(self.module)


SYSTEMS = (
    System(("http", "https"), "the web", "aiohttp", "", "~/.netrc"),
    System(
        ("s3",), "Amazon S3 and what speaks its language", "s3fs", "s3", "AWS_PROFILE, AWS_ACCESS_KEY_ID, …"
    ),
    System(("gs",), "Google Cloud Storage", "gcsfs", "gcs", "GOOGLE_APPLICATION_CREDENTIALS"),
    System(
        ("az", "abfs", "abfss"), "Azure Blob Storage", "adlfs", "azure", "AZURE_STORAGE_ACCOUNT_NAME, …_KEY"
    ),
    System(("hf",), "the Hugging Face hub", "huggingface_hub", "hub", "HF_TOKEN"),
    System(("memory",), "memory of this process", "fsspec", "", ""),
)


def system_of(address: str) -> System:
    """Return what reads an address."""
    scheme = address.split("://", 1)[0]
    return next(each for each in SYSTEMS if scheme in each.schemes)


def opened(address: str, listing: bool = False) -> tuple[Any, str]:
    """Return the file system of an address, and its path there.

    Parameters
    ----------
    address : str
        As of `check_address`.
    listing : bool
        Whether it is for lists, which come in many answers: then its library asks again for each of these.

    Raises
    ------
    InputError
        What reads it is not installed, and the sentence has the line that does; or it cannot be set up.
    """
    system = system_of(address)
    if not system.is_installed:
        raise InputError(
            f"{public(address)}: reading {address.split('://')[0]}:// needs {system.module}: {system.line}"
        )
    from fsspec.core import url_to_fs

    if "http" in system.schemes:
        return _web(), address
    try:
        fs, path = url_to_fs(address, **_settings(system.schemes[0], listing))
    except Exception as error:  # noqa: BLE001 - each library refuses in its own way, as for want of an account
        raise InputError(
            f"{public(address)} cannot be opened ({_first_line(error)}); credentials are taken from the "
            f"environment: {system.secrets}"
        ) from None
    if system.schemes == ("s3",):
        fs.retries = 1  # it is asked again by `attempts`, which says how often
    return fs, path


def _settings(scheme: str, listing: bool) -> dict[str, Any]:
    if scheme != "s3":
        return {"use_listings_cache": False}
    return {
        "use_listings_cache": False,
        "config_kwargs": {
            "max_pool_connections": IN_FLIGHT,
            "connect_timeout": _CONNECT,
            "read_timeout": SECONDS,
            "retries": {"mode": "legacy", "max_attempts": 4 if listing else 0},
        },
    }


def _first_line(error: Exception) -> str:
    return public((str(error).strip().splitlines() or [type(error).__name__])[0])


@lru_cache(1)
def _web() -> Any:
    from aiohttp import ClientTimeout
    from fsspec.implementations.http import HTTPFileSystem

    timeout = ClientTimeout(total=_WHOLE, sock_connect=_CONNECT, sock_read=SECONDS)
    # Proxies are those of the environment.
    return HTTPFileSystem(get_client=_client, client_kwargs={"timeout": timeout, "trust_env": True})


async def _client(**kwargs: Any) -> Any:
    from aiohttp import ClientSession, TCPConnector

    connector = TCPConnector(limit=IN_FLIGHT, limit_per_host=_OF_ONE_HOST, socket_factory=_socket_to)
    return ClientSession(connector=connector, **kwargs)


def _socket_to(found: tuple) -> socket.socket:
    """Refuse the addresses at which machines of a cloud learn their own secrets, wherever a name or a
    redirect leads there: no picture lies there."""
    family, kind, protocol, _name, place = found
    if ipaddress.ip_address(place[0].split("%")[0]).is_link_local:
        raise RemoteError(place[0], "an address of this machine's own network link (not asked)")
    return socket.socket(family=family, type=kind, proto=protocol)
