"""Pascal VOC: an XML file for each picture, and lists of the pictures of each split."""

import re
from collections.abc import Generator
from pathlib import Path
from posixpath import basename, splitext
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from explorer.export.export_format import Format, Subset
from explorer.export.marked_objects import MarkedPicture, Placing, by_split, copy_pictures, marks_of
from explorer.export.original_files import write_failures

# What XML 1.0 has no way to say, and carriage returns, which it reads as line feeds.
_UNSAYABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_POSE = "Unspecified"
_IMAGES, _ANNOTATIONS, _SETS, _USUAL = "JPEGImages", "Annotations", "ImageSets/Main", "train"


def write_voc(subset: Subset, folder: Path) -> Generator[int]:
    """Write `JPEGImages/`, `Annotations/` and `ImageSets/Main/`.

    Each object has its pose, which is `Unspecified` where nobody says it, and whether it is truncated and
    difficult, as readers expect; what need not be found, a crowd too, is `difficult`. Pixels count from 1,
    both ends of a box are in it, as the format has it, and parts of pixels are kept.

    Yields
    ------
    int
        Items done so far.
    """
    folder.mkdir(exist_ok=True)
    marks = marks_of(subset).of_picture
    pictures = yield from copy_pictures(subset, folder, Placing(_IMAGES, flat=True), marks)
    (folder / _ANNOTATIONS).mkdir(exist_ok=True)
    for picture in pictures:
        tree = ElementTree(_annotation(picture))
        indent(tree)
        tree.write(folder / _ANNOTATIONS / f"{_stem(picture)}.xml", encoding="utf-8")
    (folder / _SETS).mkdir(parents=True, exist_ok=True)
    for split, of_it in by_split(pictures, _USUAL).items():
        (folder / _SETS / f"{split}.txt").write_text("".join(f"{_stem(each)}\n" for each in of_it), "utf-8")
    write_failures(subset, folder)


def _stem(picture: MarkedPicture) -> str:
    return splitext(basename(picture.name))[0]


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("\ufffd", text)


def _annotation(picture: MarkedPicture) -> Element:
    top = Element("annotation")
    SubElement(top, "folder").text = _IMAGES
    SubElement(top, "filename").text = basename(picture.name)
    size = SubElement(top, "size")
    for name, value in (("width", picture.width), ("height", picture.height), ("depth", 3)):
        SubElement(size, name).text = str(value)
    for mark in picture.marks:
        x, y, w, h = picture.box(mark)
        marked = SubElement(top, "object")
        SubElement(marked, "name").text = _sayable(mark.name)
        SubElement(marked, "pose").text = _sayable(str(mark.said.get("pose") or _NO_POSE))
        flags = {"truncated": mark.said.get("truncated")}
        flags |= {"difficult": mark.said.get("difficult") or mark.said.get("crowd")}
        flags |= {"occluded": mark.said["occluded"]} if "occluded" in mark.said else {}
        for name, value in flags.items():
            SubElement(marked, name).text = str(int(bool(value)))
        box = SubElement(marked, "bndbox")
        ends = {"xmin": x + 1, "ymin": y + 1, "xmax": x + w, "ymax": y + h}
        for side, value in ends.items():
            SubElement(box, side).text = f"{value:.8g}"
    return top


FORMATS = (
    Format(
        "voc",
        write_voc,
        "pictures with the boxes in them, as Pascal VOC has them",
        links=True,
        resumes=True,
        zipped=True,
        marks=True,
    ),
)
