"""YOLO: a text file of boxes an image, and a file that names splits and classes."""

import os
from pathlib import Path

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.options import SourceOptions
from explorer.sources.annotations.annotated import to_source
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.yolo_folders import (
    DESCRIPTIONS,
    YoloFolder,
    described,
    label_file,
    orphans,
    undescribed,
)
from explorer.sources.annotations.yolo_lines import box_of, numbers_of
from explorer.sources.source import OF_ROWS, Source, SourceKind


def accepts(location: Path) -> bool:
    """Whether this is such a file, a folder that has one, or images with their files of boxes."""
    if not location.is_dir():
        return location.suffix.lower() in DESCRIPTIONS and described(location) is not None
    return (described(location) or undescribed(location)) is not None


def open(location: Path, options: SourceOptions) -> Source:
    """Read the annotations and find the images; see `explorer.sources.open_source`."""
    folder = described(location) or (undescribed(location) if location.is_dir() else None)
    if folder is None:
        raise SourceError(f"{location} is no longer a data set of YOLO; was it changed meanwhile?")
    found = Collecting(declared=list(folder.names.values()), class_numbers=folder.names, pose=folder.pose)
    seen: set[str] = set()
    for split, picture in folder.pictures(found):
        if picture not in seen:
            seen.add(picture)
            file = picture if os.path.isfile(picture) else None
            found.add(picture, file, _objects(picture, folder, found), split)
    found.left_out["Files of boxes without an image, left out"] += orphans(seen)
    return to_source("yolo", "YOLO", location, folder.root, found.annotated(), options)


KIND = SourceKind(
    "yolo",
    "YOLO",
    "a `.yaml` of splits and classes, or a `.data` of Darknet, the folder that has it, or a folder of images "
    "with a `.txt` of boxes each, in `labels/` beside `images/` or beside the image",
    accepts,
    open,
    refuses=OF_ROWS,
    marks_objects=True,
    endings=(".yaml", ".yml"),
)


def _objects(picture: str, folder: YoloFolder, found: Collecting) -> list[Marked]:
    """What is marked in an image; nothing where it has no file of boxes."""
    file = label_file(picture)
    try:
        with Path(file).open(encoding="utf-8-sig", errors="replace") as lines:
            rows = [line.split() for line in lines if line.strip()]
    except FileNotFoundError:
        return []
    except OSError as error:
        found.fail(file, f"cannot be read ({error.strerror})")
        return []
    objects = []
    for row in rows:
        told = numbers_of(row)
        if told is None:
            found.left_out["Lines that are no boxes as YOLO writes them, left out"] += 1
            continue
        number, numbers = told
        if number not in folder.names:
            found.left_out["Objects of a class that is not named, so that its number is its name"] += 1
        crop = Crop(*box_of(numbers, folder.pose), percent=True)
        objects.append(Marked(folder.names.get(number, str(number)), crop))
    return objects
