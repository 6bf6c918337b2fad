"""Every pixel mode of Pillow to 8-bit RGB."""

import numpy as np
from PIL import Image, ImageCms

from explorer.images.formats.profiles import converted, to_srgb
from explorer.images.formats.ranges import to_bytes

_GROUNDS = ((255, 255, 255), (0, 0, 0), (128, 128, 128))
# A pixel shows on a ground from which its grey value is so far, and a ground will do if so many pixels show.
_SHOWS, _ENOUGH = 64, 2 / 3
_VISIBLE = 32


def to_rgb(image: Image.Image, background: tuple[int, int, int] | None) -> Image.Image:
    """Return a loaded image as RGB, in the colours of sRGB.

    Parameters
    ----------
    image : Image
        Any mode. It is not changed; the result may be the same object.
    background : tuple of int or None
        RGB that shows through transparent pixels; None chooses (`ground_for`).

    Raises
    ------
    ValueError
        The mode has no way to RGB.

    Notes
    -----
    More than 8 bits a pixel are brought into view as `explorer.images.formats.ranges` says.
    """
    profile = image.info.get("icc_profile")
    if image.mode == "RGB" and "transparency" not in image.info:
        return to_srgb(image, profile)
    if image.mode == "F" or image.mode == "I" or image.mode.startswith("I;"):
        grey = Image.fromarray(to_bytes(np.asarray(image), full=bool(profile)))
        return to_srgb(grey, profile).convert("RGB")
    if image.mode == "LAB":
        transform = ImageCms.buildTransform(
            ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
        )
        return converted(image, transform)
    if image.mode in ("La", "RGBa"):
        image = image.convert("LA" if image.mode == "La" else "RGBA")
    if image.has_transparency_data:
        clear = image if image.mode == "LA" else image.convert("RGBA")
        return over(to_srgb(clear, profile).convert("RGBA"), background)
    plain = image if image.mode in ("L", "CMYK") else image.convert("RGB")
    return to_srgb(plain, profile).convert("RGB")


def over(image: Image.Image, background: tuple[int, int, int] | None) -> Image.Image:
    """Lay an RGBA image over one colour, or over the ground that shows it."""
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB")
    below = Image.new("RGB", image.size, background or ground_for(image))
    below.paste(image, mask=alpha)
    return below


def ground_for(image: Image.Image) -> tuple[int, int, int]:
    """Return the ground on which an RGBA image shows.

    White, if two thirds of the visible pixels show on it: their grey value is 64 or more away. Else of white,
    black and mid-grey the one on which most show, the first of equals.
    """
    mask = image.getchannel("A").point([0] * _VISIBLE + [255] * (256 - _VISIBLE))
    counts = np.array(image.convert("RGB").convert("L").histogram(mask))
    shows = [int(counts[np.abs(np.arange(256) - ground[0]) >= _SHOWS].sum()) for ground in _GROUNDS]
    if shows[0] >= _ENOUGH * counts.sum():
        return _GROUNDS[0]
    return _GROUNDS[int(np.argmax(shows))]
