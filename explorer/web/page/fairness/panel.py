"""How evenly a model serves the subgroups of a column: MacroStd, and the classes where they differ most."""

import dash_mantine_components as dmc
from dash import html

from explorer.web.page import controls, ids
from explorer.web.page.components import empty, unbroken
from explorer.words import count, counted, images, p_value, points, rate

LISTED = 100
SURE = 0.05
"""Up to this p-value, a spread is called more than chance."""

ABOUT = (
    "MacroStd says how unevenly the model does: within each class, the standard deviation of its accuracy "
    "over the values of the column; then the mean over the classes. 0 points would be the same everywhere."
)


def panel(varied: list[str]) -> list:
    """Lay out the choice of a column and room for what it gives."""
    return [
        html.Div(
            [
                dmc.Select(
                    id=ids.FAIR_BY,
                    label=controls.FAIR_BY.label,
                    data=columns(varied),
                    placeholder="choose a column",
                    searchable=True,
                    clearable=True,
                    size="xs",
                    comboboxProps={"transitionProps": {"duration": 0}},
                ),
                html.P(ABOUT, className="muted about"),
                html.Div(nothing_chosen(), id=ids.FAIR_TABLE, className="answer"),
            ],
            className="scroll fairness",
        )
    ]


def columns(varied: list[str]) -> list[str]:
    """Name the columns by which there are subgroups, of those by which images can be told apart."""
    return [name for name in varied if name != "label"]


def nothing_chosen() -> list:
    """Say what would fill the panel."""
    return [empty("Choose a column to see whether the model does equally well on all of its values.")]


def describe(fair: dict) -> list:
    """Show `fairness` of `/api/nodes/{node}`."""
    if fair["macro_std"] is None:
        return [
            empty(
                f"It cannot be told here: no class has {fair['least']} images with a prediction for each of "
                f"two values of {fair['by']}."
            )
        ]
    rows = [_row(entry) for entry in fair["classes"][:LISTED]]
    head = [html.Th(words) for words in ("Class, deviation", "Least accurate", "Most accurate")]
    return [
        html.P([html.Span("MacroStd "), html.Strong(points(fair["macro_std"]))], className="figure"),
        html.P(unbroken(_chance(fair))),
        html.P(_counted(fair), className="muted"),
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="subgroups"),
    ]


def _chance(fair: dict) -> str:
    """Say what would be seen if subgroups did not matter, and what follows."""
    chance = f"Chance alone gives {points(fair['by_chance'])}"
    if fair["p_value"] <= SURE:
        return f"{chance}: this is more than chance ({p_value(fair['p_value'])})."
    return f"{chance}: this may be chance ({p_value(fair['p_value'])})."


def _row(entry: dict) -> html.Tr:
    return html.Tr(
        [
            html.Td(
                [html.Div(entry["name"]), html.Div(points(entry["std"]), className="muted")],
                title=entry["name"],
            ),
            *(_subgroup(entry[end]) for end in ("worst", "best")),
        ]
    )


def _subgroup(group: dict) -> html.Td:
    words = rate(group["accuracy"], n=group["images"])
    return html.Td([html.Div(group["value"]), html.Div(words, className="muted")])


def _counted(fair: dict) -> str:
    classes = counted(len(fair["classes"]), "class", "classes")
    used = f"{images(fair['judged'] - fair['left_out'])} of {classes}"
    if not fair["left_out"]:
        return used
    few = f"where a class has fewer than {fair['least']} of a value, or one value only"
    return f"{used}; {count(fair['left_out'])} left out, {few}"
