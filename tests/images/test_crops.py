"""Boxes in pictures as images of their own: names, what is cut out, and boxes that are none."""

import numpy as np
import pytest
from PIL import Image

from explorer.errors import Failure, ImageError
from explorer.images.crops import Crop, Cropped, cut, split_fragment
from explorer.images.stream import ReadOptions, read_images

PICTURE = Image.fromarray(np.arange(100 * 200 * 3, dtype=np.uint32).astype(np.uint8).reshape(100, 200, 3))


@pytest.mark.parametrize(
    ("crop", "end"),
    [
        (Crop(1, 2, 3, 4), "#xywh=1,2,3,4"),
        (Crop(1.5, -2.25, 30.004, 0), "#xywh=1.5,-2.25,30,0"),
        (Crop(10, 20, 30, 40.12346, percent=True), "#xywh=percent:10,20,30,40.1235"),
        (Crop(-0.001, 1e6, 1e-9, 5), "#xywh=0,1000000,0,5"),
    ],
)
def test_a_crop_is_named_after_its_picture_and_box(crop, end):
    """And the box is read from the name."""
    assert crop.fragment() == end
    name, found = split_fragment(f"a/b.jpg{end}")
    assert name == "a/b.jpg"
    assert found.fragment() == end


@pytest.mark.parametrize(
    "name", ["a.jpg", "a#1.jpg", "a#xywh=1,2,3.jpg", "#xywh=1,2,3,x", "a#xywh=1,2,3,4.jpg"]
)
def test_other_names_have_no_box(name):
    """Whatever signs are in them."""
    assert split_fragment(name) == (name, None)


@pytest.mark.parametrize(
    ("crop", "box"),
    [
        (Crop(20, 30, 10, 20), (19, 28, 31, 52)),
        (Crop(0, 0, 200, 100), (0, 0, 200, 100)),
        (Crop(195, 95, 50, 50), (190, 90, 200, 100)),
        (Crop(10, 10, 50, 50, percent=True), (10, 5, 130, 65)),
        (Crop(3, 3, 0.2, 0.2), (2, 2, 4, 4)),
    ],
)
def test_a_tenth_of_the_box_is_around_it_where_there_is_picture(crop, box):
    """To whole pixels, outwards."""
    assert np.array_equal(np.asarray(cut(PICTURE, crop)), np.asarray(PICTURE.crop(box)))


@pytest.mark.parametrize(
    "crop",
    [
        Crop(0, 0, 0, 5),
        Crop(5, 5, -1, 5),
        Crop(200, 0, 5, 5),
        Crop(0, -50, 5, 50),
        Crop(0, 0, float("nan"), 5),
    ],
)
def test_a_box_that_is_none_is_said(crop):
    """Empty, beside the picture, or no numbers."""
    with pytest.raises(ImageError, match="a box"):
        cut(PICTURE, crop)


@pytest.mark.parametrize("workers", [0, 1])
def test_boxes_of_one_picture_are_images_with_hashes_of_their_own(tmp_path, workers):
    """The same box is the same content; a box that is none takes only itself."""
    PICTURE.save(tmp_path / "a.png")
    PICTURE.rotate(180).save(tmp_path / "b.png")
    a, b = str(tmp_path / "a.png"), str(tmp_path / "b.png")
    box, other = Crop(10, 10, 20, 20), Crop(50, 50, 40, 20)
    wanted = [
        Cropped(a, box),
        Cropped(a, other),
        Cropped(a, Crop(500, 0, 1, 1)),
        Cropped(a, box),
        Cropped(b, box),
        a,
    ]
    one, two, none, again, elsewhere, whole = read_images(wanted, ReadOptions(workers=workers))
    assert (one.width, one.height) == (24, 24)
    assert (two.width, two.height) == (48, 24)
    assert isinstance(none, Failure) and none.path == a
    assert one.hash == again.hash
    assert len({one.hash, two.hash, elsewhere.hash, whole.hash}) == 4
    assert one.bytes == whole.bytes
    assert one.color.tolist() != elsewhere.color.tolist()
