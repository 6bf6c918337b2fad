"""The browser's files: where they are, in a checkout and in an installed package, and how they are sent."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from explorer.errors import ExplorerError
from explorer.web.responses import FOREVER

NAME = "frontend_assets"
_PARTS = ("modules", "css")
_BLANK = re.compile(r"\{%(\w+)%\}")


def assets_folder() -> Path:
    """Find the folder of style sheets and scripts.

    Returns
    -------
    Path
        `explorer/frontend_assets` of an installed package, else `frontend_assets` beside it in a checkout.

    Raises
    ------
    ExplorerError
        Neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    places = (package / NAME, package.parent / NAME)
    for place in places:
        if place.is_dir():
            return place
    looked = " or ".join(str(place) for place in places)
    raise ExplorerError(f"the page's files are missing: no folder {looked}; install dendro-explorer again")


class ServedAssets:
    """Modules and style sheets on a server, below an address that changes with any of them.

    There they are kept for good: who comes again asks for none. Below `{prefix}/assets` they stand as well,
    asked about each time.

    Parameters
    ----------
    app : FastAPI
    prefix : str

    Attributes
    ----------
    folder : Path
    """

    def __init__(self, app: FastAPI, prefix: str) -> None:
        self.folder = assets_folder()
        self._prefix = prefix
        self._stands: list[tuple] = []
        self._version = ""
        for part in _PARTS:
            files = _Files(self.folder / part, lambda: self._version)
            app.mount(f"{prefix}/assets/{part}", files, name=part)
            app.mount(f"{prefix}/assets/{{version}}/{part}", files, name=f"{part} for good")

    def address(self) -> str:
        """Return the path of `modules` and `css` as they are now, for a page that is about to be sent."""
        paths = sorted(path for part in _PARTS for path in (self.folder / part).rglob("*.*"))
        stands = [(path, (stat := path.stat()).st_mtime_ns, stat.st_size) for path in paths]
        if stands != self._stands:
            contents = hashlib.sha256()
            for path in paths:
                contents.update(f"{path.relative_to(self.folder)}\n".encode() + path.read_bytes())
            self._stands, self._version = stands, contents.hexdigest()[:12]
        return f"{self._prefix}/assets/{self._version}"


def filled(template: str, texts: dict[str, str]) -> str:
    """Put `texts` where a template names them as `{%name%}`, in one pass: what they hold is no template.

    Raises
    ------
    KeyError
        When the template names a text that is not given.
    """
    return _BLANK.sub(lambda blank: texts[blank[1]], template)


class _Files(StaticFiles):
    """Files that build on each other, so none may be older than the rest: kept, or asked about each time."""

    def __init__(self, folder: Path, version: Callable[[], str]) -> None:
        super().__init__(directory=folder)
        self._version = version

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        kept = scope["path_params"].get("version") == self._version()
        response.headers["Cache-Control"] = FOREVER if kept else "no-cache"
        return response
