"""The picture of each row, for formats that hold pictures: its original, or what a box cuts out of one."""

import io
from collections.abc import Callable, Iterator
from posixpath import basename, splitext
from typing import NamedTuple

import pyarrow as pa
from PIL import Image

from explorer.errors import ImageError
from explorer.export.export_format import Subset
from explorer.export.original_files import called, each_original
from explorer.images.crops import Crop, cut, split_fragment
from explorer.images.decode import read_image
from explorer.index.format import PATH
from explorer.index.item_columns import free_name
from explorer.index.reader import Index

BOX, PARENT = "bbox", "parent"
"""Columns of objects: left and upper edge, width and height in pixels of a picture, and its path."""
_IMAGE = "image"
"""What an index calls the latter, where formats have the picture itself."""
_LOSSY = (".jpg", ".jpeg", ".jfif")
_DIGITS = 4


class RowPicture(NamedTuple):
    """A picture as a file.

    Attributes
    ----------
    data : bytes
    box : list of float
        Where it was cut out of its picture, as `BOX` has it; empty where it is all of it.
    """

    data: bytes
    box: list[float]


def row_pictures(subset: Subset) -> Iterator[RowPicture | None]:
    """Give the picture of each row, None where it cannot be read, which is noted.

    An object is what the index has of it, its box with a tenth around: a JPEG where its picture is one, else
    a PNG.
    """
    index, paths = subset.index, subset.index.items.column(PATH)
    decoded = _Latest(index)
    for row, data in zip(subset.rows.tolist(), each_original(subset), strict=True):
        path = paths[row].as_py()
        crop = split_fragment(path)[1] if index.crops else None
        if data is None or crop is None:
            yield None if data is None else RowPicture(data, [])
            continue
        try:
            image = decoded.image(called(index, path), data)
            yield RowPicture(_encoded(cut(image, crop), picture_name(index, path)), _box(crop, image.size))
        except ImageError as error:
            subset.missing.add(path, str(error))
            yield None


def picture_name(index: Index, path: str) -> str:
    """Return what the picture of an item is called: `cat_10-20-30-40.jpg` of a box in `cat.jpg`."""
    name = basename(called(index, path))
    crop = split_fragment(path)[1] if index.crops else None
    if crop is None:
        return name
    stem, ending = splitext(name)
    sides = "-".join(f"{side:g}" for side in crop[:4])
    return f"{stem}_{sides}{ending.lower() if ending.lower() in _LOSSY else '.png'}"


def parent_name(index: Index, names: list[str]) -> Callable[[str], str]:
    """Return what gives columns their names in formats where `image` is the picture itself."""
    parent = free_name(PARENT, names)
    return lambda name: parent if index.crops and name == _IMAGE else name


def with_parent(index: Index, table: pa.Table) -> pa.Table:
    """Return a table with columns of these names."""
    named = parent_name(index, table.column_names)
    return table.rename_columns([named(name) for name in table.column_names])


class _Latest:
    """Pictures decoded, the latest kept: the next box is often of the same."""

    def __init__(self, index: Index) -> None:
        self._options = index.manifest.image_options
        self._name: str | None = None
        self._image: Image.Image | None = None

    def image(self, name: str, data: bytes) -> Image.Image:
        """Return a picture; raises ImageError."""
        if self._image is None or name != self._name:
            self._name, self._image = name, read_image(data, self._options).image
        return self._image


def _encoded(image: Image.Image, name: str) -> bytes:
    stream = io.BytesIO()
    if name.endswith(_LOSSY):
        image.save(stream, "JPEG", quality=95, subsampling="4:4:4")
    else:
        image.save(stream, "PNG", compress_level=3)
    return stream.getvalue()


def _box(crop: Crop, size: tuple[int, int]) -> list[float]:
    across, down = (size[0] / 100, size[1] / 100) if crop.percent else (1.0, 1.0)
    return [round(side * scale, _DIGITS) for side, scale in zip(crop[:4], (across, down) * 2, strict=True)]
