"""List what lies below an address."""

from typing import NamedTuple

from explorer.errors import RemoteError
from explorer.remote.addresses import lies_within, public
from explorer.remote.attempts import Patience, attempt
from explorer.remote.reading import State, state_of
from explorer.remote.systems import opened

_PATIENCE = Patience(attempts=3)


class Entry(NamedTuple):
    """Something below a folder.

    Attributes
    ----------
    path : str
        Relative to the folder.
    state : State
    """

    path: str
    state: State


def kind_at(address: str) -> str:
    """Return `file`, `folder`, or empty where nothing is at an address.

    Raises
    ------
    RemoteError
        Its server does not say.
    InputError
        What reads it is not installed or cannot be set up.
    """
    fs, path = opened(address, listing=True)
    if address.startswith("http") and address.split("?")[0].endswith("/"):
        return "folder"
    try:
        found = attempt(lambda: fs.info(path), address, _PATIENCE)
    except RemoteError as error:
        if error.gone:
            return ""
        raise
    return "folder" if found.get("type") == "directory" else "file"


def list_below(address: str) -> list[Entry]:
    """Return all files below an address, in no order; errors are those of `kind_at`.

    On the web these are the files that the folder's own page and those below it link to, nothing beside it.
    """
    fs, path = opened(address, listing=True)
    found = attempt(lambda: fs.find(path, detail=True), address, _PATIENCE)
    top = address.rstrip("/") if address.startswith("http") else path.strip("/")
    entries = []
    for name, info in found.items():
        if info.get("type", "file") != "file":
            continue
        if address.startswith("http"):
            if not lies_within(name, top) or public(name) != name:
                continue
            below = name.split("?")[0].removeprefix(top)
        else:
            below = name.lstrip("/").removeprefix(top)
        if below := below.removeprefix("/"):
            entries.append(Entry(below, state_of(info)))
    return entries
