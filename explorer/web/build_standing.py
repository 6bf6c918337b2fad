"""What `/api/build` answers and takes, beside an index that is served and before there is one.

It knows no index, so that the page before the first build answers at once.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from explorer.errors import InputError, ReadOnlyError
from explorer.indexing.growing.background_build import BackgroundBuild, BuildStanding

NOT_YET = {"build": None, "n": 0, "stale": False, "newest": None, "partial": None}
"""What is said of the index that is served before there is one."""
_OF_THE_BUILD = ("state", "stage", "read", "of", "seconds_left", "error", "pausable")


class Wish(BaseModel):
    """What is to become of the build."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["pause", "go on"] = Field(description="`go on` also tries again after a failure.")


def standing_answer(standing: BuildStanding, changes: bool, served: dict) -> dict:
    """Return the answer to `GET /api/build`.

    Parameters
    ----------
    standing : BuildStanding
        With an error that whoever asks may read.
    changes : bool
        Whether they may pause it.
    served : dict
        `build`, `n`, `stale`, `newest` and `partial` of the index that is served, or `NOT_YET`.
    """
    return {name: getattr(standing, name) for name in _OF_THE_BUILD} | served | {"changes": changes}


def grant(wish: Wish, growing: BackgroundBuild | None, changes: bool) -> None:
    """Pause a build, or have it go on.

    Raises
    ------
    ReadOnlyError
        Whoever asks may not change anything.
    InputError
        No build goes on here.
    """
    if not changes:
        raise ReadOnlyError("This server only shows the index: whoever started it can pause the build.")
    if growing is None:
        raise InputError("No build goes on here: `dendro open` of the source begins one.")
    if wish.do == "pause":
        growing.pause()
    else:
        growing.go_on()
