"""Pictures that Pillow would cut to 8 bits or cannot read, as arrays of their own numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.modes import over
from explorer.images.profiles import to_srgb
from explorer.images.ranges import to_bytes

_ORIENTATION, _BITS = 274, 258


@dataclass
class Raster:
    """A picture whose header was read.

    Attributes
    ----------
    size : tuple of int
        Width and height, pixels.
    load : callable
        Gives the `Bands`; whatever the decoder raises comes through.
    orientation : int
        As of EXIF.
    profile : bytes or None
        ICC.
    bytes : int
        Memory that its numbers take.
    """

    size: tuple[int, int]
    load: Callable[[], "Bands"]
    orientation: int = 1
    profile: bytes | None = None
    bytes: int = 0

    def to_rgb(self, background: tuple[int, int, int] | None) -> Image.Image:
        """Decode to an RGB image as it lies, in the colours of sRGB."""
        bands = self.load()
        missing = bands.missing
        if bands.alpha is not None:  # what does not show has no say in what is bright
            unseen = bands.alpha == 0
            missing = unseen if missing is None else missing | unseen
        image = Image.fromarray(to_bytes(bands.values, missing, full=bool(self.profile)))
        if bands.inks:
            image = Image.frombytes("CMYK", image.size, image.tobytes())
        image = to_srgb(image, self.profile).convert("RGB")
        if bands.alpha is None:
            return image
        image.putalpha(Image.fromarray(to_bytes(bands.alpha, full=True)))
        return over(image, background)


@dataclass(frozen=True)
class Bands:
    """Numbers of a picture.

    Attributes
    ----------
    values : (h, w), (h, w, 3) or, of inks, (h, w, 4) array
    alpha : (h, w) array or None
        Opacity, over the whole range of its type.
    missing : (h, w) bool array or None
        Pixels without a value.
    inks : bool
        Cyan, magenta, yellow and black, uint8.
    """

    values: np.ndarray
    alpha: np.ndarray | None = None
    missing: np.ndarray | None = None
    inks: bool = False


def instead_of(name: str, image: Image.Image | Exception, data: bytes) -> Raster | Image.Image | Exception:
    """Return what reads a file better than Pillow, else what Pillow's reader gave."""
    if name == "TIFF" and _is_beyond_pillow(image):
        from explorer.images.tiff import open_tiff

        return open_tiff(data, image)
    if isinstance(image, Exception):
        return image
    if name == "PNG" and is_deep_png(data) and image.mode in ("RGB", "RGBA", "LA"):
        return _by_codec("png_decode", image, data)
    if name == "JXL":
        return _by_codec("jpegxl_decode", image, data, index=0)
    return image


def is_deep_png(data: bytes) -> bool:
    """Whether a PNG has more than 8 bits a sample."""
    return data[12:16] == b"IHDR" and data[24:25] == b"\x10"


def split_alpha(values: np.ndarray) -> Bands:
    """Tell grey, colour and opacity apart by the number of bands: 1, 2, 3 or 4."""
    if values.ndim == 2:
        return Bands(values)
    count = values.shape[2]
    if count == 1:
        return Bands(values[..., 0])
    if count == 3:
        return Bands(values)
    if count in (2, 4):
        return Bands(values[..., 0] if count == 2 else values[..., :3], values[..., -1])
    raise ImageError(f"an image of {count} bands, of which none is said to be a colour")


def _is_beyond_pillow(image: Image.Image | Exception) -> bool:
    if isinstance(image, Exception):
        return True
    bits = image.tag_v2.get(_BITS, (1,))
    return max(bits if isinstance(bits, tuple) else (bits,), default=1) > 8


def _by_codec(codec: str, image: Image.Image, data: bytes, **options: object) -> Raster:
    clear = image.info.get("transparency")

    def load() -> Bands:
        import imagecodecs

        bands = split_alpha(getattr(imagecodecs, codec)(data, **options))
        if isinstance(clear, tuple) and bands.values.ndim == 3:
            seen = (bands.values != np.array(clear)).any(axis=2)
            return Bands(bands.values, seen)
        return bands

    profile = image.info.get("icc_profile")
    return Raster(image.size, load, orientation_of(image), profile)


def orientation_of(image: Image.Image) -> object:
    """What the EXIF of an image says, 1 where there is none that can be read."""
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - broken EXIF is no reason to lose a sound image
        return 1
