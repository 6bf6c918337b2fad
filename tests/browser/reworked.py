"""The small index with another table: other names, other columns."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.index.reader import Index
from explorer.index.writer import BuildContents, write_build


def rework(index: Index, folder: Path, items: pa.Table, encoder: dict | None = None) -> Path:
    """Write the index again, with these items, as if another encoder had made it; gives its folder."""
    manifest = index.manifest
    labels = items["label"].to_pylist() if "label" in items.column_names else []
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
    path = folder / "reworked.dendro"
    write_build(path, contents)
    return path
