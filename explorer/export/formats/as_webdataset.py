"""Shards of WebDataset: tar files of samples, each a picture with what is known of it."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec
import pyarrow as pa

from explorer.decisions.decision_columns import used_items
from explorer.export.checkpoints import Checkpoints
from explorer.export.export_format import Format, Subset
from explorer.export.formats.as_files import put_bytes
from explorer.export.object_lists import object_lists
from explorer.export.original_files import write_failures
from explorer.export.row_pictures import BOX, parent_name, picture_name, row_pictures
from explorer.export.tables import json_records
from explorer.index.format import LABEL, OBJECTS, PATH

LARGEST, MOST = 1 << 30, 10_000
"""Bytes and samples of a shard, or a little more: as the library's own `ShardWriter` has it, nearly."""
_CLASSES = "classes.txt"
_TAKEN = ("json", "cls")
_README = """---
configs:
- config_name: default
  data_files:
  - split: train
    path: "*.tar"
---
"""
"""By which `datasets` reads the shards, and not the text beside them."""


def write_shards(subset: Subset, folder: Path) -> Generator[int]:
    """Write shards `000000.tar`, …, `classes.txt` and a `README.md` for `datasets` into a new folder.

    A sample is `KEY.jpg` (or what the picture is), `KEY.json` with all columns and with the boxes and classes
    of `objects`, and where all samples have one label, `KEY.cls`, its line of `classes.txt` counted from 0,
    where line breaks in names are spaces. Readers expect the same members of each. Keys are numbers: a dot in
    a name would end its key. Objects that are items are cut out, with `bbox` and the path of their picture,
    `parent`, in the JSON.

    Yields
    ------
    int
        Images done so far.
    """
    folder.mkdir(exist_ok=True)
    checkpoints = Checkpoints(subset, folder)
    first = checkpoints.done
    classes = subset.index.classes if subset.index.has_labels else []
    place_of = {name: place for place, name in enumerate(classes)} if _all_labelled(subset) else {}
    objects = object_lists(subset)
    said = [] if objects is None else objects.said
    named = parent_name(subset.index, subset.index.items.column_names)
    encoder = msgspec.json.Encoder()
    rest = replace(subset, rows=subset.rows[first:])
    with _Shards(folder, checkpoints) as shards:
        samples = zip(row_pictures(rest), json_records(rest), strict=True)
        for place, (picture, record) in enumerate(samples, first):
            if picture is not None:
                ending = _ending(picture_name(subset.index, record[PATH]))
                record = {named(name): value for name, value in record.items()}
                record |= {BOX: picture.box} if picture.box else {}
                if objects is not None:
                    record[OBJECTS] = objects.records(record, said)
                members = {ending: picture.data, "json": encoder.encode(record)}
                label = record.get(LABEL)
                if isinstance(label, str) and label in place_of:  # one class, not several
                    members["cls"] = str(place_of[label]).encode()
                shards.add(place, members)
            yield place + 1
    if classes:
        (folder / _CLASSES).write_text("".join(f"{_line(name)}\n" for name in classes), encoding="utf-8")
    (folder / "README.md").write_text(_README, encoding="utf-8")
    write_failures(subset, folder)


def _all_labelled(subset: Subset) -> bool:
    """Whether each image has a label."""
    items = used_items(subset.index)
    return LABEL in items.column_names and items[LABEL].take(pa.array(subset.rows)).null_count == 0


def _ending(name: str) -> str:
    """What a picture is called in its sample, by which it is decoded."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    plain = ending.isascii() and ending.isalnum() and ending not in _TAKEN
    return ending if plain else "img"


def _line(name: str) -> str:
    """A name as one line, for readers that count them."""
    return " ".join(name.splitlines())


class _Shards:
    """Tar files that are begun one after the other as they fill."""

    def __init__(self, folder: Path, checkpoints: Checkpoints) -> None:
        self._folder, self._checkpoints = folder, checkpoints
        self._out: IO[bytes] | None = None
        self._begun, self._samples = len(checkpoints.earlier), 0

    def __enter__(self) -> "_Shards":
        return self

    def __exit__(self, *exc: object) -> None:
        self._end(whole=exc[0] is None)

    def add(self, place: int, members: dict[str, bytes]) -> None:
        """Write the sample of a place among the rows."""
        if self._out is None or self._samples >= MOST or self._out.tell() >= LARGEST:
            if self._out is not None:
                self._end()
                self._checkpoints.add(place, [self._named(self._begun - 1)])
            self._out = open(self._named(self._begun), "xb")
            self._begun, self._samples = self._begun + 1, 0
        for ending, data in members.items():
            put_bytes(self._out, f"{place:09d}.{ending}", data)
        self._samples += 1

    def _named(self, number: int) -> Path:
        return self._folder / f"{number:06d}.tar"

    def _end(self, whole: bool = True) -> None:
        if self._out is not None:
            if whole:
                self._out.write(bytes(1024))
            self._out.close()


FORMATS = (
    Format(
        "webdataset",
        write_shards,
        "tar shards of samples for WebDataset",
        resumes=True,
        resumes_by_parts=True,
    ),
)
