"""The class table: classes of the cluster in view. A click on one filters (`callbacks.filters`)."""

from dash import Input, Output
from dash.exceptions import PreventUpdate
from starlette.concurrency import run_in_threadpool

from explorer.errors import InputError
from explorer.web import ids
from explorer.web.callbacks.subset import rows_in_view, verdicts
from explorer.web.panels.parts import images, percent


def register(dash_app, workspace) -> None:
    """Register the callback of the class table, where there are classes."""
    if "label" not in workspace.index.items.column_names:
        return

    @dash_app.callback(
        Output(ids.CLASS_GRID, "rowData"),
        Output(ids.CLASS_CAPTION, "children"),
        Input(ids.VIEW, "data"),
        prevent_initial_call=True,
    )
    async def fill(view):
        if not view:
            raise PreventUpdate
        session = workspace.session
        try:
            rows = await run_in_threadpool(class_rows, session, view)
        except InputError as error:
            raise PreventUpdate from error
        return rows, f"{len(rows)} of {len(session.index.classes)} classes in {images(view['matching'])}"


def class_rows(session, view: dict) -> list[dict]:
    """Count the classes of the cluster in view, most frequent first.

    Parameters
    ----------
    session : Session
    view : dict
        `lo`, `hi`, `where` and `model` of the view.

    Returns
    -------
    list of dict
        `name`, `count`, `share` (of the rows that have a label) and, with predictions, `accuracy` (None
        where nothing is predicted) and `interval` in words.
    """
    from explorer.analysis.classes import class_table, wilson_interval

    index = session.index
    rows = rows_in_view(session, view)
    correct = verdicts(index, rows, view.get("model"))
    table = class_table(index.labels()[rows], correct, len(index.classes))
    total = max(1, int(table.counts.sum()))
    low, high = wilson_interval(table.right, table.known)
    lines = []
    for i, code in enumerate(table.codes):
        known, right = int(table.known[i]), int(table.right[i])
        line = {"name": index.classes[code], "count": int(table.counts[i]), "share": table.counts[i] / total}
        if correct is not None:
            said = f"{right:,} of {known:,} right; 95% interval {percent(low[i])} – {percent(high[i])}"
            line["accuracy"] = right / known if known else None
            line["interval"] = said if known else "no predictions"
        lines.append(line)
    return lines
