"""A decoded frame of a video as players show it: upright, with square pixels, in the colours of sRGB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from explorer.images.formats.described import profile_of_codes
from explorer.images.formats.profiles import to_srgb

if TYPE_CHECKING:  # it is loaded for the files that need it
    from fractions import Fraction

    from av import VideoFrame

_UPRIGHT = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
_MATRICES = {1: 1, 4: 4, 5: 5, 6: 6, 7: 7, 9: 9, 10: 9}
"""Matrices of H.273 by the numbers of swscale; where none is said, it is by how many lines there are."""
_BT709, _BT601, _LINES_OF_HD = 1, 5, 720
_FULL_RANGE = 2
_LEAST_RATIO, _MOST_RATIO = 0.25, 4.0


def frame_image(frame: VideoFrame, pixel_ratio: Fraction | None) -> Image.Image:
    """Return a frame as an RGB image; the same one on every machine.

    Parameters
    ----------
    frame : av.VideoFrame
    pixel_ratio : Fraction or None
        Width of a pixel over its height; None and what no camera has are taken for 1.
    """
    from av.video.reformatter import Interpolation

    matrix = _MATRICES.get(frame.colorspace, _BT709 if frame.height >= _LINES_OF_HD else _BT601)
    exact = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
    said = {"src_color_range": _FULL_RANGE} if frame.color_range == _FULL_RANGE else {}
    rgb = frame.reformat(format="rgb24", src_colorspace=matrix, interpolation=exact, threads=1, **said)
    image = to_srgb(rgb.to_image(), profile_of_codes(int(frame.color_primaries), int(frame.color_trc)))
    ratio = float(pixel_ratio or 1)
    if ratio != 1 and _LEAST_RATIO <= ratio <= _MOST_RATIO:
        image = image.resize((max(1, round(image.width * ratio)), image.height), Image.Resampling.BICUBIC)
    how = _UPRIGHT.get(frame.rotation % 360)
    return image if how is None else image.transpose(how)
