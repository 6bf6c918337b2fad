"""Colours as a picture's ICC profile means them, brought to sRGB."""

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageCms

_KEPT = 32
# Colours that tell a profile from sRGB: a lattice over the cube.
_PROBE = np.stack(np.meshgrid(*[np.arange(0, 256, 51, dtype=np.uint8)] * 3), axis=-1).reshape(36, 6, 3)
_SAME = 2


def converted(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    """Return a copy of an image whose colours went through a transform."""
    copy = ImageCms.applyTransform(image, transform)
    return image if copy is None else copy  # none is made only where the image itself is changed


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an image in the colours of sRGB; the same one where its profile says nothing else or is broken.

    Parameters
    ----------
    image : Image
        RGB, RGBA, L, LA or CMYK, 8 bits; others are left as they are.
    profile : bytes or None
        Of the file.
    """
    if not profile:
        return image
    if image.mode == "LA":
        grey = to_srgb(image.getchannel("L"), profile)
        return Image.merge("RGBA", (*grey.convert("RGB").split(), image.getchannel("A")))
    transform = _transform(profile, image.mode)
    return image if transform is None else converted(image, transform)


@lru_cache(_KEPT)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """How to convert, None where nothing needs to be; data sets have few profiles."""
    result = "RGBA" if mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, result)
        if result == mode and _changes_nothing(transform, mode):
            return None
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return None
    return transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    probe = Image.fromarray(_PROBE).convert(mode)
    found = np.asarray(ImageCms.applyTransform(probe, transform), int)
    return np.abs(found - np.asarray(probe, int)).max() <= _SAME
