"""The numbers of one frame of DICOM, whatever it is packed with; JPEG and its kin by imagecodecs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.errors import ImageError

if TYPE_CHECKING:  # it is loaded for the files that need it
    from pydicom import Dataset

_JPEG = "1.2.840.10008.1.2.4."
_BASELINE, _LOSSLESS = ("50", "51"), ("57", "70")
_LS, _JPEG_2000 = ("80", "81"), ("90", "91", "201", "202", "203")
_VIDEO = range(100, 110)
_BT601 = np.array([[1, 0, 1.402], [1, -0.344136, -0.714136], [1, 1.772, 0]], np.float32)


def decoded(dataset: Dataset, frame: int) -> tuple[np.ndarray, str]:
    """Return the numbers of a frame and what they mean.

    Returns
    -------
    values : (h, w) or (h, w, 3) array
        Grey as it is stored, without unused bits; colours as uint8 RGB.
    photometric : str
        `MONOCHROME1`, `MONOCHROME2`, `RGB`, or `MASK` for what is black and white.

    Raises
    ------
    ImageError
        It is packed in a way that is not read.
    """
    photometric = str(dataset.get("PhotometricInterpretation", "MONOCHROME2"))
    values, is_rgb = _numbers(dataset, frame, photometric)
    if photometric == "PALETTE COLOR":
        from pydicom.pixels.processing import apply_color_lut

        return _eight_bits(apply_color_lut(values, dataset), 16), "RGB"
    if dataset.get("BitsAllocated") == 1:
        return values.astype(np.uint8) * 255, "RGB" if values.ndim == 3 else "MASK"
    if values.ndim == 2:
        return _used_bits(values, dataset), photometric if photometric.startswith("MONO") else "MONOCHROME2"
    if values.shape[2] != 3:
        raise ImageError(f"DICOM of {values.shape[2]} bands ({photometric}), which is not read")
    values = _eight_bits(values, int(dataset.get("BitsStored", 8)))
    return (values if is_rgb else _from_ycbcr(values)), "RGB"


def _numbers(dataset: Dataset, frame: int, photometric: str) -> tuple[np.ndarray, bool]:
    """Numbers of a frame, and whether colours are red, green and blue by now."""
    syntax = str(getattr(dataset.file_meta, "TransferSyntaxUID", "")) if hasattr(dataset, "file_meta") else ""
    end = syntax.removeprefix(_JPEG) if syntax.startswith(_JPEG) else ""
    if end.isdecimal() and int(end) in _VIDEO:
        raise ImageError("DICOM with a film in it (MPEG), which is not read")
    if not end:
        from pydicom.pixels.utils import pixel_array

        if not syntax:
            _suppose_syntax(dataset)
        return pixel_array(dataset, index=frame, raw=True), not photometric.startswith("YBR")
    from pydicom.encaps import get_frame

    count = int(dataset.get("NumberOfFrames", 1) or 1)
    return _by_imagecodecs(end, get_frame(dataset.PixelData, frame, number_of_frames=count), photometric)


def _suppose_syntax(dataset: Dataset) -> None:
    """A file without a header of its own is little endian; implicit where it was read so."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

    if not hasattr(dataset, "file_meta"):
        dataset.file_meta = FileMetaDataset()
    implicit = dataset.original_encoding[0]
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian


def _by_imagecodecs(end: str, data: bytes, photometric: str) -> tuple[np.ndarray, bool]:
    import imagecodecs

    if end in _BASELINE:
        return imagecodecs.jpeg_decode(
            data,
            colorspace="RGB" if photometric == "RGB" else None,
            outcolorspace=None if photometric.startswith("MONO") else "RGB",
        ), True
    if end in _LOSSLESS:
        return imagecodecs.jpeg_decode(data), not photometric.startswith("YBR")
    if end in _LS:
        return imagecodecs.jpegls_decode(data), not photometric.startswith("YBR")
    if end in _JPEG_2000:
        # What it turns by itself (YBR_ICT, YBR_RCT) comes back as red, green and blue.
        return imagecodecs.jpeg2k_decode(data), photometric != "YBR_FULL"
    raise ImageError(f"DICOM packed in a way that is not read (transfer syntax {_JPEG}{end})")


def _used_bits(values: np.ndarray, dataset: Dataset) -> np.ndarray:
    """The numbers without what else is kept in the bits above theirs, such as overlays of old."""
    stored = int(dataset.get("BitsStored", 0) or 0)
    bits = 8 * values.dtype.itemsize
    if values.dtype.kind not in "iu" or not 0 < stored < bits:
        return _signed(values, dataset)
    shift = bits - stored
    return (_signed(values, dataset) << shift) >> shift


def _signed(values: np.ndarray, dataset: Dataset) -> np.ndarray:
    """As the header says, where the coder does not know of a sign."""
    if dataset.get("PixelRepresentation") == 1 and values.dtype.kind == "u":
        return values.view(f"i{values.dtype.itemsize}")
    return values


def _eight_bits(values: np.ndarray, bits: int) -> np.ndarray:
    if values.dtype == np.uint8:
        return values
    return (values.astype(np.uint32) >> max(bits - 8, 0)).clip(0, 255).astype(np.uint8)


def _from_ycbcr(values: np.ndarray) -> np.ndarray:
    shifted = values.astype(np.float32) - np.array([0, 128, 128], np.float32)
    return np.rint(shifted @ _BT601.T).clip(0, 255).astype(np.uint8)


def samples(values: Any) -> bytes:
    """The bytes of numbers, which tell one frame from another."""
    return np.ascontiguousarray(values).tobytes()
