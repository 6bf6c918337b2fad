"""Small plain JPEGs and PNGs: the same pixels with less ado, and all others left to their readers."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from explorer.errors import ImageError
from explorer.images.decode import read_image
from explorer.images.formats.plain import plain_picture
from explorer.options import ImageOptions
from tests.images import odd

MANY = 10**6
_EXIF = Image.Exif()
_EXIF[0x0112] = 6
_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
_GAMMA = PngImagePlugin.PngInfo()
_GAMMA.add(b"gAMA", (50000).to_bytes(4, "big"))
PLAIN = {
    "colour": odd.encoded(odd.noise(33, 21), "JPEG"),
    "whole colour": odd.encoded(odd.noise(33, 21), "JPEG", quality=95, subsampling="4:4:4"),
    "grey": odd.encoded(odd.noise(33, 21).convert("L"), "JPEG"),
    "progressive": odd.encoded(odd.noise(33, 21), "JPEG", progressive=True),
    "restarts": odd.encoded(odd.noise(33, 21), "JPEG", restart_marker_rows=1),
    "a comment": odd.encoded(odd.noise(33, 21), "JPEG", comment=b"\xff\xd9"),
    "more behind it": odd.encoded(odd.noise(33, 21), "JPEG") + b"12345678",
    "PNG": odd.encoded(odd.noise(33, 21), "PNG"),
    "grey PNG": odd.encoded(odd.noise(33, 21).convert("L"), "PNG"),
    "PNG of some resolution": odd.encoded(odd.noise(33, 21), "PNG", dpi=(72, 72)),
    "PNG and more": odd.encoded(odd.noise(33, 21), "PNG") + b"12345678",
}
UNUSUAL = {
    "turned": odd.encoded(odd.noise(33, 21), "JPEG", exif=_EXIF),
    "with a profile": odd.encoded(odd.noise(33, 21), "JPEG", icc_profile=_PROFILE),
    "of inks": odd.encoded(odd.noise(33, 21).convert("CMYK"), "JPEG"),
    "in RGB": odd.encoded(odd.noise(33, 21), "JPEG", keep_rgb=True),
    "large": odd.encoded(odd.noise(300, 300), "JPEG"),
    "of a palette": odd.encoded(odd.noise(33, 21).quantize(8), "PNG"),
    "opaque in part": odd.encoded(odd.noise(33, 21).convert("RGBA"), "PNG"),
    "with a clear colour": odd.encoded(odd.noise(33, 21), "PNG", transparency=(1, 2, 3)),
    "of another gamma": odd.encoded(odd.noise(33, 21), "PNG", pnginfo=_GAMMA),
    "PNG with a profile": odd.encoded(odd.noise(33, 21), "PNG", icc_profile=_PROFILE),
    "turned PNG": odd.encoded(odd.noise(33, 21), "PNG", exif=_EXIF),
    "of 16 bits": odd.encoded(Image.new("I;16", (9, 9), 300), "PNG"),
    "WebP": odd.encoded(odd.noise(33, 21), "WEBP"),
    "nothing": b"",
}


@pytest.mark.parametrize("name", PLAIN)
def test_has_the_pixels_of_pillow(name):
    """Bit for bit, in RGB."""
    image = plain_picture(PLAIN[name], MANY)
    assert image is not None
    assert image.mode == "RGB"
    with Image.open(io.BytesIO(PLAIN[name])) as expected:
        assert np.array_equal(np.asarray(image), np.asarray(expected.convert("RGB")))
    assert np.array_equal(np.asarray(read_image(PLAIN[name]).image), np.asarray(image))


@pytest.mark.parametrize("name", UNUSUAL)
def test_leaves_the_unusual_to_its_reader(name):
    """Whatever turns it, or says something of its colours."""
    assert plain_picture(UNUSUAL[name], MANY) is None


@pytest.mark.parametrize("name", PLAIN)
def test_leaves_the_damaged_to_who_says_what_is_wrong(name):
    """Cut off anywhere it is no picture, though decoders fill what is missing."""
    data = PLAIN[name].removesuffix(b"12345678")
    for end in {*range(0, len(data) - 12, 7), len(data) - 13}:
        assert plain_picture(data[:end], MANY) is None
    with pytest.raises(ImageError, match=r"truncated|damaged"):
        read_image(data[: len(data) * 2 // 3])


def test_a_checksum_that_is_wrong_is_left_to_the_reader():
    """The decoder notices."""
    data = bytearray(PLAIN["PNG"])
    data[data.index(b"IDAT") + 20] ^= 255
    assert plain_picture(bytes(data), MANY) is None


def test_more_pixels_than_allowed_are_left_to_who_refuses_them():
    """And so they are refused."""
    assert plain_picture(PLAIN["colour"], 33 * 21) is not None
    assert plain_picture(PLAIN["colour"], 33 * 21 - 1) is None
    with pytest.raises(ImageError, match="too many pixels: 33 × 21"):
        read_image(PLAIN["PNG"], ImageOptions(max_pixels=100))
