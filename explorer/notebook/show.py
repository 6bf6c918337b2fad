"""Show an index in a notebook."""

import re
from pathlib import Path
from typing import Any

from explorer.argument_types import takes
from explorer.errors import InputError
from explorer.extras import is_installed
from explorer.index.reader import Index
from explorer.notebook.inline_frame import InlineFrame
from explorer.notebook.servers import serve

HEIGHT = 640
"""Pixels."""
_LENGTH = re.compile(r"\d+(\.\d+)?(px|vh|em|rem|cm)")
_ADDRESS = re.compile(r"((https?://[\w.:\[\]{}-]+)?(/[\w.~{}/-]*)?)", re.ASCII)


@takes()
def show(index: Index | Path | str, *, height: int | str = HEIGHT, port: int = 0, url: str = "") -> Any:
    """Show the page of an index in a notebook.

    It is served on 127.0.0.1 by a thread of this process, at an address that nobody can guess. An index that
    is shown already, by this or another cell, keeps its server. Outside of a notebook the page opens in the
    browser, for as long as the process lasts.

    Parameters
    ----------
    index : Dataset, Path or str
        Opened, or the folder of one.
    height : int or str
        Pixels, or a length of CSS such as `80vh`.
    port : int
        0 takes a free one.
    url : str
        Where the browser finds this port, such as `https://code.example.org/proxy/{port}`; empty where it is
        to be found out: the notebook's server where it passes ports on (jupyter-server-proxy, JupyterHub),
        Colab, or this machine.

    Returns
    -------
    IndexWidget
        With `selection` and `view`, which follow the page and are followed by it, and `close()`. Without
        anywidget a `InlineFrame`, which has only `close()`; both have `url`.

    Raises
    ------
    IndexFormatError
        When the folder is not an index that this release reads.
    InputError
        When the port is taken, or height or address are none.
    """
    tall = _height(height)
    if not _ADDRESS.fullmatch(url):
        raise InputError(f"url={url!r} is no address; write one such as https://host/proxy/{{port}}.")
    served = serve(index, port, url)
    if is_installed("anywidget"):
        from explorer.notebook.widget import IndexWidget

        shown: Any = IndexWidget(served, tall)
    else:
        shown = InlineFrame(served, tall)
    shown.display_now()
    return shown


def _height(height: int | str) -> str:
    """Return a height as CSS has it."""
    text = f"{height}px" if isinstance(height, int) else height
    if not isinstance(text, str) or not _LENGTH.fullmatch(text):
        raise InputError(f"height={height!r} is none; give pixels, or a length of CSS such as '80vh'.")
    return text
