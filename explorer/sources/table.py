"""A table of image paths, with whatever the user knows of each image."""

import os
from pathlib import Path

import pyarrow as pa

from explorer.errors import Failure, SourceError
from explorer.options import SourceOptions
from explorer.sources.arrays import open_embeddings, open_probabilities, read_classes
from explorer.sources.base import Source
from explorer.sources.columns import arrange
from explorer.sources.read import READERS, read_table


def accepts(location: Path) -> bool:
    """Whether this is a file with the extension of a table."""
    return location.is_file() and location.suffix.lower() in READERS


def open(location: Path, options: SourceOptions) -> Source:
    """Read a table; see `explorer.sources.open_source`."""
    table = read_table(location, options)
    if not table.num_rows:
        raise SourceError(f"{location}: the table has no rows; expected one for each image")
    items = arrange(table, location, options)
    classes = read_classes(options.classes) if options.classes else None
    root = os.fspath(location.parent)
    paths = items["path"].to_pylist()
    given = [i for i, path in enumerate(paths) if path and path.strip()]
    if not given:
        raise SourceError(f"{location}: no row has a path; expected the path of an image in each")
    missing = sorted(set(range(len(paths))) - set(given))
    files = [os.path.normpath(os.path.join(root, paths[i])) for i in given]
    kept = items.take(pa.array(given, pa.int64()))
    shown = pa.array([_relative(file, root) for file in files], pa.string())
    return Source(
        kind="table",
        location=location,
        root=location.parent,
        items=kept.set_column(kept.schema.get_field_index("path"), "path", shown),
        files=files,
        failures=[Failure("", row, "the row has no path") for row in missing],
        embeddings=open_embeddings(options.embeddings, len(paths)) if options.embeddings else None,
        probabilities=(
            open_probabilities(options.probabilities, len(paths), classes) if options.probabilities else None
        ),
        classes=classes,
    )


def _relative(file: str, root: str) -> str:
    """A path as it stands in an index: relative to the table where below it."""
    inside = root.rstrip(os.sep) + os.sep
    return (file.removeprefix(inside) if file.startswith(inside) else file).replace(os.sep, "/")
