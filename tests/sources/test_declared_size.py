"""Boxes of pictures that lie on their side in their files, or have another size than the annotations say."""

import json
from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageOps

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.declared_size import SCALED, TURNED, fitted
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import boxes

SIZE, BOX = (40, 30), (4, 20, 10, 6)


def stored(path, orientation: int = 1, size: tuple[int, int] = SIZE) -> Image.Image:
    """Write a picture that is white where the box is, dark elsewhere, and give it as it is shown."""
    x, y, w, h = BOX
    pixels = np.zeros(SIZE[::-1], np.uint8)
    pixels[y : y + h, x : x + w] = 255
    exif = Image.Exif()
    exif[274] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).resize(size, Image.Resampling.NEAREST).save(path, exif=exif)
    return ImageOps.exif_transpose(Image.open(path))


def shown(image: Image.Image, crop: Crop) -> np.ndarray:
    """What lies in a box, without the margin that items have."""
    across, down = (image.width / 100, image.height / 100) if crop.percent else (1, 1)
    left, upper = crop.x * across, crop.y * down
    place = (left, upper, left + crop.w * across, upper + crop.h * down)
    return np.asarray(image.crop(tuple(map(round, place))))


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_what_was_marked_is_in_the_box(tmp_path, orientation, times):
    """In all orientations of EXIF, drawn on what is stored or on what is shown, and at half the size."""
    image = stored(tmp_path / "a.png", orientation, (SIZE[0] * times, SIZE[1] * times))
    lies = orientation > 4
    # What is shown says where the white is; a box that was drawn on it keeps its place.
    left, upper, right, lower = (each / times for each in image.getbbox())
    upright = Crop(left, upper, right - left, lower - upper)
    drawn = [(upright, (image.width / times, image.height / times))]
    if lies or orientation == 1:
        drawn.append((Crop(*BOX), SIZE))
    for crop, size in drawn:
        changed = Counter()
        (found,) = fitted([Marked("x", crop)], size, str(tmp_path / "a.png"), changed)
        inside = shown(image, found.crop)
        assert inside.min() == 255 and inside.size == BOX[2] * BOX[3] * times**2
        turned = lies and crop[:4] == BOX
        assert +changed == Counter({TURNED: turned, SCALED: times > 1})


@pytest.mark.parametrize("size", [None, (0, 0), (12, 12), (10, 8), (60, 20)])
def test_sizes_that_cannot_be_of_the_picture_change_nothing(tmp_path, size):
    """None, nothing, other proportions, one that the box does not fit in (the size of the box itself)."""
    stored(tmp_path / "a.png", 6)
    marked = [Marked("x", Crop(*BOX)), Marked("y")]
    assert fitted(marked, size, str(tmp_path / "a.png"), Counter()) == marked
    assert fitted(marked, SIZE, str(tmp_path / "gone.png"), Counter()) == marked


@pytest.mark.parametrize("kind", ["boxtable", "voc", "labelme"])
def test_annotations_that_say_a_size(tmp_path, kind):
    """A turned picture and one of another size, each with a sentence; a table of box sizes says none."""
    for name, orientation, size in (("a.png", 6, SIZE), ("b.png", 1, (80, 60)), ("c.png", 1, SIZE)):
        stored(tmp_path / name, orientation, size)
    x, y, w, h = BOX
    names = ["a", "b", "c"]
    if kind == "boxtable":
        lines = [f"{name}.png,cat,{x},{y},{x + w},{y + h},40,30" for name in names]
        header = "filename,class,xmin,ymin,xmax,ymax,width,height"
        write(tmp_path / "boxes.csv", "\n".join([header, *lines, "c.png,cat,1,1,4,4,3,3"]))
    for name in names:
        if kind == "voc":
            sides = f"<xmin>{x + 1}</xmin><ymin>{y + 1}</ymin><xmax>{x + w}</xmax><ymax>{y + h}</ymax>"
            size = "<size><width>40</width><height>30</height></size>"
            content = f"<object><name>cat</name><bndbox>{sides}</bndbox></object>"
            write(tmp_path / f"{name}.xml", f"<annotation>{size}{content}</annotation>")
        elif kind == "labelme":
            shape = {"label": "cat", "points": [[x, y], [x + w, y + h]]}
            said = {"imagePath": f"{name}.png", "imageWidth": 40, "imageHeight": 30, "shapes": [shape]}
            write(tmp_path / f"{name}.json", json.dumps(said))
    source = open_source(tmp_path, SourceOptions(source=kind, items="objects"))
    found = [crop for _, crop in boxes(source)]
    assert found[:3] == [Crop(4, 4, 6, 10), Crop(10, 66.6667, 25, 20, True), Crop(*BOX)]
    assert source.notes == (f"{TURNED}: 1.", f"{SCALED}: 1.")
