"""Layouts of TIFF and depths of other formats: whoever wrote them, the picture is the same."""

import io

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image

from explorer.errors import ImageError
from explorer.images.decode import read_image
from explorer.images.formats.ranges import to_bytes
from tests.images.test_colours import SRGB
from tests.images.test_rasters import GREY, RGB, SCENE, is_like, tiff

FULL = SCENE.astype(np.uint16) * 257
SHARES = SCENE / np.float32(255)
OPACITY = np.where(np.arange(SCENE.shape[1]) < 120, 128, 255).astype(np.uint8) * np.ones_like(GREY)
SEEN = OPACITY[..., None] / 255
ON_WHITE = SCENE * SEEN + 255 * (1 - SEEN)
INKS = np.asarray(Image.fromarray(SCENE).convert("CMYK"))
YCBCR = np.asarray(Image.fromarray(SCENE).convert("YCbCr"))


def off(data: bytes, truth: np.ndarray) -> float:
    """The largest difference from a picture."""
    found = np.asarray(read_image(data).image, float)
    return np.abs(found - (truth if truth.ndim == 3 else truth[..., None])).max()


@pytest.mark.parametrize(("scale", "kind"), [(1, np.uint8), (257, np.uint16), (1 / 255, np.float32)])
@pytest.mark.parametrize("planes", ["contig", "separate"])
@pytest.mark.parametrize("sort", ["unassalpha", "assocalpha"])
def test_opacity_of_every_kind(scale, kind, planes, sort):
    """Stored beside the colours or multiplied into them, in any depth, pixel by pixel or in planes."""
    colours = SCENE * (SEEN if sort == "assocalpha" else 1)
    bands = np.dstack([colours, OPACITY]).astype(float) * scale
    bands = (bands if kind == np.float32 else np.rint(bands)).astype(kind)
    bands = np.moveaxis(bands, -1, 0) if planes == "separate" else bands
    data = tiff(bands, photometric="rgb", planarconfig=planes, extrasamples=[sort])
    assert off(data, ON_WHITE) <= 2


@pytest.mark.parametrize("compression", ["webp", "zstd", "lzma", "jpegxl", "lerc", "png"])
def test_compressions_that_pillow_may_lack(compression):
    """Its libtiff is built with some of them only."""
    options = {"compressionargs": {"lossless": True}} if compression in ("webp", "jpegxl") else {}
    assert off(tiff(SCENE, **RGB, compression=compression, **options), SCENE) <= 1


@pytest.mark.parametrize("bits", [2, 4, 6, 10, 12, 14])
def test_depths_that_fill_no_bytes(bits):
    """White is the largest of so many bits."""
    most = 2**bits - 1
    values = np.rint(SCENE / 255 * most).astype(np.uint8 if bits < 8 else np.uint16)
    assert off(tiff(values, **RGB, bitspersample=bits), np.rint(values * (255 / most))) <= 1
    assert off(tiff(values[..., 0], bitspersample=bits), np.rint(values[..., :1] * (255 / most))) <= 1


@pytest.mark.parametrize(
    ("values", "options", "truth"),
    [
        (YCBCR, {"photometric": "ycbcr"}, SCENE),
        (np.moveaxis(YCBCR, -1, 0), {"photometric": "ycbcr", "planarconfig": "separate"}, SCENE),
        (YCBCR.astype(np.uint16) * 257, {"photometric": "ycbcr", "compression": "zlib"}, SCENE),
        (INKS, {"photometric": "separated"}, SCENE),
        (np.moveaxis(INKS, -1, 0), {"photometric": "separated", "planarconfig": "separate"}, SCENE),
        (INKS / np.float32(255), {"photometric": "separated"}, SCENE),
        (GREY // 2, {"photometric": "minisblack"}, GREY // 2),
        (255 - GREY, {"photometric": "miniswhite", "compression": "zstd"}, GREY),
    ],
)
def test_colour_models(values, options, truth):
    """Luma and chroma, inks and grey, whatever their depth and order."""
    assert off(tiff(values, **options), truth) <= 4


def test_lab_of_both_conventions_and_depths():
    """Signed colours around zero, or unsigned around the middle."""
    lab = np.zeros((8, 8, 3), np.uint8)
    lab[:] = 138, 209, 198  # sRGB red: L* 54, a* 81, b* 70
    forms = {"icclab": lab, "cielab": lab ^ np.array([0, 128, 128], np.uint8)}
    for name, values in forms.items():
        for scaled in (values, values.astype(np.uint16) * 256):
            found = read_image(tiff(scaled, photometric=name)).image.getpixel((4, 4))
            assert np.abs(np.subtract(found, (255, 0, 0))).max() <= 6, (name, scaled.dtype)


def test_signed_bytes():
    """-128 is no white."""
    assert is_like(tiff((GREY // 2).astype(np.int8)), GREY, 9)


def test_floats_with_a_profile_are_no_black_picture():
    """Their white is 1, as everybody's."""
    assert off(tiff(SHARES, **RGB, iccprofile=SRGB), SCENE) <= 1


@pytest.mark.parametrize("said", ["-3.40282346638529e+38", "1e+20", "-9999", "nan", None])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_values_that_stand_for_none_however_they_are_written(said, kind):
    """In fewer digits than the numbers have, beyond the type, or not said at all."""
    values = (GREY / 255 * 0.9 + 0.1).astype(kind)
    values[:60] = np.float32(said or -3.4028234663852886e38)
    data = tiff(values, extratags=[(42113, "s", 0, said, True)] if said else [])
    found = np.asarray(read_image(data).image, float)[..., 0]
    assert (found[:60] == 0).all() and np.abs(found[60:] - (GREY[60:] * 0.9 + 25.5)).max() <= 2


@pytest.mark.parametrize(
    ("lowest", "rest", "is_none"),
    [(-9999, (100, 900), True), (-32768, (-40, 60), True), (-90, (0, 900), False), (-1, (0, 0.9), False)],
)
def test_what_lies_far_below_everything_is_none(lowest, rest, is_none):
    """Depths and masks do not: they are shown by their range."""
    values = np.linspace(*rest, GREY.size).reshape(GREY.shape).astype(np.int16)
    values[:60] = lowest
    found = np.asarray(read_image(tiff(values)).image, int)[..., 0]
    assert (found[:60] == 0).all()
    assert (found[60:] == to_bytes(values[60:])).all() == is_none


def test_bytes_that_stand_for_none():
    """A white collar around an orthophoto is none when the file says so."""
    values = SCENE.clip(0, 250)
    values[:60] = 255
    found = np.asarray(read_image(tiff(values, **RGB, extratags=[(42113, "s", 0, "255", True)])).image)
    assert (found[:60] == 0).all() and (found[60:] == values[60:]).all()


@pytest.mark.parametrize(("below", "kind"), [(True, 1), (False, 1), (False, 4)])
def test_a_small_copy_or_a_mask_in_front_is_not_the_picture(below, kind):
    """Cameras and scanners put one there, with the picture below it or behind it."""
    stream = io.BytesIO()
    with tifffile.TiffWriter(stream) as file:
        tag = (254, 4, 1, kind, True)
        file.write(SCENE[::8, ::8], **RGB, subifds=int(below), extratags=[tag])
        file.write(SCENE, **RGB)
    assert off(stream.getvalue(), SCENE) == 0


def netpbm(kind: str, values: np.ndarray, most: int) -> bytes:
    """A file of netpbm's."""
    head = f"{kind}\n# of a test\n{values.shape[1]} {values.shape[0]}\n{most}\n".encode()
    plain = b"# more\n" + " ".join(map(str, values.ravel())).encode()
    return head + (plain if kind in ("P2", "P3") else values.astype(">u2").tobytes())


def silicon_graphics(values: np.ndarray) -> bytes:
    """An SGI file of two bytes a number."""
    planes = np.moveaxis(values[::-1], -1, 0)
    head = np.array([474, 2, 3, *values.shape[1::-1], len(planes)], ">u2").tobytes()
    return head[:2] + b"\0\2" + head[4:] + bytes(500) + planes.astype(">u2").tobytes()


def jpeg_2000(values: np.ndarray, **options: object) -> bytes:
    """Lossless."""
    return imagecodecs.jpeg2k_encode(values, level=0, reversible=True, **options)


DARK = (SCENE / 255 * 3000).astype(np.uint16)


@pytest.mark.parametrize(
    ("data", "truth"),
    [
        (jpeg_2000(FULL), SCENE),
        (jpeg_2000(FULL, codecformat="j2k"), SCENE),
        (jpeg_2000(np.dstack([FULL, OPACITY.astype(np.uint16) * 257])), ON_WHITE),
        (jpeg_2000(FULL >> 4, bitspersample=12), SCENE),
        (jpeg_2000((FULL >> 4)[..., 0], bitspersample=12), SCENE[..., :1]),
        (jpeg_2000(SCENE), SCENE),
        (netpbm("P6", FULL, 65535), SCENE),
        (netpbm("P3", FULL, 65535), SCENE),
        (netpbm("P5", FULL[..., 0], 65535), SCENE[..., :1]),
        (netpbm("P2", FULL[..., 0] >> 4, 4095), SCENE[..., :1]),
        (netpbm("P6", FULL // 66, 65535 // 66), SCENE),
        (silicon_graphics(FULL), SCENE),
        (silicon_graphics(np.dstack([FULL, OPACITY.astype(np.uint16) * 257])), ON_WHITE),
    ],
)
def test_more_than_eight_bits_of_other_formats(data, truth):
    """JPEG 2000, netpbm and SGI."""
    assert off(data, truth) <= 2


@pytest.mark.parametrize("data", [jpeg_2000(DARK), netpbm("P6", DARK, 65535), silicon_graphics(DARK)])
def test_they_are_brought_into_view_as_others_are(data):
    """Reflectances up to 3,000 are no black picture."""
    assert is_like(data, SCENE)


def test_cut_short_they_are_refused():
    """And are no half picture."""
    for data in (netpbm("P6", FULL, 65535), netpbm("P3", FULL, 65535), silicon_graphics(FULL)):
        with pytest.raises(ImageError, match=r"truncated|damaged"):
            read_image(data[: len(data) // 2])
