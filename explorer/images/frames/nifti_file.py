"""A volume of NIfTI, and each of its slices by its number."""

from typing import BinaryIO

from PIL import Image

from explorer.images.decode import check_size
from explorer.images.formats.nifti import AXES, Volume
from explorer.options import ImageOptions


class NiftiFile:
    """What is in such a file, read once for all of its slices.

    Parameters
    ----------
    file : binary file
        At its start; it stays the caller's.
    max_pixels : int
        Bounds how large a volume may be.
    """

    def __init__(self, file: BinaryIO, max_pixels: int) -> None:
        self._volume = Volume(file, max_pixels)

    def close(self) -> None:
        """Let go of nothing: all is in memory."""

    def content(self, axis: str, at: str) -> tuple[bytes, ...]:
        """Return what tells a slice from others: its numbers, before they are brought into view."""
        values = self._volume.slice(AXES.index(axis), int(at))
        return f"{axis} {values.shape} {values.dtype}".encode(), values.tobytes()

    def image(self, axis: str, at: str, options: ImageOptions) -> Image.Image:
        """Return a slice as an RGB image."""
        image = self._volume.image(AXES.index(axis), int(at), options)
        check_size(image.size, options)
        return image
