"""Sharpness, brightness and contrast: worked by hand, degenerate, and what must not change them."""

import math

import numpy as np
import pytest
from PIL import Image, ImageFilter

from explorer.images.measures import MEASURES, measure
from explorer.images.thumbnails import summarize


def measured(picture: Image.Image) -> dict[str, float]:
    """The measures by name."""
    return dict(zip(MEASURES, measure(picture).tolist(), strict=True))


def textured(side: int = 160) -> Image.Image:
    """Noise whose amplitude falls with frequency, as in photographs."""
    rng = np.random.default_rng(3)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(side), np.fft.fftfreq(side)))
    spectrum = np.fft.fft2(rng.normal(size=(side, side, 3)), axes=(0, 1))
    values = np.fft.ifft2(spectrum / np.maximum(frequency, 1 / side)[..., None], axes=(0, 1)).real
    return Image.fromarray((128 + 40 * values / values.std()).clip(0, 255).astype(np.uint8))


def test_a_checkerboard_by_hand():
    """Gradients of 255 both ways and a Laplacian of 4 times that: the root of 2 / 16."""
    board = np.indices((8, 8)).sum(axis=0) % 2 * 255
    found = measured(Image.fromarray(np.repeat(board[..., None], 3, axis=2).astype(np.uint8)))
    assert found == pytest.approx({"blur": math.sqrt(2 / 16), "brightness": 0.5, "contrast": 0.5}, rel=1e-4)


def test_one_colour_has_no_contrast_and_no_blur():
    """Where there is no detail nobody can tell whether it is sharp."""
    found = measured(Image.new("RGB", (20, 10), (255, 0, 0)))
    assert found["contrast"] == 0 and math.isnan(found["blur"])
    assert found["brightness"] == pytest.approx(0.299, abs=0.003)


@pytest.mark.parametrize("size", [(1, 1), (2, 200), (200, 2)])
def test_tiny_pictures_have_no_blur(size):
    """A Laplacian needs three pixels each way."""
    found = measured(Image.new("RGB", size, "white"))
    assert math.isnan(found["blur"]) and found["brightness"] == 1


def test_colours_of_one_luma_are_contrast():
    """Contrast is of colours: equally bright red and blue halves are not one colour."""
    picture = Image.new("RGB", (10, 10), (76, 0, 0))
    picture.paste((0, 0, 199), (0, 0, 5, 10))
    assert measured(picture)["contrast"] > 0.2


def test_blur_grows_with_the_width_of_the_filter():
    """The wider a picture was blurred, the larger `blur`."""
    picture = textured()
    blurs = [measured(picture.filter(ImageFilter.GaussianBlur(r)))["blur"] for r in (0, 0.5, 1, 2, 4)]
    assert blurs == sorted(blurs) and blurs[0] < 1 < 2 < blurs[-1]


def test_blur_does_not_change_with_exposure():
    """A dark copy is as sharp as the picture."""
    picture = textured()
    dark = picture.point(lambda value: value // 3)
    assert measured(dark)["blur"] == pytest.approx(measured(picture)["blur"], rel=0.1)


def test_blur_compares_between_sizes():
    """A picture blurred by a part of its side is about as blurred as a smaller one by the same part."""
    large = textured(640)
    for part in (0.01, 0.02):
        found = []
        for side in (640, 160):
            blurred = large.resize((side, side), Image.Resampling.LANCZOS)
            found.append(summarize(blurred.filter(ImageFilter.GaussianBlur(part * side))).measures[0])
        assert found[0] == pytest.approx(found[1], rel=0.25)
