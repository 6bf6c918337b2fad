"""Pictures that are only in the JSON of LabelMe."""

import base64
import json

import pytest

from explorer.images.parts import Part
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder
from tests.sources.test_annotations import write


def labelme(name: str, picture: bytes | None, label: str = "cat", escaped: bool = False) -> str:
    """A file of LabelMe, with its picture in it."""
    shapes = [{"label": label, "points": [[10, 10], [40, 30]], "shape_type": "rectangle"}]
    text = (
        None
        if picture is None
        else base64.encodebytes(picture).decode()
        if escaped
        else base64.b64encode(picture).decode()
    )
    written = json.dumps({"shapes": shapes, "imagePath": name, "imageData": text})
    return written.replace("/", "\\/") if escaped else written


@pytest.mark.usefixtures("cheap_projection")
def test_pictures_in_the_json_are_images_like_others(tmp_path, options: BuildOptions):
    """Read in place, beside pictures in files; originals are served from there."""
    folder = tmp_path / "d"
    draw_folder(folder, 3)
    for i in range(4):
        write(
            folder / f"json/{i}.json",
            labelme(f"..\\pictures/{i}.png", picture_bytes(draw(i, 50 + i)), escaped=i > 1),
        )
    report = build_index(folder, options=options, encoder=FakeEncoder())
    assert (report.new, report.failed) == (7, 0)
    assert report.taken_for == "LabelMe: 7 images, 4 objects, 1 category"
    with open_index(report.index) as index:
        paths = index.items["path"].to_pylist()
        for i in (1, 3):
            with index.open_image(paths.index(f"json/{i}.json/{i}.png")) as original:
                assert original.read() == picture_bytes(draw(i, 50 + i))
    encoder = FakeEncoder()
    assert not build_index(folder, options=options, encoder=encoder).published and not encoder.seen


def test_objects_are_cut_out_of_them(tmp_path):
    """Each named after its file, its picture and its box."""
    write(tmp_path / "a.json", labelme("a.png", picture_bytes(draw(1, 1)), label='"imageData": "QUJD"'))
    source = open_source(tmp_path, SourceOptions(items="objects"))
    assert source.items["path"].to_pylist() == ["a.json/a.png#xywh=10,10,30,20"]
    assert source.items["image"].to_pylist() == ["a.json/a.png"]
    image = source.image(0)
    assert isinstance(image.image, Part) and image.image.packing == "text" and image.crop.w == 30
    with open(image.image.path, "rb") as file:
        file.seek(image.image.offset)
        assert base64.b64decode(file.read(image.image.length)) == picture_bytes(draw(1, 1))


@pytest.mark.usefixtures("cheap_projection")
def test_what_is_no_picture_is_listed(tmp_path, options: BuildOptions):
    """Without a picture, with text that is none, and with one that is cut off."""
    folder = tmp_path / "d"
    write(folder / "good.json", labelme("", picture_bytes(draw(1, 1))))
    write(folder / "none.json", labelme("none.png", None))
    write(folder / "text.json", labelme("text.png", b"no picture at all"))
    write(folder / "odd.json", labelme("odd.png", b"x").replace("eA==", "eA="))
    report = build_index(folder, options=options, encoder=FakeEncoder())
    with open_index(report.index) as index:
        assert index.items["path"].to_pylist() == ["good.json/good.jpg"]
        reasons = dict(zip(*(index.failures[name].to_pylist() for name in ("path", "reason")), strict=True))
    assert reasons.keys() == {"none.json", "text.json/text.png", "odd.json/odd.png"}
    assert reasons["none.json"] == "its image 'none.png' is missing, and is not in the JSON"
    assert "base 64" in reasons["odd.json/odd.png"]
