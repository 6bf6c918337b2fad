"""`dendro formats`: what is read and what is written."""

from typing import Any

from explorer.embedding.kinds import KINDS as ENCODERS
from explorer.export.formats import FORMATS
from explorer.export.sampling import METHODS
from explorer.extras import line_for
from explorer.images.formats.readers import READERS
from explorer.remote.systems import SYSTEMS
from explorer.sources.kinds import KINDS


def formats() -> dict[str, list[dict[str, Any]]]:
    """The document of `dendro formats --json`.

    Returns
    -------
    dict
        `sources`, of each `name` (as `--source` takes it), `title`, `reads`, and `needs`, the line that
        installs what it needs besides, empty where it needs nothing; `addresses`, of each place where these
        may lie `schemes`, `title`, `installed` and `needs`; `files`, those formats of image files that need
        something, each `name`, `reads` and `needs`; `encoders`, of each `name`, `title`, `takes` (what
        `--encoder` takes), `text` (whether words can be searched), `installed` and `needs`; `exports`, of
        each `name` (as `--format` takes it), `writes`, `needs` and `options`, of each of which `name`,
        `about` and `default`; `samples`, of each `name` (as `--sample` takes it), `about`, `source`, `needs`
        and `options`, as of exports.
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
        "addresses": [
            {
                "schemes": list(each.schemes),
                "title": each.title,
                "installed": each.is_installed,
                "needs": each.line,
            }
            for each in SYSTEMS
            if each.secrets
        ],
        "files": [
            {"name": each.name, "reads": each.reads, "needs": line_for(each.extra)} for each in READERS
        ],
        "encoders": [
            {
                "name": each.name,
                "title": each.title,
                "takes": each.takes,
                "text": each.text,
                "installed": each.is_installed,
                "needs": each.install,
            }
            for each in ENCODERS
        ],
        "exports": [
            {
                "name": each.name,
                "writes": each.writes,
                "needs": line_for(each.needs[1]) if each.needs else "",
                "options": [
                    {"name": option.name, "about": option.about, "default": option.default}
                    for option in each.options
                ],
            }
            for each in FORMATS.values()
        ],
        "samples": [
            {
                "name": each.name,
                "about": each.about,
                "source": each.source,
                "needs": each.needs,
                "options": [
                    {"name": name, "about": option.about, "default": option.default}
                    for name, option in each.options.items()
                ],
            }
            for each in METHODS.values()
        ],
    }


def format_lines(document: dict) -> list[str]:
    """The same for people, a line each."""
    read = [(each["name"], each["reads"].replace("`", "") + _needs(each)) for each in document["sources"]]
    files = [(each["name"], each["reads"].replace("`", "") + _needs(each)) for each in document["files"]]
    written = [(each["name"], each["writes"] + _needs(each)) for each in document["exports"]]
    drawn = [(each["name"], each["about"]) for each in document["samples"]]
    places = [
        (" ".join(f"{each}://" for each in one["schemes"]), _place(one)) for one in document["addresses"]
    ]
    encoders = [(each["name"], _encoder(each)) for each in document["encoders"]]
    width = max(len(name) for name, _ in read + files + encoders + written + drawn)
    wide = max(len(name) for name, _ in places)
    return [
        "sources (--source):",
        *(f"  {name:<{width}}  {words}" for name, words in read),
        "addresses, of any of these:",
        *(f"  {name:<{wide}}  {words}" for name, words in places),
        "image files, besides what Pillow reads, HEIC and JPEG XL:",
        *(f"  {name:<{width}}  {words}" for name, words in files),
        "encoders (--encoder):",
        *(f"  {name:<{width}}  {words}" for name, words in encoders),
        "exports (--format):",
        *(f"  {name:<{width}}  {words}" for name, words in written),
        *_option_lines(document["exports"], width),
        "samples (--sample):",
        *(f"  {name:<{width}}  {words}" for name, words in drawn),
    ]


def _option_lines(exports: list[dict], width: int) -> list[str]:
    """The options of formats, those that several share once."""
    lines: list[str] = []
    said = []
    for each in exports:
        if each["options"] and each["options"] not in said:
            said.append(each["options"])
            alike = [other["name"] for other in exports if other["options"] == each["options"]]
            lines.append(f"options of {', '.join(alike)} (--option NAME=VALUE):")
            lines += [
                f"  {option['name']:<{width}}  {option['about']}{_default(option['default'])}"
                for option in each["options"]
            ]
    return lines


def _default(value: str) -> str:
    return f" (default {value})" if value else ""


def _needs(each: dict[str, str]) -> str:
    return f" ({each['needs']})" if each["needs"] else ""


def _place(one: dict) -> str:
    return one["title"] + _needs(one)


def _encoder(each: dict) -> str:
    missing = "" if each["installed"] else f" (not installed; run: {each['needs']})"
    taken = each["takes"].replace("`", "")
    return f"{taken}: {each['title']}; text search: {each['text']}{missing}"
