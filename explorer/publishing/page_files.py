"""The page of a copy: its document, its style sheets and the modules that it loads."""

import html
from collections.abc import Iterator
from pathlib import Path

from explorer.web.assets import assets_folder, filled
from explorer.web.page.dash_page import SHEETS, module_graph
from explorer.web.page.layout import HINTS
from explorer.web.script_json import script_json

ENTRY = "static/boot.mjs"
LATER = (
    "static/thumbs-worker.mjs",
    "map/map-view.mjs",
    "grid-view/grid-view.mjs",
    "page/filters/filters-panel.mjs",
    "page/saved-views.mjs",
    "page/explanations.mjs",
    *(
        f"static/{name}.mjs"
        for name in ("colorings", "explained", "facets", "filter", "map", "packed-column")
    ),
    "static/where/clauses.mjs",
)
"""Modules that are loaded once somebody wants them, or by a worker; with what they import."""
PLAIN = ("page/first-paint.js",)
_WIDE = "(min-width: 781px)"
"""Where the page is laid out for a wide window (`frontend_assets/css/narrow.css`)."""
_HERE = Path(__file__).resolve().parent


def page_files(config: dict) -> Iterator[tuple[str, bytes]]:
    """Give the files of the page by their paths in the copy.

    Parameters
    ----------
    config : dict
        As `page_config` returns it.
    """
    assets = assets_folder()
    modules = assets / "modules"
    first = module_graph(modules, modules / ENTRY)
    later = [name for entry in LATER for name in module_graph(modules, modules / entry)]
    for name in dict.fromkeys([*first, *later, *PLAIN]):
        yield f"assets/modules/{name}", (modules / name).read_bytes()
    for sheet in (*SHEETS, "static"):
        yield f"assets/css/{sheet}.css", (assets / "css" / f"{sheet}.css").read_bytes()
    yield "index.html", _document(config, first).encode()


def _first_files(packaged: dict) -> dict[str, str]:
    """Name what a first view takes, so that it is asked for before the page's modules have run.

    Each with where it is taken, as a media query: a phone draws no more images than the coarsest sample has.
    """
    coarsest, finer = packaged["coarsest"], packaged["coarsest"] // packaged["factor"]
    found = dict.fromkeys(["tree/top", "titles/top", f"colors/{coarsest}/0"], "all")
    if finer:
        found[f"colors/{finer}/0"] = _WIDE
    if "right-0" in packaged["columns"]:
        found["right-0"] = "all"
    return found


def _document(config: dict, first: list[str]) -> str:
    sheets = "\n".join(
        f'<link rel="stylesheet" href="assets/css/{name}.css">' for name in (*SHEETS, "static")
    )
    preload = "\n".join(f'<link rel="modulepreload" href="assets/modules/{path}">' for path in first)
    return filled(
        (_HERE / "index.html").read_text(encoding="utf-8"),
        {
            "name": html.escape(config["name"]),
            "errors": "shown" if config["errors"] else "none",
            "sheets": sheets,
            "preload": preload,
            "hints": "".join(
                f'<span class="by-{hand} of-{view}">{words}</span>' for view, hand, words in HINTS
            ),
            "fetched": "\n".join(
                f'<link rel="preload" as="fetch" crossorigin media="{media}" '
                f'href="{config["api"]}/{name}.bin">'
                for name, media in _first_files(config["packaged"]).items()
            ),
            "entry": f"assets/modules/{ENTRY}",
            # JSON that cannot end the script element it stands in.
            "config": script_json(config),
        },
    )
