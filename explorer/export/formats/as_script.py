"""A script in Python that takes the same subset again."""

from collections.abc import Generator
from typing import IO

import pyarrow as pa

from explorer.export.export_format import Chosen, Format, Subset
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

if len(sys.argv) != 2:
    sys.exit("usage: python {file} OUT")
INDEX = {index!r}
'''

_BY_WORDS = """{asked}
explorer.open_index(INDEX).export(sys.argv[1], {named})
"""

_BY_PATH = """
index = explorer.open_index(INDEX)
row_of = {path: row for row, path in enumerate(index.column("path"))}
gone = [path for path in PATHS if path not in row_of]
if gone:
    print(f"{len(gone)} of {len(PATHS)} images are gone from the index, as {gone[0]}", file=sys.stderr)
index.export(sys.argv[1], rows=[row_of[path] for path in PATHS if path in row_of])
"""


def write_script(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Write how the subset was chosen: a filter and a tag as such, all else by paths, for rows, clusters and
    findings have other numbers in another build. What was asked for is said in words in any case.

    Yields
    ------
    int
        Images done so far.
    """
    index, chosen = subset.index, subset.chosen
    told = str(index.path) if subset.places else f"{index.name}.dendro"
    title = f"{images(len(subset.rows))} of {index.name!r}{_said(chosen)}."
    title = title.replace("\\", "/").replace('"""', "'''")
    out.write(_HEAD.format(title=title, file="subset.py", index=told).encode())
    if chosen.lasts:
        asked = {name: value for name in ("where", "tag") if (value := getattr(chosen, name))}
        lines = "".join(f"{name.upper()} = {value!r}\n" for name, value in asked.items())
        named = ", ".join(f"{name}={name.upper()}" for name in asked)
        out.write(_BY_WORDS.format(asked=lines, named=named).encode())
    else:
        out.write(b"PATHS = [\n")
        paths = index.items.column(PATH)
        for start in range(0, len(subset.rows), _ROWS_AT_ONCE):
            names = paths.take(pa.array(subset.rows[start : start + _ROWS_AT_ONCE])).to_pylist()
            out.write("".join(f"    {name!r},\n" for name in names).encode())
            yield start + len(names)
        out.write(b"]\n" + _BY_PATH.encode())
    yield len(subset.rows)


def _said(chosen: Chosen) -> str:
    """Say how the images were chosen, where words do."""
    said = {"in cluster": chosen.node, "by": chosen.where, "with the tag": chosen.tag}
    said |= {"of the finding": chosen.finding, "found by": chosen.search}
    parts = [f"{words} {value!r}" for words, value in said.items() if value not in (None, "")]
    parts += [f"drawn by {each!r}" for each in chosen.samples]
    return f", {', '.join(parts)}" if parts else ""


FORMATS = (
    Format("python", write_script, "a script that takes the same images again", "text/x-python", ending="py"),
)
