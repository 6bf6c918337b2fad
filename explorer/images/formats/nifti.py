"""NIfTI: slices of a volume that stands as its header says, right, anterior and superior ascending."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

import numpy as np
from PIL import Image

from explorer.errors import ImageError, in_brief
from explorer.images.formats.ranges import shown_range
from explorer.images.formats.windows import EXACT, windowed
from explorer.options import ImageOptions

if TYPE_CHECKING:  # it is loaded for the files that need it
    from nibabel.nifti1 import Nifti1Image

AXES = ("sagittal", "coronal", "axial")
"""What a slice is called that stands on an axis of such a volume."""
_USUAL = 2
_SIZES = {348: (344, (b"n+1\0",)), 540: (4, (b"n+2\0",))}
"""By the size of the header, where its mark is, and the mark of a file that has its numbers with it."""
_SAMPLED = 1 << 22
_LEAST_RATIO, _MOST_RATIO = 1 / 20, 20.0
_PICTURES = 2


def begins(start: bytes) -> bool:
    """Whether a file that starts so is NIfTI, in one file and not compressed."""
    for order in ("little", "big"):
        place, marks = _SIZES.get(int.from_bytes(start[:4], order), (0, ()))
        if marks and start[place : place + 4] in marks:
            return True
    return False


def opened(data: bytes, options: ImageOptions) -> Image.Image:
    """Read the slice in the middle, from below."""
    volume = Volume(io.BytesIO(data), options.max_pixels)
    return volume.image(_USUAL, volume.shape[_USUAL] // 2, options)


class Layout(NamedTuple):
    """How a volume stands.

    Attributes
    ----------
    shape : tuple of int
        Slices on each of `AXES`.
    volumes : int
        How many there are; the first counts.
    orientation : (3, 2) float64 array
        As of `nibabel.io_orientation`.
    spacing : tuple of float
        Millimetres from slice to slice on each of `AXES`.
    """

    shape: tuple[int, int, int]
    volumes: int
    orientation: np.ndarray
    spacing: tuple[float, float, float]


def image_of(file: BinaryIO) -> Nifti1Image:
    """Return what reads a file, compressed or not; its numbers are not read yet.

    Raises
    ------
    ImageError
        It is no NIfTI.
    """
    import nibabel

    start = file.read(4)
    file.seek(0)
    stream = gzip.open(file) if start.startswith(b"\x1f\x8b") else file
    try:
        header = stream.read(_SIZES_READ)
        stream.seek(0)
        if not begins(header):
            raise ImageError("no NIfTI in one file (`.nii` or `.nii.gz`)")
        is_second = 540 in (int.from_bytes(header[:4], order) for order in ("little", "big"))
        return (nibabel.Nifti2Image if is_second else nibabel.Nifti1Image).from_stream(
            cast(io.IOBase, stream)
        )
    except ImageError:
        raise
    except Exception as error:  # a reader given foreign bytes raises what it likes
        raise ImageError(f"damaged NIfTI ({in_brief(error)})") from error


def layout_of(image: Nifti1Image) -> Layout:
    """Return how the first volume of an image stands; `ImageError` where it has no slice."""
    import nibabel

    sizes = [*image.shape, 1, 1, 1][:3]
    if min(sizes) < 1:
        raise ImageError("NIfTI without a slice")
    affine = image.affine
    orientation = nibabel.io_orientation(affine) if affine is not None else np.array([[0, 1], [1, 1], [2, 1]])
    if not np.isfinite(orientation).all():
        orientation = np.array([[0, 1], [1, 1], [2, 1]], float)
    zooms = [*(float(each) for each in image.header.get_zooms()), 1.0, 1.0, 1.0][:3]
    shape, spacing = [0, 0, 0], [1.0, 1.0, 1.0]
    for place, (axis, _) in enumerate(orientation):
        shape[int(axis)], spacing[int(axis)] = int(sizes[place]), zooms[place]
    volumes = int(np.prod(image.shape[3:], dtype=object)) if len(image.shape) > 3 else 1
    return Layout((shape[0], shape[1], shape[2]), volumes, orientation, (spacing[0], spacing[1], spacing[2]))


class Volume:
    """The first volume of a file, in memory.

    Parameters
    ----------
    file : binary file
        At its start; it stays the caller's.
    max_pixels : int
        A volume of more than twice as many numbers is not read.

    Attributes
    ----------
    shape : tuple of int
        Slices on each of `AXES`.
    """

    def __init__(self, file: BinaryIO, max_pixels: int) -> None:
        from nibabel.orientations import apply_orientation

        image = image_of(file)
        layout = layout_of(image)
        self.shape, self._spacing = layout.shape, layout.spacing
        if int(np.prod(self.shape, dtype=object)) > _PICTURES * max_pixels:
            raise ImageError(f"too large a volume ({' × '.join(map(str, self.shape))}; --max-pixels)")
        try:
            rest = (slice(None),) * min(3, len(image.shape)) + (0,) * (len(image.shape) - 3)
            values = np.asanyarray(image.dataobj[rest])
            values = values.reshape(*values.shape, *(1,) * (3 - values.ndim))
            self._colours = values.dtype.names is not None
            self._values = apply_orientation(_plain(values), layout.orientation)
        except Exception as error:  # a reader given foreign bytes raises what it likes
            raise ImageError(f"truncated or damaged NIfTI ({in_brief(error)})") from error
        low, high = (float(image.header[name]) for name in ("cal_min", "cal_max"))
        self._range = (low, high) if np.isfinite([low, high]).all() and high > low else None

    def close(self) -> None:
        """Let go of nothing: all is in memory."""

    def slice(self, axis: int, number: int) -> np.ndarray:
        """(h, w) or (h, w, 3) numbers of a slice as it is looked at: superior, else anterior, at the top.

        Raises
        ------
        ImageError
            There is no such slice.
        """
        if not 0 <= number < self.shape[axis]:
            raise ImageError(f"a volume of {self.shape[axis]} {AXES[axis]} slices")
        taken = np.take(self._values, number, axis=axis)
        return np.ascontiguousarray(np.swapaxes(taken, 0, 1)[::-1])

    def image(self, axis: int, number: int, options: ImageOptions) -> Image.Image:
        """Return a slice as an RGB image with square pixels."""
        values = self.slice(axis, number)
        if not self._colours:
            if options.window is not None:
                values = windowed(values, *options.window)
            else:
                low, high = self._whole_range()
                values = windowed(values, (low + high) / 2, high - low, EXACT)
        image = Image.fromarray(np.ascontiguousarray(values)).convert("RGB")
        across, down = (spacing for i, spacing in enumerate(self._spacing) if i != axis)
        ratio = abs(down / across) if across and down else 1.0
        if not _LEAST_RATIO < ratio < _MOST_RATIO or abs(ratio - 1) < 0.01:
            return image
        size = (
            (image.width, round(image.height * ratio))
            if ratio > 1
            else (round(image.width / ratio), image.height)
        )
        return image.resize((max(1, size[0]), max(1, size[1])), Image.Resampling.BICUBIC)

    def _whole_range(self) -> tuple[float, float]:
        """Black and white of all slices: as the file says, else the robust range of the volume."""
        if self._range is None:
            flat = self._values.reshape(-1)
            self._range = shown_range(flat[:: max(1, flat.size // _SAMPLED)].reshape(1, -1))
        return self._range


_SIZES_READ = 352


def _plain(values: np.ndarray) -> np.ndarray:
    """Complex numbers as their size, colours on an axis behind the three."""
    if values.dtype.names is not None:
        return np.stack([values[name] for name in values.dtype.names[:3]], axis=-1)
    return np.abs(values) if values.dtype.kind == "c" else values
