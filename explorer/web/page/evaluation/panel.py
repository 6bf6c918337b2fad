"""Layout of the evaluation: choices, and room for what callbacks give."""

import dash_mantine_components as dmc
from dash import dcc, html

from explorer.index.checks import shown_model
from explorer.index.reader import Index
from explorer.web.page import controls, ids
from explorer.web.page.components import heading, wildcards
from explorer.web.page.evaluation import charts

QUICK = {"transitionProps": {"duration": 0}}
EVERY_CLASS = " "
"""Stands for all classes together; no class is called so, since names are trimmed."""
STEPS = 200
"""Of the slider: half a percent of the images each."""
USUAL = 180
"""Where it stands first: the surest 90%."""


def panel(index: Index) -> list:
    """Lay out the evaluation of an index that has labels of classes and predictions.

    Parameters
    ----------
    index : Index
    """
    return [
        html.Div(
            [
                html.Div(_against(index), hidden=len(index.models) < 2),
                _part("Calibration", ids.CALIBRATION_WORDS, ids.CALIBRATION, "chart"),
                _part("Threshold", ids.COVERAGE_WORDS, ids.COVERAGE, "chart low", _slider()),
                _part("Precision and recall", ids.PRECISION_WORDS, ids.PRECISION, "chart", _class(index)),
                html.Div(id=ids.COMPARISON),
            ],
            className="scroll evaluation",
        )
    ]


def _part(words: str, name: str, graph: str, look: str, *choices) -> html.Div:
    said = html.Div(id=name, className="answer", **wildcards({"aria-live": "polite"}))
    chart = dcc.Graph(
        id=graph,
        figure=charts.nothing("dark"),
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        className=look,
    )
    return html.Div([heading(words), *choices, said, chart], className="part")


def _against(index: Index) -> dmc.Select:
    """Choose the model beside the one that the bar at the bottom names."""
    names = [shown_model(model) for model in index.models]
    return dmc.Select(
        id=ids.AGAINST,
        label="Compare with",
        data=[{"value": name, "label": name} for name in names],
        value=names[1] if len(names) == 2 else None,
        placeholder="another model",
        clearable=True,
        size="xs",
        comboboxProps=QUICK,
    )


def _class(index: Index) -> dmc.Select:
    return dmc.Select(
        id=ids.CURVE_OF,
        data=[{"value": EVERY_CLASS, "label": "all classes"}, *index.classes],
        value=EVERY_CLASS,
        searchable=len(index.classes) > 12,
        limit=controls.LISTED,
        allowDeselect=False,
        size="xs",
        comboboxProps=QUICK,
        **wildcards({"aria-label": "Class of the curve"}),
    )


def _slider() -> html.Div:
    return html.Div(
        [
            html.Span("Surest", className="slider-name"),
            dmc.Slider(
                id=ids.SUREST,
                min=1,
                max=STEPS,
                value=USUAL,
                step=1,
                updatemode="mouseup",
                label=None,
                thumbLabel="Share of the images that are accepted",
                size=2,
                thumbSize=12,
                className="slider",
            ),
            dmc.NumberInput(
                id=ids.THRESHOLD,
                step=0.01,
                decimalScale=6,
                hideControls=True,
                debounce=400,
                size="xs",
                className="threshold",
                **wildcards({"aria-label": "Least confidence that is accepted"}),
            ),
        ],
        className="surest",
    )
