"""The bar at the bottom: how much there is, how it is cut, what is shown."""

import dash_mantine_components as dmc
from dash import html

from explorer.web.page import ids
from explorer.words import images

CLUSTER_POSITIONS = 200
NO_COLOR = "-"
SHOW_CHOICES = [
    {"value": "all", "label": "all"},
    {"value": "outline", "label": "outline"},
    {"value": "isolate", "label": "isolate"},
    {"value": "filter", "label": "filter"},
]


def bottom_bar(index, colorings: list[dict]) -> html.Footer:
    """Lay out the bar at the bottom; what needs predictions is there only with predictions and labels."""
    return html.Footer(
        [
            html.Div(images(index.n), id=ids.COUNTS, className="counts", **{"aria-live": "polite"}),
            html.Div(id=ids.SELECTION, className="selection"),
            _slider("clusters", ids.CLUSTERS, ids.CLUSTERS_VALUE, (0, CLUSTER_POSITIONS), "clustersScale"),
            _slider("size", ids.THUMB, ids.THUMB_VALUE, (12, 160), None, unit="px"),
            _color(colorings),
            *([html.Div(_errors(index), className="errors")] if has_errors(index) else []),
        ],
        id=ids.BOTTOM,
    )


def _slider(words, name, value_name, bounds, scale, unit="") -> html.Div:
    slider = dmc.Slider(
        id=name,
        min=bounds[0],
        max=bounds[1],
        value=bounds[0],
        step=1,
        updatemode="drag",
        label=None,
        thumbLabel=words,
        size=2,
        thumbSize=12,
        className="slider",
        **({"scale": {"function": scale}} if scale else {}),
    )
    value = html.Span([html.Span("", id=value_name), f" {unit}" if unit else ""], className="slider-value")
    return html.Div([html.Span(words, className="slider-name"), slider, value], className="slider-group")


def _color(colorings: list[dict]) -> html.Div:
    return html.Div(
        [
            html.Span("colour", className="slider-name"),
            dmc.Select(
                id=ids.COLOR,
                data=[{"value": NO_COLOR, "label": "none"}, *colorings],
                value=NO_COLOR,
                searchable=len(colorings) > 12,
                size="xs",
                allowDeselect=False,
                className="color",
                comboboxProps={"transitionProps": {"duration": 0}, "width": 200, "position": "top-end"},
                **{"aria-label": "Colour the clusters by"},
            ),
        ],
        className="slider-group",
        hidden=not colorings,  # and there all the same: the browser's callbacks are registered once for all
    )


def _errors(index) -> list:
    parts = [
        html.Div(
            [
                html.Span("wrong", className="slider-name"),
                dmc.SegmentedControl(
                    id=ids.SHOW,
                    data=SHOW_CHOICES,
                    value="all",
                    size="xs",
                    transitionDuration=0,
                    className="segments",
                ),
            ],
            className="slider-group",
        )
    ]
    if len(index.models) > 1:
        parts.append(
            dmc.Select(
                id=ids.MODEL,
                data=[{"value": model or " ", "label": model or "prediction"} for model in index.models],
                value=index.models[0] or " ",
                size="xs",
                allowDeselect=False,
                className="model",
                comboboxProps={"transitionProps": {"duration": 0}},
                **{"aria-label": "Model"},
            )
        )
    return parts


def has_errors(index) -> bool:
    """Tell whether right and wrong can be told: of some image there are a prediction and a label."""
    return index.judged
