"""Boxes of pictures that lie on their side in their files, or have another size than the annotations say."""

import json
import shutil
import uuid

import numpy as np
import pytest
from PIL import Image, ImageOps

from explorer.images import stored_sizes
from explorer.images.crops import Crop
from explorer.images.header_size import stored_size
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.annotations import declared_size
from explorer.sources.annotations.declared_size import SCALED, TURNED, fit_of, fits_of
from tests.sources.test_addresses import put
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import boxes
from tests.sources.test_packed import pack

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
        fit = fit_of(size, stored_size(str(tmp_path / "a.png")))
        found = crop if fit is None else fit.crop(crop)
        inside = shown(image, found)
        assert inside.min() == 255 and inside.size == BOX[2] * BOX[3] * times**2
        turned = lies and crop[:4] == BOX
        assert (fit is not None and fit.turns, fit is not None and fit.scales) == (turned, times > 1)
        if fit is not None:
            assert np.allclose(fit.pixels(crop[:4]), image.getbbox()[:2] + inside.shape[::-1])


@pytest.mark.parametrize("size", [None, (0, 0), (12, 12), (10, 8), (60, 20)])
def test_sizes_that_cannot_be_of_the_picture_change_nothing(tmp_path, size):
    """None, nothing, other proportions, one that the box does not fit in (the size of the box itself)."""
    stored(tmp_path / "a.png", 6)
    files = [str(tmp_path / "a.png"), str(tmp_path / "gone.png"), None]
    sizes = {0: size, 1: SIZE, 2: SIZE} if size else {}
    crops = [Crop(*BOX), None, Crop(*BOX), Crop(*BOX)]
    assert fits_of(sizes, np.array([0, 0, 1, 2]), crops, files) == {}
    assert [*fits_of({0: SIZE}, np.array([0, 0, 1, 2]), crops, files)] == [0]


def annotated(root, kind: str) -> None:
    """A turned picture, one of another size and one as it is said, each with the same box."""
    for name, orientation, size in (("a.png", 6, SIZE), ("b.png", 1, (80, 60)), ("c.png", 1, SIZE)):
        stored(root / PLACES.get(kind, "") / name, orientation, size)
    x, y, w, h = BOX
    sides = {"width": SIZE[0], "height": SIZE[1]}
    corners = [[x, y], [x + w, y + h]]
    names = [f"{name}.png" for name in "abc"]
    each = {}
    if kind == "boxtable":
        lines = [f"{name},cat,{x},{y},{x + w},{y + h},40,30" for name in names]
        header = "filename,class,xmin,ymin,xmax,ymax,width,height"
        # Columns of these names may be the size of a box, too.
        write(root / "boxes.csv", "\n".join([header, *lines, "c.png,cat,1,1,4,4,3,3"]))
    elif kind == "coco":
        images = [{"id": i, "file_name": name, **sides} for i, name in enumerate(names)]
        objects = [{"id": i, "image_id": i, "category_id": 1, "bbox": BOX} for i in range(3)]
        said = {"images": images, "annotations": objects, "categories": [{"id": 1, "name": "cat"}]}
        write(root / "instances.json", json.dumps(said))
    elif kind == "cvat":
        box = f'<box label="cat" xtl="{x}" ytl="{y}" xbr="{x + w}" ybr="{y + h}"/>'
        images = "".join(f'<image name="{name}" width="40" height="30">{box}</image>' for name in names)
        write(root / "annotations.xml", f"<annotations>{images}</annotations>")
    elif kind == "voc":
        told = f"<xmin>{x + 1}</xmin><ymin>{y + 1}</ymin><xmax>{x + w}</xmax><ymax>{y + h}</ymax>"
        size = "<size><width>40</width><height>30</height></size>"
        content = f"<object><name>cat</name><bndbox>{told}</bndbox></object>"
        each = {f"{name[0]}.xml": f"<annotation>{size}{content}</annotation>" for name in names}
    elif kind == "labelme":
        shapes = [{"label": "cat", "points": corners}]
        size = {"imageWidth": 40, "imageHeight": 30}
        each = {f"{n[0]}.json": json.dumps({"imagePath": n, "shapes": shapes, **size}) for n in names}
    else:
        objects = [{"classTitle": "cat", "points": {"exterior": corners, "interior": []}}]
        each = {f"d/ann/{name}.json": json.dumps({"size": sides, "objects": objects}) for name in names}
    for name, content in each.items():
        write(root / name, content)


PLACES = {"supervisely": "d/img"}
FITTED = [Crop(4, 4, 6, 10), Crop(10, 66.6667, 25, 20, True), Crop(*BOX)]


@pytest.mark.parametrize("packed", ["", "x.zip", "x.tar.gz"])
@pytest.mark.parametrize("kind", ["boxtable", "coco", "cvat", "voc", "labelme", "supervisely"])
def test_annotations_that_say_a_size(tmp_path, kind, packed):
    """A turned picture and one of another size, each with a sentence, in a folder and in archives."""
    annotated(tmp_path / "d", kind)
    place = pack(tmp_path / "d", tmp_path / packed) if packed else tmp_path / "d"
    source = open_source(place, SourceOptions(items="objects"))
    assert source.kind == kind
    assert [crop for _, crop in boxes(source)][:3] == FITTED
    assert source.notes[-2:] == (f"{TURNED}: 1.", f"{SCALED}: 1.")


def test_detections_are_fitted_as_the_objects_are(tmp_path):
    """Both were drawn on the same: what was found stays so, and what stands for nothing is in its place."""
    annotated(tmp_path, "coco")
    beside = [2, 2, 6, 4]
    given = [{"image_id": i, "category_id": 1, "bbox": BOX, "score": 0.9} for i in range(3)]
    given += [{"image_id": i, "category_id": 1, "bbox": beside, "score": 0.5} for i in range(2)]
    write(tmp_path / "results.json", json.dumps(given))
    options = SourceOptions(detections=(str(tmp_path / "results.json"),))
    source = open_source(tmp_path / "instances.json", options)
    assert source.detections["models"][0]["true_positives"] == 3
    found = [crop for _, crop in boxes(source)]
    assert found == [FITTED[0], Crop(24, 2, 4, 6), FITTED[1], Crop(4, 4, 12, 8), FITTED[2]]


def test_the_sizes_of_a_bucket_are_asked_for_where_a_stride_of_it_differs(tmp_path, monkeypatch):
    """Of many pictures that are as the annotations say, only some are fetched for their size."""
    bucket, asked = f"memory://{uuid.uuid4().hex}", []
    read_span = stored_sizes.read_span
    monkeypatch.setattr(stored_sizes, "read_span", lambda *a: asked.append(a[0]) or read_span(*a))
    monkeypatch.setattr(declared_size, "ASKED", 2)
    annotated(tmp_path, "coco")
    source = open_source(put(bucket, tmp_path), SourceOptions(items="objects"))
    assert [crop for _, crop in boxes(source)] == FITTED
    assert sorted(asked) == [f"{bucket}/{name}.png" for name in "abc"]
    for name in "ab":
        shutil.copy(tmp_path / "c.png", tmp_path / f"{name}.png")
    asked.clear()
    monkeypatch.setattr(declared_size, "ASKED", 1)
    source = open_source(put(bucket, tmp_path), SourceOptions(items="objects"))
    assert [crop for _, crop in boxes(source)] == [Crop(*BOX)] * 3
    assert asked == [f"{bucket}/a.png"]
