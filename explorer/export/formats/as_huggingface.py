"""A data set of Hugging Face: Parquet files with the pictures in them, which `load_dataset(FOLDER)` reads."""

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from explorer.decisions.decision_columns import used_items
from explorer.export.checkpoints import Checkpoints
from explorer.export.export_format import Format, Subset
from explorer.export.object_lists import ObjectLists, object_lists
from explorer.export.original_files import write_failures
from explorer.export.row_pictures import BOX, RowPicture, picture_name, row_pictures, with_parent
from explorer.index.format import LABEL, OBJECTS, PATH
from explorer.index.item_columns import free_name
from explorer.index.nested_columns import as_given
from explorer.index.tasks import has_several_classes

LARGEST, GROUP = 500 << 20, 100
"""Bytes of a file, or a little more, and rows of a group in it: as the library's `push_to_hub` has them."""
_BYTES_AT_ONCE = 64 << 20
_SPLIT = "split"
_WHOLE = "train"
"""Split of what has none, as the library calls it."""
_IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
_BOX = pa.list_(pa.float64())
_OURS = ("source_row",)


def write_dataset(subset: Subset, folder: Path) -> Generator[int]:
    """Write `data/SPLIT-00000-of-00002.parquet`, … and a `README.md` that names them into a new folder.

    The column `image` has the pictures, `label` is a ClassLabel, or a list of them where images have several,
    `objects` has the boxes and classes of what is marked, and all others are as they are. Where objects are
    the items, each is cut out, with `bbox` and the path of its picture as `parent`.

    Yields
    ------
    int
        Images done so far.
    """
    (folder / "data").mkdir(parents=True, exist_ok=True)
    whole = as_given(used_items(subset.index))
    table = with_parent(subset.index, whole.drop_columns([n for n in _OURS if n in whole.column_names]))
    image = free_name("image", table.column_names)
    box = free_name(BOX, table.column_names) if subset.index.crops else None
    features, table = _features(subset, table, image)
    objects = object_lists(subset)
    if objects is not None:
        features[OBJECTS] = objects.feature()
    splits = _splits(table, subset.rows)
    ordered = replace(subset, rows=subset.rows[np.concatenate(list(splits.values()))])
    checkpoints = Checkpoints(ordered, folder)
    writers, begun = [], 0
    for split, places in splits.items():
        end = begun + len(places)
        first = min(max(begun, checkpoints.done), end)
        writer = _Files(folder / "data", split, features, checkpoints)
        writers.append(writer)
        with writer:
            for done, rows, data in _in_groups(replace(ordered, rows=ordered.rows[first:end])):
                kept = [place for place, content in enumerate(data) if content is not None]
                if kept:
                    items = table.take(pa.array(rows[kept]))
                    names = [picture_name(subset.index, path) for path in items[PATH].to_pylist()]
                    pictures = [each for each in data if each is not None]
                    if objects is not None:
                        items = _with_objects(items, objects)
                    if box is not None:
                        items = items.append_column(box, pa.array([each.box for each in pictures], _BOX))
                    cells = [{"bytes": p.data, "path": n} for p, n in zip(pictures, names, strict=True)]
                    writer.write(items.add_column(0, image, pa.array(cells, _IMAGE)))
                writer.end_if_full(first + done)
                yield first + done
        begun = end
    files = {each.split: each.finish() for each in writers}
    (folder / "README.md").write_text(_readme(files), encoding="utf-8")
    write_failures(subset, folder)


def _features(subset: Subset, table: pa.Table, image: str) -> tuple[dict, pa.Table]:
    """What the library is to take columns for, and the table with labels as numbers of classes."""
    index = subset.index
    features: dict[str, Any] = {image: {"_type": "Image"}}
    if not (index.has_labels or has_several_classes(index)):
        return features, table
    names = index.classes
    feature: dict = {"names": names, "_type": "ClassLabel"}
    if index.has_labels:
        codes = _codes(table[LABEL], names)
    else:
        # As versions of `datasets` before 4 wrote it, which all of them read.
        feature = {"feature": feature, "_type": "Sequence"}
        lists = pa.concat_arrays(table[LABEL].chunks)
        ends = np.cumsum(pc.list_value_length(lists).fill_null(0).to_numpy())
        offsets = pa.array(np.append(0, ends), pa.int32())
        codes = pa.ListArray.from_arrays(offsets, _codes(pc.list_flatten(lists), names), mask=lists.is_null())
    return features | {LABEL: feature}, table.set_column(table.column_names.index(LABEL), LABEL, codes)


def _with_objects(items: pa.Table, objects: ObjectLists) -> pa.Table:
    """Items with all objects of each, where there was their number."""
    column = objects.column(items)
    if OBJECTS not in items.column_names:
        return items.append_column(OBJECTS, column)
    return items.set_column(items.column_names.index(OBJECTS), OBJECTS, column)


def _codes(names: pa.Array | pa.ChunkedArray, classes: list[str]) -> pa.Array:
    """(n,) int64 The places of names among classes."""
    return pc.index_in(names, pa.array(classes, pa.string())).cast(pa.int64())


def _splits(table: pa.Table, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Places in `rows` of each split, by a name that the library takes."""
    if _SPLIT not in table.column_names:
        return {_WHOLE: np.arange(len(rows))}
    given = table[_SPLIT].take(pa.array(rows)).to_pylist()
    named = np.array([re.sub(r"\W+", "_", str(each)) if each else _WHOLE for each in given])
    return {str(name): np.flatnonzero(named == name) for name in dict.fromkeys(named.tolist())}


def _in_groups(subset: Subset) -> Iterator[tuple[int, np.ndarray, list[RowPicture | None]]]:
    """Pictures of some rows after each other, with these and how many were looked at by then."""
    held, data = 0, []
    for done, picture in enumerate(row_pictures(subset), 1):
        data.append(picture)
        held += 0 if picture is None else len(picture.data)
        if len(data) == GROUP or held >= _BYTES_AT_ONCE or done == len(subset.rows):
            yield done, subset.rows[done - len(data) : done], data
            held, data = 0, []


class _Files:
    """Parquet files of a split, which are begun one after the other as they fill."""

    def __init__(self, folder: Path, split: str, features: dict, checkpoints: Checkpoints) -> None:
        self.split = split
        self._folder, self._checkpoints = folder, checkpoints
        self._said = json.dumps({"info": {"features": features}})
        self._writer: pq.ParquetWriter | None = None
        self._paths = [folder / each.more[1] for each in checkpoints.earlier if each.more[0] == split]

    def __enter__(self) -> "_Files":
        return self

    def __exit__(self, *exc: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Write a group of rows."""
        table = table.replace_schema_metadata({"huggingface": self._said})
        writer = self._writer
        if writer is None:
            self._paths.append(self._folder / f"{self.split}-{len(self._paths):05d}.parquet")
            writer = self._writer = pq.ParquetWriter(self._paths[-1], table.schema)
        writer.write_table(table)

    def end_if_full(self, done: int) -> None:
        """End a file that is large enough; so many images, of all splits, are done by then."""
        if self._writer is not None and self._paths[-1].stat().st_size >= LARGEST:
            self._writer.close()
            self._writer = None
            self._checkpoints.add(done, [self._paths[-1]], [self.split, self._paths[-1].name])

    def finish(self) -> int:
        """Name the files by how many there are, and return that."""
        for place, path in enumerate(self._paths):
            path.rename(self._folder / f"{self.split}-{place:05d}-of-{len(self._paths):05d}.parquet")
        return len(self._paths)


def _readme(files: dict[str, int]) -> str:
    """Where each split lies, as the library reads it."""
    lines = [
        f"  - split: {split}\n    path: data/{split}-*.parquet" for split, number in files.items() if number
    ]
    return "\n".join(["---", "configs:", "- config_name: default", "  data_files:", *lines, "---", ""])


FORMATS = (
    Format(
        "huggingface",
        write_dataset,
        "Parquet with the pictures in it, for `load_dataset`",
        resumes=True,
        resumes_by_parts=True,
    ),
)
