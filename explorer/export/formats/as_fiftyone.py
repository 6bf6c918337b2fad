"""FiftyOne: pictures in `data/`, and `labels.json` with the class or the boxes of each."""

from collections.abc import Callable, Generator
from pathlib import Path
from posixpath import splitext

import msgspec

from explorer.errors import InputError
from explorer.export.export_format import Format, Subset
from explorer.export.marked_objects import (
    MarkedPicture,
    ObjectMarks,
    Placing,
    class_names,
    copy_pictures,
    marks_objects,
    marks_of,
)
from explorer.export.original_files import write_failures
from explorer.index.reader import Index
from explorer.index.tasks import has_several_classes, label_sets
from explorer.options import REGRESSION

_DATA, _LABELS = "data", "labels.json"


def write_fiftyone(subset: Subset, folder: Path) -> Generator[int]:
    """Write a `FiftyOneImageDetectionDataset` where objects are marked, else a
    `FiftyOneImageClassificationDataset`, as FiftyOne's manual describes them.

    Yields
    ------
    int
        Items done so far.

    Raises
    ------
    InputError
        Labels are numbers, for which these have no place.
    """
    index = subset.index
    of_objects = marks_objects(index)
    if index.task == REGRESSION and not of_objects:
        raise InputError(
            f"the labels of {index.name} are numbers, and the format fiftyone has classes and boxes alone; "
            "choose huggingface, or a table"
        )
    folder.mkdir(exist_ok=True)
    marks = marks_of(subset) if of_objects else ObjectMarks({}, list)
    pictures = yield from copy_pictures(subset, folder, Placing(_DATA, shown=True), marks.of_picture)
    labels: dict[str, object] = {}
    if of_objects:
        classes = class_names(marks, pictures)
        number = {name: place for place, name in enumerate(classes)}
        labels = {_key(each.name): _boxes(each, number) for each in pictures}
    else:
        classes, code_of = _codes(index)
        labels = {_key(each.name): code_of(each.row) for each in pictures}
    document = {"classes": classes, "labels": labels}
    (folder / _LABELS).write_bytes(msgspec.json.encode(document))
    write_failures(subset, folder)


def _codes(index: Index) -> tuple[list[str], Callable[[int], int | list[int] | None]]:
    """Names of classes, and what gives the place of an image's label among them, of several all."""
    if has_several_classes(index):
        sets = label_sets(index)
        known, starts, codes = sets.known, sets.starts, sets.codes
        return (
            index.classes,
            lambda row: codes[starts[row] : starts[row + 1]].tolist() if known[row] else None,
        )
    if not index.has_labels:
        return [], lambda row: None
    labels = index.labels()
    return index.classes, lambda row: None if labels[row] < 0 else int(labels[row])


def _key(name: str) -> str:
    """What a picture is called in the file: its path in `data/`, without its ending."""
    return splitext(name.removeprefix(f"{_DATA}/"))[0]


def _boxes(picture: MarkedPicture, number: dict[str, int]) -> list[dict]:
    found = []
    for mark in picture.marks:
        x, y, w, h = picture.box(mark)
        wide, high = picture.width, picture.height
        entry = {"label": number[mark.name], "bounding_box": [x / wide, y / high, w / wide, h / high]}
        score = mark.said.get("score")
        found.append(entry if score is None else entry | {"confidence": score})
    return found


FORMATS = (
    Format(
        "fiftyone",
        write_fiftyone,
        "pictures with their classes or boxes, for FiftyOne",
        links=True,
        resumes=True,
        zipped=True,
    ),
)
