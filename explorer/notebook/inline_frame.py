"""The page in a plain frame: what is shown where anywidget is not installed."""

import html
import secrets
from functools import partial
from typing import Self

from explorer.extras import line_for
from explorer.notebook.display import Shown
from explorer.notebook.servers import Served, release
from explorer.web.assets import assets_folder
from explorer.web.script_json import script_json

NOTE = f"A plain frame: selections do not reach Python. With them: {line_for('notebook')}"
_TEMPLATE = """<div id="{id}"></div>
<noscript><iframe src="{address}" style="width: 100%; height: {height}"></iframe></noscript>
<p style="margin: 4px 0; font: 13px/20px system-ui, sans-serif">{note}</p>
<script type="module">
{source}
openIn(frameIn(document.getElementById("{id}"), {words}), {place});
</script>"""


def widget_source() -> str:
    """Return the notebook's side of the page, a module of JavaScript that imports nothing."""
    return (assets_folder() / "modules" / "notebook" / "widget.mjs").read_text(encoding="utf-8")


class InlineFrame(Shown):
    """The page of an index in a frame.

    Parameters
    ----------
    served : Served
        Given back when this is closed.
    height : str
        Of CSS.

    Attributes
    ----------
    url : str
        Where the page is; who has it may look, and decide.
    """

    def __init__(self, served: Served, height: str) -> None:
        self.url = served.address
        self._height = height
        self._place = served.place
        self._release = once(partial(release, served))

    def _bundle(self) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        return _TEMPLATE.format(
            id=f"dendro-{secrets.token_hex(6)}",
            address=html.escape(self.url),
            height=html.escape(self._height),
            note=html.escape(NOTE),
            source=widget_source(),
            words=script_json(self._height),
            place=script_json(self._place),
        )

    def close(self) -> None:
        """Stop the server, unless something else shows the same index."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def once(function):
    """Wrap a function so that only the first call does anything."""
    left = [function]

    def call() -> None:
        if left:
            left.pop()()

    return call
