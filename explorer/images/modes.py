"""Every pixel mode of Pillow to 8-bit RGB."""

import numpy as np
from PIL import Image, ImageCms

_BIT_DEPTHS = (8, 10, 12, 14, 16, 24, 31)


def to_rgb(image: Image.Image, background: tuple[int, int, int]) -> Image.Image:
    """Return a loaded image as RGB.

    Parameters
    ----------
    image : Image
        Any mode. It is not changed; the result may be the same object.
    background : tuple of int
        RGB that shows through transparent pixels.

    Raises
    ------
    ValueError
        The mode has no way to RGB.

    Notes
    -----
    More than 8 bits a pixel are brought into range and never clipped: whole numbers are divided by the
    largest value of the smallest usual depth (8, 10, 12, 14, 16, 24, 31 bits) that holds them all, so that
    12-bit scans in 16-bit files are not black; with negative numbers, and for floats outside [0, 255], the
    range from the lowest to the highest is spread. Floats within [0, 1] are taken for shares of white.
    """
    if image.mode == "RGB" and "transparency" not in image.info:
        return image
    if image.mode == "F" or image.mode == "I" or image.mode.startswith("I;"):
        return _grey_from_numbers(np.asarray(image)).convert("RGB")
    if image.mode == "LAB":
        transform = ImageCms.buildTransform(
            ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
        )
        return ImageCms.applyTransform(image, transform)
    if image.mode in ("La", "RGBa"):
        image = image.convert("LA" if image.mode == "La" else "RGBA")
    if image.has_transparency_data:
        return _over(image.convert("RGBA"), background)
    return image.convert("RGB")


def _over(image: Image.Image, background: tuple[int, int, int]) -> Image.Image:
    """Lay an RGBA image over one colour."""
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    below = Image.new("RGB", image.size, background)
    below.paste(image, mask=alpha)
    return below


def _grey_from_numbers(values: np.ndarray) -> Image.Image:
    """Bring whole or float grey values of any range into 0…255."""
    if values.dtype.kind == "f":
        finite = np.isfinite(values)
        values = np.where(
            finite, values, 0.0 if not finite.any() else values.min(where=finite, initial=np.inf)
        )
    low, high = values.min().item(), values.max().item()
    if values.dtype.kind == "f" and low >= 0 and high <= 255:
        offset, scale = 0.0, 1.0 if high <= 1 else 255.0
    elif values.dtype.kind != "f" and low >= 0:
        offset, scale = 0.0, float(2 ** next((b for b in _BIT_DEPTHS if high < 2**b), 32) - 1)
    else:
        offset, scale = low, (high - low) or 1.0
    grey = (values.astype(np.float64) - offset) * (255.0 / scale)
    return Image.fromarray(np.rint(grey).clip(0, 255).astype(np.uint8))
