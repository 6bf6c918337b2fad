"""Pictures that Pillow would cut to 8 bits or cannot read, as arrays of their own numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.formats.modes import over, to_rgb
from explorer.images.formats.ranges import largest, row_blocks, to_bytes

_ORIENTATION = 274
ON_ITS_SIDE = (5, 6, 7, 8)
"""Orientations of EXIF that change width and height."""


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
        full = bool(self.profile) or bool(bands.model)
        shown = to_bytes(bands.values, bands.unknown, full, bands.white)
        image = Image.fromarray(np.ascontiguousarray(255 - shown if bands.inverted else shown))
        if bands.model:
            image = Image.frombytes(bands.model, image.size, image.tobytes())
        image.info["icc_profile"] = self.profile
        image = to_rgb(image, background)
        if bands.alpha is None:
            return image
        image.putalpha(Image.fromarray(to_bytes(bands.alpha, full=True, white=bands.white)))
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
    model : str
        `CMYK`, `YCbCr` or `LAB` as Pillow means them; empty for grey and RGB.
    white : float or None
        The largest number that is used, where it is less than that of their type.
    inverted : bool
        White is zero.
    """

    values: np.ndarray
    alpha: np.ndarray | None = None
    missing: np.ndarray | None = None
    model: str = ""
    white: float | None = None
    inverted: bool = False

    @property
    def unknown(self) -> np.ndarray | None:
        """Pixels that have no say in what is bright: those without a value, and those that do not show."""
        if self.alpha is None:
            return self.missing
        unseen = self.alpha == 0
        return unseen if self.missing is None else self.missing | unseen


def split_alpha(values: np.ndarray, white: float | None = None) -> Bands:
    """Tell grey, colour and opacity apart by the number of bands: 1, 2, 3 or 4."""
    if values.ndim == 2:
        return Bands(values, white=white)
    count = values.shape[2]
    if count == 1:
        return Bands(values[..., 0], white=white)
    if count == 3:
        return Bands(values, white=white)
    if count in (2, 4):
        return Bands(values[..., 0] if count == 2 else values[..., :3], values[..., -1], white=white)
    raise ImageError(f"an image of {count} bands, of which none is said to be a colour")


def without_opacity(values: np.ndarray, alpha: np.ndarray, white: float | None) -> np.ndarray:
    """Return colours that were stored multiplied by their opacity as they were before."""
    opaque, most = largest(alpha, white), largest(values, white)
    plain = np.empty_like(values)
    for rows in row_blocks(values):
        seen = np.maximum(alpha[rows].astype(np.float32) / opaque, np.finfo(np.float32).tiny)
        whole = values[rows] / (seen if values.ndim == 2 else seen[..., None])
        is_float = values.dtype.kind == "f"
        plain[rows] = np.where(np.isfinite(whole), whole, 0) if is_float else np.rint(whole).clip(0, most)
    return plain


def orientation_of(image: Image.Image) -> int:
    """What the EXIF of an image says, 1 where there is none that can be read."""
    try:
        return image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - broken EXIF is no reason to lose a sound image
        return 1
