"""YOLO: `data.yaml`, lists of pictures, and a text file of boxes for each."""

from collections.abc import Generator, Iterable
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
_REQUIRED = ("train", "val")
"""Splits without which Ultralytics takes no data set."""
_TAKEN = ("names", "nc", "path")
"""What `data.yaml` says besides its splits."""


def write_yolo(subset: Subset, folder: Path) -> Generator[int]:
    """Write pictures below `images/`, boxes below `labels/`, a list of each split, and `data.yaml`.

    Boxes are `class x y w h`, the middle and the size in shares of the picture; crowds are no objects to be
    learned and are left out, as Ultralytics does when it converts COCO. Classes count as the annotations
    declare them. `data.yaml` names no `path`, for Ultralytics reads a relative one from where it runs; of the
    splits that it requires, one that is not there is another.

    Yields
    ------
    int
        Items done so far.
    """
    folder.mkdir(exist_ok=True)
    marks = marks_of(subset)
    pictures = yield from copy_pictures(subset, folder, Placing(_IMAGES), marks.of_picture)
    names = class_names(marks, pictures)
    number = {name: place for place, name in enumerate(names)}
    for picture in pictures:
        file = folder / _label_file(picture.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        learned = [mark for mark in picture.marks if not mark.said.get("crowd")]
        file.write_text("".join(_line(picture, mark, number[mark.name]) for mark in learned), "utf-8")
    splits = by_split(pictures, _USUAL)
    for split, of_it in splits.items():
        (folder / f"{split}.txt").write_text("".join(f"./{each.name}\n" for each in of_it), "utf-8")
    said: dict[str, object] = {key: f"{split}.txt" for key, split in _keys(splits).items()}
    said["names"] = dict(enumerate(names))
    text = yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
    (folder / "data.yaml").write_text(text, "utf-8")
    write_failures(subset, folder)


def _keys(splits: Iterable[str]) -> dict[str, str]:
    """Keys of `data.yaml` for splits, and for those that are required."""
    keys = {f"{split}_" if split in _TAKEN else split: split for split in splits}
    usual = next((each for each in (*_REQUIRED, *keys) if each in keys), None)
    return ({} if usual is None else dict.fromkeys(_REQUIRED, keys[usual])) | keys


def _label_file(picture: str) -> str:
    """Where the boxes of a picture are looked for: `labels` stands for the last folder `images`."""
    head, _, tail = f"/{picture}".rpartition(f"/{_IMAGES}/")
    return splitext(f"{head}/{_LABELS}/{tail}")[0].lstrip("/") + ".txt"


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
