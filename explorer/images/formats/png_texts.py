"""Texts in a PNG that are longer than Pillow reads, which would have it refuse the picture.

What programs note of their work (XMP with a history, workflows) may have megabytes. It says nothing of what
is seen, so the picture is read without it, as browsers do. Chunks are those of PNG 3, section 11.3.
"""

import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LONGEST = 1 << 20
"""Bytes that Pillow takes of what is compressed, and that all of these together may have here."""


def without_long_texts(data: bytes) -> bytes:
    """Return a file less the texts and the profile whose compressed content is too long.

    Parameters
    ----------
    data : bytes
        Any file.
    """
    if not data.startswith(_SIGNATURE):
        return data
    left, kept, start = _LONGEST, [], 0
    for place, end in _chunks(data):
        packed = _packed(data[place + 4 : place + 8], data[place + 8 : end - 4])
        if packed is None:
            continue
        length = _length(packed, left)
        if length <= left:
            left -= length
        else:
            kept.append(data[start:place])
            start = end
    return b"".join([*kept, data[start:]]) if kept else data


def _chunks(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each chunk begins, with its length and name, and where it ends, with its checksum."""
    place = len(_SIGNATURE)
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        yield place, end
        place = end


def _packed(kind: bytes, content: bytes) -> bytes | None:
    """The compressed part of a chunk; None where it has none."""
    after = content.partition(b"\0")[2]
    if kind in (b"zTXt", b"iCCP"):
        return after[1:]
    if kind == b"iTXt" and after[:1] not in (b"", b"\0"):
        return after[2:].split(b"\0", 2)[-1]
    return None


def _length(packed: bytes, most: int) -> int:
    """Bytes of what is compressed, counted to one more than `most`; 0 where it is damaged."""
    try:
        return len(zlib.decompressobj().decompress(packed, most + 1))
    except zlib.error:
        return 0
