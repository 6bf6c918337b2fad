"""Pascal VOC: a folder with an XML file an image (VOC, LabelImg), or with a list of images for each class.

Everingham et al., The PASCAL Visual Object Classes (VOC) Challenge (IJCV 88, 2010).
"""

import os
from pathlib import Path
from xml.etree.ElementTree import Element

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.numerals import to_float
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import FLAGS, Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.image_sets import has_class_lists, read_image_sets
from explorer.sources.annotations.looking import files_below, some_files_below
from explorer.sources.annotations.picture_files import PictureFiles
from explorer.sources.annotations.read_xml import elements, root_tag, text_of, told_by
from explorer.sources.annotations.shapes import around
from explorer.sources.annotations.splits import split_of
from explorer.sources.source import OF_ROWS, Source, SourceKind

_TRIED = 3
"""Files that are looked into to tell whether XML is that of VOC."""
_PICTURES = ("JPEGImages", "images", "Images", "img")
_WITHOUT_ENDING = "Annotation"
"""Folder of Stanford Dogs, whose XML has no ending."""
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_NO_POSE = "unspecified"
_PARTS = "Parts of objects (heads, hands, feet), left out"


def accepts(location: Path) -> bool:
    """Whether this is a folder with such files or lists, in it or in folders of the usual names."""
    if not location.is_dir():
        return False
    tried = some_files_below(location, ".xml", _TRIED) or some_files_below(
        location / _WITHOUT_ENDING, "", _TRIED
    )
    return any(root_tag(file) == "annotation" for file in tried) or has_class_lists(location)


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    found = Collecting()
    finder = PictureFiles(location, [location, *(location / name for name in _PICTURES)])
    sets = read_image_sets(location)
    annotated = set()
    for file in files_below(location, ".xml") or files_below(location / _WITHOUT_ENDING, ""):
        shown = file.relative_to(location).as_posix()
        try:
            read = next(elements(file, "annotation"), None)
            if read is None:
                found.fail(shown, "no element `annotation`")
                continue
            name = text_of(read, "filename") or file.stem
            picture = _picture(file, name, finder)
            objects = [
                Marked(text_of(each, "name") or "unnamed", _box(each), _flags(each) | _said(each))
                for each in read.findall("object")
                if text_of(each, "deleted") != "1"
            ]
            found.left_out[_PARTS] += sum(1 for _ in read.iterfind("object/part"))
        except SourceError as error:
            found.fail(shown, str(error).removeprefix(f"{file} ").removeprefix(f"{file}: "))
            picture = _picture(file, file.stem, finder)
            if picture is None:
                continue
            read, name, objects = None, file.stem, sets.classes.get(file.stem)
        annotated.add(picture)
        split = sets.splits.get(file.stem) or split_of(shown) or split_of(_below(picture, location))
        found.add(name, picture, objects, split, _size(read))
    for path, picture in finder.others(annotated, found.left_out):
        stem = Path(path).stem
        found.add(path, picture, sets.classes.get(stem), sets.splits.get(stem) or split_of(path))
    return to_source("voc", "Pascal VOC", location, location, found.annotated(), options)


KIND = SourceKind(
    "voc",
    "Pascal VOC",
    "a folder with an `.xml` an image (`Annotations/` beside `JPEGImages/`, or beside the images), or with "
    "lists of classes (`ImageSets/Main/cat_train.txt`)",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
    endings=(".xml",),
)


def _below(picture: str | None, folder: Path) -> str:
    """Path of an image in a folder, posix; empty where it is missing."""
    return os.path.relpath(picture, folder).replace(os.sep, "/") if picture else ""


def _box(marked: Element) -> Crop | None:
    """The box of an object; pixels of VOC count from 1, and both ends are in it.

    The web tool of LabelMe has a polygon or a mask's box instead, whose pixels count from 0.
    """
    try:
        if (polygon := marked.find("polygon")) is not None and marked.find("bndbox") is None:
            return around(
                [(to_float(text_of(each, "x")), to_float(text_of(each, "y"))) for each in polygon.iter("pt")]
            )
        first = 1 if marked.find("segm/box") is None else 0
        given = [text_of(marked, f"{'bndbox' if first else 'segm/box'}/{side}") for side in _SIDES]
        left, upper, right, lower = map(to_float, given)
    except ValueError:
        return None
    return around([(left - first, upper - first), (right, lower)])


def _size(annotation: Element | None) -> tuple[float, float] | None:
    """Width and height of the picture that the boxes are of."""
    if annotation is None:
        return None
    return size_from(text_of(annotation, "size/width"), text_of(annotation, "size/height"))


def _flags(marked: Element) -> dict[str, bool]:
    """What is said of an object by 1 and 0: whether it is difficult, that is, need not be found."""
    given = ((name, text_of(marked, name)) for name in FLAGS)
    return {name: text == "1" for name, text in given if text in ("0", "1")}


def _said(marked: Element) -> dict[str, float | str]:
    """What else is said of an object: its pose, and the attributes that CVAT writes."""
    pose = text_of(marked, "pose")
    attributes = ((text_of(each, "name"), text_of(each, "value")) for each in marked.iter("attribute"))
    said = own_columns((name, told_by(value)) for name, value in attributes if name and value)
    return said | ({"pose": pose} if pose and pose.lower() != _NO_POSE else {})


def _picture(annotation: Path, name: str, finder: PictureFiles) -> str | None:
    """The image of a file of annotations: of the name in it, else of its own name."""
    beside = annotation.parent.parent / _PICTURES[0]
    likeliest = beside if beside.is_dir() else annotation.parent
    return finder.find(name, likeliest) or finder.of_stem(annotation.stem, likeliest)
