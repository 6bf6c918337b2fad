"""JPEGs decoded at a fraction of their size, where an encoder takes far fewer pixels."""

import io

import numpy as np
import pytest
from PIL import Image

from explorer.errors import ImageError
from explorer.images.crops import Crop, Cropped
from explorer.images.decode import read_image
from explorer.images.read_file import ReadOptions
from explorer.images.read_records import read_record
from explorer.options import ImageOptions
from tests.images import odd


def _smooth(width: int, height: int) -> Image.Image:
    return odd.noise(8, 6, 1).resize((width, height), Image.Resampling.BICUBIC)


@pytest.mark.parametrize(
    ("least", "decoded"),
    [(9, (100, 75)), (75, (100, 75)), (76, (200, 150)), (300, (400, 300)), (301, (800, 600))],
)
def test_decodes_no_fewer_pixels_than_asked(least, decoded):
    """Of an eighth, a quarter, a half and all the smallest whose shorter side is long enough."""
    data = odd.encoded(_smooth(800, 600), "JPEG", quality=95)
    read = read_image(data, least_side=least)
    assert read.image.size == decoded
    assert (read.width, read.height) == (800, 600)
    whole = np.asarray(read_image(data).image.resize(read.image.size, Image.Resampling.BOX), int)
    assert np.abs(np.asarray(read.image, int) - whole).mean() < 2


@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_stands_upright_and_says_the_size_of_the_file(orientation):
    """EXIF turns what was reduced, and the size that is told is that of all pixels."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    read = read_image(odd.encoded(_smooth(800, 600), "JPEG", exif=exif), least_side=150)
    turned = orientation == 6
    assert (read.width, read.height) == ((600, 800) if turned else (800, 600))
    assert read.image.size == ((150, 200) if turned else (200, 150))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP"])
def test_other_formats_are_decoded_in_full(kind):
    """Only JPEGs have anything to gain."""
    assert read_image(odd.encoded(_smooth(400, 300), kind), least_side=10).image.size == (400, 300)


def test_the_limit_of_pixels_is_that_of_the_file():
    """A picture too large is refused, however few pixels of it would be decoded."""
    data = odd.encoded(_smooth(800, 600), "JPEG")
    with pytest.raises(ImageError, match="too many pixels: 800 × 600"):
        read_image(data, ImageOptions(max_pixels=479_999), least_side=10)


def test_a_record_keeps_size_and_thumbnails(tmp_path):
    """Width and height are the file's, and thumbnails are as large as ever."""
    path = tmp_path / "a.jpg"
    path.write_bytes(odd.encoded(_smooth(2000, 1600), "JPEG", quality=95))
    whole = read_record(0, str(path), ReadOptions())
    reduced = read_record(0, str(path), ReadOptions(least_side=320))
    assert (reduced.width, reduced.height) == (whole.width, whole.height) == (2000, 1600)
    pairs = zip(whole.thumbnails, reduced.thumbnails, strict=True)
    for one, other in ([Image.open(io.BytesIO(each)) for each in pair] for pair in pairs):
        assert one.size == other.size
        assert np.abs(np.asarray(one, int) - np.asarray(other, int)).mean() < 2
    assert reduced.hash == whole.hash


def test_boxes_are_cut_out_of_whole_pictures(tmp_path):
    """Their pixels are those of the file."""
    path = tmp_path / "a.jpg"
    path.write_bytes(odd.encoded(_smooth(800, 600), "JPEG"))
    wanted = Cropped(str(path), Crop(100, 100, 200, 200))
    record = read_record(0, wanted, ReadOptions(least_side=10))
    assert (record.width, record.height) == (240, 240)
    assert record.thumbnails == read_record(0, wanted, ReadOptions()).thumbnails
