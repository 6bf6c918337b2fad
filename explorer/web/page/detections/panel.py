"""Figures of detections: what became of the boxes of each model, and average precision by class and size."""

from typing import Any

import dash_ag_grid as dag
from dash import html

from explorer.index.checks import shown_model
from explorer.index.detection_figures import figures_of
from explorer.index.reader import Index
from explorer.web.page.components import heading, named_grid
from explorer.words import count, counted, images

FIGURES = {
    "AP": "Average precision: mean over overlaps of 0.50 to 0.95",
    "AP50": "Average precision at an overlap of 0.5",
    "APs": "Average precision of small objects, below 32² pixels",
    "APm": "Average precision of medium objects, below 96² pixels",
    "APl": "Average precision of large objects, 96² pixels or more",
    "AR": "The recall that is reached with 100 detections an image",
}
_NUMBER = "params.value == null ? '–' : d3.format('.2f')(params.value)"
_ROW, _MOST_ROWS = 26, 18


def panel(index: Index, theme: str) -> list:
    """Lay the figures out; they are of all images, whatever is in view.

    Parameters
    ----------
    index : Index
        One with detections.
    theme : str
        The look of the grid, as `classes.panel.QUIET`.
    """
    document = figures_of(index)
    models = document["models"]
    return [
        html.Div(
            [part for model in models for part in _model(document, model, theme, named=len(models) > 1)],
            className="scroll",
        )
    ]


def _model(document: dict, model: dict, theme: str, named: bool) -> list:
    rows = [{"name": "all"} | {name: model[name] for name in FIGURES}, *model["classes"]]
    return [
        *([heading(shown_model(model["name"]))] if named else []),
        html.P(sentence(document, model), className="caption"),
        dag.AgGrid(
            columnDefs=_columns(),
            rowData=[{name: row[name] for name in ("name", *FIGURES)} for row in rows],
            defaultColDef={"resizable": False, "sortable": True, "suppressMovable": True},
            dashGridOptions=_options(theme),
            getRowId="params.data.name",
            eventListeners=named_grid("Classes of boxes"),
            className="grid",
            style={"height": f"{_ROW * (1 + min(len(rows), _MOST_ROWS)) + 4}px"},
        ),
    ]


def sentence(document: dict, model: dict) -> str:
    """Say what became of the boxes of a model.

    Parameters
    ----------
    document : dict
        As `figures_of` gives it.
    model : dict
        An entry of `models`.
    """
    least = document["min_confidence"]
    sure = "" if least is None else f", of confidence {least:g} or more"
    return (
        f"{counted(model['detections'], 'detection')} for {counted(model['objects'], 'object')} in "
        f"{images(model['images'])}. At IoU {document['iou']:g}{sure}: "
        f"{counted(model['true_positives'], 'true positive')}, "
        f"{counted(model['false_positives'], 'false positive')}, "
        f"{counted(model['misses'], 'miss', 'misses')} "
        f"({count(model['confused'])} taken for another class). Average precision is of all images."
    )


def _columns() -> list[dict[str, Any]]:
    number = {"type": "rightAligned", "sortingOrder": ["asc", "desc", None], "width": 34}
    name = {"field": "name", "headerName": "Class", "flex": 1, "minWidth": 56, "tooltipField": "name"}
    return [
        name,
        *(
            number
            | {
                "field": figure,
                "headerName": figure,
                "headerTooltip": about,
                "valueFormatter": {"function": _NUMBER},
                "width": 42 if figure == "AP50" else 34,
            }
            for figure, about in FIGURES.items()
        ),
    ]


def _options(theme: str) -> dict[str, Any]:
    return {
        "theme": {"function": theme},
        "animateRows": False,
        "tabToNextCell": {"function": "false"},
        "suppressNoRowsOverlay": True,
        "tooltipShowDelay": 300,
    }
