"""Bands of TIFFs that are asked for: which are shown, by what range, and where there are fewer."""

import io

import numpy as np
import pytest
import tifffile

from explorer.errors import ImageError, InputError
from explorer.images.decode import read_image
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, ImageOptions, SourceOptions
from tests.images import odd
from tests.index.fakes import FakeEncoder

BANDS = np.stack([np.full((6, 8), 20 * band, np.uint8) for band in range(1, 9)])


def tiff(values: np.ndarray, **more) -> bytes:
    """A file of many bands."""
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, photometric="minisblack", metadata=None, **more)
    return stream.getvalue()


def shown(data: bytes, *bands: int) -> tuple[int, int, int]:
    """The colour of a picture."""
    return read_image(data, ImageOptions(bands=bands or None)).image.getpixel((3, 3))


@pytest.mark.parametrize("layout", ["contig", "separate"])
def test_bands_are_red_green_and_blue_in_the_order_asked_for(layout):
    """One is grey; without being asked for, the first three are shown."""
    values = BANDS if layout == "separate" else np.moveaxis(BANDS, 0, -1)
    data = tiff(values, planarconfig=layout)
    assert shown(data, 4, 3, 2) == (80, 60, 40)
    assert shown(data, 8) == (160, 160, 160)
    assert shown(data) == (20, 40, 60)


def test_numbers_of_any_depth_are_brought_into_view_by_the_bands_that_are_shown():
    """What is bright in others has no say; what GDAL says is none is black."""
    values = np.moveaxis(BANDS, 0, -1).astype(np.uint16)
    values[..., 7] = 60000
    values[0, 0, 1:4] = 9999
    data = tiff(values, planarconfig="contig", extratags=[(42113, "s", 0, "9999", True)])
    assert shown(data, 4, 3, 2) == (255, 128, 0)
    image = read_image(data, ImageOptions(bands=(4, 3, 2))).image
    assert image.getpixel((0, 0)) == (0, 0, 0)


def test_a_picture_with_fewer_bands_says_so():
    """Pictures of other formats are as they are."""
    with pytest.raises(ImageError, match=r"8 bands, and band 9 is asked for \(--bands\)"):
        shown(tiff(np.moveaxis(BANDS, 0, -1), planarconfig="contig"), 9)
    plain = odd.encoded(odd.quarters(), "PNG")
    assert read_image(plain, ImageOptions(bands=(9,))).image == read_image(plain).image


def test_an_index_remembers_its_bands(tmp_path):
    """And refuses what are none."""
    for name in ("a", "b"):
        values = np.moveaxis(BANDS, 0, -1) + np.uint8(name == "b")
        (tmp_path / f"{name}.tif").write_bytes(tiff(values, planarconfig="contig"))

    def built(**given) -> None:
        made = BuildOptions(source=SourceOptions(**given), workers=0, projection=False, neighbors=1)
        build_index(tmp_path, tmp_path / "x.dendro", made, encoder=FakeEncoder())

    built(bands=(4, 3, 2))
    built()
    with open_index(tmp_path / "x.dendro") as index:
        assert index.manifest.image_options.bands == (4, 3, 2)
        assert index.colors.tolist() == [[80, 60, 40], [81, 61, 41]]
    for bands in ((1, 2), (0,)):
        with pytest.raises(InputError, match="expected one or three, counted from 1"):
            built(bands=bands)
