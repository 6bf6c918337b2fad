"""Small JPEGs and PNGs with nothing unusual about them, decoded with less ado than Pillow makes.

Opening a file of a few kilobytes costs Pillow more than its pixels do. Whatever is unusual about a file, and
whatever is wrong with it, is left to the readers that know about it: the pixels are the same.
"""

import struct

import numpy as np
from PIL import Image

_MOST_PIXELS = 1 << 16
"""Of larger ones the pixels cost the most, and another copy of them would be made."""
_JPEG, _JPEG_END = b"\xff\xd8\xff\xe0", b"\xff\xd9"
_JFIF = b"JFIF\0"
_SCAN, _FRAMES = 0xDA, (0xC0, 0xC1, 0xC2)
_TABLES = frozenset({0xC4, 0xDB, 0xDD, 0xE0, 0xFE})
"""Huffman and quantization tables, restart interval, JFIF, comment."""
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_PNG_HEADER = struct.Struct(">IIBBBBB")
_GREY_OR_RGB = (0, 2)
_CHUNKS = frozenset({b"sRGB", b"pHYs", b"tIME", b"IDAT"})
"""Those that change nothing about what is seen."""


def plain_picture(data: bytes, most_pixels: int) -> Image.Image | None:
    """Return a small plain picture as RGB; None for all others, and where anything is wrong.

    Parameters
    ----------
    data : bytes
        The whole file.
    most_pixels : int
        Pictures of more are left to those who refuse them.
    """
    if data.startswith(_JPEG):
        codec, size = "jpeg8_decode", _jpeg_size(data)
    elif data.startswith(_PNG):
        codec, size = "png_decode", _png_size(data)
    else:
        return None
    if not 0 < size <= min(most_pixels, _MOST_PIXELS):
        return None
    import imagecodecs

    try:
        pixels: np.ndarray = getattr(imagecodecs, codec)(data)
    except Exception:  # noqa: BLE001 - the usual readers say what is wrong with it
        return None
    image = Image.fromarray(pixels)
    return image if image.mode == "RGB" else image.convert("RGB")


def _jpeg_size(data: bytes) -> int:
    """Pixels of a whole upright JFIF of 8 bits in grey or YCbCr, without a profile; 0 of others."""
    if data[6:11] != _JFIF:
        return 0
    place, size = 2, 0
    while place + 10 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == _SCAN:  # in what is coded no such bytes stand: a file that is cut off has none
            return size if _JPEG_END in data[place:] else 0
        if marker in _FRAMES:
            bits, height, width, bands = struct.unpack_from(">BHHB", data, place + 4)
            if bits != 8 or bands not in (1, 3) or size:
                return 0
            size = width * height
        elif marker not in _TABLES:
            return 0
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return 0


def _png_size(data: bytes) -> int:
    """Pixels of a whole PNG of 8 bits, grey or RGB, with nothing said of its colours; 0 of others."""
    if len(data) < len(_PNG) + _PNG_HEADER.size:
        return 0
    width, height, depth, kind, *ways = _PNG_HEADER.unpack_from(data, len(_PNG))
    if depth != 8 or kind not in _GREY_OR_RGB or any(ways):
        return 0
    place = len(_PNG) + _PNG_HEADER.size + 4
    while place + 12 <= len(data):
        name = data[place + 4 : place + 8]
        if name == b"IEND":
            return width * height
        if name not in _CHUNKS:
            return 0
        place += 12 + int.from_bytes(data[place : place + 4], "big")
    return 0
