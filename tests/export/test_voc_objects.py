"""Pascal VOC as others write it comes back: pose, what is truncated and difficult, and what has none."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from explorer.dataset import open_index
from explorer.export import export
from explorer.indexing.build_index import build_index
from explorer.options import SourceOptions
from tests.index.fakes import FakeEncoder

GIVEN = [
    ("person", "Left", "0", "0", ("3", "4", "20", "30")),
    ("dog", "Unspecified", "1", "0", ("1", "1", "40", "30")),
    ("person", "Frontal", "1", "1", ("5", "6", "9", "12")),
]


@pytest.fixture
def source(tmp_path):
    """A folder of two pictures, one of nothing."""
    folder = tmp_path / "VOC2007"
    for name in ("JPEGImages", "Annotations"):
        (folder / name).mkdir(parents=True)
    for name, objects in (("2007_000001", GIVEN), ("2007_000002", [])):
        Image.new("RGB", (40, 30), (len(objects) * 60, 9, 9)).save(folder / "JPEGImages" / f"{name}.jpg")
        text = "".join(
            f"<object><name>{label}</name><pose>{pose}</pose><truncated>{truncated}</truncated>"
            f"<difficult>{difficult}</difficult><bndbox><xmin>{x}</xmin><ymin>{y}</ymin><xmax>{x2}</xmax>"
            f"<ymax>{y2}</ymax></bndbox></object>"
            for label, pose, truncated, difficult, (x, y, x2, y2) in objects
        )
        (folder / "Annotations" / f"{name}.xml").write_text(
            f"<annotation><folder>VOC2007</folder><filename>{name}.jpg</filename><size><width>40</width>"
            f"<height>30</height><depth>3</depth></size>{text}</annotation>"
        )
    return folder


@pytest.mark.parametrize("items", [None, "objects"])
def test_all_that_is_said_of_an_object_comes_back(source, options, tmp_path, items):
    """In the members and the order that the format has, which readers take for granted."""
    options = replace(options, source=SourceOptions(items=items), projection=False)
    index = open_index(build_index(source, tmp_path / "i.dendro", options, encoder=FakeEncoder()).index)
    out = export(index, tmp_path / "out", format="voc").out
    found = ElementTree.parse(out / "Annotations" / "2007_000001.xml").findall("object")
    for each in found:
        assert [member.tag for member in each] == ["name", "pose", "truncated", "difficult", "bndbox"]
    said = [
        (*(each.findtext(name) for name in ("name", "pose", "truncated", "difficult")),
         tuple(side.text for side in each.find("bndbox")))
        for each in found
    ]  # fmt: skip
    assert sorted(said) == sorted(GIVEN)
    empty = out / "Annotations" / "2007_000002.xml"
    assert empty.is_file() == (items is None)
