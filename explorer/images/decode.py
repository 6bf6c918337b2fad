"""One image file, safely: bytes to an upright RGB picture, or one plain reason."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from PIL import Image

from explorer.errors import ImageError, TooManyPixelsError, in_brief
from explorer.images.formats.deep import instead_of
from explorer.images.formats.described import described_profile
from explorer.images.formats.file_formats import candidates, not_an_image
from explorer.images.formats.modes import to_rgb
from explorer.images.formats.plain import plain_picture
from explorer.images.formats.png_texts import without_long_texts
from explorer.images.formats.rasters import ON_ITS_SIDE, Raster, orientation_of
from explorer.images.formats.readers import reader_of
from explorer.options import ImageOptions

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
BYTES_PER_PIXEL = 16
"""No sound image of `max_pixels` takes more, in a file or in memory."""
_CUT_SHORT = (
    "truncated",
    "not enough",
    "unexpected end",
    "end of file",
    "not large enough",
    "too short",
    "less than expected",
)


@dataclass(frozen=True)
class Picture:
    """A decoded image.

    Attributes
    ----------
    image : PIL.Image.Image
        Mode RGB, first frame, upright (EXIF orientation applied), laid over the background.
    width, height : int
        Pixels of the file, upright: those of `image`, unless it was decoded at a fraction of its size.
    """

    image: Image.Image
    width: int
    height: int

    @classmethod
    def whole(cls, image: Image.Image) -> Self:
        """Return one of which `image` has every pixel."""
        return cls(image, *image.size)


def read_image(data: bytes, limits: ImageOptions | None = None, least_side: int | None = None) -> Picture:
    """Decode one image of any format that Pillow reads.

    Parameters
    ----------
    data : bytes
        The whole file.
    limits : ImageOptions, optional
        The largest number of pixels, and the background of transparent pixels.
    least_side : int, optional
        A JPEG is decoded at the smallest of a half, a quarter and an eighth of its size whose shorter side
        has so many pixels, by libjpeg's scaled inverse DCT.

    Raises
    ------
    ImageError
        And nothing else, whatever the bytes are. Its message is a short reason such as "truncated JPEG".
    """
    limits = limits or ImageOptions()
    plain = plain_picture(data, limits.max_pixels)
    if plain is not None:
        return Picture.whole(plain)
    name, image = _opened(data, limits)
    whole = None
    try:
        if isinstance(image, Raster):
            rgb, orientation = image.to_rgb(limits.background), image.orientation
        else:
            if least_side is not None:
                whole = _reduced(image, least_side)
            image.load()
            rgb, orientation = to_rgb(image, limits.background), orientation_of(image)
        rgb = _turn(rgb, orientation)
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(_reason(name, error)) from error
    if whole is None:
        return Picture.whole(rgb)
    return Picture(rgb, *(whole[::-1] if orientation in ON_ITS_SIDE else whole))


def _reduced(image: Image.Image, least_side: int) -> tuple[int, int] | None:
    """Ask for fewer pixels, and return the whole size as it lies; None where all are decoded."""
    whole = image.size
    image.draft(None, (least_side, least_side))
    return whole if image.size != whole else None


def too_many_pixels(width: int, height: int, limit: int) -> str:
    """Say that a picture is beyond the limit, and what raises it."""
    return f"too many pixels: {width} × {height}, the limit is {limit:,} (--max-pixels)"


def check_size(size: tuple[int, int], limits: ImageOptions) -> None:
    """Refuse what is beyond the limit, by `TooManyPixelsError`."""
    if size[0] * size[1] > limits.max_pixels:
        raise TooManyPixelsError(too_many_pixels(*size, limits.max_pixels))


def _opened(data: bytes, limits: ImageOptions) -> tuple[str, Image.Image | Raster]:
    """Read the header with the first reader that takes it, and refuse too many pixels."""
    refused = ""
    for name, opened, sure in _candidates(data, limits):
        if isinstance(opened, Image.Image):
            opened.info["icc_profile"] = described_profile(name, opened, data)
        image = opened if isinstance(opened, Raster) else instead_of(name, opened, data, limits.bands)
        if isinstance(image, Exception):
            refused = refused or (_reason(name, image) if sure else "")
            continue
        width, height = image.size
        check_size(image.size, limits)
        if isinstance(image, Raster) and image.bytes > BYTES_PER_PIXEL * limits.max_pixels:
            raise ImageError(f"too many bands: {image.bytes:,} bytes of numbers")
        if width < 1 or height < 1:
            raise ImageError(f"damaged {name}: {width} × {height} pixels")
        return name, image
    if refused:
        raise ImageError(refused)
    raise not_an_image(data)


def _candidates(
    data: bytes, limits: ImageOptions
) -> Iterator[tuple[str, Image.Image | Raster | Exception, bool]]:
    """As `candidates`, what is no format of Pillow's first."""
    reader = reader_of(io.BytesIO(data))
    if reader is not None:
        if reader.why_unread:
            raise ImageError(reader.why_unread)
        try:
            opened = reader.opened(data, limits)
        except ImageError:
            raise
        except Exception as error:  # noqa: BLE001 - a reader given foreign bytes raises what it likes
            yield reader.name, error, True
        else:
            yield reader.name.removeprefix("a "), opened, True
    yield from candidates(without_long_texts(data))


def _turn(image: Image.Image, orientation: object) -> Image.Image:
    """Apply the EXIF orientation, where it is one of the eight."""
    how = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image if how is None else image.transpose(how)


def _reason(name: str, error: Exception) -> str:
    """Say in a few words why a reader gave up."""
    if isinstance(error, MemoryError):
        return f"not enough memory to decode this {name}"
    if isinstance(error, Image.DecompressionBombError):
        return "too many pixels"
    text = in_brief(error)
    if isinstance(error, EOFError) or any(words in text.lower() for words in _CUT_SHORT):
        return f"truncated {name}"
    return f"damaged {name} ({text})"
