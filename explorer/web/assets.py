"""Where the browser's files are, in a checkout and in an installed package."""

from pathlib import Path

from explorer.errors import ExplorerError

NAME = "frontend_assets"


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
