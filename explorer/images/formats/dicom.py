"""DICOM: one picture of a file, as its header says that it is to be shown (PS3.3, C.7.6.3 and C.11)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import ImageError
from explorer.images.formats.dicom_pixels import decoded
from explorer.images.formats.ranges import to_bytes
from explorer.images.formats.rasters import Bands, Raster
from explorer.images.formats.windows import LINEAR, windowed
from explorer.options import ImageOptions

if TYPE_CHECKING:  # it is loaded for the files that need it
    from pydicom import Dataset

_MARK, _PLACE = b"DICM", 128
_WITHOUT_PREAMBLE = (b"\x08\x00\x05\x00CS", b"\x08\x00\x08\x00CS", b"\x08\x00\x16\x00UI")
_GREY = ("MONOCHROME1", "MONOCHROME2")


def begins(start: bytes) -> bool:
    """Whether a file that starts so is DICOM: by its mark, or as files that lack the preamble."""
    return start[_PLACE : _PLACE + 4] == _MARK or start.startswith(_WITHOUT_PREAMBLE)


def opened(data: bytes, options: ImageOptions) -> Raster:
    """Read the header of a file; of several frames the first is shown."""
    return raster_of(dataset_of(data), 0, options)


def dataset_of(data: bytes) -> Dataset:
    """Return what is in a file."""
    import pydicom

    return pydicom.dcmread(io.BytesIO(data), force=True)


def frames_in(dataset: Dataset) -> int:
    """Return how many pictures there are, 0 where there is none."""
    if not (number(dataset, "Rows") and number(dataset, "Columns") and "BitsAllocated" in dataset):
        return 0
    return max(1, number(dataset, "NumberOfFrames", 1))


def raster_of(dataset: Dataset, frame: int, options: ImageOptions) -> Raster:
    """Return one picture.

    Parameters
    ----------
    dataset : pydicom.Dataset
    frame : int
        Counted from 0.
    options : ImageOptions
        `window`, instead of that of the file.

    Raises
    ------
    ImageError
        There is no such picture.
    """
    count = frames_in(dataset)
    if not count:
        raise ImageError(f"a DICOM file without a picture ({dataset.get('Modality') or 'no modality'})")
    if frame >= count:
        raise ImageError(f"a DICOM file of {count} frames")
    size = number(dataset, "Columns"), number(dataset, "Rows")
    taken = size[0] * size[1] * number(dataset, "SamplesPerPixel", 1) * 4
    return Raster(size, lambda: _bands(dataset, frame, options), bytes=taken)


def _bands(dataset: Dataset, frame: int, options: ImageOptions) -> Bands:
    values, photometric = decoded(dataset, frame)
    if photometric not in _GREY:
        return Bands(values)
    own = _Shown(dataset, frame)
    missing = own.padding(values)
    values = own.modality(values)
    if options.window is not None:
        values = windowed(values, *options.window)
    else:
        values = own.in_view(values, missing)
    return Bands(values, missing=missing, inverted=photometric == "MONOCHROME1")


class _Shown:
    """What a header says of how the numbers of a frame are shown: its own groups before those of all."""

    def __init__(self, dataset: Dataset, frame: int) -> None:
        from pydicom.multival import MultiValue

        self._several = MultiValue
        groups = [_at(dataset.get("PerFrameFunctionalGroupsSequence"), frame)]
        groups.append(_at(dataset.get("SharedFunctionalGroupsSequence"), 0))
        self._all = dataset
        self._groups = [group for group in groups if group is not None]

    def padding(self, values: np.ndarray) -> np.ndarray | None:
        """(h, w) bool: pixels that stand for none."""
        low = self._all.get("PixelPaddingValue")
        if not isinstance(low, int):
            return None
        high = self._all.get("PixelPaddingRangeLimit", low)
        low, high = sorted((low, high if isinstance(high, int) else low))
        return (values >= low) & (values <= high)

    def modality(self, values: np.ndarray) -> np.ndarray:
        """Numbers as they were measured, such as Hounsfield units."""
        from pydicom.pixels.processing import apply_modality_lut

        inner = self._within("PixelValueTransformationSequence")
        if inner is self._all and "ModalityLUTSequence" in inner:
            return apply_modality_lut(values, inner)
        slope, intercept = (
            self._number(inner, "RescaleSlope", 1.0),
            self._number(inner, "RescaleIntercept", 0.0),
        )
        if (slope, intercept) == (1.0, 0.0):
            return values
        return values.astype(np.float32) * slope + intercept

    def in_view(self, values: np.ndarray, missing: np.ndarray | None) -> np.ndarray:
        """(h, w) uint8: by the table or the window of the file, else the robust range of the numbers."""
        inner = self._within("FrameVOILUTSequence")
        tables = self._all.get("VOILUTSequence")
        if inner is self._all and tables and np.issubdtype(values.dtype, np.integer):
            from pydicom.pixels.processing import apply_voi

            return _whole_range(apply_voi(values, self._all), tables[0])
        width = self._number(inner, "WindowWidth", 0.0)
        if width > 0 and "WindowCenter" in inner:
            function = str(inner.get("VOILUTFunction") or LINEAR)
            return windowed(values, self._number(inner, "WindowCenter", 0.0), width, function)
        return to_bytes(values, missing)

    def _within(self, name: str) -> Any:
        """The first of the groups of a frame that has a sequence, its first item; else the file."""
        found = (_at(group.get(name), 0) for group in self._groups)
        return next((each for each in found if each is not None), self._all)

    def _number(self, dataset: Any, name: str, usual: float) -> float:
        """The first of one or several values."""
        value = dataset.get(name)
        if isinstance(value, self._several):
            value = value[0] if len(value) else None
        return usual if value in (None, "") else float(value)


def _whole_range(shown: np.ndarray, table: Any) -> np.ndarray:
    """What a table gives, whose bits its descriptor says, in 8."""
    bits = int(table.LUTDescriptor[2])
    return np.rint(shown.astype(np.float32) * (255 / (2**bits - 1))).clip(0, 255).astype(np.uint8)


def number(dataset: Dataset, name: str, usual: int = 0) -> int:
    """A whole number of the header."""
    try:
        return int(dataset.get(name, usual))
    except (TypeError, ValueError):
        return usual


def _at(sequence: Any, place: int) -> Any:
    """An item of a sequence, None where there is none."""
    return sequence[place] if sequence and place < len(sequence) else None
