"""Tables of competitions: masks by runs of pixels, all boxes of an image in one text, empty boxes."""

import csv
import io

import numpy as np
import pytest
from PIL import Image

from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.annotations.runs import Runs, boxes_of_runs, runs_of
from tests.sources.test_annotations import rows, write
from tests.sources.test_label_lists import boxes, pictures

WIDE, HIGH = 60, 40
ONE, TWO = Crop(3, 4, 5, 6), Crop(20, 10, 4, 2)


def picture(path, size=(WIDE, HIGH)):
    """Write a picture of a size."""
    stream = io.BytesIO()
    Image.new("RGB", size).save(stream, "PNG")
    write(path, stream.getvalue())


def runs(crop: Crop, along_rows: bool = False, first: int = 1) -> str:
    """The runs of a box that is filled, as competitions write them."""
    x, y, w, h = map(int, crop[:4])
    lines = range(y, y + h) if along_rows else range(x, x + w)
    starts = (line * WIDE + x if along_rows else line * HIGH + y for line in lines)
    return " ".join(f"{start + first} {w if along_rows else h}" for start in starts)


def relative(crop: Crop) -> str:
    """The same by how many pixels lie between them, counted from 0."""
    x, y, w, h = map(int, crop[:4])
    return " ".join(f"{x * HIGH + y if place == 0 else HIGH - h} {h}" for place in range(w))


def table(path, names: str, *lines: tuple):
    """Write a table of text."""
    stream = io.StringIO()
    csv.writer(stream).writerows([names.split(","), *lines])
    return write(path, stream.getvalue())


@pytest.mark.parametrize(
    ("names", "lines", "classes"),
    [
        (
            "ImageId,EncodedPixels",
            [("a.png", runs(ONE)), ("a.png", runs(TWO)), ("b.png", "")],
            ["unnamed", "unnamed"],
        ),
        (
            "ImageId_ClassId,EncodedPixels",
            [("a.png_1", runs(ONE)), ("a.png_2", ""), ("a.png_3", runs(TWO)), ("b.png_1", "")],
            ["1", "3"],
        ),
        ("Image_Label,EncodedPixels", [("a.png_Fish", runs(ONE)), ("a.png_Sugar", runs(TWO))], None),
        ("id,annotation,width,height,cell_type", [("a", runs(ONE, True), WIDE, HIGH, "cort")], ["cort"]),
        ("id,class,segmentation", [("a", "bowel", runs(ONE, True)), ("a", "stomach", "")], ["bowel"]),
        ("ImageId,EncodedPixels,Height,Width,ClassId", [("a", runs(ONE), HIGH, WIDE, 6)], ["6"]),
        ("ImageId, EncodedPixels", [("a", relative(ONE)), ("b", "-1")], ["unnamed"]),
        ("id,rle", [("a", runs(ONE, first=0)), ("b", runs(Crop(0, 0, 2, 2), first=0))], None),
    ],
)
def test_masks_of_competitions(tmp_path, names, lines, classes):
    """Ships, steel, clouds, cells, bowels, clothes and lungs: down columns, along rows, one after another."""
    for name in ("a", "b"):
        picture(tmp_path / f"train_images/{name}.png")
    file = table(tmp_path / "train.csv", names, *lines)
    for place in (tmp_path, file):
        found = open_source(place, SourceOptions(items="objects"))
        assert found.kind == "masktable"
        assert boxes(found)[0][1] == ONE and found.items["area"].to_pylist()[0] == 30
        assert TWO not in [crop for _, crop in boxes(found)] or boxes(found)[1][1] == TWO
        assert classes is None or [label for label, _ in boxes(found)] == classes
    assert open_source(tmp_path).items["path"].to_pylist() == ["train_images/a.png", "train_images/b.png"]


def test_an_image_without_a_mask_has_nothing_and_classes_are_declared(tmp_path):
    """Of a table that has a row for each class of each image."""
    for name in ("a", "b"):
        picture(tmp_path / f"{name}.png")
    lines = [
        (f"{name}.png_{k}", runs(ONE) if name == "a" and k > 8 else "") for name in "ab" for k in range(8, 11)
    ]
    source = open_source(table(tmp_path / "train.csv", "ImageId_ClassId,EncodedPixels", *lines))
    assert source.items["label"].to_pylist() == [["9", "10"], []]
    assert source.categories == ("8", "9", "10")


def test_masks_of_no_box_are_counted_and_square_pictures_are_doubtful():
    """Beyond the picture, or of a picture that cannot be looked at; a transposed one has the other box."""
    down, beyond = runs_of("13 2 23 2"), runs_of("99 5")
    assert isinstance(down, Runs) and isinstance(beyond, Runs) and down.area == 4
    crops, notes = boxes_of_runs([down, beyond, down], ["a", "a", "gone"], [(10, 10), (10, 10), None])
    assert crops == [Crop(1, 2, 2, 2), None, None]
    assert "down columns" in notes[0] and notes[1].endswith("without a box: 2.")
    assert boxes_of_runs([down], ["a"], [(12, 10)])[1] == []


@pytest.mark.parametrize("text", ["", "-1", "1 2 3", "a b", "1 -2", "nan nan", "5"])
def test_what_is_no_mask(text):
    """Empty, odd, negative, or words."""
    assert runs_of(text) is None


@pytest.mark.parametrize("seed", range(5))
def test_boxes_of_runs_are_those_of_the_pixels(seed):
    """Of random masks, decoded by hand, in both orders."""
    rng = np.random.default_rng(seed)
    masks, expected = [], []
    for along in (False, True):
        pixels = np.zeros((HIGH, WIDE), bool)
        y, x = rng.integers(0, 30), rng.integers(0, 40)
        pixels[y : y + 9, x : x + 12] = rng.random((9, 12)) < 0.7
        flat = np.flatnonzero(np.diff(np.r_[0, pixels.ravel("C" if along else "F").astype(int), 0]))
        text = " ".join(f"{start + 1} {end - start}" for start, end in flat.reshape(-1, 2).tolist())
        ys, xs = np.nonzero(pixels)
        masks.append(runs_of(text))
        expected.append(Crop(xs.min(), ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1))
    for mask, box in zip(masks, expected, strict=True):
        assert boxes_of_runs([mask], ["a"], [(WIDE, HIGH)]) == ([box], [])


def test_pictures_of_masks_are_no_images(tmp_path):
    """They lie beside the images in a folder called so, and have their names or others."""
    for name in ("images/a", "masks/a", "images/b", "masks/0f1"):
        picture(tmp_path / f"train/{name}.png")
    table(tmp_path / "train.csv", "id,rle_mask", ("a", runs(ONE)), ("b", ""))
    source = open_source(tmp_path)
    assert rows(source) == [("train/images/a.png", ["unnamed"], 1), ("train/images/b.png", None, 0)]
    assert source.notes == ("Pictures that are masks by the names of their folders or files, left out: 2.",)


def test_annotated_pictures_in_a_folder_called_as_masks_are_images(tmp_path):
    """What annotations name is none, and what lies beside it is not either."""
    pictures(tmp_path, "annotations/a.jpg", "annotations/b.jpg", "other/c.jpg", "masks/a.jpg")
    xml = "<annotation><filename>a.jpg</filename><object><name>cat</name></object></annotation>"
    write(tmp_path / "annotations/a.xml", xml)
    source = open_source(tmp_path)
    assert source.items["path"].to_pylist() == ["annotations/a.jpg", "annotations/b.jpg", "other/c.jpg"]


@pytest.mark.parametrize(
    ("names", "cell", "expected", "scores"),
    [
        (
            "image_id,PredictionString",
            "0.9 10 5 20 10 0.5 1 1 5 6",
            [("unnamed", Crop(10, 5, 20, 10)), ("unnamed", Crop(1, 1, 5, 6))],
            [0.9, 0.5],
        ),
        (
            "ImageId,PredictionString",
            "/m/0g 0.5 0.1 0.1 0.4 0.5",
            [("/m/0g", Crop(10, 10, 30, 40, True))],
            [0.5],
        ),
        (
            "image_id,labels",
            "U+306F 10 5 20 10 U+304C 1 1 5 6",
            [("U+306F", Crop(10, 5, 20, 10)), ("U+304C", Crop(1, 1, 5, 6))],
            None,
        ),
        ("id,label,study", "opacity 1 10.5 5 30 15", [("opacity", Crop(10.5, 5, 19.5, 10))], [1]),
        (
            "image_name,BoxesString,domain",
            "10 5 30 15;1 1 6 7",
            [("unnamed", Crop(10, 5, 20, 10)), ("unnamed", Crop(1, 1, 5, 6))],
            None,
        ),
    ],
)
def test_all_boxes_of_an_image_in_one_text(tmp_path, names, cell, expected, scores):
    """As Wheat, Open Images, Kuzushiji and SIIM-COVID have them; an image without a box has nothing."""
    pictures(tmp_path, "train/a1.jpg", "train/b1.jpg")
    nothing = {"id": "none 1 0 0 1 1", "image_name": "no_box"}.get(names.split(",")[0], "")
    lines = [("a1", cell, "x"), ("b1", nothing, "y")]
    table(tmp_path / "train.csv", names, *(line[: names.count(",") + 1] for line in lines))
    source = open_source(tmp_path)
    assert source.kind == "boxtexts"
    assert source.items["objects"].to_pylist() == [len(expected), 0]
    found = open_source(tmp_path, SourceOptions(items="objects"))
    assert [(label, pytest.approx(crop)) for label, crop in expected] == boxes(found)
    if scores:
        assert found.items["score"].to_pylist() == scores
    if names.endswith(("domain", "study")):
        assert source.items[names.split(",")[-1]].to_pylist() == ["x", "y"]


def test_words_with_numbers_are_no_boxes(tmp_path):
    """Labels of a table of images stay what they are."""
    pictures(tmp_path, "a1.jpg", "b1.jpg")
    file = table(tmp_path / "t.csv", "image,labels", ("a1.jpg", "cat 1 2 3"), ("b1.jpg", "dog"))
    assert open_source(file).kind == "table"


def test_a_row_without_a_box_is_an_image_in_which_nothing_is(tmp_path):
    """As RSNA has them: `Target` says whether there is one, images are named by their patients."""
    pictures(tmp_path, *(f"stage_2_train_images/p{n}.jpg" for n in (1, 2, 3)))
    lines = [("p1", "", "", "", "", 0), ("p2", 10.0, 5.0, 20.0, 10.0, 1), ("p2", 30.0, 5.0, 20.0, 10.0, 1)]
    table(tmp_path / "labels.csv", "patientId,x,y,width,height,Target", *lines, ("p3", "", "", "", "", 0))
    source = open_source(tmp_path)
    assert source.taken_for == "a table of boxes: 3 images, 2 objects, 1 category"
    assert source.items["objects"].to_pylist() == [0, 2, 0]
    found = boxes(open_source(tmp_path, SourceOptions(items="objects")))
    assert found == [("1", Crop(10, 5, 20, 10)), ("1", Crop(30, 5, 20, 10))]


def test_a_table_of_boxes_without_names_that_says_sizes(tmp_path):
    """SKU-110K: path, corners, class, width and height of the picture."""
    pictures(tmp_path, "images/a1.jpg", "images/b1.jpg")
    lines = "a1.jpg,10,5,30,15,object,60,40\na1.jpg,1,1,5,5,object,60,40\nb1.jpg,0,0,9,9,object,60,40\n"
    write(tmp_path / "annotations/annotations_train.csv", lines)
    found = boxes(open_source(tmp_path, SourceOptions(items="objects")))
    assert found == [
        ("object", Crop(10, 5, 20, 10)),
        ("object", Crop(1, 1, 4, 4)),
        ("object", Crop(0, 0, 9, 9)),
    ]
