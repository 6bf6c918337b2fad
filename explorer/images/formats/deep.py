"""What reads a file of more than 8 bits a sample, of which Pillow would keep eight or none."""

import re
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFile

from explorer.images.formats.rasters import Bands, Raster, orientation_of, split_alpha

_SIGNED = 0x80
_PNM_COMMENT = re.compile(rb"#[^\r\n]*")
# Of a JPEG 2000 codestream: its two first markers, and how far from there its components are described, each
# in three bytes; their number stands before them.
_CODESTREAM, _COMPONENTS = b"\xff\x4f\xff\x51", 42


def instead_of(
    name: str, image: Image.Image | Exception, data: bytes, bands: tuple[int, ...] | None = None
) -> Raster | Image.Image | Exception:
    """Return what reads a file better than Pillow, or other bands of it, else what Pillow's reader gave."""
    if name == "TIFF":
        from explorer.images.formats.tiff import instead_of_pillow

        return instead_of_pillow(image, data, bands)
    if name == "JPEG":
        from explorer.images.formats.jpegs import instead_of_pillow as other_jpegs

        return other_jpegs(image, data)
    if not isinstance(image, ImageFile.ImageFile) or name not in _READERS:
        return image
    return _READERS[name](image, data) or image


def is_deep_png(data: bytes) -> bool:
    """Whether a PNG has more than 8 bits a sample."""
    return data[12:16] == b"IHDR" and data[24:25] == b"\x10"


def _png(image: Image.Image, data: bytes) -> Raster | None:
    if not is_deep_png(data) or image.mode not in ("RGB", "RGBA", "LA"):
        return None
    clear = image.info.get("transparency")

    def load() -> Bands:
        bands = _decoded("png_decode", data)
        if isinstance(clear, tuple) and bands.values.ndim == 3:
            seen = (bands.values != np.array(clear)).any(axis=2)
            return Bands(bands.values, seen)
        return bands

    return _raster(image, load)


def _jpeg_xl(image: Image.Image, data: bytes) -> Raster:
    return _raster(image, lambda: _decoded("jpegxl_decode", data, index=0))


def _jpeg_2000(image: Image.Image, data: bytes) -> Raster | None:
    place = data.find(_CODESTREAM) + _COMPONENTS
    count = int.from_bytes(data[place - 2 : place], "big")
    depths = set(data[place : place + 3 * count : 3])
    if place < _COMPONENTS or len(depths) != 1 or image.mode not in ("L", "I;16", "RGB", "RGBA", "LA"):
        return None
    (depth,) = depths
    bits, is_signed = (depth & ~_SIGNED) + 1, bool(depth & _SIGNED)
    if bits <= 8 and not is_signed:
        return None
    return _raster(image, lambda: split_alpha(_codec("jpeg2k_decode", data), 2.0 ** (bits - is_signed) - 1))


def _pnm(image: ImageFile.ImageFile, data: bytes) -> Raster | None:
    """Of netpbm's formats those with two bytes a number, plain ones too."""
    decoder, _, offset, options = image.tile[0]
    most = options[1] if decoder in ("ppm", "ppm_plain") and isinstance(options, tuple) else 0
    if image.mode == "I" and decoder == "raw":
        most = 65535
    if most <= 255:
        return None
    shape = (image.height, image.width) if image.mode == "I" else (image.height, image.width, 3)

    def load() -> Bands:
        count = int(np.prod(shape))
        if decoder == "ppm_plain":
            numbers = np.array(_PNM_COMMENT.sub(b" ", data[offset:]).split()[:count], np.uint16)
        else:
            numbers = np.frombuffer(data, ">u2", count, offset).astype(np.uint16)
        if numbers.size < count:
            raise EOFError
        return Bands(numbers.reshape(shape), white=float(most))

    return _raster(image, load)


def _sgi(image: Image.Image, data: bytes) -> Raster | None:
    """Planes of two bytes a number, lowest row first. Those that are compressed are left to Pillow."""
    compressed, size = data[2], data[3]
    if compressed or size != 2:
        return None
    planes = len(image.getbands())

    def load() -> Bands:
        values = np.frombuffer(data, ">u2", planes * image.width * image.height, 512).astype(np.uint16)
        return split_alpha(np.moveaxis(values.reshape(planes, image.height, image.width)[:, ::-1], 0, -1))

    return _raster(image, load)


def _raster(image: Image.Image, load: Callable[[], Bands]) -> Raster:
    return Raster(image.size, load, orientation_of(image), image.info.get("icc_profile"))


def _decoded(codec: str, data: bytes, **options: object) -> Bands:
    return split_alpha(_codec(codec, data, **options))


def _codec(codec: str, data: bytes, **options: object) -> np.ndarray:
    import imagecodecs

    return getattr(imagecodecs, codec)(data, **options)


def _fits(image: Image.Image, data: bytes) -> Raster | None:
    from explorer.images.formats.fits import fits_raster

    try:
        return fits_raster(image, data)
    except (ValueError, OverflowError):  # a header that is none: Pillow's reader says what it can
        return None


_READERS = {"FITS": _fits, "PNG": _png, "JXL": _jpeg_xl, "JPEG2000": _jpeg_2000, "PPM": _pnm, "SGI": _sgi}
