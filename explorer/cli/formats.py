"""`dendro formats`: what is read and what is written."""

from explorer.export.formats import FORMATS
from explorer.sources.kinds import KINDS


def formats() -> dict[str, list[dict[str, str]]]:
    """The document of `dendro formats --json`.

    Returns
    -------
    dict
        `sources`, of each `name` (as `--source` takes it), `title` and `reads`; `exports`, of each `name` (as
        `--format` takes it) and `writes`.
    """
    return {
        "sources": [{"name": kind.name, "title": kind.title, "reads": kind.reads} for kind in KINDS],
        "exports": [{"name": each.name, "writes": each.writes} for each in FORMATS.values()],
    }


def format_lines(document: dict) -> list[str]:
    """The same for people, a line each."""
    read = [(each["name"], each["reads"].replace("`", "")) for each in document["sources"]]
    written = [(each["name"], each["writes"]) for each in document["exports"]]
    width = max(len(name) for name, _ in read + written)
    return [
        "sources (--source):",
        *(f"  {name:<{width}}  {words}" for name, words in read),
        "exports (--format):",
        *(f"  {name:<{width}}  {words}" for name, words in written),
    ]
