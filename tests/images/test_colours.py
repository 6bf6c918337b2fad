"""Colour profiles and grounds: what a picture means, whoever looks at it."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from explorer.images.decode import read_image
from explorer.images.formats.modes import ground_for
from tests.images import odd

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# A space whose red is the green of sRGB, and the other way round.
SWAPPED = SRGB.replace(b"rXYZ", b"tmp_", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tmp_", b"gXYZ", 1)
RED, GREEN, BLUE, WHITE = range(4)


def corner(data: bytes, which: int) -> list[int]:
    """The middle of one quarter."""
    return list(odd.corners(read_image(data).image)[which])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_profiles_are_heeded(kind):
    """Whatever the format, colours are those of the profile, in sRGB."""
    data = odd.encoded(odd.quarters(), kind, icc_profile=SWAPPED)
    red, green, white = (corner(data, which) for which in (RED, GREEN, WHITE))
    assert red[1] > 150 > 120 > red[0] and green[0] > 100 > green[1] and min(white) > 245


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_profiles_of_transparent_and_palette_pictures(mode):
    """Opacity and palettes go with them."""
    picture = odd.quarters().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 24, 32, 48))
    picture = picture if mode == "RGBA" else odd.quarters().quantize(8)
    red = corner(odd.encoded(picture, icc_profile=SWAPPED), RED)
    assert red[1] > 150 > 120 > red[0]


@pytest.mark.parametrize(
    "profile",
    [SRGB, b"", b"junk", SWAPPED[:90], SWAPPED[:300], b"\0" * 500],
    ids=["sRGB", "empty", "junk", "header alone", "cut off", "zeros"],
)
def test_srgb_and_broken_profiles_change_nothing(profile):
    """Byte for byte what it was."""
    picture = odd.noise(40, 30)
    assert (
        np.asarray(read_image(odd.encoded(picture, icc_profile=profile)).image) == np.asarray(picture)
    ).all()


def test_profiles_of_other_colour_models_are_passed_over():
    """A grey picture with a profile of colours, and colours with one of L*a*b*."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    grey = Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8))
    assert (
        np.asarray(read_image(odd.encoded(grey, icc_profile=SRGB)).image)[..., 0] == np.asarray(grey)
    ).all()
    assert corner(odd.encoded(odd.quarters(), icc_profile=lab), BLUE) == list(odd.BLUE)


def on_nothing(colours: list[tuple[int, int, int]], opacity: int = 255) -> Image.Image:
    """Stripes of colours on a transparent ground."""
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    for i, colour in enumerate(colours):
        image.paste((*colour, opacity), (10, 10 + 4 * i, 50, 13 + 4 * i))
    return image


@pytest.mark.parametrize(
    ("colours", "ground"),
    [
        ([(255, 255, 255)], (0, 0, 0)),
        ([(255, 255, 160)], (0, 0, 0)),
        ([(0, 0, 0)], (255, 255, 255)),
        ([(200, 30, 60)], (255, 255, 255)),
        ([(255, 255, 255), (0, 0, 0)], (128, 128, 128)),
        ([(255, 255, 255), (0, 0, 0), (90, 0, 0)], (255, 255, 255)),
        ([], (255, 255, 255)),
    ],
)
def test_transparent_pictures_lie_on_a_ground_that_shows_them(colours, ground):
    """White unless too little shows on it, else what shows most."""
    image = on_nothing(colours)
    assert ground_for(image) == ground
    for data in (odd.encoded(image), odd.encoded(image, "WEBP", lossless=True)):
        assert read_image(data).image.getpixel((1, 1)) == ground


def test_white_in_grey_with_opacity_and_in_a_palette_shows():
    """The same for the other ways to be transparent."""
    image = on_nothing([(255, 255, 255)])
    palette = Image.new("P", (60, 40), 0)
    palette.putpalette([255, 255, 255, 254, 254, 254])
    palette.paste(1, (10, 10, 50, 14))
    for data in (odd.encoded(image.convert("LA")), odd.encoded(palette, "PNG", transparency=0)):
        read = read_image(data).image
        assert read.getpixel((1, 1)) == (0, 0, 0) and min(read.getpixel((20, 11))) >= 254
