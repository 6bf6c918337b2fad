"""What a result is made of, in digests: whether an interrupted export may go on with what it has."""

import os
from contextlib import suppress
from hashlib import blake2b

import numpy as np
import pyarrow as pa

from explorer import __version__
from explorer.decisions.decision_columns import used_items
from explorer.export.export_format import Format, Subset
from explorer.export.tables import original_places
from explorer.index.format import LABEL
from explorer.index.json_values import plain
from explorer.index.reader import Index
from explorer.remote.addresses import is_address


def asked_for(found: Format, subset: Subset) -> dict[str, str]:
    """Return what makes the result of an export, by what that is in words; the originals aside.

    Of a format of files, what is decided of images is written at the end, and only labels lead to files.
    """
    index = subset.index
    table = used_items(index)
    decided = [name for name in table.column_names if name not in index.items.column_names]
    columns = [LABEL, *decided] if found.resumes_by_parts else [LABEL]
    return {
        "format": f"{found.name}, dendro {__version__}",
        "build of the index": index.build,
        "choice of images": _digest(np.ascontiguousarray(subset.rows, "<i8").tobytes()),
        "layout": subset.layout,
        "kind of links": subset.links,
        "state of labels and tags": _values_digest(table, columns, subset.rows),
    }


def originals_digest(index: Index, rows: np.ndarray) -> str:
    """Return a digest of where the originals of (m,) rows lie, and of their sizes and times where they lie
    here; no file is opened.
    """
    digest = blake2b(digest_size=16)
    known: dict[str | None, bytes] = {}
    for place in original_places(index, rows).to_pylist():
        if place not in known:
            known[place] = f"{place}\0{_state(place)}\0".encode(errors="surrogatepass")
        digest.update(known[place])
    return digest.hexdigest()


def _state(place: str | None) -> str:
    if place is not None and not is_address(place):
        with suppress(OSError, ValueError):
            state = os.stat(place)
            return f"{state.st_size} {state.st_mtime_ns}"
    return ""


def _values_digest(table: pa.Table, columns: list[str], rows: np.ndarray) -> str:
    there = [name for name in columns if name in table.column_names]
    values = table.select(there).take(pa.array(rows))
    return _digest("\0".join(repr(plain(column.to_pylist())) for column in values.columns).encode())


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
