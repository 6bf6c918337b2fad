"""Lance: a data set with the pictures in it, which `lance.dataset(FOLDER)` reads at random and in order."""

import json
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from explorer.decisions.decision_columns import used_items
from explorer.export.checkpoints import Checkpoints
from explorer.export.export_format import Format, Subset
from explorer.export.original_files import write_failures
from explorer.export.row_pictures import BOX, RowPicture, row_pictures, with_parent
from explorer.index.item_columns import free_name
from explorer.index.nested_columns import as_given

IMAGE, VECTOR = "image", "vector"
FRAGMENT_BYTES, FRAGMENT_ROWS = 128 << 20, 50_000
"""Of pictures that a file of the data set has, or a little more: they are held while it is written."""


def write_lance(subset: Subset, folder: Path) -> Generator[int]:
    """Write a data set: `image` holds the pictures as they are, `vector` the embeddings, others all columns.

    Files are written one after the other and become a data set together, as its first version.

    Yields
    ------
    int
        Images done so far.
    """
    import lance
    from lance.fragment import FragmentMetadata, write_fragments

    table = with_parent(subset.index, as_given(used_items(subset.index)))
    table = table.rename_columns(_without_dots(table.column_names))
    names = [free_name(name, table.column_names) for name in (IMAGE, VECTOR)]
    schema = _schema(table, names, subset.index.dim)
    if subset.index.crops:
        schema = schema.append(pa.field(free_name(BOX, schema.names), pa.list_(pa.float64())))
    folder.mkdir(exist_ok=True)
    checkpoints = Checkpoints(subset, folder)
    first = checkpoints.done
    fragments: list[Any] = [
        FragmentMetadata.from_json(said) for each in checkpoints.earlier for said in each.more
    ]
    for rows, pictures, done in _in_groups(replace(subset, rows=subset.rows[first:])):
        group = _group(subset, table, rows, pictures, schema)
        written = write_fragments(
            group, str(folder), schema=schema, mode="create", max_rows_per_file=FRAGMENT_ROWS
        )
        fragments += written
        files = [folder / "data" / file.path for each in written for file in each.files]
        checkpoints.add(first + done, files, [json.dumps(each.to_json()) for each in written])
        yield first + done
    if not fragments:  # every original is missing: a data set without rows
        lance.write_dataset(schema.empty_table(), str(folder), schema=schema)
    else:
        lance.LanceDataset.commit(str(folder), lance.LanceOperation.Overwrite(schema, fragments))
    write_failures(subset, folder)
    yield len(subset.rows)


def _without_dots(names: list[str]) -> list[str]:
    """Return names of columns as Lance takes them: a dot would lead into a column."""
    taken = [name for name in names if "." not in name]
    found = []
    for name in names:
        if "." in name:
            taken.append(free_name(name.replace(".", "_"), taken))
            name = taken[-1]
        found.append(name)
    return found


def _schema(table: pa.Table, names: list[str], dim: int) -> pa.Schema:
    """Columns of the data set: the items', the pictures and the vectors."""
    image, vector = names
    schema = table.schema.remove_metadata()
    return schema.insert(0, pa.field(image, pa.large_binary())).append(
        pa.field(vector, pa.list_(pa.float32(), dim))
    )


def _group(
    subset: Subset, table: pa.Table, rows: np.ndarray, pictures: list[RowPicture], schema: pa.Schema
) -> pa.Table:
    items = table.take(pa.array(rows))
    vectors = subset.index.vectors(rows).ravel()
    columns = [
        pa.array([each.data for each in pictures], pa.large_binary()),
        *(column.combine_chunks() for column in items.columns),
        pa.FixedSizeListArray.from_arrays(pa.array(vectors), subset.index.dim),
    ]
    if subset.index.crops:
        columns.append(pa.array([each.box for each in pictures], pa.list_(pa.float64())))
    return pa.Table.from_arrays(columns, schema=schema)


def _in_groups(subset: Subset) -> Iterator[tuple[np.ndarray, list[RowPicture], int]]:
    """Give the rows and pictures of a file, those that are there, and how many were looked at by then."""
    places: list[int] = []
    pictures: list[RowPicture] = []
    held = 0
    for place, picture in enumerate(row_pictures(subset)):
        if picture is not None:
            places.append(place)
            pictures.append(picture)
            held += len(picture.data)
        if held >= FRAGMENT_BYTES or len(places) == FRAGMENT_ROWS:
            yield subset.rows[places], pictures, place + 1
            places, pictures, held = [], [], 0
    if places:
        yield subset.rows[places], pictures, len(subset.rows)


FORMATS = (
    Format(
        "lance",
        write_lance,
        "a Lance data set with the pictures and vectors in it",
        needs=("lance", "lance"),
        resumes=True,
        resumes_by_parts=True,
    ),
)
