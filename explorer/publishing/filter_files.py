"""What a copy is filtered and coloured by, and its saved views: as files, and as the page is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from explorer.publishing.packaged_colorings import packaged_colorings, ways
from explorer.publishing.packaged_columns import PackagedColumn
from explorer.publishing.packaged_views import packaged_views
from explorer.publishing.published_rows import PublishedRows
from explorer.publishing.staged_files import packed_json


@dataclass(frozen=True)
class FilterFiles:
    """Columns that have room, and what follows from them.

    Attributes
    ----------
    columns : dict of str to bytes
        Files of the columns themselves.
    told : dict of str to bytes
        Files of what is told of them: forms, colourings, saved views.
    colors : tuple of dict
        `value` and `label` of what clusters can be coloured by.
    views : int
        Saved views that are shown.
    views_left_out : int
        Those that hold what the copy has not.
    """

    columns: dict[str, bytes]
    told: dict[str, bytes]
    colors: tuple[dict, ...]
    views: int
    views_left_out: int


def filter_files(
    published: PublishedRows, columns: Sequence[PackagedColumn], kept: Collection[str]
) -> FilterFiles:
    """Make the files of those columns that are kept, by their names."""
    there = [column for column in columns if column.name in kept]
    files = {
        f"columns/{place}-{part}.bin": content
        for place, column in enumerate(there)
        for part, content in column.files.items()
    }
    told = {"columns/about.bin": packed_json([column.told for column in there])} if there else {}
    colored = packaged_colorings(published, kept)
    by_value = {each["value"]: each for each in colored}
    if colored:
        told["colorings.bin"] = packed_json(ways() | {"colorings": by_value})
    views, without = packaged_views(published, kept, set(by_value))
    if views:
        told["views.bin"] = packed_json(views)
    colors = tuple({"value": each["value"], "label": each["label"]} for each in colored)
    return FilterFiles(files, told, colors, len(views), without)
