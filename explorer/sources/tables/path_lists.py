"""Lists of images as text: a path a line, with a label or words after it, as of ImageNet and Darknet."""

import re
from functools import cache
from pathlib import Path

import pyarrow as pa

from explorer.errors import SourceError
from explorer.images.formats.file_formats import readable_extensions
from explorer.options import SourceOptions
from explorer.sources.columns.column_roles import may_be_path
from explorer.sources.tables.separated import decoded, read_separated

_BETWEEN = r"[\s,;|]+"
_SHOWN = 60


def read_list(location: Path, options: SourceOptions) -> pa.Table:
    """Read a list of paths; a file that begins with names of columns is a table as `read_separated` reads it.

    Lines that are empty or begin with `#` are passed over. What follows all paths is the column `label` where
    it is one word each, else `text`.

    Raises
    ------
    SourceError
        A line has no path that ends as an image does, or there is none.
    """
    lines = [
        (number, line.strip())
        for number, line in enumerate(decoded(location).splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if lines and any(may_be_path(cell, options) for cell in re.split(_BETWEEN, lines[0][1])):
        return read_separated(location, options)
    found = [(number, line, _line_pattern().fullmatch(line)) for number, line in lines]
    bad = next(((number, line) for number, line, match in found if match is None), None)
    if bad is not None:
        raise SourceError(
            f"{location}, line {bad[0]}: no path of an image in {bad[1][:_SHOWN]!r}; expected one a line, "
            "with nothing or its label after it"
        )
    paths = [match["path"] for *_, match in found if match]
    rests = [match["rest"] or None for *_, match in found if match]
    columns = {"path": paths}
    if any(rests):
        is_label = all(rest is None or _is_label(rest) for rest in rests)
        columns["label" if is_label else "text"] = rests
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def says_more(text: str) -> bool:
    """Whether a text begins as a list of paths that has words after them: it says something of images."""
    lines = [line.strip() for line in text.splitlines()[:-1] if line.strip() and line.lstrip()[0] != "#"]
    found = [_line_pattern().fullmatch(line) for line in lines]
    return all(found) and any(match["rest"] for match in found if match)


@cache
def _line_pattern() -> re.Pattern[str]:
    """A path up to an ending of images, and what stands behind it."""
    endings = "|".join(re.escape(ending) for ending in sorted(readable_extensions()))
    return re.compile(rf"(?P<path>\S.*?(?:{endings}))(?:{_BETWEEN}(?P<rest>.*))?", re.IGNORECASE)


def _is_label(rest: str) -> bool:
    return len(rest.split()) == 1 and _line_pattern().fullmatch(rest) is None
