"""The browser's files: where they are, in a checkout and in an installed package, and how they are sent."""

import re
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from explorer.errors import ExplorerError

NAME = "frontend_assets"
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


def mount_assets(app: FastAPI, prefix: str) -> Path:
    """Serve modules and style sheets below `{prefix}/assets`.

    Returns
    -------
    Path
        The folder that holds them.
    """
    assets = assets_folder()
    for part in ("modules", "css"):
        app.mount(f"{prefix}/assets/{part}", _Revalidated(directory=assets / part), name=part)
    return assets


def filled(template: str, texts: dict[str, str]) -> str:
    """Put `texts` where a template names them as `{%name%}`, in one pass: what they hold is no template.

    Raises
    ------
    KeyError
        When the template names a text that is not given.
    """
    return _BLANK.sub(lambda blank: texts[blank[1]], template)


class _Revalidated(StaticFiles):
    """Files that the browser asks about each time: they build on each other, so none may be old."""

    def file_response(self, *args, **kwargs):
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response
