"""FITS as its numbers mean it: scaled, with blanks, planes of a cube (FITS Standard 4.0, 4.4 and 7.1)."""

import numpy as np
from PIL import Image

from explorer.images.formats.rasters import Bands, Raster

_CARD, _BLOCK, _MOST_CARDS, _MOST_AXES = 80, 2880, 36_000, 999
_TYPES = {8: "u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
_COLOURS = 3


def fits_raster(image: Image.Image, data: bytes) -> Raster | None:
    """Return what reads the first picture of a file; None where it is compressed or none is found.

    Three planes are red, green and blue; of any other number the first is shown. The lowest row is first.
    """
    place, found = 0, None
    while found is None and place < len(data):
        header, place = _header(data, place)
        size = [_whole(header, f"NAXIS{i + 1}") for i in range(min(_whole(header, "NAXIS"), _MOST_AXES))]
        count = abs(_whole(header, "BITPIX")) // 8 * int(np.prod(size, dtype=object)) if size else 0
        if header.get("ZIMAGE") == "T":
            return None
        is_picture = "SIMPLE" in header or header.get("XTENSION", "").strip("' ") == "IMAGE"
        if is_picture and len(size) >= 2 and count > 0 and _whole(header, "BITPIX") in _TYPES:
            found = header, place, size
        place += max(0, -(-(count + _whole(header, "PCOUNT")) // _BLOCK)) * _BLOCK
    if found is None:
        return None
    header, begin, (width, height, *rest) = found
    planes = _COLOURS if rest[:1] == [_COLOURS] else 1
    kind = np.dtype(_TYPES[_whole(header, "BITPIX")])

    def load() -> Bands:
        values = np.frombuffer(data, kind, planes * width * height, begin)
        values = np.moveaxis(values.reshape(planes, height, width)[:, ::-1], 0, -1)
        values = values if planes == _COLOURS else values[..., 0]
        return _scaled(values, header)

    return Raster((width, height), load, bytes=planes * width * height * max(kind.itemsize, 4))


def _scaled(values: np.ndarray, header: dict[str, str]) -> Bands:
    """Numbers by BZERO and BSCALE, and which of them stand for none by BLANK."""
    native = values.astype(values.dtype.newbyteorder("="))
    zero, scale = _number(header, "BZERO", 0.0), _number(header, "BSCALE", 1.0)
    missing = None
    if native.dtype.kind != "f" and header.get("BLANK"):
        missing = native == _whole(header, "BLANK")
        missing = missing if missing.ndim == 2 else missing.any(axis=2)
    if (zero, scale) == (32768.0, 1.0) and native.dtype == np.int16:
        native = (native.astype(np.int32) + 32768).astype(np.uint16)  # how FITS writes unsigned numbers
    elif (zero, scale) != (0.0, 1.0):
        native = native.astype(np.float64) * scale + zero
    elif native.dtype == np.int64:
        native = native.astype(np.float64)
    return Bands(native, missing=missing)


def _header(data: bytes, place: int) -> tuple[dict[str, str], int]:
    """The cards of a header, and where its data begin."""
    cards: dict[str, str] = {}
    length = 0
    while length < _MOST_CARDS * _CARD:
        card = data[place + length : place + length + _CARD].decode("latin-1")
        length += _CARD
        name = card[:8].strip()
        if name == "END" or len(card) < _CARD:
            break
        if card[8:10] == "= ":
            cards.setdefault(name, card[10:].partition("/")[0].strip())
    return cards, place + -(-length // _BLOCK) * _BLOCK


def _whole(header: dict[str, str], name: str) -> int:
    return int(header.get(name) or 0)


def _number(header: dict[str, str], name: str, usual: float) -> float:
    return float(header[name].replace("D", "E")) if header.get(name) else usual
