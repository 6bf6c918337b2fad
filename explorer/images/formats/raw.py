"""RAW files of cameras: the preview that the camera made, else developed by LibRaw."""

import io
import os
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.formats.modes import to_rgb
from explorer.images.formats.rasters import Bands, Raster, orientation_of
from explorer.images.formats.readers import UNREAD_RAW
from explorer.options import ImageOptions

if TYPE_CHECKING:  # it is loaded for the files that need it
    from rawpy import RawPy

LARGE = 512
"""Pixels of the shorter side from which on a preview, or half of a picture, will do."""

_SURE = (b"II\x1a\0\0\0HEAPCCDR", b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0", b"\0MRM", b"FOVb")
_TIFF = {b"II*\0": "<", b"MM\0*": ">"}
_CR2, _CR3 = b"CR\x02\0", b"ftypcrx"
_MAKE, _BELOW, _PHOTOMETRIC, _DNG = 271, 330, 262, 50706
_SENSOR = (32803, 34892)
"""Photometric interpretations of numbers of a sensor: a mosaic, and one that was taken apart."""
_MOST_DIRECTORIES, _MOST_ENTRIES = 32, 512
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 13: 4}
_TURNED = {3: 3, 5: 8, 6: 6}
"""How LibRaw says that a picture is turned, as EXIF says it."""


def begins(start: bytes) -> bool:
    """Whether a file that starts so may be one: most are TIFFs of a kind."""
    return start[:4] in _TIFF or start.startswith(_SURE) or start[4:11] == _CR3


def takes(file: BinaryIO) -> bool:
    """Whether a file is one: a TIFF where a camera is named and the numbers of its sensor are."""
    start = file.read(16)
    if start[:4] not in _TIFF:
        return True
    if start[8:12] == _CR2:
        return True
    try:
        found = list(_tags(file, _TIFF[start[:4]]))
    except (struct.error, OSError, ValueError, OverflowError):
        return False
    named = any(tag in (_MAKE, _DNG) for tag, _ in found)
    return named and any(tag == _PHOTOMETRIC and value in _SENSOR for tag, value in found)


def opened(data: bytes, options: ImageOptions) -> Raster:
    """Read the header of a file, and its preview where that is large enough.

    Raises
    ------
    ImageError
        LibRaw does not read this camera.
    """
    import rawpy

    try:
        raw = rawpy.imread(io.BytesIO(data))
    except rawpy.LibRawFileUnsupportedError as error:
        raise ImageError(UNREAD_RAW) from error
    preview = _preview(raw, options)
    if preview is not None:
        orientation = orientation_of(preview)
        if orientation == 1:
            orientation = _TURNED.get(raw.sizes.flip, 1)

        def shown() -> Bands:
            # Its profile is used here, for it is one of what the preview is before it is RGB.
            return Bands(np.asarray(to_rgb(preview, options.background)))

        return Raster(preview.size, shown, orientation)
    sizes = raw.sizes
    half = min(sizes.iwidth, sizes.iheight) >= 2 * LARGE
    across, down = (-(-side // 2) if half else side for side in (sizes.iwidth, sizes.iheight))
    taken = 2 * sizes.raw_width * sizes.raw_height + 16 * across * down

    def developed() -> Bands:
        return Bands(raw.postprocess(use_camera_wb=True, half_size=half, output_bps=8))

    return Raster((across, down), developed, bytes=taken)


def _preview(raw: "RawPy", options: ImageOptions) -> Image.Image | None:
    """The JPEG that the camera made, decoded; None where it is small, damaged, or there is none."""
    import rawpy

    try:
        thumbnail = raw.extract_thumb()
        if thumbnail.format != rawpy.ThumbFormat.JPEG or not isinstance(thumbnail.data, bytes):
            return None
        image = Image.open(io.BytesIO(thumbnail.data), formats=("JPEG",))
        if min(image.size) < LARGE or image.width * image.height > options.max_pixels:
            return None
        image.load()
        return image
    except Exception:  # noqa: BLE001 - whatever is wrong with a preview, there is the picture itself
        return None


def _tags(file: BinaryIO, order: str) -> Iterator[tuple[int, int]]:
    """Tags and first values of the directories of a TIFF, and of those below them."""
    file.seek(4)
    waiting = [_unpacked(file, f"{order}I")]
    end = file.seek(0, os.SEEK_END)
    for _ in range(_MOST_DIRECTORIES):
        place = waiting.pop(0) if waiting else 0
        if not 0 < place < end:
            if waiting:
                continue
            return
        file.seek(place)
        count = _unpacked(file, f"{order}H")
        entries = file.read(12 * min(count, _MOST_ENTRIES))
        for entry in range(0, len(entries) - 11, 12):
            tag, kind, many = struct.unpack(f"{order}HHI", entries[entry : entry + 8])
            field = entries[entry + 8 : entry + 12]
            (word,) = struct.unpack(f"{order}I", field)
            yield tag, struct.unpack(f"{order}H", field[:2])[0] if kind == 3 else word
            if tag == _BELOW and _SIZES.get(kind) == 4:
                waiting += [word] if many == 1 else _words_at(file, order, word, min(many, _MOST_DIRECTORIES))


def _words_at(file: BinaryIO, order: str, place: int, count: int) -> list[int]:
    file.seek(place)
    return list(struct.unpack(f"{order}{count}I", file.read(4 * count)))


def _unpacked(file: BinaryIO, form: str) -> int:
    return struct.unpack(form, file.read(struct.calcsize(form)))[0]
