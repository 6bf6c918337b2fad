"""TIFFs of more than 8 bits or other than usual layouts, by tifffile."""

import io

import numpy as np
from PIL import Image

from explorer.errors import ImageError
from explorer.images.ranges import to_bytes
from explorer.images.rasters import Bands, Raster

_NODATA, _PROFILE, _ORIENTATION = "GDAL_NODATA", 34675, 274
_ASSOCIATED, _UNASSOCIATED = 1, 2
_GREY = ("MINISBLACK", "MINISWHITE")
_READ = (*_GREY, "RGB", "PALETTE", "SEPARATED", "CFA")


def open_tiff(data: bytes, otherwise: Image.Image | Exception) -> Raster | Image.Image | Exception:
    """Read the header of the first page; `otherwise` where it cannot be read as a TIFF at all.

    Raises
    ------
    ImageError
        Its layout is none that is read; the message names it.
    """
    import tifffile

    try:
        page = tifffile.TiffFile(io.BytesIO(data)).pages[0].aspage()
        raster = _raster(page)
    except Exception:  # noqa: BLE001 - a reader given foreign bytes raises what it likes
        return otherwise
    if raster is None and isinstance(otherwise, Exception):
        layout = f"{_colours_of(page) or 'no colours'}, {page.bitspersample} bits, layout {page.axes}"
        raise ImageError(f"a TIFF of {layout}, which is not read")
    return raster or otherwise


def _raster(page: object) -> Raster | None:
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


def _colours_of(page: object) -> str:
    """Name of the colours; grey where the file does not say."""
    if page.photometric in (None, 0) and not hasattr(page.photometric, "name"):
        return _GREY[0]
    return getattr(page.photometric, "name", "")


def _bands(page: object) -> Bands:
    """Decode a page: at most three bands, and its opacity."""
    values = page.asarray(maxworkers=1)
    if "S" in page.axes and page.axes.index("S") == 0:
        values = np.moveaxis(values, 0, -1)
    if values.ndim == 2:
        values = values[..., None]
    kind = _colours_of(page)
    if kind == "PALETTE":
        return Bands((page.colormap[:, values[..., 0]] >> 8).astype(np.uint8).transpose(1, 2, 0))
    if kind == "SEPARATED":
        return Bands(np.ascontiguousarray(to_bytes(values[..., :4], full=True)), inks=True)
    colours = 3 if kind == "RGB" or values.shape[2] > 2 else 1
    alpha = _alpha(page, values)
    shown = values[..., :colours] if values.shape[2] >= colours else values[..., :1]
    missing = _missing(page, shown)
    if kind == "MINISWHITE":
        shown = 255 - to_bytes(shown, missing)
    return Bands(shown[..., 0] if shown.shape[2] == 1 else np.ascontiguousarray(shown), alpha, missing)


def _alpha(page: object, values: np.ndarray) -> np.ndarray | None:
    extra = [int(each) for each in page.extrasamples]
    first = values.shape[2] - len(extra)
    which = [first + i for i, each in enumerate(extra) if each in (_ASSOCIATED, _UNASSOCIATED)]
    return values[..., which[0]] if which else None


def _missing(page: object, shown: np.ndarray) -> np.ndarray | None:
    """Pixels whose every band has the value that GDAL's tag says stands for none."""
    text = page.tags.valueof(_NODATA)
    try:
        value = float(str(text).strip("\0 "))
    except ValueError:
        return None
    return (shown == value).all(axis=2)
