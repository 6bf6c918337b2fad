"""The inspector: the image that was chosen, or the cluster in view."""

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from explorer.errors import NotFoundError
from explorer.index.arrow_values import records, texts_at
from explorer.index.format import CONFIDENCE, PREDICTION
from explorer.index.item_columns import of_model
from explorer.index.reader import Index
from explorer.view.item_summary import describe_item
from explorer.view.path_down import path_down
from explorer.view.picture_boxes import picture_boxes
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids
from explorer.web.page.asking import ask, busy
from explorer.web.page.in_view import filter_in_view
from explorer.web.page.inspector import cluster_panel, image_panel
from explorer.words import scale

_OF_IMAGE = ("build", "model", "labels")
_OF_CLUSTER = ("build", "node", "matching", "where", "model", "labels", "title")


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callback of the inspector."""
    api = f"{dash_app.config.requests_pathname_prefix}api"

    @dash_app.callback(
        Output(ids.INSPECTOR, "children"),
        Output(ids.GALLERY, "data"),
        Input(ids.ROW, "data"),
        Input(ids.AT_REST, "data"),
        State(ids.GALLERY, "data"),
        running=busy(ids.INSPECTOR, cluster_panel.LOOK),
        prevent_initial_call=True,
    )
    async def show(row, view, shown):
        if not view:
            raise PreventUpdate
        of_what = _OF_CLUSTER if row is None else _OF_IMAGE
        subject = {"row": row} | {key: view.get(key) for key in of_what}
        if row is None:
            subject["above"] = _above(view)
        if shown and shown["of"] == subject:
            raise PreventUpdate
        answer, problem = await ask(workspace, workspace.pools.panels, _content, workspace, row, view, api)
        if problem:
            return problem, {"of": None, "entries": []}
        children, entries = answer
        return children, {"of": subject, "entries": entries}


def image_for_page(index: Index, row: int, places: bool, model: str | None = None) -> dict:
    """Gather what the inspector shows of one image: as `/api/items/{row}` answers, and `fields` in words."""
    item = describe_item(index, row, places, model)
    apart = {of_model(part, model) for model in index.models for part in (PREDICTION, CONFIDENCE)}
    record = records(index.items.slice(row, 1))[0]
    fields = {name: image_panel.field_text(value) for name, value in record.items() if name not in apart}
    size = {"width": record.get("width") or 1, "height": record.get("height") or 1}
    return item | size | {"fields": fields, "boxes": _boxes(index, row)}


def _boxes(index: Index, row: int) -> dict | None:
    """Boxes of the picture that an item is cut out of; None where it is all of it, or that is gone."""
    try:
        found = picture_boxes(index, row)
    except NotFoundError:
        return None
    return found if found["boxes"] else None


def _content(workspace: Workspace, row: int | None, view: dict, api: str) -> tuple[list, list[dict]]:
    """Give the components, and the thumbnails that the browser puts among them."""
    session = workspace.session
    if row is None:
        node, where = view["node"], filter_in_view(session.index, view)
        about = session.cluster(node, where, view["model"] or None)
        told = session.contrast(node, _holding(session.index, node, _above(view)), where)
        return cluster_panel.describe(view, about, told), _entries(session.index, about["representatives"])
    item = image_for_page(session.index, row, workspace.shows_places, view["model"] or None)
    item["clusters"] = path_down(session.views, row)
    return image_panel.describe(item, api), _neighbors(item["neighbors"][: image_panel.NEIGHBORS_SHOWN])


def _above(view: dict) -> int | None:
    """Return the cluster that a person came from, which holds the one in view; None where it is not known."""
    stops = view.get("breadcrumb") or []
    return stops[-2]["node"] if len(stops) > 1 else None


def _holding(index: Index, node: int, above: int | None) -> int | None:
    """Return `above` where it holds the node: one may come from elsewhere, by a link or a search."""
    if above is None or not 0 <= above <= index.root or above == node:
        return None
    lo, hi = index.tree.lo, index.tree.hi
    return above if lo[above] <= lo[node] and hi[node] <= hi[above] else None


def _neighbors(near: list[dict]) -> list[dict]:
    """Thumbnails with what stands under each: `far` is the distance in words, all on one scale."""
    return [
        one | {"far": far} for one, far in zip(near, scale([one["distance"] for one in near]), strict=True)
    ]


def _entries(index: Index, rows: list[int]) -> list[dict]:
    names = [name for name in ("path", "label") if name in index.items.column_names]
    columns = [texts_at(index.items[name], rows) for name in names]
    return [
        dict(zip(names, texts, strict=True)) | {"row": row}
        for row, *texts in zip(rows, *columns, strict=True)
    ]
