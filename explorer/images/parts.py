"""Images that are parts of a file: members of archives, read where they lie and never unpacked to disk.

A part is found once, when its archive is listed. From then on it is bytes at a place: whoever reads it needs
no list of what else is in there, of which there may be millions.
"""

import base64
import bz2
import os
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple, Protocol

from explorer.errors import ImageError
from explorer.images.gzipped import GzipReader

STORED, ZIPPED, PARQUET, WHOLE, TEXT = "stored", "zipped", "parquet", "whole", "text"
"""How a part lies in its file: as it is; an entry of a zip file, behind a header of its own; a value of a
column of a Parquet file, which is read with the others of its group of rows; it is no part, but all of a
file, beside images that are parts of others; or as text in base 64, such as a string of JSON."""
GZIPPED, ARROW, LANCE = "gzipped", "arrow", "lance"
"""As it is in what its file unpacks to, which is compressed with gzip as a whole; a value of a column of an
Arrow file that is compressed, which is read with the others of its batch; a value of a column of Lance."""
PACKINGS = (STORED, ZIPPED, PARQUET, WHOLE, TEXT, GZIPPED, ARROW, LANCE)
"""By their numbers in an index: new ones are last."""
OF_TABLES = (PARQUET, ARROW, LANCE)
"""Those of values, which are read in their order if they can be."""

_PIECE = 1 << 20
_HEADER = struct.Struct("<4s5H3I2H")
"""Header of an entry (APPNOTE.TXT 4.3.7): mark, version, flags, method, time, date, CRC, sizes, lengths."""
HEADERS = (1024, _HEADER.size + 2 * 0xFFFF)
"""Bytes to read for a header: more than usual ones have, and more than any has."""
_MARK = b"PK\x03\x04"
_ENCRYPTED, _SUM_BEHIND = 1, 8
_AS_IT_IS = 0
_OTHERS = {9: "Deflate64", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_CUT = "its archive is cut off or has changed"


class Part(NamedTuple):
    """Where an image lies in a file.

    Attributes
    ----------
    path : str
        Of the file, absolute.
    offset : int
        First byte; of an entry of a zip file that of its header, of a value of a Parquet file or of Lance
        its row, of one of Arrow one of `places_in`; of a part of what is compressed as a whole that of what
        it unpacks to.
    length : int
        Bytes as they are stored, without a header; of a value of a Parquet file its leaf column's number,
        of one of Arrow or Lance its column's.
    packing : str
        One of `PACKINGS`.
    """

    path: str
    offset: int
    length: int
    packing: str = STORED


class _Unpacker(Protocol):
    """What unpacks a stream piece by piece."""

    @property
    def needs_input(self) -> bool: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Inflate:
    """`zlib` as the other unpackers are."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._inner.eof

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max(max_length, 0))


_UNPACKERS: dict[int, Callable[[], _Unpacker]] = {8: _Inflate, 12: bz2.BZ2Decompressor}
"""By the number of the method in a header."""


def read_part(file: BinaryIO | GzipReader, part: Part, most: int) -> bytes:
    """Return the content of a part.

    Parameters
    ----------
    file : binary file
        Open, unbuffered or not, or as of `reader_of`; it is gone to where the part lies.
    part : Part
    most : int
        Bytes; of more, as of an archive that unpacks to no end, no more is unpacked.

    Raises
    ------
    ImageError
        When it cannot be read, or is larger.
    OSError
        When the file cannot be read.
    """
    pieces, size = [], 0
    for piece in part_pieces(file, part):
        size += len(piece)
        if size > most:
            raise ImageError(f"too large for an image (more than {most:,} bytes)")
        pieces.append(piece)
    return b"".join(pieces)


def part_pieces(file: BinaryIO | GzipReader, part: Part) -> Iterator[bytes]:
    """Read a part from its start, some bytes at a time; errors are those of `read_part`."""
    if part.packing in OF_TABLES:
        yield table_value(part)
        return
    if part.packing == GZIPPED:
        yield from _gzipped_pieces(file, part)
        return
    file.seek(part.offset)
    if part.packing == STORED:
        yield from _stored_pieces(file, part.length)
        return
    if part.packing == TEXT:
        yield _of_text(b"".join(_stored_pieces(file, part.length)))
        return
    unpacker, wanted = _behind_header(file)
    stored = _stored_pieces(file, part.length)
    found = 0
    for piece in stored if unpacker is None else _unpacked(stored, unpacker):
        found = zlib.crc32(piece, found)
        yield piece
    if wanted is not None and found != wanted:
        raise ImageError("damaged in its archive (its sum is another)")


def table_value(part: Part) -> bytes:
    """Return a value of a table, of this machine or at an address; errors are those of `read_part`."""
    if part.packing == ARROW:
        from explorer.images.arrow_cells import arrow_value  # late: most workers never need Arrow

        return arrow_value(part.path, part.length, part.offset)
    if part.packing == LANCE:
        from explorer.images.lance_values import lance_value

        return lance_value(part.path, part.length, part.offset)
    from explorer.images.parquet_values import value_of

    return value_of(part.path, part.length, part.offset)


def reader_of(file: BinaryIO, parts: Iterable[Part]) -> BinaryIO | GzipReader:
    """Return what `read_part` takes for many parts of a file, of which some are given."""
    return GzipReader(file) if any(part.packing == GZIPPED for part in parts) else file


def length_of_header(data: bytes) -> int:
    """Return how many bytes the header has that an entry of a zip file begins with; 0 where there is none."""
    if len(data) < _HEADER.size:
        return 0
    *_, of_name, of_extra = _HEADER.unpack_from(data)
    return _HEADER.size + of_name + of_extra


def _of_text(text: bytes) -> bytes:
    r"""Return what is written in base 64; JSON may have `\n` and `\/` in it."""
    try:
        return base64.b64decode(text.replace(rb"\n", b"").replace(b"\\", b""), validate=True)
    except ValueError as error:
        raise ImageError("damaged: it is no base 64, or its file has changed") from error


def _stored_pieces(file: BinaryIO | GzipReader, length: int) -> Iterator[bytes]:
    left = length
    while left:
        piece = file.read(min(left, _PIECE))
        if not piece:
            raise ImageError(_CUT)
        left -= len(piece)
        yield piece


def _gzipped_pieces(file: BinaryIO | GzipReader, part: Part) -> Iterator[bytes]:
    reader = file if isinstance(file, GzipReader) else GzipReader(file)
    reader.seek(part.offset)
    try:
        yield from _stored_pieces(reader, part.length)
    except EOFError as error:
        raise ImageError(_CUT) from error


def _behind_header(file: BinaryIO | GzipReader) -> tuple[_Unpacker | None, int | None]:
    """Go behind the header of an entry, and return what unpacks it and its CRC-32.

    None for what lies there as it is; and where the sum stands behind the entry, written as it came.
    """
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise ImageError(_CUT)
    mark, _version, flags, method, _time, _date, sum_of_it, *_, of_name, of_extra = _HEADER.unpack(header)
    if mark != _MARK:
        raise ImageError(_CUT)
    if flags & _ENCRYPTED:
        raise ImageError("encrypted in its archive (unpack it with its password)")
    file.seek(of_name + of_extra, os.SEEK_CUR)
    wanted = None if flags & _SUM_BEHIND else sum_of_it
    if method == _AS_IT_IS:
        return None, wanted
    make = _UNPACKERS.get(method)
    if make is None:
        raise ImageError(f"packed in a way that is not read ({_OTHERS.get(method, f'method {method}')})")
    return make(), wanted


def _unpacked(stored: Iterator[bytes], unpacker: _Unpacker) -> Iterator[bytes]:
    for piece in stored:
        data = piece
        while not unpacker.eof:
            yield _some(unpacker, data)
            data = b""
            if unpacker.needs_input:
                break
    while not unpacker.eof:
        rest = _some(unpacker, b"")
        if not rest:
            raise ImageError(_CUT)
        yield rest


def _some(unpacker: _Unpacker, data: bytes) -> bytes:
    try:
        return unpacker.decompress(data, _PIECE)
    except (zlib.error, OSError, EOFError) as error:
        raise ImageError(f"damaged in its archive ({error})") from error
