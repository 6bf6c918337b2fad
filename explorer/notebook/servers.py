"""The servers of this process: one for each index that is shown, whoever shows it how often."""

import atexit
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

from explorer.dataset import Dataset, open_index
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.options import ServeOptions
from explorer.web.access.doorway import Doorway
from explorer.web.app import create_app
from explorer.web.builds.workspace import Workspace
from explorer.web.server.background_server import BackgroundServer
from explorer.web.server.serve import bind

HOST = "127.0.0.1"
MOST_PORT = 65535


@dataclass(eq=False)
class Served:
    """One index that is served, and how it is reached.

    Attributes
    ----------
    index : Index
    url : str
        Where the browser finds the port, as the caller has told (`serve`); empty where the page finds out.
    server : BackgroundServer
    doorway : Doorway
    secret : str
    owned : bool
        Whether the index was opened for it.
    users : int
        How many show it.
    """

    index: Index
    url: str
    server: BackgroundServer
    doorway: Doorway
    secret: str
    owned: bool
    users: int = 0

    @property
    def port(self) -> int:
        """On 127.0.0.1."""
        return self.server.port

    @property
    def place(self) -> dict:
        """What the notebook's side is told (`Place` in `frontend_assets/modules/notebook/widget.mjs`)."""
        told = f"{placed(self.url, self.port).rstrip('/')}/{self.secret}/" if self.url else ""
        return {"port": self.port, "path": f"/{self.secret}/", "url": told}

    @property
    def address(self) -> str:
        """Where the page is: as the caller has told, below the user's path on a hub, or on this machine."""
        hub = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
        base = f"{hub.rstrip('/')}/proxy/{self.port}" if hub else f"http://{HOST}:{self.port}"
        return self.place["url"] or f"{base}/{self.secret}/"

    def fits(self, index: Index, url: str) -> bool:
        """Tell whether it shows what is asked for, and goes on doing so."""
        shown = {app.state.workspace.as_given.index.build for app in self.doorway.apps.values()}
        place = (self.index.path.resolve(), self.url)
        return self.server.running and place == (index.path.resolve(), url) and shown == {index.build}

    def stop(self) -> None:
        """End it; what it has opened is closed."""
        self.server.stop()
        if self.owned:
            self.index.close()


_UP: list[Served] = []
"""Of the process, not of a caller: cells that are run again are to find the server that they have started."""
_LOCK = Lock()


def serve(index: Index | Path | str, port: int = 0, url: str = "") -> Served:
    """Serve an index from a thread, or find the server that does.

    Parameters
    ----------
    index : Index, Path or str
        Opened, or the folder of one.
    port : int
        0 takes a free one. Where the index is served already, that server is taken.
    url : str
        Where a browser finds the port; `{port}` in it is replaced.

    Returns
    -------
    Served
        To be given back by `release`.

    Raises
    ------
    InputError
        When the port is taken, or the address is none.
    IndexFormatError
        When the folder is not an index that this release reads.
    """
    opened = _own(index)
    with _LOCK:
        found = next((one for one in _UP if one.fits(opened, url)), None)
        if found is None:
            found = _start(opened, port, url, owned=opened is not index)
            _UP.append(found)
        elif opened is not index:
            opened.close()
        found.users += 1
        return found


def release(served: Served) -> None:
    """Give a server back; it stops when nobody shows it any more."""
    with _LOCK:
        served.users -= 1
        if served.users <= 0 and served in _UP:
            _UP.remove(served)
            served.stop()


@atexit.register
def stop_all() -> None:
    """Stop all of them: the process ends."""
    with _LOCK:
        while _UP:
            _UP.pop().stop()


def _own(index: Index | Path | str) -> Index:
    """Open an index anew, so that the caller may close theirs; of an older build theirs is all there is."""
    if not isinstance(index, Index):
        return open_index(index)
    try:
        opened: Dataset = open_index(index.path)
    except InputError:
        return index
    if opened.build == index.build:
        return opened
    opened.close()
    return index


def placed(url: str, port: int) -> str:
    """Return where a browser finds a port, from what a caller has told of any."""
    return url.replace("{port}", str(port))


def _start(index: Index, port: int, url: str, owned: bool) -> Served:
    secret = secrets.token_urlsafe(18)
    bound = _bound(port)
    port = bound.getsockname()[1]
    spaces: list[Workspace] = []

    def make(prefix: str):
        app = create_app(index, ServeOptions(port=port, url_prefix=prefix, framed=True))
        spaces.append(app.state.workspace)
        return app

    def give_up() -> None:
        for space in spaces:
            space.pools.close()

    try:
        doorway = Doorway(secret, make, urlsplit(placed(url, port)).path)
        server = BackgroundServer(doorway, bound, give_up)
    except BaseException:
        bound.close()
        raise
    return Served(index, url, server, doorway, secret, owned)


def _bound(port: int) -> socket.socket:
    if not 0 <= port <= MOST_PORT:
        raise InputError(f"port={port} is none; give one from 1 to {MOST_PORT}, or 0 for a free one.")
    try:
        return bind(ServeOptions(host=HOST, port=port))
    except InputError:
        raise InputError(f"Port {port} of {HOST} cannot be had; give another, or 0 for a free one.") from None
