"""How evenly a model serves the subgroups of a column: MacroStd, and the classes where they differ most."""

import dash_mantine_components as dmc
from dash import html

from explorer.web.page import controls, ids
from explorer.web.page.components import empty
from explorer.words import count, counted, images, p_value, percent, points

LISTED = 100


def panel(fields: list) -> list:
    """Lay out the choice of a column and room for what it gives."""
    columns = [field.column for field in fields if field.column != "label"]
    return [
        html.Div(
            [
                dmc.Select(
                    id=ids.FAIR_BY,
                    label=controls.FAIR_BY.label,
                    data=columns,
                    placeholder="choose a column",
                    searchable=True,
                    clearable=True,
                    size="xs",
                    comboboxProps={"transitionProps": {"duration": 0}},
                ),
                html.Div(nothing_chosen(), id=ids.FAIR_TABLE, className="answer"),
            ],
            className="scroll fairness",
        )
    ]


def nothing_chosen() -> list:
    """Say what the measure is."""
    return [
        empty(
            "Choose a column to see whether its values are served alike. MacroStd is the spread of accuracy "
            "over the subgroups within a class (weighted standard deviation), averaged over classes: 0 when "
            "every subgroup of a class is as accurate as the others."
        )
    ]


def describe(fair: dict) -> list:
    """Show `fairness` of `/api/nodes/{node}`."""
    if fair["macro_std"] is None:
        return [
            empty(
                "Undefined here: no class has two subgroups of "
                f"{fair['least']} images or more with a prediction."
            )
        ]
    rows = [_row(entry) for entry in fair["classes"][:LISTED]]
    head = [html.Th(words) for words in ("Class, spread", "Least accurate", "Most accurate")]
    return [
        html.P([html.Span("MacroStd "), html.Strong(points(fair["macro_std"]))], className="figure"),
        html.P(_chance(fair)),
        html.P(_counted(fair), className="muted"),
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="subgroups"),
    ]


def _chance(fair: dict) -> str:
    """Say what would be seen if subgroups did not matter."""
    return f"{points(fair['by_chance'])} by chance alone, {p_value(fair['p_value'])}"


def _row(entry: dict) -> html.Tr:
    return html.Tr(
        [
            html.Td(
                [html.Div(entry["name"]), html.Div(f"{100 * entry['std']:.1f}", className="muted")],
                title=entry["name"],
            ),
            *(_subgroup(entry[end]) for end in ("worst", "best")),
        ]
    )


def _subgroup(group: dict) -> html.Td:
    words = f"{percent(group['accuracy'])} of {count(group['images'])}"
    return html.Td([html.Div(group["value"]), html.Div(words, className="muted")])


def _counted(fair: dict) -> str:
    classes = counted(len(fair["classes"]), "class", "classes")
    used = f"{images(fair['judged'] - fair['left_out'])} of {classes}"
    if not fair["left_out"]:
        return used
    left_out = f"{count(fair['left_out'])} left out, in subgroups below {fair['least']}"
    return f"{used}; {left_out} or alone in their class"
