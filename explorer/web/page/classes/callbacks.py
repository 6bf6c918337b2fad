"""The class table: classes of the cluster in view. A click on one filters (`callbacks.filters`)."""

from typing import Any

import numpy as np
from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from explorer.index.reader import Index
from explorer.options import MULTILABEL
from explorer.view.cluster_summary import describe_classes
from explorer.view.conditioned import Conditioned, conditioned
from explorer.view.task_summary import describe_rate
from explorer.view.views import Views
from explorer.web.builds.workspace import Workspace
from explorer.web.page import ids
from explorer.web.page.asking import ask, busy
from explorer.web.page.error_words import several_words
from explorer.web.page.in_view import filter_in_view, part_in_view, under_filter
from explorer.words import count, counted, images, percent, rate, without_shared_folder


def register(dash_app: Dash, workspace: Workspace) -> None:
    """Register the callback of the class table."""

    @dash_app.callback(
        Output(ids.CLASS_GRID, "rowData"),
        Output(ids.CLASS_CAPTION, "children"),
        Input(ids.AT_REST, "data"),
        running=busy(ids.CLASS_CAPTION, "caption answer"),
        prevent_initial_call=True,
    )
    async def fill(view):
        if not view:
            raise PreventUpdate
        answer, problem = await ask(
            workspace, workspace.pools.panels, class_rows, workspace.session.views, view
        )
        return ([], problem) if problem else answer


def class_rows(views: Views, view: dict) -> tuple[list[dict], str]:
    """Give the lines of the table, most frequent class first, and what they are of in words.

    All that the filter leaves counts, as everywhere on the page.

    Parameters
    ----------
    views : Views
    view : dict
        `node`, `where` and `model` of the view.

    Returns
    -------
    rows : list of dict
        As `describe_classes` gives, and `shown`, the name without the folder that all share, `recall_words`,
        `precision_words` and `f1_words`.
    caption : str
    """
    index = views.index
    part, model = part_in_view(views, view)
    chosen = conditioned(index, filter_in_view(index, view), model)
    lines, classes = describe_classes(index, part, model, chosen)
    why = {f"{score}_words": chosen.words for score in chosen.undefined}
    shown = without_shared_folder([line["name"] for line in lines])
    rows: list[dict[str, Any]] = [
        line | {"shown": name} | _words(line) | why for line, name in zip(lines, shown, strict=True)
    ]
    there = sum(row["count"] > 0 for row in rows)
    of = f"{count(there)} of {counted(len(index.classes), 'class', 'classes')}"
    if len(rows) < classes:
        of = f"The {count(len(rows))} most frequent of {counted(classes, 'class', 'classes')}"
    size = part.stop - part.start if isinstance(part, slice) else len(part)
    parts = [f"{of} in {images(size)}{under_filter(view)}", *_of_images(index, part, model, chosen)]
    return rows, ". ".join([*parts, chosen.words] if chosen.words else parts)


def _of_images(index: Index, part: slice | np.ndarray, model: str | None, chosen: Conditioned) -> list[str]:
    """Say how images with several classes fare as a whole; nothing elsewhere."""
    if index.task != MULTILABEL or model is None or chosen.on_correctness:
        return []
    found = describe_rate(index, part, model)
    if not found["judged"]:
        return []
    right = rate(found["accuracy"], found["interval"], found["judged"])
    return [f"Subset accuracy {right}", several_words(found)]


def _words(line: dict) -> dict:
    """Say what each score is of, or why there is none."""
    recall = precision = f1 = f"No image of {line['name']} here has a prediction."
    if "missed" in line and line["recall"] is not None:
        recall = (
            f"{rate(line['recall'], line['interval'], line['judged'])} found, {count(line['missed'])} missed"
        )
        f1 = f"of {images(line['judged'])} and {counted(line['predicted'], 'prediction')}"
    elif line["recall"] is not None:
        recall = f"{rate(line['recall'], line['interval'], line['judged'])} right"
        f1 = f"of {images(line['judged'])} and {counted(line['predicted'], 'prediction')}"
    if line["precision"] is not None:
        precision = f"{percent(line['precision'])} of {count(line['predicted'])} predicted as {line['name']}"
    elif line["judged"]:
        precision = f"Nothing here is predicted as {line['name']}."
    return {"recall_words": recall, "precision_words": precision, "f1_words": f1}
