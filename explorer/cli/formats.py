"""`dendro formats`: what is read and what is written."""

from explorer.export.formats import FORMATS
from explorer.extras import line_for
from explorer.sources.kinds import KINDS


def formats() -> dict[str, list[dict[str, str]]]:
    """The document of `dendro formats --json`.

    Returns
    -------
    dict
        `sources`, of each `name` (as `--source` takes it), `title`, `reads`, and `needs`, the line that
        installs what it needs besides, empty where it needs nothing; `exports`, of each `name` (as
        `--format` takes it) and `writes`.
    """
    return {
        "sources": [
            {
                "name": kind.name,
                "title": kind.title,
                "reads": kind.reads,
                "needs": line_for(kind.extra) if kind.extra else "",
            }
            for kind in KINDS
        ],
        "exports": [{"name": each.name, "writes": each.writes} for each in FORMATS.values()],
    }


def format_lines(document: dict) -> list[str]:
    """The same for people, a line each."""
    read = [(each["name"], each["reads"].replace("`", "") + _needs(each)) for each in document["sources"]]
    written = [(each["name"], each["writes"]) for each in document["exports"]]
    width = max(len(name) for name, _ in read + written)
    return [
        "sources (--source):",
        *(f"  {name:<{width}}  {words}" for name, words in read),
        "exports (--format):",
        *(f"  {name:<{width}}  {words}" for name, words in written),
    ]


def _needs(each: dict[str, str]) -> str:
    return f" ({each['needs']})" if each["needs"] else ""
