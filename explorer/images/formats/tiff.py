"""TIFFs of more than 8 bits or other than usual layouts, by tifffile."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, TiffImagePlugin

from explorer.errors import ImageError
from explorer.images.formats.rasters import Bands, Raster, without_opacity
from explorer.words import counted

if TYPE_CHECKING:  # it is loaded for the files that need it
    from tifffile import TiffFile, TiffPage

_NODATA, _PROFILE, _ORIENTATION = 42113, 34675, 274
_KIND, _BITS, _COMPRESSION, _PLANES, _FORMAT = 254, 258, 259, 284, 339
_SEPARATE, _UNSIGNED = 2, 1
_ASIDE = 1 | 4
"""Bits of a page that is a small copy of another, or a mask of it (TIFF 6.0, NewSubfileType)."""
# What every Pillow has: none, faxes, LZW, JPEG, Deflate, PackBits. Others depend on the libtiff in it.
_COMMON = (1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946)
_ASSOCIATED, _UNASSOCIATED = 1, 2
# As Pillow calls them.
_MODELS = {"SEPARATED": "CMYK", "YCBCR": "YCbCr", "CIELAB": "LAB", "ICCLAB": "LAB"}
_READ = ("MINISBLACK", "MINISWHITE", "RGB", "PALETTE", "CFA", *_MODELS)
# Written as text of fewer digits than the numbers have.
_ABOUT = 1e-6


def instead_of_pillow(
    image: Image.Image | Exception, data: bytes, bands: tuple[int, ...] | None = None
) -> Raster | Image.Image | Exception:
    """Return what Pillow's reader gave, unless its layout is one that tifffile reads better.

    Parameters
    ----------
    image : Image or Exception
    data : bytes
    bands : tuple of int, optional
        Which bands are shown, counted from 1: one as grey, three as red, green and blue.

    Raises
    ------
    ImageError
        Its layout is none that is read, which the message names, or there is no such band.
    """
    if bands is None and isinstance(image, TiffImagePlugin.TiffImageFile) and _is_plain(image.tag_v2):
        return image
    import tifffile

    try:
        page = _shown_page(tifffile.TiffFile(io.BytesIO(data)))
        raster = _raster(page) if bands is None else _of_bands(page, bands)
    except ImageError:
        raise
    except Exception:  # noqa: BLE001 - a reader given foreign bytes raises what it likes
        return image
    if raster is None and isinstance(image, Exception):
        layout = f"{_colours_of(page) or 'no colours'}, {page.bitspersample} bits, layout {page.axes}"
        raise ImageError(f"a TIFF of {layout}, which is not read")
    return raster or image


def _is_plain(tags: TiffImagePlugin.ImageFileDirectory_v2) -> bool:
    """Whether Pillow reads a page of these tags, and reads all of it."""

    def all_of(tag: int, usual: int) -> tuple:
        values = tags.get(tag, usual)
        return values if isinstance(values, tuple) else (values,)

    return (
        max(all_of(_BITS, 1), default=1) <= 8
        and set(all_of(_FORMAT, _UNSIGNED)) == {_UNSIGNED}
        and all_of(_COMPRESSION, 1)[0] in _COMMON
        and all_of(_PLANES, 1)[0] != _SEPARATE
        and not all_of(_KIND, 0)[0] & _ASIDE
        and _NODATA not in tags
    )


def _shown_page(file: TiffFile) -> TiffPage:
    """The first page that is no small copy or mask of another; such a one may lie below the first."""
    pages = (page.aspage() for page in file.pages)
    first = next(pages)
    if not first.subfiletype & _ASIDE:
        return first
    below = [] if first.pages is None else [page.aspage() for page in first.pages]
    return next((page for page in (*below, *pages) if not page.subfiletype & _ASIDE), first)


def _raster(page: TiffPage) -> Raster | None:
    """What the header of a page says; None where its layout is none that is read."""
    if _colours_of(page) not in _READ or page.imagedepth != 1:
        return None
    orientation, profile = page.tags.valueof(_ORIENTATION, 1), page.tags.valueof(_PROFILE)
    return Raster(
        (page.imagewidth, page.imagelength),
        lambda: _bands(page),
        orientation if isinstance(orientation, int) else 1,
        profile if isinstance(profile, bytes) else None,
        page.nbytes,
    )


def _of_bands(page: TiffPage, bands: tuple[int, ...]) -> Raster | None:
    """As `_raster`, of some of the bands, whatever they are called."""
    if page.imagedepth != 1:
        return None
    if max(bands) > page.samplesperpixel:
        raise ImageError(
            f"{counted(page.samplesperpixel, 'band')}, and band {max(bands)} is asked for (--bands)"
        )
    orientation = page.tags.valueof(_ORIENTATION, 1)

    def load() -> Bands:
        values = _samples(page)
        shown = values[..., [band - 1 for band in bands]]
        shown = shown[..., 0] if len(bands) == 1 else shown
        return Bands(shown, missing=_missing(page, shown), white=_white_of(page, values))

    size = page.imagewidth, page.imagelength
    return Raster(size, load, orientation if isinstance(orientation, int) else 1, bytes=page.nbytes)


def _samples(page: TiffPage) -> np.ndarray:
    """(h, w, bands) numbers of a page."""
    values = page.asarray(maxworkers=1)
    if "S" in page.axes and page.axes.index("S") == 0:
        values = np.moveaxis(values, 0, -1)
    return values[..., None] if values.ndim == 2 else values


def _colours_of(page: TiffPage) -> str:
    """Name of the colours; grey where the file does not say."""
    if page.photometric in (None, 0) and not hasattr(page.photometric, "name"):
        return "MINISBLACK"
    return getattr(page.photometric, "name", "")


def _bands(page: TiffPage) -> Bands:
    """Decode a page: at most three bands, and its opacity."""
    values = _samples(page)
    kind = _colours_of(page)
    if kind == "PALETTE":
        if page.colormap is None:
            raise ValueError("a palette without its colours")
        return Bands((page.colormap[:, values[..., 0]] >> 8).astype(np.uint8).transpose(1, 2, 0))
    model = _model_of(page)
    colours = len(model) if model == "CMYK" else 3 if kind in (*_MODELS, "RGB") or values.shape[2] > 2 else 1
    shown = values[..., :colours] if values.shape[2] >= colours else values[..., :1]
    shown = shown[..., 0] if shown.shape[2] == 1 else shown
    white, missing = _white_of(page, values), _missing(page, shown)
    alpha, is_multiplied = _alpha(page, values)
    if alpha is not None and is_multiplied:
        shown = without_opacity(shown, alpha, white)
    if model == "LAB":
        shown, white = _lab_bytes(shown, signed=kind == "CIELAB"), None
    return Bands(shown, alpha, missing, model, white, inverted=kind == "MINISWHITE")


def _model_of(page: TiffPage) -> str:
    """Pillow's name of the colours as they are decoded, empty for grey and RGB."""
    kind = _colours_of(page)
    # What a JPEG keeps as YCbCr is decoded to RGB.
    is_jpeg = kind == "YCBCR" and page.compression in (6, 7, 34892) and page.planarconfig != _SEPARATE
    return "" if is_jpeg else _MODELS.get(kind, "")


def _white_of(page: TiffPage, values: np.ndarray) -> float | None:
    """The largest whole number that a sample can hold, where that is less than its type can."""
    bits = page.bitspersample
    if values.dtype.kind not in "iu" or not isinstance(bits, int) or bits >= 8 * values.dtype.itemsize:
        return None
    return 2.0 ** (bits - (values.dtype.kind == "i")) - 1


def _lab_bytes(values: np.ndarray, signed: bool) -> np.ndarray:
    """L*a*b* in a byte each, the colours of both signs around zero (as in a TIFF of CIELAB)."""
    size = values.dtype.itemsize
    values = (values.view(f"u{size}") >> 8 * (size - 1)).astype(np.uint8)
    return values if signed else values ^ np.array([0, 128, 128], np.uint8)


def _alpha(page: TiffPage, values: np.ndarray) -> tuple[np.ndarray | None, bool]:
    """Opacity, and whether colours were multiplied by it."""
    extra = [int(each) for each in page.extrasamples]
    first = values.shape[2] - len(extra)
    for i, each in enumerate(extra):
        if each in (_ASSOCIATED, _UNASSOCIATED):
            return values[..., first + i], each == _ASSOCIATED
    return None, False


def _missing(page: TiffPage, shown: np.ndarray) -> np.ndarray | None:
    """Pixels whose every band has the value that GDAL's tag says stands for none."""
    text = page.tags.valueof("GDAL_NODATA")
    try:
        value = float(str(text).strip("\0 "))
    except ValueError:
        return None
    found = np.abs(shown - value) <= _ABOUT * abs(value) if shown.dtype.kind == "f" else shown == value
    return np.asarray(found if shown.ndim == 2 else found.all(axis=2))
