"""What is taken for what in the cluster in view: a matrix of the most confused classes, and a list."""

from html import escape
from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
import numpy as np
from dash import dcc, html

from explorer.web.page import ids
from explorer.web.page.chart_look import INK, LINE, SECOND, axis_title
from explorer.web.page.components import heading, wildcards
from explorer.words import count, counted, images, percent, without_shared_folder

LABELLED = 12
"""Up to this many classes, their names fit beside the matrix."""

LARGE = 50
"""Classes of the large matrix at most: with more, their counts cannot be read."""

_ROW, _DIGIT = 17, 7
"""Pixels that a count of the large matrix needs in height, and each of its digits in width."""

_EDGE = 8

LOW = {"dark": "#16191d", "light": "#ffffff"}
WRITTEN_ON = {"dark": "#a64900", "light": "#f0a35e"}
"""In place of `SECOND` where counts in `INK` are to be read on it."""

SCALE = "Share of the true class, root scale"
"""What colours stand for."""


def panel() -> list:
    """Lay out the matrix and the list; callbacks fill them."""
    return [
        html.P(id=ids.CONFUSION_CAPTION, className="caption answer", **wildcards({"aria-live": "polite"})),
        html.Div(
            [
                _graph(ids.CONFUSION, "matrix"),
                html.Div(
                    [
                        html.Span(SCALE, className="muted"),
                        html.Button(
                            "Enlarge",
                            className="link",
                            type="button",
                            **wildcards({"data-action": "enlarge-confusion"}),
                        ),
                    ],
                    className="enlarge",
                ),
                html.Div(id=ids.CONFUSION_PAIRS),
            ],
            className="scroll confusion",
        ),
        dmc.Modal(
            [
                html.P("", id=ids.CONFUSION_LARGE_CAPTION, className="muted"),
                html.Div(_graph(ids.CONFUSION_LARGE, "matrix large"), className="sideways"),
            ],
            id=ids.CONFUSION_DIALOG,
            title="What is taken for what",
            opened=False,
            size="min(1360px, calc(100vw - 32px))",
            centered=True,
            keepMounted=True,
            transitionProps={"duration": 0},
            overlayProps={"backgroundOpacity": 0.5},
            closeButtonProps={"aria-label": "Close"},
        ),
    ]


def _graph(name: str, style: str) -> dcc.Graph:
    plain: Any = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
    return dcc.Graph(id=name, figure=figure(None, "dark"), config=plain, className=style)


def figure(matrix: dict | None, theme: str, large: bool = False) -> dict:
    """Draw a confusion matrix: rows are labels, columns predictions, colour the root of the share of the row.

    The diagonal is left in the ground's colour: it would outshine every mistake. The root lets rare mistakes
    be seen beside frequent ones. What a cell says stands in an element of the page, `.matrix-tip`.

    Parameters
    ----------
    matrix : dict or None
        `matrix` of `/api/nodes/{node}`.
    theme : str
        `dark` or `light`.
    large : bool
        Whether there is room for the name of every class.
    """
    names = matrix["names"] if matrix else []
    counts = np.array(matrix["counts"] if matrix and names else np.zeros((0, 0)), dtype=np.int64)
    totals = matrix["totals"] if matrix else []
    shares = counts / np.maximum(np.array(totals, dtype=np.int64)[:, None], 1)
    off = np.where(np.eye(len(names), dtype=bool), np.nan, np.sqrt(shares))
    most = float(np.nanmax(off)) if len(names) > 1 else 1.0
    labelled = large or len(names) <= LABELLED
    shown = without_shared_folder(names)
    left, top = _margins(shown) if labelled else (24, 28)
    # By name, since Dash tells of a clicked cell where it is, and not what else was given with it.
    ticks = {"type": "category", "tickvals": names, "ticktext": [_plain(name) for name in shown]}
    axis = {
        "showgrid": False, "zeroline": False, "fixedrange": True, "constrain": "domain", "ticks": "",
        "showticklabels": labelled, "linecolor": LINE[theme], "mirror": True, "showline": True,
    } | ticks  # fmt: skip
    return {
        "data": [
            {
                "type": "heatmap",
                "x": names,
                "y": names,
                "z": [[None if np.isnan(v) else round(v, 4) for v in row] for row in off.tolist()],
                "customdata": [
                    [cell_sentence(a, b, int(counts[i, j]), totals[i]) for j, b in enumerate(names)]
                    for i, a in enumerate(names)
                ],
                "zmin": 0,
                "zmax": most or 1.0,
                "colorscale": [[0, LOW[theme]], [1, (WRITTEN_ON if large else SECOND)[theme]]],
                "showscale": False,
                "hoverongaps": True,
                "hoverinfo": "none",
                "xgap": 1,
                "ygap": 1,
            } | (_written(counts, theme) if large else {})
        ],
        "layout": {
            "xaxis": axis | {"side": "top", "tickangle": -90, "title": axis_title("predicted", theme)},
            "yaxis": axis | {"autorange": "reversed", "title": axis_title("true class", theme)},
            "font": {"size": 11, "color": INK[theme], "family": "system-ui, sans-serif"},
            "margin": {"l": left, "r": _EDGE, "b": _EDGE, "t": top},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": LOW[theme],
        },
    }  # fmt: skip


def _written(counts: np.ndarray, theme: str) -> dict:
    """Counts to be written into the cells: none are blank."""
    words = [[count(n) if n else "" for n in row] for row in counts.tolist()]
    return {"text": words, "texttemplate": "%{text}", "textfont": {"color": INK[theme]}}


def least_size(matrix: dict) -> dict[str, int]:
    """Give the style of the large matrix with which all counts and names can be read.

    Parameters
    ----------
    matrix : dict
        `matrix` of `/api/nodes/{node}`.
    """
    names = matrix["names"]
    left, top = _margins(without_shared_folder(names))
    longest = len(count(max((max(row) for row in matrix["counts"]), default=0)))
    return {
        "minWidth": left + max(20, 6 + _DIGIT * longest) * len(names) + _EDGE,
        "minHeight": top + _ROW * len(names) + _EDGE,
    }


def _margins(names: list[str]) -> tuple[int, int]:
    """Pixels that the longest name and the title of the axis need, to the left and above."""
    room = 28 + 6 * max((len(_short(name)) for name in names), default=0)
    return max(68, room), max(84, room)


def caption(matrix: dict) -> str:
    """Say how many mistakes there are, and which of the classes the matrix holds."""
    if not matrix["mistakes"]:
        return "No image here is predicted wrong."
    wrong = f"{images(matrix['mistakes'])} wrong among {counted(matrix['classes'], 'class', 'classes')}"
    if len(matrix["names"]) == matrix["classes"]:
        return wrong
    most = f"the {len(matrix['names'])} most confused, shown here"
    return f"{wrong}; {count(matrix['shown'])} of them among {most}"


def pairs(mistakes: list[dict], view: dict | None = None, words: str = "Most frequent mistakes") -> list:
    """List the most frequent mistakes, each a button that filters to its images.

    With the `node`, `where` and `model` of the view they are of, each tells on demand what is special of its
    images.
    """
    names = [name for pair in mistakes for name in (pair["label"], pair["prediction"])]
    shown = iter(without_shared_folder(names))
    buttons = [_pair(pair, next(shown), next(shown)) for pair in mistakes]
    rows = [
        html.Div([button, _why(pair, view)]) if view else button
        for button, pair in zip(buttons, mistakes, strict=True)
    ]
    return [heading(words), html.Div(rows, className="pairs")] if rows else []


def _pair(pair: dict, label: str, prediction: str) -> html.Button:
    """Give the button of a mistake, with its classes as they are shown."""
    return html.Button(
        [
            html.Span([label, html.Span(" → ", className="muted"), prediction]),
            html.Span(count(pair["count"]), className="muted"),
        ],
        className="pair",
        type="button",
        title=f"Show the {images(pair['count'])} of {pair['label']} predicted as {pair['prediction']}",
        **wildcards(
            {"data-action": "confused", "data-label": pair["label"], "data-prediction": pair["prediction"]}
        ),
    )


def _why(pair: dict, view: dict) -> html.Details:
    """Room for what tells a mistake, which the browser asks for (`modules/page/explanations.mjs`)."""
    given = {"label": pair["label"], "prediction": pair["prediction"]}
    given |= {name: view[name] for name in ("where", "model") if view.get(name)}
    return html.Details(
        [html.Summary("Why?"), html.Div(className="why", **wildcards({"aria-live": "polite"}))],
        className="folded",
        **wildcards({"data-explain": f"nodes/{view['node']}/mistake?{urlencode(given)}"}),
    )


def cell_sentence(label: str, prediction: str, n: int, of: int) -> str:
    """Say what a cell of the matrix stands for: `86 of 1,000 images of cat were taken for dog (8.6%)`."""
    if not of:
        return f"No image of {label} has a prediction here"
    verb = "was" if n <= 1 else "were"
    said = f"{verb} recognised" if label == prediction else f"{verb} taken for {prediction}"
    if not n:
        return f"None of {images(of)} of {label} {said}"
    return f"{count(n)} of {images(of)} of {label} {said} ({percent(n / of)})"


def _plain(name: str) -> str:
    """A name as plotly shows it: what looks like a tag there is part of the name."""
    return escape(_short(name), quote=False)


def _short(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
