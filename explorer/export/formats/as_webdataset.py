"""Shards of WebDataset: tar files of samples, each a picture with what is known of it."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from explorer.export.export_format import Format, Subset
from explorer.export.formats.as_files import put_bytes
from explorer.export.original_files import called, each_original, write_failures
from explorer.export.tables import json_records
from explorer.index.format import LABEL, PATH

LARGEST, MOST = 1 << 30, 10_000
"""Bytes and samples of a shard, or a little more: as the library's own `ShardWriter` has it, nearly."""
_CLASSES = "classes.txt"


def write_shards(subset: Subset, folder: Path) -> Iterator[int]:
    """Write shards `000000.tar`, … and `classes.txt` into a new folder.

    A sample is `KEY.jpg` (or what the picture is), `KEY.json` with all columns and, where it has a label,
    `KEY.cls`, its line of `classes.txt` counted from 0. Keys are numbers: a dot in a name would end its key.

    Yields
    ------
    int
        Images done so far.
    """
    folder.mkdir()
    classes = subset.index.classes if subset.index.has_labels else []
    place_of = {name: place for place, name in enumerate(classes)}
    encoder = msgspec.json.Encoder()
    shards = _Shards(folder)
    with shards:
        records = json_records(subset)
        for place, (data, record) in enumerate(zip(each_original(subset), records, strict=True)):
            if data is not None:
                ending = PurePosixPath(called(subset.index, record[PATH])).suffix.lower().lstrip(".") or "img"
                members = {ending: data, "json": encoder.encode(record)}
                if (label := record.get(LABEL)) is not None and label in place_of:
                    members["cls"] = str(place_of[label]).encode()
                shards.add(f"{place:09d}", members)
            yield place + 1
    if classes:
        (folder / _CLASSES).write_text("".join(f"{name}\n" for name in classes), encoding="utf-8")
    write_failures(subset, folder)


class _Shards:
    """Tar files that are begun one after the other as they fill."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._out: IO[bytes] | None = None
        self._begun = self._samples = 0

    def __enter__(self) -> "_Shards":
        return self

    def __exit__(self, *exc: object) -> None:
        self._end(whole=exc[0] is None)

    def add(self, key: str, members: dict[str, bytes]) -> None:
        """Write a sample."""
        if self._out is None or self._samples >= MOST or self._out.tell() >= LARGEST:
            self._end()
            self._out = open(self._folder / f"{self._begun:06d}.tar", "xb")
            self._begun, self._samples = self._begun + 1, 0
        for ending, data in members.items():
            put_bytes(self._out, f"{key}.{ending}", data)
        self._samples += 1

    def _end(self, whole: bool = True) -> None:
        if self._out is not None:
            if whole:
                self._out.write(bytes(1024))
            self._out.close()


FORMATS = (Format("webdataset", write_shards, "tar shards of samples for WebDataset", objects=False),)
