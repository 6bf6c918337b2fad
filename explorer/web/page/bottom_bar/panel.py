"""The bar at the bottom: how much there is, how it is cut, what is shown."""

import dash_mantine_components as dmc
from dash import html

from explorer.index.checks import shown_model
from explorer.index.reader import Index
from explorer.web.page import controls, ids
from explorer.web.page.components import icon_button, wildcards

NO_COLOR = "-"
BY_FILTER = "filter"
"""Beside what is shown of mistakes: the filter leaves nothing else."""


def bottom_bar(index: Index, colorings: list[dict]) -> html.Footer:
    """Lay out the bar at the bottom, one line; what needs right and wrong is there only where they are known.

    What the line has no room for stands one above the other behind a button (`modules/page/more.mjs`).
    """
    usual = [_slider(controls.THUMB, ids.THUMB_VALUE), *([_color(colorings)] if colorings else [])]
    judged = _errors(index) if has_errors(index) else []
    # Without colourings it is there all the same: the browser's callbacks are registered once for all.
    unseen = [] if colorings else [html.Div(_color(colorings), hidden=True)]
    return html.Footer(
        [
            html.Div(id=ids.COUNTS, className="counts", **wildcards({"aria-live": "polite"})),
            html.Div(id=ids.SELECTION, className="selection"),
            _slider(controls.CLUSTERS, ids.CLUSTERS_VALUE, "clustersScale"),
            *_extras(usual, judged),
            *unseen,
            icon_button("more", "More", id=ids.MORE, **wildcards({"data-action": "more"})),
        ],
        id=ids.BOTTOM,
    )


def _extras(usual: list, judged: list) -> list[html.Div]:
    """Give each group its class and its place from below, `--slot`, where they stand one above the other."""
    groups = [(part, ["extra"]) for part in usual] + [(part, ["extra", "judged"]) for part in judged]
    groups[0][1].append("first")
    groups[-1][1].append("last")
    if judged:
        groups[len(usual)][1].append("first-judged")
    top = len(groups) - 1
    return [
        html.Div(part, className=" ".join(look), style={"--slot": top - place})
        for place, (part, look) in enumerate(groups)
    ]


def _slider(control: controls.Control, value_name: str, scale: str | None = None) -> html.Div:
    least, most = (0, control.positions) if control.positions else control.bounds  # pyright: ignore[reportGeneralTypeIssues] - a slider has some
    slider = dmc.Slider(
        id=control.id,
        min=least,
        max=most,
        value=least,
        step=1,
        updatemode="mouseup",  # its steps are heard in the page, `modules/page/slider-steps.mjs`
        label=None,
        thumbLabel=control.label,
        size=2,
        thumbSize=12,
        className="slider",
        **({"scale": {"function": scale}} if scale else {}),
    )
    unit = f" {control.unit}" if control.unit else ""
    value = html.Span([html.Span("", id=value_name), unit], className="slider-value")
    name = html.Span(control.label, className="slider-name")
    look = "slider-group of-tree" if control is controls.CLUSTERS else "slider-group"
    return html.Div([name, *([_auto()] if control.auto else []), slider, value], className=look)


def _auto() -> html.Button:
    """Give the choice that leaves the number of clusters to the view."""
    said = {"aria-pressed": "true", "data-action": "auto-clusters"}
    title = "As many clusters as suit the window and what is in view"
    return html.Button(
        "auto", id=ids.CLUSTERS_AUTO, className="toggle", type="button", title=title, **wildcards(said)
    )


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
                **wildcards({"aria-label": controls.COLOR.label}),
            ),
        ],
        className="slider-group",
        hidden=not colorings,
    )


def _errors(index: Index) -> list:
    parts = [
        html.Div(
            [
                html.Span(controls.SHOW.label, className="slider-name"),
                dmc.SegmentedControl(
                    id=ids.SHOW,
                    data=[{"value": way, "label": way} for way in (*controls.SHOW.choices, BY_FILTER)],
                    value=controls.SHOW.default,
                    size="xs",
                    transitionDuration=0,
                    className="segments",
                    **wildcards({"aria-label": "Mistakes"}),
                ),
            ],
            className="slider-group",
        )
    ]
    if len(index.models) > 1:
        parts.append(
            html.Div(
                [html.Span("model", className="slider-name in-card"), _model(index)], className="slider-group"
            )
        )
    return parts


def _model(index: Index) -> dmc.Select:
    return dmc.Select(
        id=ids.MODEL,
        data=[{"value": model or " ", "label": shown_model(model)} for model in index.models],
        value=index.models[0] or " ",
        size="xs",
        allowDeselect=False,
        className="model",
        comboboxProps={"transitionProps": {"duration": 0}},
        **wildcards({"aria-label": controls.MODEL.label}),
    )


def has_errors(index: Index) -> bool:
    """Tell whether there are mistakes to show: of some image the prediction is another than the label."""
    return index.mistaken
