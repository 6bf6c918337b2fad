"""The page: Dash on the service's own FastAPI server, around a canvas that does not wait for it."""

import html
import re
from pathlib import Path

from dash import Dash
from dash.exceptions import DependencyException
from fastapi import FastAPI, Request
from starlette.responses import Response

from explorer.decisions.corrected_labels import CORRECTED, with_labels
from explorer.decisions.decision_columns import column_names
from explorer.options import FindingsOptions
from explorer.view.coloring import COLUMN
from explorer.view.ordering.sort import sorts
from explorer.web.assets import ServedAssets, filled
from explorer.web.builds.session import Session
from explorer.web.builds.workspace import Workspace
from explorer.web.page import controls, layout
from explorer.web.page import register as callbacks
from explorer.web.page.bottom_bar import panel as bottom
from explorer.web.page.callback_errors import CallbackErrors
from explorer.web.page.classes.panel import CHOSEN_FROM
from explorer.web.page.fairness import panel as fairness
from explorer.web.page.filters import panel as filters
from explorer.web.page.findings.query import FindingsQuery, choices
from explorer.web.responses import error_answer
from explorer.web.script_json import script_json
from explorer.words import count, images

CLASSES_SENT = 1000
"""With more classes the page does not check those that an address names."""

SHEETS = (
    "tokens",
    "layout",
    "bars",
    "panels",
    "explanations",
    "filters",
    "inspector",
    "deciding",
    "legend",
    "map",
    "narrow",
    "mantine",
    "forced-colors",
)
"""Style sheets in `frontend_assets/css/`, in the order in which they count; Mantine's own come before."""

_HERE = Path(__file__).resolve().parent
_UNUSED = re.compile(r'<script src="[^"]*/dash/dash_table/[^"]*"></script>')
_SCRIPT = re.compile(r"<script\b([^>]*)>")
_TYPE = re.compile(r' type="[^"]*javascript"')
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^"';]*?["'](\.[^"']+)["']""", re.MULTILINE)


def register(app: FastAPI, workspace: Workspace) -> Dash:
    """Put the page on a server.

    Parameters
    ----------
    app : FastAPI
        The service; its routes under `{prefix}/api` are what the page's modules talk to.
    workspace : Workspace
        Holds the index that is served, and the options (`url_prefix`).

    Returns
    -------
    Dash
        Serves `{prefix}/`, its assets and its callbacks.
    """
    prefix = workspace.prefix
    assets = ServedAssets(app, prefix)
    # Inside of Dash's own middleware, which would answer every failure without a word in the log.
    app.add_middleware(CallbackErrors, prefix=prefix, callbacks=lambda: dash_app.callback_map)

    @app.exception_handler(DependencyException)
    async def no_such_file(request: Request, _error: DependencyException) -> Response:
        return error_answer(404, f"There is nothing at {request.url.path[:200]}.")

    dash_app = _Page(
        workspace,
        assets,
        name=__name__,
        server=app,
        assets_folder=str(assets.folder),
        assets_path_ignore=["modules", "css"],
        routes_pathname_prefix=f"{prefix}/",
        requests_pathname_prefix=f"{prefix}/",
        title=workspace.index.name,
        update_title=None,
        serve_locally=True,
        suppress_callback_exceptions=True,  # what an index has no data for is not in the layout
        compress=False,
        add_log_handler=False,
        index_string=(_HERE / "index.html").read_text(encoding="utf-8"),
    )
    dash_app.layout = lambda: layout.layout(workspace.as_given)
    callbacks.register(dash_app, workspace)
    return dash_app


class _Page(Dash):
    """Dash with an index page that starts the canvas by itself, before Dash has loaded."""

    def __init__(self, workspace: Workspace, assets: ServedAssets, **options) -> None:
        self._workspace, self._assets = workspace, assets
        # Once: reading them all would keep every other request waiting, at each visit.
        modules = assets.folder / "modules"
        self._graph = module_graph(modules, modules / "page" / "boot.mjs")
        super().__init__(**options)
        # Dash would answer every unknown path with the page, of the app that was made last in this process.
        self.backend._setup_catchall = lambda: None  # pyright: ignore[reportAttributeAccessIssue] - private
        # No callback goes through a socket: there is none to keep open, and none to guard.
        self.backend.websocket_capability = False
        routes = self.server.router.routes
        routes[:] = [route for route in routes if getattr(route, "name", None) != "websocket_handler"]

    def interpolate_index(self, **parts: str) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        index = self._workspace.index
        prefix = self.config.requests_pathname_prefix
        assets = self._assets.address()
        modules = f"{assets}/modules"
        preload = "\n".join(f'<link rel="modulepreload" href="{modules}/{path}">' for path in self._graph)
        own = {
            "dendro_modules": modules,
            "dendro_preload": preload,
            "dendro_sheets": "\n".join(
                f'<link rel="stylesheet" href="{assets}/css/{name}.css">' for name in SHEETS
            ),
            "dendro_name": html.escape(index.name),
            "dendro_errors": "shown" if bottom.has_errors(index) else "none",
            "dendro_config": script_json(
                configuration(self._workspace.as_given, prefix, self._workspace.options.framed)
                | {"growing": self._workspace.grows, "earlier": self._workspace.trees_known}
            ),
            **self._build(),
        }
        parts["title"] = html.escape(index.name)
        # Dash's bundles take their time to run: after the first picture, by `modules/page/dash-scripts.mjs`.
        parts["scripts"] = asleep(_UNUSED.sub("", parts["scripts"]))
        parts["renderer"] = asleep(parts["renderer"])
        parts["app_entry"] = '<div id="react-entry-point"></div>'
        return filled(self.index_string, parts | own)

    def _build(self) -> dict[str, str]:
        """Give the room for what is said of a build that goes on, and its first words."""
        partial = self._workspace.index.manifest.partial
        n, of = self._workspace.index.n, partial["of"] if partial else 0
        return {
            "dendro_growing": "open" if self._workspace.grows else "none",
            "dendro_build": f"{count(n)} of {images(of)}" if of else images(n),
            "dendro_share": f"{n / of:.3f}" if of else "1",
        }


def asleep(scripts: str) -> str:
    """Write script elements so that no browser loads or runs them: of type text, sources in `data-src`."""
    typed = _TYPE.sub("", scripts)
    return _SCRIPT.sub(
        lambda tag: f'<script type="text/plain"{tag[1].replace(" src=", " data-src=")}>', typed
    )


def configuration(session: Session, prefix: str, framed: bool = False) -> dict:
    """Give what the canvas needs before its first request; `framed` as `ServeOptions` has it."""
    index, offered = session.index, list(choices(session))
    known = with_labels(index, CORRECTED).classes
    return {
        "api": f"{prefix}api",
        "build": index.build,
        "tree": session.tree,
        "name": index.name,
        "framed": framed,
        "task": index.task,
        "n": index.n,
        "root": index.root,
        "models": index.models,
        "colors": [
            *(coloring["value"] for coloring in session.colorings),
            *(f"{COLUMN}{name}" for name in column_names(index).values()),
        ],
        "sorts": [sort["value"] for sort in sorts(index)],
        "classes": known if len(known) <= CLASSES_SENT else None,
        "fair_by": fairness.columns(session.varied),
        "filter_example": filters.example(index),
        "finds": offered,
        "scans": [choice for choice in offered if FindingsQuery(choice).kind.scans],
        "reviews": [choice for choice in offered if FindingsQuery(choice).kind.answers],
        "transforms": [choice for choice in offered if "transformed" in FindingsQuery(choice).kind.takes],
        "min_size": FindingsOptions.min_size,
        "judged": index.judged,
        "marking": bottom.has_errors(index) and len(known) <= CHOSEN_FROM,
        "text_search": index.text_search,
        "image_search": session.encoder.state not in ("none", "failed"),
        "class_search": session.classes.state != "none",
        "encoder_ready": (session.encoder if index.text_search else session.classes).state == "ready",
        **controls.for_page(),
    }


def module_graph(folder: Path, entry: Path) -> list[str]:
    """List a module and all that it imports statically, as posix paths below `folder`, nearest first."""
    found, waiting = [], [entry.resolve()]
    root = folder.resolve()
    while waiting:
        path = waiting.pop(0)
        if not path.is_relative_to(root) or not path.is_file():
            continue
        name = path.relative_to(root).as_posix()
        if name not in found:
            found.append(name)
            imports = _IMPORT.findall(path.read_text(encoding="utf-8"))
            waiting += [(path.parent / target).resolve() for target in imports]
    return found
