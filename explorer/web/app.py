"""The service: one ASGI application with the API, the page and what guards them."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response

from explorer.argument_types import check_fields, check_type
from explorer.index.reader import Index
from explorer.indexing.growing.background_build import BackgroundBuild
from explorer.options import ServeOptions
from explorer.web.access.admission import Admission
from explorer.web.builds.labels_asked import LabelsAsked
from explorer.web.builds.one_build import OneBuild
from explorer.web.builds.words_awaited import WordsAwaited
from explorer.web.builds.workspace import Workspace
from explorer.web.guards import add_guards
from explorer.web.mount import mount_api
from explorer.web.page import dash_page
from explorer.web.responses import register_errors
from explorer.web.routes import building, decisions, examples, exports, thumbs

MOST_CALLBACK_BYTES = 2**18
MULTIPART_BYTES = 2**16
"""What a form adds to the file in it."""


def create_app(
    index: Index | Path | str,
    options: ServeOptions | None = None,
    growing: BackgroundBuild | None = None,
    admission: Admission | None = None,
) -> FastAPI:
    """Make the ASGI application that serves one index.

    Parameters
    ----------
    index : Index, Path or str
        Opened, or the folder of one.
    options : ServeOptions, optional
    growing : BackgroundBuild, optional
        The build of the same index that goes on meanwhile.
    admission : Admission, optional
        Of an application in whose place this one comes: who was let in there is in.

    Returns
    -------
    FastAPI
        With the `Workspace` on `app.state.workspace`. Several may live in one process.

    Raises
    ------
    IndexFormatError
        When the folder is not an index that this release reads.
    """
    options = options or ServeOptions()
    check_type("options", options, ServeOptions)
    check_fields(options)
    workspace = Workspace(index, options, growing)
    app = FastAPI(
        title="Dendro Explorer", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False
    )
    app.state.workspace = workspace
    register_errors(app, workspace.told)
    mount_api(app, workspace)
    dash_page.register(app, workspace)
    _register_rest(app, workspace.prefix)
    # Added last is met first.
    app.add_middleware(WordsAwaited, prefix=workspace.prefix, session=lambda: workspace.session)
    app.add_middleware(LabelsAsked, prefix=workspace.prefix)
    app.add_middleware(OneBuild, served=lambda: workspace.index.build)
    add_guards(app, workspace.options, _limits(workspace.prefix), admission)
    return app


def _limits(prefix: str) -> dict[str, int]:
    """Give the bytes that routes take: what Dash is sent it parses in the event loop."""
    api = f"{prefix}/api"
    told = ("tags", "corrections", "notes", "verdicts", "saved-views", "review")
    return {
        **{f"{api}/{name}": decisions.MOST_BYTES for name in told},
        f"{prefix}/_dash-": MOST_CALLBACK_BYTES,
        f"{api}/build": building.MOST_BYTES,
        f"{api}/thumbs": 4 * thumbs.MOST_ROWS,
        f"{api}/search": examples.MOST_BYTES + MULTIPART_BYTES,
        f"{api}/examples": examples.MOST_BYTES + MULTIPART_BYTES,
        f"{api}/exports": exports.MOST_BYTES + MULTIPART_BYTES,
    }


def _register_rest(app: FastAPI, prefix: str) -> None:
    """Answer what browsers ask for beside the page."""

    @app.get(f"{prefix}/favicon.ico", include_in_schema=False)
    def icon() -> Response:
        # Browsers ask for it by themselves, and note an error where it is missing.
        return Response(status_code=204)
