"""Records of TFRecord files as `tf.train.Example` has them, and where in the file the bytes of each lie.

A record is its length (8 bytes), a sum (4), the message and its sum (4). Of a message the bytes are found and
not copied: what parses Protocol Buffers does not tell where they lie, and of an image they are all that is
wanted.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

_LENGTH, _SUM = struct.Struct("<Q"), 4
_HEAD = _LENGTH.size + _SUM
_FLOAT = struct.Struct("<f")
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
"""Types of fields (Protocol Buffers, Encoding)."""
_BYTES_LIST, _FLOAT_LIST, _INT64_LIST = 1, 2, 3
"""Fields of `tf.train.Feature`."""
_MOST_BITS = 70


ENDINGS = (".tfrecord", ".tfrecords", ".tfrec", ".record")


class Span(NamedTuple):
    """Bytes of a file, from a place on."""

    start: int
    end: int


class Malformed(ValueError):
    """What stands there is no such message."""


def records(data: memoryview) -> Iterator[Span]:
    """Yield where each message lies in a file; `Malformed` where the file is cut off or is none."""
    place = 0
    while place < len(data):
        if place + _HEAD > len(data):
            raise Malformed
        (length,) = _LENGTH.unpack_from(data, place)
        start = place + _HEAD
        place = start + length + _SUM
        if place > len(data):
            raise Malformed
        yield Span(start, start + length)


def features(data: memoryview, record: Span) -> dict[str, list]:
    """Return the features of an Example, or of the context of a SequenceExample.

    Returns
    -------
    features : dict
        By their names lists of int or float, or of `Span` for bytes.

    Raises
    ------
    Malformed
        It is no such message.
    """
    found: dict[str, list] = {}
    for field, within in _fields(data, record):
        if field != 1:
            continue
        for number, entry in _fields(data, _span(within)):
            if number == 1:
                members = dict(_fields(data, _span(entry)))
                name = bytes(data[slice(*_span(members.get(1)))]).decode("utf-8", "replace")
                found[name] = _values(data, _span(members[2])) if 2 in members else []
    return found


def _values(data: memoryview, feature: Span) -> list:
    values: list = []
    for kind, within in _fields(data, feature):
        for _, value in _fields(data, _span(within)):
            if kind == _BYTES_LIST:
                values.append(_span(value))
            elif kind == _FLOAT_LIST:
                values += _floats(data, value)
            elif kind == _INT64_LIST:
                values += _whole_numbers(data, value)
    return values


def _floats(data: memoryview, value: int | float | Span) -> list[float]:
    if isinstance(value, Span):  # packed
        if (value.end - value.start) % _FLOAT.size:
            raise Malformed
        return [number for (number,) in _FLOAT.iter_unpack(data[slice(*value)])]
    return [float(value)]


def _whole_numbers(data: memoryview, value: int | float | Span) -> list[int]:
    if not isinstance(value, Span):
        return [_signed(int(value))]
    numbers, place = [], value.start
    while place < value.end:
        number, place = _varint(data, place, value.end)
        numbers.append(_signed(number))
    return numbers


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _fields(data: memoryview, message: Span) -> Iterator[tuple[int, int | float | Span]]:
    """Yield the number and the value of each field of a message."""
    place, end = message
    while place < end:
        tag, place = _varint(data, place, end)
        kind = tag & 7
        if kind == _VARINT:
            value, place = _varint(data, place, end)
        elif kind == _BYTES:
            length, place = _varint(data, place, end)
            value, place = Span(place, place + length), place + length
        elif kind == _FIXED32 and place + _FLOAT.size <= end:
            value, place = _FLOAT.unpack_from(data, place)[0], place + _FLOAT.size
        elif kind == _FIXED64:
            value, place = 0, place + _LENGTH.size
        else:
            raise Malformed
        if place > end:
            raise Malformed
        yield tag >> 3, value


def _varint(data: memoryview, place: int, end: int) -> tuple[int, int]:
    number = bits = 0
    while place < end and bits < _MOST_BITS:
        byte = data[place]
        number |= (byte & 0x7F) << bits
        place += 1
        if byte < 0x80:
            return number, place
        bits += 7
    raise Malformed


def _span(value: int | float | Span | None) -> Span:
    if not isinstance(value, Span):
        raise Malformed
    return value
