"""FiftyOne: pictures in `data/`, and `labels.json` with the class or the boxes of each."""

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from posixpath import splitext

import msgspec
import pyarrow as pa

from explorer.export.export_format import Format, Subset
from explorer.export.marked_objects import MarkedPicture, class_names, copy_pictures, marks_objects
from explorer.export.original_files import Copies, called, unlike, write_failures
from explorer.export.portable_paths import destinations
from explorer.export.put_file import put_file
from explorer.index.format import LABEL, PATH

_DATA, _LABELS = "data", "labels.json"


def write_fiftyone(subset: Subset, folder: Path) -> Iterator[int]:
    """Write a `FiftyOneImageDetectionDataset` where objects are marked, else a
    `FiftyOneImageClassificationDataset`, as FiftyOne's manual describes them.

    Yields
    ------
    int
        Items done so far.
    """
    folder.mkdir()
    if marks_objects(subset.index):
        pictures = yield from copy_pictures(subset, folder, _DATA)
        classes = class_names(subset, pictures)
        number = {name: place for place, name in enumerate(classes)}
        labels: Mapping[str, object] = {_key(each.name): _boxes(each, number) for each in pictures}
    else:
        classes = subset.index.classes if subset.index.has_labels else []
        labels = yield from _copy_labelled(subset, folder, classes)
    document = {"classes": classes, "labels": labels}
    (folder / _LABELS).write_bytes(msgspec.json.encode(document))
    write_failures(subset, folder)


def _copy_labelled(
    subset: Subset, folder: Path, classes: list[str]
) -> Generator[int, None, dict[str, int | None]]:
    """Copy pictures, and return the class of each by its key."""
    index = subset.index
    items = index.items.take(pa.array(subset.rows))
    names = destinations(called(index, path) for path in items[PATH].to_pylist())
    copies = Copies(subset, unlike(f"{_DATA}/{name}" for name in names))
    yield from copies.put_each(put_file(folder, subset.links))
    number: dict[str | None, int] = {name: place for place, name in enumerate(classes)}
    given = items[LABEL].to_pylist() if classes else [None] * len(items)
    each = zip(copies.names, given, copies.kept.tolist(), strict=True)
    return {_key(name): number.get(label) for name, label, kept in each if kept}


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
    Format("fiftyone", write_fiftyone, "pictures with their classes or boxes, for FiftyOne", links=True),
)
