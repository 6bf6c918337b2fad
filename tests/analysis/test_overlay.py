"""Details of two pictures, one laid over the other: what copies agree in, and pages of one layout do not."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from explorer.analysis.copies.image_hashes import DETAIL
from explorer.analysis.copies.overlay import agree

WORDS = "the quick brown fox jumps over a lazy dog while seven wizards mix potions for judges in hats".split()


def photograph(seed, size=(240, 180)):
    """Soft light and many small shapes."""
    rng = np.random.default_rng(seed)
    picture = Image.fromarray(rng.integers(0, 256, (4, 5), dtype=np.uint8)).resize(
        size, Image.Resampling.BICUBIC
    )
    pen = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y, r = rng.uniform(0, size[0]), rng.uniform(0, size[1]), rng.uniform(4, 16)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=int(rng.integers(256)))
    return picture


def page(seed):
    """A form: the same heading, boxes and lines, and words of its own."""
    rng = np.random.default_rng(seed)
    picture = Image.new("L", (400, 400), 255)
    pen = ImageDraw.Draw(picture)
    pen.text((20, 12), "Delivery note of the Example Company", fill=0, font_size=18)
    for y in range(60, 380, 34):
        pen.text((20, y), "Item", fill=0, font_size=16)
        pen.rectangle((70, y - 4, 380, y + 24), outline=0)
        pen.text((80, y), " ".join(rng.choice(WORDS, 5)), fill=0, font_size=16)
    return picture


def agreeing(one, other, reach=0.1):
    """Whether two pictures agree."""
    small = [np.asarray(ImageOps.fit(picture, (DETAIL, DETAIL))) for picture in (one, other)]
    return bool(agree(np.stack(small), np.array([[0, 1]]), 0.92, reach)[0])


def captioned(picture):
    """With white words at the bottom."""
    changed = picture.copy()
    ImageDraw.Draw(changed).text((4, 155), "somewhere, some day", fill=255, font_size=18)
    return changed


@pytest.mark.parametrize(
    "edit",
    [
        lambda picture: picture.resize((120, 90)),
        lambda picture: picture.crop((4, 2, 236, 178)),
        lambda picture: picture.crop((9, 0, 240, 174)),
        lambda picture: ImageEnhance.Brightness(picture).enhance(0.85),
        lambda picture: ImageEnhance.Contrast(picture).enhance(0.7),
        lambda picture: ImageOps.expand(picture, 6, 255),
        captioned,
        ImageOps.equalize,
    ],
)
def test_copies_agree(edit):
    """Rescaled, cropped, brightened, framed, captioned: also the other way round."""
    picture = photograph(0)
    assert agreeing(picture, edit(picture)) and agreeing(edit(picture), picture)


@pytest.mark.parametrize(
    "other",
    [
        photograph(1),
        ImageOps.mirror(photograph(0)),
        ImageOps.flip(photograph(0)),
        Image.new("L", (240, 180), 128),
    ],
)
def test_other_pictures_do_not_agree(other):
    """Nor do mirrored ones, nor a plain ground."""
    assert not agreeing(photograph(0), other) and not agreeing(other, photograph(0))


def test_pages_of_one_layout_with_other_words_do_not_agree():
    """A page stored anew does."""
    for seed in range(6):
        assert not agreeing(page(seed), page(seed + 1))
        assert agreeing(page(seed), page(seed).resize((260, 260)))


def test_pictures_are_shifted_no_farther_than_allowed():
    """The frame after the next ones agrees within a quarter of the side, not within a tenth."""
    scene = photograph(2, (400, 180))
    first, later = scene.crop((0, 0, 240, 180)), scene.crop((36, 0, 276, 180))
    assert agreeing(first, later, 0.25) and not agreeing(first, later, 0.1)
    assert agreeing(first, scene.crop((12, 0, 252, 180)), 0.1)


def test_nothing_to_compare():
    """No pairs, no answers; two plain grounds do not agree: they have no details."""
    plain = np.full((2, DETAIL, DETAIL), 90, np.uint8)
    assert agree(plain, np.empty((0, 2), int), 0.92, 0.1).tolist() == []
    assert agree(plain, np.array([[0, 1]]), 0.92, 0.1).tolist() == [False]
