"""A DICOM file of several pictures, each by its number."""

from typing import BinaryIO

from PIL import Image

from explorer.errors import ImageError, in_brief
from explorer.images.decode import check_size
from explorer.images.formats.dicom import dataset_of, raster_of
from explorer.images.formats.dicom_pixels import decoded, samples
from explorer.options import ImageOptions


class DicomFile:
    """What is in such a file, read once for all of its pictures.

    Parameters
    ----------
    file : binary file
        At its start; it stays the caller's.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._dataset = dataset_of(file.read())
        except Exception as error:
            raise ImageError(f"damaged DICOM ({in_brief(error)})") from error

    def close(self) -> None:
        """Let go of nothing: all is in memory."""

    def content(self, at: str) -> tuple[bytes, ...]:
        """Return what tells a picture from others: its numbers, before they are brought into view."""
        try:
            values, photometric = decoded(self._dataset, int(at) - 1)
        except ImageError:
            raise
        except Exception as error:
            raise ImageError(f"damaged DICOM ({in_brief(error)})") from error
        return f"{photometric} {values.shape} {values.dtype}".encode(), samples(values)

    def image(self, at: str, options: ImageOptions) -> Image.Image:
        """Return a picture as an RGB image."""
        try:
            raster = raster_of(self._dataset, int(at) - 1, options)
            check_size(raster.size, options)
            return raster.to_rgb(options.background)
        except ImageError:
            raise
        except Exception as error:
            raise ImageError(f"damaged DICOM ({in_brief(error)})") from error
