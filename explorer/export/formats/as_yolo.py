"""YOLO: `data.yaml`, lists of pictures, and a text file of boxes for each."""

from collections.abc import Iterator
from pathlib import Path
from posixpath import splitext

import yaml

from explorer.export.export_format import Format, Subset
from explorer.export.marked_objects import (
    MarkedObject,
    MarkedPicture,
    Placing,
    by_split,
    class_names,
    copy_pictures,
    marks_of,
)
from explorer.export.original_files import write_failures

_IMAGES, _LABELS, _USUAL = "images", "labels", "train"


def write_yolo(subset: Subset, folder: Path) -> Iterator[int]:
    """Write pictures below `images/`, boxes below `labels/`, a list of each split, and `data.yaml`.

    Boxes are `class x y w h`, the middle and the size in shares of the picture.

    Yields
    ------
    int
        Items done so far.
    """
    folder.mkdir(exist_ok=True)
    pictures = yield from copy_pictures(subset, folder, Placing(_IMAGES), marks_of(subset))
    names = class_names(subset, pictures)
    number = {name: place for place, name in enumerate(names)}
    for picture in pictures:
        file = folder / f"{splitext(picture.name.replace(_IMAGES, _LABELS, 1))[0]}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(_line(picture, mark, number[mark.name]) for mark in picture.marks), "utf-8")
    said: dict[str, object] = {"path": "."}
    for split, of_it in by_split(pictures, _USUAL).items():
        said[split] = f"{split}.txt"
        (folder / f"{split}.txt").write_text("".join(f"./{each.name}\n" for each in of_it), "utf-8")
    said["names"] = dict(enumerate(names))
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
    (folder / "data.yaml").write_text(text, "utf-8")
    write_failures(subset, folder)


def _line(picture: MarkedPicture, mark: MarkedObject, number: int) -> str:
    x, y, w, h = picture.box(mark)
    shares = (
        (x + w / 2) / picture.width,
        (y + h / 2) / picture.height,
        w / picture.width,
        h / picture.height,
    )
    return f"{number} {' '.join(f'{each:.8g}' for each in shares)}\n"


FORMATS = (
    Format(
        "yolo",
        write_yolo,
        "pictures with the boxes in them, for YOLO",
        links=True,
        resumes=True,
        zipped=True,
        marks=True,
    ),
)
