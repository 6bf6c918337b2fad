"""How large pictures are as they are stored, of many at once, and of those that lie in archives or buckets.

Where annotations of an archive or a bucket are read, a small file stands for each picture and says where that
lies. So only those are looked at whose size is asked for, each at its start alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO, cast

import msgspec

from explorer.errors import ImageError, RemoteError
from explorer.images.header_size import StoredSize, stored_size, stored_size_of
from explorer.images.parts import GZIPPED, STORED, ZIPPED, Part, part_pieces, read_part, reader_of
from explorer.remote.addresses import is_address
from explorer.remote.reading import read_span
from explorer.remote.threads import each_at_once

_MARK = b"dendro: a picture that lies elsewhere\n"
_STARTS = (1 << 16, 1 << 20)
"""Bytes at the beginning of a picture that are read for its size: more where what is before it is long."""
_LARGEST = 1 << 28
"""Bytes of a picture in an archive that is read whole where its start does not tell."""
_BY_PIECES = (STORED, ZIPPED, GZIPPED)
"""Packings of which a beginning can be read."""


def stand_in(place: Part | str) -> bytes:
    """Return the content of a file that stands for a picture: a part of an archive, or at an address."""
    return _MARK + msgspec.json.encode(place if isinstance(place, str) else list(place))


def is_far(file: str) -> bool:
    """Whether a picture has to be fetched from an address to be looked at."""
    return isinstance(_place_of(file), str)


def stored_sizes(files: Sequence[str]) -> list[StoredSize | None]:
    """Return the size of each of some pictures; None where it cannot be told.

    Parameters
    ----------
    files : sequence of str
        Paths, addresses, or paths of what `stand_in` made.

    Raises
    ------
    RemoteError
        A server does not answer; a picture that it does not give has no size.
    """
    sizes: list[StoredSize | None] = [None] * len(files)
    in_archives: dict[str, list[tuple[Part, int]]] = defaultdict(list)
    far: list[tuple[str, int]] = []
    for number, file in enumerate(files):
        sizes[number] = None if is_address(file) else stored_size(file)
        place = _place_of(file) if sizes[number] is None else None
        if isinstance(place, Part):
            in_archives[place.path].append((place, number))
        elif place is not None:
            far.append((place, number))
    for path, parts in in_archives.items():
        for number, size in _of_archive(path, sorted(parts, key=lambda each: each[0].offset)):
            sizes[number] = size
    addresses = [address for address, _ in far]
    for (_, number), size in zip(far, each_at_once(_of_address, addresses), strict=True):
        sizes[number] = size
    return sizes


def _place_of(file: str) -> Part | str | None:
    """Where a picture lies that a file stands for; None of any other file."""
    if is_address(file):
        return file
    with suppress(OSError, msgspec.MsgspecError, TypeError), open(file, "rb", buffering=0) as stream:
        if stream.read(len(_MARK)) == _MARK:
            place = msgspec.json.decode(stream.readall())
            return place if isinstance(place, str) else Part(*place)
    return None


def _of_archive(path: str, parts: Sequence[tuple[Part, int]]) -> Iterator[tuple[int, StoredSize | None]]:
    """Sizes of what is in one, in the order in which it lies: what is compressed is unpacked once."""
    with suppress(OSError), open(path, "rb", buffering=0) as file:
        reader = reader_of(file, [parts[0][0]])
        for part, number in parts:
            size = None
            for length in (*_STARTS, _LARGEST):
                with suppress(ImageError):
                    start = _start(cast(BinaryIO, reader), part, length)
                    size = stored_size_of(BytesIO(start))
                if size is not None or length >= part.length:
                    break
            yield number, size


def _start(file: BinaryIO, part: Part, length: int) -> bytes:
    """The beginning of a picture, of about so many bytes; all of it where that is asked for."""
    if part.packing not in _BY_PIECES or length == _LARGEST:
        return read_part(file, part, _LARGEST)
    return next(part_pieces(file, part._replace(length=min(part.length, length))), b"")


def _of_address(address: str) -> StoredSize | None:
    for length in _STARTS:
        try:
            start = read_span(address, 0, length)
        except RemoteError as error:
            if error.temporary:
                raise
            return None
        size = stored_size_of(BytesIO(start))
        if size is not None or len(start) < length:
            return size
    return None
