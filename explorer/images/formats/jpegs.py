"""JPEGs that Pillow does not decode: of 12 bits, without loss (ITU-T T.81, process 14), JPEG-LS (T.87)."""

import struct
from dataclasses import dataclass

from PIL import Image

from explorer.errors import ImageError
from explorer.images.formats.rasters import Raster, split_alpha

_LOSSLESS, _LS = 0xC3, 0xF7
_FRAMES = {*range(0xC0, 0xD0), _LS} - {0xC4, 0xC8, 0xCC}
"""Markers at which a frame begins; those left out are tables."""
_ALONE = {0x01, *range(0xD0, 0xD9)}
_EXIF, _PROFILE = b"Exif\0\0", b"ICC_PROFILE\0"
_ORIENTATION = 274


@dataclass(frozen=True)
class _Frame:
    """What stands before the pixels."""

    marker: int
    bits: int
    size: tuple[int, int]
    bands: int
    orientation: int
    profile: bytes | None


def instead_of_pillow(image: Image.Image | Exception, data: bytes) -> Raster | Image.Image | Exception:
    """Return what reads a JPEG of another kind than 8 bits with loss, else what Pillow's reader gave."""
    frame = _frame(data)
    if frame is None or (frame.bits == 8 and frame.marker not in (_LOSSLESS, _LS)):
        return image
    if frame.bands not in (1, 3):
        kind = "JPEG-LS" if frame.marker == _LS else f"JPEG of {frame.bits} bits or without loss"
        return ImageError(f"a {kind} of {frame.bands} inks, which is not read (convert it to PNG or TIFF)")
    width, height = frame.size

    def load():
        import imagecodecs

        decode = imagecodecs.jpegls_decode if frame.marker == _LS else imagecodecs.jpeg_decode
        return split_alpha(decode(data), 2.0**frame.bits - 1)

    return Raster(frame.size, load, frame.orientation, frame.profile, 2 * width * height * frame.bands)


def _frame(data: bytes) -> _Frame | None:
    """Read the segments up to the first frame; None where there is none."""
    place, orientation, profile = 2, 1, {}
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF or marker in _ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        segment = data[place + 4 : place + 2 + length]
        if marker in _FRAMES and len(segment) >= 6:
            bits, height, width, bands = struct.unpack(">BHHB", segment[:6])
            whole = b"".join(profile[number] for number in sorted(profile)) or None
            return _Frame(marker, bits, (width, height), bands, orientation, whole)
        if marker == 0xE1 and segment.startswith(_EXIF):
            orientation = _orientation(segment)
        elif marker == 0xE2 and segment.startswith(_PROFILE):
            profile[segment[len(_PROFILE) : len(_PROFILE) + 1]] = segment[len(_PROFILE) + 2 :]
        place += 2 + length
    return None


def _orientation(segment: bytes) -> int:
    exif = Image.Exif()
    try:
        exif.load(segment)
        return exif.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - broken EXIF is no reason to lose a sound image
        return 1
