"""Tables of text that are compressed as a whole, `labels.csv.gz`: unpacked in memory, up to a limit."""

import os
from pathlib import Path

import pyarrow as pa

from explorer.errors import SourceError

PACKINGS = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}
"""What Arrow calls them, by their endings."""
_MARKS = {b"\x1f\x8b": "gzip", b"BZh": "bz2", b"\x28\xb5\x2f\xfd": "zstd"}
_MOST = 1 << 31
"""Bytes of a table once it is unpacked; what is made to unpack to far more is not followed."""
_PIECE = 1 << 24


def packing_of(start: bytes) -> str | None:
    """Return how a file is compressed that begins so; None where it is not."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def table_ending(name: str | Path) -> str:
    """Return the ending of a table in small letters, of one that is compressed that before: `.csv`."""
    stem, ending = os.path.splitext(os.fspath(name).lower())
    return os.path.splitext(stem)[1] if ending in PACKINGS else ending


def read_start(location: Path, most: int) -> bytes:
    """Return the beginning of a file, unpacked where it is compressed; nothing of one that cannot be."""
    with location.open("rb") as file:
        start = file.read(most)
    packing = packing_of(start)
    if packing is None:
        return start
    try:
        with pa.input_stream(str(location), compression=packing) as stream:
            return stream.read(most)
    except (OSError, pa.ArrowException):
        return b""


def read_packed(location: Path) -> bytes:
    """Read a file, and unpack it where it is compressed.

    Raises
    ------
    SourceError
        It is cut off or damaged, or would become too large.
    OSError
        It cannot be read.
    """
    with location.open("rb") as file:
        packing = packing_of(file.read(4))
    if packing is None:
        return location.read_bytes()
    pieces, size = [], 0
    try:
        with pa.input_stream(str(location), compression=packing) as stream:
            while piece := stream.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                if size > _MOST:
                    raise SourceError(
                        f"{location} has more than {_MOST / 1e9:.1f} GB of text once it is unpacked; "
                        "write it as .parquet"
                    )
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"{location}: {packing} that cannot be unpacked; is it cut off?") from error
    return b"".join(pieces)
