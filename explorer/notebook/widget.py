"""The page in a notebook as a widget: what is selected and seen is the same there and in Python."""

from functools import partial
from typing import Any

import anywidget
import numpy as np
import traitlets

from explorer.notebook.display import Shown
from explorer.notebook.inline_frame import once, widget_source
from explorer.notebook.rows import packed, rows_of, unpacked
from explorer.notebook.servers import Served, release
from explorer.notebook.view_address import view_of


class Rows(traitlets.TraitType[np.ndarray, Any]):
    """Rows of the index, (m,) int64; see `rows_of`. What is the same is no change."""

    info_text = "rows of the index"

    def make_dynamic_default(self) -> np.ndarray:
        """Return no rows."""
        return np.empty(0, np.int64)

    def validate(self, obj: Any, value: Any) -> np.ndarray:
        """Bring a selection in its form."""
        return rows_of(value, obj.n)

    def set(self, obj: Any, value: Any) -> None:
        """Set it, and tell who observes it, unless it is the same."""
        rows = self.validate(obj, value)
        before = self.get(obj)
        if before is None or not np.array_equal(rows, before):
            super().set(obj, rows)


class View(traitlets.Dict):
    """What is seen, as the address says it; see `view_of`."""

    def validate(self, obj: Any, value: Any) -> dict:
        """Bring a view in its form."""
        return view_of(value)


def _sent(rows: np.ndarray, _widget: Any) -> dict:
    return {"rows": packed(rows)}


def _received(sent: dict, _widget: Any) -> np.ndarray:
    return unpacked(sent["rows"])


class IndexWidget(Shown, anywidget.AnyWidget):
    """The page of an index; made by `explorer.show`.

    Parameters
    ----------
    served : Served
        Given back when this is closed.
    height : str
        Of CSS.

    Attributes
    ----------
    selection : (m,) int64
        Rows that are selected. Rows, or yes or no for all of them, may be assigned.
    view : dict
        What is seen: cluster, filter, model, kind of view and so on, by their names in the page's address.
    build : str
        Build of the index that the page shows; empty until it has loaded.
    url : str
        Where the page is; who has it may look, and decide.
    n : int
        Images of the index.
    """

    selection = Rows().tag(sync=True, to_json=_sent, from_json=_received)
    view = View().tag(sync=True)
    build = traitlets.Unicode().tag(sync=True)
    height = traitlets.Unicode().tag(sync=True)
    _place = traitlets.Dict().tag(sync=True)

    def __init__(self, served: Served, height: str) -> None:
        self.n = served.index.n
        self.url = served.address
        self._release = once(partial(release, served))
        self._esm = widget_source()
        super().__init__(height=height, _place=served.place)

    def _bundle(self) -> dict[str, Any]:
        return {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
            "text/plain": repr(self),
        }

    def close(self) -> None:
        """Take the page away, and stop the server unless something else shows the same index."""
        super().close()
        self._release()

    def __enter__(self) -> "IndexWidget":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
