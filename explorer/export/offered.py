"""Which formats suit an index, and which samples can be drawn, for those who choose among them."""

from typing import Any

from explorer.export.formats import FORMATS, SENT
from explorer.export.marked_objects import marks_objects
from explorer.export.sampling import METHODS
from explorer.export.sampling.method import COLUMNS, MODELS
from explorer.index.checks import shown_model
from explorer.index.format import IDENTIFYING_COLUMNS
from explorer.index.item_columns import kind_of
from explorer.index.reader import Index


def offered_formats(index: Index) -> list[dict[str, Any]]:
    """Describe the formats that a subset of an index can be written in.

    Returns
    -------
    list of dict
        Each with `name`, `writes`, `ending` (of its file, empty for a folder), `sent` (whether a server sends
        it), `layouts` and `links` (whether pictures can be laid out and linked to).
    """
    return [
        {
            "name": each.name,
            "writes": each.writes,
            "ending": each.suffix,
            "sent": each.name in SENT,
            "layouts": each.layouts,
            "links": each.links,
        }
        for each in FORMATS.values()
        if not each.marks or marks_objects(index)
    ]


def offered_samples(index: Index) -> list[dict[str, Any]]:
    """Describe the samples that can be drawn of an index.

    Returns
    -------
    list of dict
        Each with `name`, `about`, `needs` (what the index must have), `sized`, whether it is of a size that
        is said, `towards`, whether it draws towards a target, `by_chance`, whether another seed draws others,
        and `options`: each with `name`, `about`, `usual`, empty where that depends, and `values`, the only
        ones, empty where it is a number.
    """
    return [
        {
            "name": each.name,
            "about": each.about,
            "needs": each.needs,
            "sized": each.takes_size,
            "towards": each.towards,
            "by_chance": each.by_chance,
            "options": [
                {
                    "name": name,
                    "about": option.about,
                    "usual": "" if option.default is None else str(option.default),
                    "values": list(option.values) or _names(index, option.names),
                }
                for name, option in each.options.items()
            ],
        }
        for each in METHODS.values()
    ]


def _names(index: Index, of: str) -> list[str]:
    """Columns or models that an option can name."""
    if of == MODELS:
        return list(map(shown_model, index.models))
    if of != COLUMNS:
        return []
    schema = index.items.schema
    kinds = ("text", "number", "boolean")
    return [
        each.name
        for each in schema
        if each.name not in IDENTIFYING_COLUMNS and kind_of(each.type) in kinds and ";" not in each.name
    ]
