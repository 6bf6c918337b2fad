"""Colours that a file describes in numbers: chunks of PNG, the box of HEIF and AVIF."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from explorer.images.decode import read_image
from tests.images import odd
from tests.images.test_colours import SRGB, SWAPPED

RAMP = np.arange(256, dtype=np.uint8).reshape(16, 16)
PATCH = Image.new("RGB", (16, 16), (100, 150, 50))
LINEAR, USUAL = struct.pack(">I", 100_000), struct.pack(">I", 45_455)
ADOBE = struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
ORDINARY = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)


def with_chunks(image: Image.Image, **chunks: bytes) -> bytes:
    """A PNG with more chunks behind its header."""
    data = odd.encoded(image, icc_profile=None)
    parts = [struct.pack(">I", len(each)) + name.encode() + each for name, each in chunks.items()]
    return data[:33] + b"".join(p + struct.pack(">I", zlib.crc32(p[4:])) for p in parts) + data[33:]


def colour(data: bytes) -> tuple[int, ...]:
    """The middle of a patch."""
    return read_image(data).image.getpixel((8, 8))


def test_light_that_is_linear_is_brought_to_srgb():
    """0.2140 of the light is the middle of sRGB, in colour and grey, of 8 and 16 bits."""
    level = round(0.2140 * 255)
    for image in (Image.new("RGB", (16, 16), (level,) * 3), Image.new("L", (16, 16), level)):
        assert colour(with_chunks(image, gAMA=LINEAR)) == pytest.approx((128, 128, 128), abs=2)
    deep = Image.fromarray(np.full((16, 16), round(0.2140 * 65535), np.uint16))
    assert colour(with_chunks(deep, gAMA=LINEAR)) == pytest.approx((128, 128, 128), abs=2)


@pytest.mark.parametrize(
    "chunks",
    [
        {"gAMA": USUAL},
        {"gAMA": USUAL, "cHRM": ORDINARY},
        {"sRGB": b"\0", "gAMA": LINEAR, "cHRM": ADOBE},
        {"cICP": bytes([1, 13, 0, 1])},
        {"cICP": bytes([1, 13, 0, 1]), "gAMA": LINEAR},
        {"cICP": bytes([2, 2, 0, 1])},
        {"gAMA": bytes(4)},
        {"gAMA": b"\x7f\xff\xff\xff"},
        {"cHRM": bytes(32)},
        {"cHRM": b"\xff" * 32},
    ],
)
def test_srgb_and_nonsense_change_nothing(chunks):
    """However it is said, and what is said last counts less."""
    grey = Image.fromarray(RAMP)
    assert (np.asarray(read_image(with_chunks(grey, **chunks)).image)[..., 0] == RAMP).all()
    assert colour(with_chunks(PATCH, **chunks)) == PATCH.getpixel((0, 0))


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ({"gAMA": struct.pack(">I", 45_470), "cHRM": ADOBE}, (65, 151, 33)),
        ({"cICP": bytes([12, 13, 0, 1])}, (83, 152, 23)),
        ({"cICP": bytes([12, 13, 0, 1]), "sRGB": b"\0"}, (83, 152, 23)),
    ],
)
def test_other_primaries(chunks, expected):
    """Adobe's and Display P3's, worked out by their matrices."""
    assert colour(with_chunks(PATCH, **chunks)) == pytest.approx(expected, abs=3)


@pytest.mark.parametrize(("transfer", "white"), [(16, 0.5807), (18, 0.75)])
def test_high_dynamic_range_has_its_paper_white(transfer, white):
    """203 cd/m² of PQ and 75% of HLG are white; what is brighter is cut."""
    for level, expected in ((white, 255), (1.0, 255), (0.0, 0)):
        image = Image.new("RGB", (16, 16), (round(level * 255),) * 3)
        found = colour(with_chunks(image, cICP=bytes([1, transfer, 0, 1])))
        assert found == pytest.approx((expected,) * 3, abs=2)


def test_an_icc_profile_goes_before_numbers():
    """But for cICP."""
    data = odd.encoded(odd.quarters(), icc_profile=SWAPPED)
    part = b"gAMA" + LINEAR
    both = data[:33] + struct.pack(">I", 4) + part + struct.pack(">I", zlib.crc32(part)) + data[33:]
    assert (np.asarray(read_image(both).image) == np.asarray(read_image(data).image)).all()


def test_the_box_of_avif():
    """Display P3 by its codes; a profile goes before them."""
    data = odd.encoded(PATCH, "AVIF", quality=100, subsampling="4:4:4")
    place = data.index(b"colrnclx") + 8
    codes = struct.pack(">HHH", 12, 13, 6)
    assert colour(data[:place] + codes + data[place + 6 :]) == pytest.approx((83, 152, 23), abs=4)
    assert colour(odd.encoded(PATCH, "AVIF", quality=100, icc_profile=SRGB)) == pytest.approx(
        PATCH.getpixel((0, 0)), abs=4
    )
