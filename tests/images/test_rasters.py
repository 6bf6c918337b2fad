"""Numbers of more than 8 bits, many bands, odd layouts: brought into view, or refused by name."""

import io
import struct
import tracemalloc
from contextlib import suppress

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image, ImageOps

from explorer.errors import ImageError
from explorer.images.decode import read_image
from explorer.images.formats.ranges import to_bytes
from explorer.options import ImageOptions
from tests.images import odd

SCENE = np.asarray(odd.noise(60, 40).resize((240, 160), Image.Resampling.BICUBIC))
GREY = np.asarray(ImageOps.autocontrast(Image.fromarray(SCENE).convert("L"), cutoff=1))
COLOURS = (SCENE / 255 * 3000).astype(np.uint16)
SHADES = (GREY / 255 * 1176).astype(np.uint16)


def tiff(values: np.ndarray, **options: object) -> bytes:
    """The file of an array."""
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, **options)
    return stream.getvalue()


def is_like(data: bytes, truth: np.ndarray, off: float = 8) -> bool:
    """Whether a file is about as bright as a picture of 8 bits, everywhere."""
    found = np.asarray(read_image(data).image, int)
    truth = truth if truth.ndim == 3 else truth[..., None]
    return found.shape == SCENE.shape and np.abs(found - truth).mean() < off


RGB = {"photometric": "rgb"}
SEPARATE = {"photometric": "rgb", "planarconfig": "separate"}
FLOATS = SCENE.astype(np.float32) / 255


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize(
    "data",
    [
        tiff(COLOURS, **RGB),
        tiff(COLOURS, **RGB, tile=(64, 64), compression="zlib", predictor=True),
        tiff(COLOURS, **RGB, compression="lzw"),
        tiff(COLOURS, **RGB, compression="zstd", byteorder=">"),
        tiff(np.moveaxis(COLOURS, -1, 0), **SEPARATE),
        tiff(np.moveaxis(COLOURS, -1, 0), **SEPARATE, tile=(64, 64)),
        tiff(np.dstack([COLOURS, COLOURS[..., 0]]), **RGB, extrasamples=["unspecified"]),
        tiff(np.dstack([COLOURS] * 4 + [COLOURS[..., :1]]), photometric="minisblack", planarconfig="contig"),
        tiff(np.dstack([SCENE] * 4 + [SCENE[..., :1]]), photometric="minisblack", planarconfig="contig"),
        tiff(np.moveaxis(np.dstack([COLOURS] * 3), -1, 0), photometric="minisblack", planarconfig="separate"),
        tiff(COLOURS.astype(np.uint32) * 1000, **RGB),
        tiff(COLOURS.astype(np.int16), **RGB),
        tiff(FLOATS, **RGB),
        tiff(FLOATS.astype(np.float16), **RGB),
        tiff(FLOATS.astype(np.float64) * 0.3, **RGB),
        tiff(FLOATS * 9000, **RGB),
        imagecodecs.png_encode(COLOURS),
        imagecodecs.png_encode(np.dstack([COLOURS, np.full(GREY.shape, 65535, np.uint16)])),
        imagecodecs.jpegxl_encode(SCENE, lossless=True),
        imagecodecs.jpegxl_encode(COLOURS, lossless=True),
    ],
)
def test_colours_of_any_depth_are_as_bright_as_in_eight_bits(data):
    """Reflectances up to 3,000 in 16 bits are no black picture, whatever the layout."""
    assert is_like(data, SCENE)


@pytest.mark.parametrize(
    "values",
    [
        SHADES, SHADES.astype(np.int16), SHADES.astype(np.int32), SHADES.astype(np.uint32),
        SHADES.astype(np.float32), SHADES.astype(np.float64) / 1e6, SHADES.astype(np.complex64),
        SHADES.astype(np.uint64),
    ],
)  # fmt: skip
def test_grey_of_any_type(values):
    """Signed, unsigned, float and complex numbers."""
    assert is_like(tiff(values, photometric="minisblack"), GREY)


@pytest.mark.parametrize("spoilt", [(3, 5), (7, slice(None)), (slice(None), 9)])
@pytest.mark.parametrize("value", [65535, 0])
def test_hot_and_dead_pixels_change_nothing_elsewhere(spoilt, value):
    """One of them, a row or a column."""
    values = SHADES.copy()
    values[spoilt] = value
    for data in (
        odd.encoded(Image.fromarray(values)),
        odd.encoded(Image.fromarray(values), "TIFF"),
        tiff(values),
    ):
        assert is_like(data, GREY, 9)


def test_what_uses_its_whole_range_is_not_stretched():
    """Sixteen bits of a photograph are its eight times 257, dark ones in the upper half of the range too."""
    full = SCENE.astype(np.uint16) * 257
    for data in (tiff(full, **RGB), imagecodecs.png_encode(full)):
        assert np.abs(np.asarray(read_image(data).image, int) - SCENE).max() <= 1
    eight = SCENE // 2
    assert (np.asarray(read_image(tiff(eight, **RGB)).image) == eight).all()


def test_values_that_stand_for_none_are_passed_over():
    """GDAL's tag, NaN and infinity: black, and the rest as without them."""
    for nodata, kind in ((-9999, np.float32), (65535, np.uint16), (-32768, np.int16), (np.nan, np.float32)):
        values = SHADES.astype(kind)
        values[:60] = nodata
        data = tiff(values, photometric="minisblack", extratags=[(42113, "s", 0, str(nodata), True)])
        found = np.asarray(read_image(data).image, int)[..., 0]
        assert (found[:60] == 0).all() and np.abs(found[60:] - GREY[60:]).mean() < 8


def test_inks_palettes_and_negatives():
    """CMYK of 16 bits, a palette, and a scan in which zero is white."""
    inks = np.zeros((8, 8, 4), np.uint16)
    inks[..., 1:3] = 65535
    assert read_image(tiff(inks, photometric="separated")).image.getpixel((4, 4)) == (255, 0, 0)
    palette = np.zeros((3, 65536), np.uint16)
    palette[:, 300] = 65535, 0, 32768
    data = tiff(np.full((8, 8), 300, np.uint16), photometric="palette", colormap=palette)
    assert read_image(data).image.getpixel((4, 4)) == (255, 0, 128)
    assert is_like(tiff(SHADES.max() - SHADES, photometric="miniswhite"), GREY, 25)


def test_a_palette_without_its_colours_is_said():
    """It is a damaged file, and the reason is what is missing in it."""
    colours = np.zeros((3, 256), np.uint16)
    data = bytearray(tiff(np.zeros((16, 16), np.uint8), photometric="palette", colormap=colours))
    place = data.index(struct.pack("<HH", 320, 3))  # ColorMap, of whole numbers of two bytes
    data[place : place + 2] = struct.pack("<H", 60_000)
    with pytest.raises(ImageError, match="a palette without its colours"):
        read_image(bytes(data))


def test_sixteen_bits_of_opacity():
    """Transparent pixels neither show nor decide the range."""
    clear = np.dstack([COLOURS, np.full(GREY.shape, 65535, np.uint16)])
    clear[:80] = 65535, 65535, 65535, 0
    files = imagecodecs.png_encode(clear), tiff(clear, **RGB, extrasamples=["unassalpha"])
    for data in files:
        found = np.asarray(read_image(data).image, int)
        assert (found[:80] == found[0, 0]).all() and np.abs(found[80:] - SCENE[80:]).mean() < 8


def test_a_layout_that_is_not_read_is_named():
    """Not "damaged": what it is."""
    data = tiff(np.dstack([COLOURS]), photometric="logluv")
    with pytest.raises(ImageError, match="TIFF of LOGLUV, 16 bits"):
        read_image(data)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("shape", [(8, 8), (33, 47), (256, 200), (100, 1000), (1, 1), (600, 800)])
def test_the_size_of_jpeg_xl_is_known_from_its_header(shape, kind):
    """And is that of its pixels."""
    for bands in ((), (3,)):
        read = read_image(imagecodecs.jpegxl_encode(np.zeros((*shape, *bands), kind)))
        assert read.image.size == shape[::-1]


def test_truncated_rasters_are_refused():
    """Cut at half, each is a reason and no half picture."""
    for data in (tiff(COLOURS, **RGB, compression="zlib"), imagecodecs.png_encode(COLOURS)):
        with pytest.raises(ImageError):
            read_image(data[: len(data) // 2])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[False, True]]), [0, 255]),
        (np.array([[1500, 1550, 1600]], np.uint16), [0, 128, 255]),
        (np.array([[7, 7]], np.uint16), [0, 0]),
        (np.array([[40000, 65535]], np.uint16), [156, 255]),
    ],
)
def test_ranges_by_hand(values, expected):
    """Truth values, heights above the sea, an even field, white paper."""
    assert to_bytes(values)[0].tolist() == pytest.approx(expected, abs=2)


def test_headers_that_lack_or_twist_what_they_should_say():
    """No colours named is grey; whatever else is damaged is a picture or a reason."""
    data = tiff(SHADES, photometric="minisblack")
    tag = (262).to_bytes(2, "little") + (3).to_bytes(2, "little")
    assert data.count(tag) == 1
    assert is_like(data.replace(tag, (65000).to_bytes(2, "little") + tag[2:]), GREY)
    rng = np.random.default_rng(0)
    for _ in range(300):
        twisted = bytearray(data[:400])
        twisted[rng.integers(8, 300)] = rng.integers(0, 256)
        with suppress(ImageError):
            read_image(bytes(twisted) + data[400:], ImageOptions(max_pixels=10**6))


def test_large_pictures_are_brought_into_view_piece_by_piece():
    """Beside its own numbers a picture takes no more memory than they do."""
    values = np.full((2500, 2500, 3), 3000, np.uint16)
    values[::2] = 1500
    tracemalloc.start()
    shown = to_bytes(values)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2 * values.nbytes
    assert (shown[1::2] == 255).all() and (shown[::2] == shown[0, 0, 0]).all()
