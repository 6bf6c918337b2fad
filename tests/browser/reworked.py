"""The small index with another table: other names, other columns."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.index.reader import Index
from explorer.index.writer import BuildContents, write_build


def rework(index: Index, folder: Path, items: pa.Table, encoder: dict | None = None, **others) -> Path:
    """Write the index again, with these items, as if another encoder had made it; gives its folder.

    `others` are contents of the build instead of its own: `projection=None`.
    """
    manifest = index.manifest
    labels = items["label"].to_pylist() if "label" in items.column_names and "classes" not in others else []
    contents = BuildContents(
        items=items,
        embeddings=np.asarray(index.embeddings),
        thumbnails=(index.thumbnails.stored(row) for row in range(index.n)),
        colors=np.asarray(index.colors),
        merges=index.tree.merges,
        neighbors=index.neighbors,
        projection=np.asarray(index.projection),
        source=manifest.source,
        encoder=manifest.encoder | (encoder or {}),
        levels=tuple(manifest.levels),
        classes=sorted({label for label in labels if label is not None}),
    )
    contents = replace(contents, **others)
    path = folder / "reworked.dendro"
    write_build(path, contents)
    return path


def with_mistakes(index: Index, folder: Path) -> Path:
    """Write the index again with labels of 6 images exchanged, three files of the same bytes, and two."""
    items = index.items
    labels, hashes = items["label"].to_pylist(), items["hash"].to_pylist()
    for row in range(20, 270, 45):
        labels[row] = "leaf" if labels[row] != "leaf" else "plum"
    hashes[101] = hashes[102] = hashes[100]
    hashes[169] = hashes[154]
    for name, values in (("label", labels), ("hash", hashes)):
        items = items.set_column(items.column_names.index(name), name, pa.array(values, pa.string()))
    return rework(index, folder, items)
