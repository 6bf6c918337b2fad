"""A model's own resize and crop, on PIL images, without torch: this is what decoding workers run."""

from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
from PIL import Image

_FILTERS = {each.name.lower(): each for each in Image.Resampling}
# A strip of 20,000 × 1 pixels resized by its shorter side to 224 would need gigabytes; beyond this many times
# the pixels that are kept, only the part that is kept is resized.
_LARGEST_EXCESS = 16


class Prepares(Protocol):
    """What brings images into the form that an encoder takes, in the processes that decode; picklable.

    One that has a `side`, the pixels that it takes of a side, may be given JPEGs that were reduced while they
    were decoded, never to fewer.
    """

    def __call__(self, image: Image.Image) -> np.ndarray:
        """Return what the encoder takes for an RGB image."""
        ...

    def describe(self) -> dict:
        """Return plain JSON values on which the result depends, for a manifest."""
        ...


@dataclass(frozen=True)
class Preparation:
    """How one model wants its pixels. Picklable; needs Pillow and NumPy only.

    Attributes
    ----------
    size : tuple of int
        (height, width) of the result, pixels.
    resize : tuple of int
        (height, width) that the image is resized towards before it is cropped to `size`.
    resize_mode : str
        `shortest`: cover `resize`, keeping the ratio; `longest`: fit inside it, keeping the ratio;
        `squash`: exactly `resize`.
    interpolation : str
        `bicubic`, `bilinear`, or another filter of Pillow's.
    fill : int or tuple of int
        What the image does not cover: a grey value, or one of each channel.
    mean, std : tuple of float
        Of each channel, on a scale of 0 to 1. Applied by the encoder on its device, not here.
    """

    size: tuple[int, int] = (224, 224)
    resize: tuple[int, int] = (224, 224)
    resize_mode: str = "shortest"
    interpolation: str = "bicubic"
    fill: int | tuple[int, int, int] = 0
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    std: tuple[float, float, float] = (0.5, 0.5, 0.5)

    def __call__(self, image: Image.Image) -> np.ndarray:
        """Resize and crop one RGB image.

        Parameters
        ----------
        image : PIL.Image.Image
            Mode RGB; other modes are converted.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3)
        """
        if image.mode != "RGB":
            image = image.convert("RGB")
        height, width = self._resized_size(image.height, image.width)
        kept_height, kept_width = min(height, self.size[0]), min(width, self.size[1])
        if height * width > _LARGEST_EXCESS * kept_height * kept_width:
            image = self._resize_kept_part(image, height, width)
        elif (height, width) != (image.height, image.width):
            image = image.resize((width, height), _FILTERS[self.interpolation])
        return _crop_or_pad(np.asarray(image), self.size, self.fill)

    @property
    def side(self) -> int:
        """Pixels that are taken of an image's shorter side, or of the longer where that decides."""
        return max(*self.resize, *self.size)

    def describe(self) -> dict:
        """Return the same as plain JSON values, for a manifest."""
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()
        }

    def _resized_size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width after the resize, rounded as torchvision, timm and open_clip round."""
        if self.resize_mode == "squash":
            return self.resize
        if self.resize_mode == "shortest" and self.resize[0] == self.resize[1]:
            short = self.resize[0]  # torchvision's Resize truncates the longer side
            if width <= height:
                return int(short * height / width), short
            return short, int(short * width / height)
        ratios = height / self.resize[0], width / self.resize[1]
        ratio = max(ratios) if self.resize_mode == "longest" else min(ratios)
        return max(1, round(height / ratio)), max(1, round(width / ratio))

    def _resize_kept_part(self, image: Image.Image, height: int, width: int) -> Image.Image:
        """Resize only what the centre crop keeps; equals resizing all of it up to rounding of the filter."""
        top, bottom = _kept(height, self.size[0])
        left, right = _kept(width, self.size[1])
        down, across = image.height / height, image.width / width
        box = (left * across, top * down, min(right * across, image.width), min(bottom * down, image.height))
        return image.resize((right - left, bottom - top), _FILTERS[self.interpolation], box=box)


def _kept(length: int, wanted: int) -> tuple[int, int]:
    """First and last pixel that a centre crop keeps along one side."""
    start = max(0, round((length - wanted) / 2.0))
    return start, start + min(length, wanted)


def _crop_or_pad(pixels: np.ndarray, size: tuple[int, int], fill: int | tuple[int, int, int]) -> np.ndarray:
    """Centre crop; what is missing is filled, the odd pixel going to the bottom and the right."""
    height, width = size
    missing_rows, missing_columns = max(0, height - pixels.shape[0]), max(0, width - pixels.shape[1])
    if missing_rows or missing_columns:
        above, before = missing_rows // 2, missing_columns // 2
        shape = pixels.shape[0] + missing_rows, pixels.shape[1] + missing_columns, 3
        padded = np.broadcast_to(np.asarray(fill, np.uint8), shape).copy()
        padded[above : above + pixels.shape[0], before : before + pixels.shape[1]] = pixels
        pixels = padded
    top, left = _kept(pixels.shape[0], height)[0], _kept(pixels.shape[1], width)[0]
    return np.ascontiguousarray(pixels[top : top + height, left : left + width])
