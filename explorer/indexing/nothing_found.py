"""Why there is nothing to index, with the commonest reason and what to do about it."""

import os
import re
from collections import Counter
from collections.abc import Sequence

from explorer.errors import Failure
from explorer.images.read_file import MISSING
from explorer.sources import Source
from explorer.words import LONGEST_PATH, listed


def nothing_to_index(source: Source, failures: Sequence[Failure]) -> str:
    """Say why no image of a source can be used.

    Parameters
    ----------
    source : Source
    failures : sequence of Failure
        All of them, those of the source included.

    Returns
    -------
    str
        One line.
    """
    if not failures:
        return f"{source.location} has no images; expected a folder or table with at least one."
    kind, count = Counter(map(_kind, failures)).most_common(1)[0]
    example = next(failure for failure in failures if _kind(failure) == kind)
    reason = example.reason
    first = (
        listed([example.path], longest=LONGEST_PATH)
        if example.path
        else f"row {example.source_row}, counted from 0"
    )
    counts = f"{len(failures)} failed, {'all' if count == len(failures) else count} with the reason: {reason}"
    return (
        f"{source.location} has no image that can be used: {counts} (first: {first})."
        f"{_advice(source, reason, example.path)}"
    )


def _kind(failure: Failure) -> str:
    """A reason without the names in it."""
    return re.sub("'[^']*'", "''", failure.reason)


def _advice(source: Source, reason: str, path: str) -> str:
    if reason != MISSING or source.kind == "folder":
        return ""
    if "\\" in path and os.sep != "\\":
        return " Its paths are those of Windows: write them with `/`, from the folder of the table."
    if os.path.isabs(path):
        return " Name the files where they are now; paths may be written from the folder of the table."
    return f" Paths are taken from {source.root}: write them from there, or put the table beside the images."
