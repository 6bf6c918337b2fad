"""Originals that lie at addresses: which of them may be fetched, and how they become files that can be read.

The rule: an address is fetched if it is within what the index was made of, and if whoever built the index has
the same account as whoever serves it, or names the address in `DENDRO_FETCH`.
"""

import os
import tempfile
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import ImageError, OriginalError, RemoteError
from explorer.images.fetched import Fetched, Remote, fetch
from explorer.images.parts import Part
from explorer.images.read_file import most_bytes
from explorer.options import ImageOptions
from explorer.remote.addresses import is_address, join, lies_within
from explorer.remote.consent import VARIABLE, is_named, is_ours, signature
from explorer.remote.retries import LOOKING

SIGNED = "signed"
"""The entry of `source` in a manifest that says whose index it is."""


class FetchedFile(NamedTuple):
    """A file without a name that holds what was fetched, open at its start.

    Attributes
    ----------
    address : str
    descriptor : int
    part : Part or None
        Where the image lies in it.
    of_archive : bool
        Whether it was a part of what lies there.
    """

    address: str
    descriptor: int
    part: Part | None
    of_archive: bool


def remote_address(source: dict, recorded: str) -> str | None:
    """Return the address that a recorded path means; None where it is a file of this machine.

    Raises
    ------
    OriginalError
        It would lead out of the source.
    """
    if is_address(recorded):
        return recorded
    root = source.get("root", "")
    if not is_address(root):
        return None
    address = join(root, recorded)
    if recorded.startswith("/") or not lies_within(address, root):
        raise OriginalError(recorded, "it lies outside the source")
    return address


def sign(source: dict, names: pa.ChunkedArray) -> str:
    """Return the signature of an index with some addresses in it; empty where it has none.

    Parameters
    ----------
    source : dict
        As a manifest has it.
    names : (n,) text or dictionary of text
        Of the files that its images are in, as they are recorded.
    """
    return signature(_signed(source, names)) if _has_addresses(source, names) else ""


def check_ours(source: dict, names: pa.ChunkedArray) -> bool:
    """Whether this account made an index of these addresses."""
    return is_ours(source.get(SIGNED), _signed(source, names))


def fetch_original(
    address: str, recorded: str, part: Part | None, ours: bool, options: ImageOptions
) -> FetchedFile:
    """Fetch an original into a file that has no name.

    Raises
    ------
    OriginalError
        It may not be fetched, or cannot be had; the sentence says why.
    """
    if not ours and not is_named(address):
        raise OriginalError(
            recorded,
            "it lies at an address, and this index was made by another account, so that nothing is fetched "
            f"unless the variable {VARIABLE} names where (`dendro info` says where that is)",
        )
    try:
        found = fetch(Remote(address, part), most_bytes(options), LOOKING)
    except RemoteError as error:
        raise OriginalError(recorded, error.reason) from None
    except ImageError as error:
        raise OriginalError(recorded, str(error)) from None
    return FetchedFile(address, _file_of(found), found.part, part is not None)


def _file_of(found: Fetched) -> int:
    handle, path = tempfile.mkstemp(prefix="dendro-")
    try:
        with os.fdopen(os.dup(handle), "wb") as file:
            file.write(found.data)
        # Of the time there: what browsers have of it stays true.
        os.utime(path, ns=(found.modified, found.modified))
    finally:
        os.unlink(path)
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def _has_addresses(source: dict, names: pa.ChunkedArray) -> bool:
    if is_address(source.get("root")):
        return True
    marked = names.filter(pc.match_substring(names.cast(pa.string()), "://"))
    return any(is_address(name) for name in marked.to_pylist())


def _signed(source: dict, names: pa.ChunkedArray) -> Iterator[bytes]:
    yield str(source.get("root", "")).encode()
    # In the order of the alphabet, for that of the tree changes; each once, for all boxes of a picture.
    for name in sorted(set(names.unique().to_pylist())):
        yield name.encode("utf-8", "surrogatepass")
