"""List what lies below an address."""

from collections.abc import Iterator
from typing import NamedTuple

from explorer.errors import RemoteError
from explorer.remote.addresses import lies_within
from explorer.remote.reading import State, state_of
from explorer.remote.retries import Patience, attempt
from explorer.remote.systems import opened

_PATIENCE = Patience(attempts=3)
_PAGES = 10_000
"""Of the folders of one on the web: pages may link on and on, as calendars do."""


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
    if address.startswith("http"):
        return list(_linked(address.rstrip("/")))
    fs, path = opened(address, listing=True)
    found = attempt(lambda: fs.find(path, detail=True), address, _PATIENCE)
    top, entries = path.strip("/"), []
    for name, info in found.items():
        below = name.lstrip("/").removeprefix(top).removeprefix("/")
        if below and info.get("type", "file") == "file":
            entries.append(Entry(below, state_of(info)))
    return entries


def _linked(top: str) -> Iterator[Entry]:
    fs, _ = opened(top)
    waiting, seen, pages = [f"{top}/"], {f"{top}/"}, 1
    while waiting:
        page = waiting.pop()
        try:
            found = attempt(lambda page=page: fs.ls(page, detail=True), page, _PATIENCE)
        except RemoteError as error:
            if not error.gone or page == f"{top}/":
                raise
            continue  # a link to a folder that is not there
        for each in found:
            name = each["name"].split("#")[0]
            if name in seen or "?" in name or not lies_within(name, top):
                continue
            seen.add(name)
            if name.endswith("/"):
                pages += 1
                if pages > _PAGES:
                    raise RemoteError(top, f"more than {_PAGES:,} folders below it (name one of them)")
                waiting.append(name)
            else:
                yield Entry(name.removeprefix(f"{top}/"), state_of(each))
