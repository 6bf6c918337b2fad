"""Which formats suit an index, and which samples can be drawn, for those who choose among them."""

from typing import Any

from explorer.export.formats import FORMATS, SENT
from explorer.export.marked_objects import marks_objects
from explorer.export.sampling import METHODS
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
        if (each.objects or not index.crops) and (not each.marks or marks_objects(index))
    ]


def offered_samples() -> list[dict[str, Any]]:
    """Describe the samples that can be drawn.

    Returns
    -------
    list of dict
        Each with `name`, `about`, `sized`, whether it is of a size that is said, and `towards`, whether it
        draws towards a target.
    """
    return [
        {"name": each.name, "about": each.about, "sized": each.takes_size, "towards": each.towards}
        for each in METHODS.values()
    ]
