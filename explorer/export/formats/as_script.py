"""A script in Python that takes the same subset again."""

from collections.abc import Iterator
from typing import IO

import pyarrow as pa

from explorer.export.export_format import Format, Subset
from explorer.index.format import PATH
from explorer.words import images

_ROWS_AT_ONCE = 10_000

_HEAD = '''"""{title}

    python {file} OUT

writes the images to OUT: a table (OUT.csv, OUT.parquet), an archive (OUT.zip) or a folder, as
`dendro export` does.
"""

import sys

import explorer

INDEX = {index!r}
'''

_BY_FILTER = """WHERE = {where!r}

explorer.open_index(INDEX).export(sys.argv[1], where=WHERE)
"""

_BY_PATH = """
index = explorer.open_index(INDEX)
row_of = {path: row for row, path in enumerate(index.column("path"))}
gone = [path for path in PATHS if path not in row_of]
if gone:
    print(f"{len(gone)} of {len(PATHS)} images are gone from the index, as {gone[0]}", file=sys.stderr)
index.export(sys.argv[1], rows=[row_of[path] for path in PATHS if path in row_of])
"""


def write_script(subset: Subset, out: IO[bytes]) -> Iterator[int]:
    """Write how the subset was chosen: a filter as such, all else by paths, for rows and clusters have other
    numbers in another build.

    Yields
    ------
    int
        Images done so far.
    """
    index, chosen = subset.index, subset.chosen
    told = str(index.path) if subset.places else f"{index.name}.dendro"
    title = f"{images(len(subset.rows))} of {index.name!r}".replace("\\", "/").replace('"""', "'''")
    out.write(_HEAD.format(title=f"{title}.", file="subset.py", index=told).encode())
    if chosen.where and chosen.node is None and not chosen.listed:
        out.write(_BY_FILTER.format(where=chosen.where).encode())
    else:
        out.write(b"PATHS = [\n")
        paths = index.items.column(PATH)
        for start in range(0, len(subset.rows), _ROWS_AT_ONCE):
            names = paths.take(pa.array(subset.rows[start : start + _ROWS_AT_ONCE])).to_pylist()
            out.write("".join(f"    {name!r},\n" for name in names).encode())
            yield start + len(names)
        out.write(b"]\n" + _BY_PATH.encode())
    yield len(subset.rows)


FORMATS = (
    Format("python", write_script, "a script that takes the same images again", "text/x-python", ending="py"),
)
