"""The choice of what to look for, and room for what is found."""

import dash_mantine_components as dmc
from dash import html

from explorer.index.checks import shown_model
from explorer.index.reader import Index
from explorer.options import FindingsOptions
from explorer.view.task_summary import absent
from explorer.web.builds.session import Session
from explorer.web.page import controls, ids
from explorer.web.page.components import empty, wildcards
from explorer.web.page.findings import query
from explorer.web.page.findings.query import FindingsQuery

TRANSFORMED = "Also rotated, flipped and grayscale"

ANY_CLASS = "All classes, or one"

QUICK = {"transitionProps": {"duration": 0}}


def panel(session: Session) -> list:
    """Lay out the choice, and room for what is found."""
    choices = query.choices(session)
    return [
        html.Div(
            [
                dmc.Select(
                    id=ids.FIND,
                    data=[{"value": choice, "label": words} for choice, words in choices.items()],
                    placeholder=controls.FIND.label,
                    size="xs",
                    allowDeselect=False,
                    comboboxProps=QUICK,
                    **wildcards({"aria-label": controls.FIND.label}),
                ),
                html.Div(id=ids.FIND_PARTS, className="find-parts"),
                html.Div(_ways(), className="find-ways"),
                html.Div(_switch(ids.FIND_TRANSFORMED, TRANSFORMED), className="find-transformed"),
                html.Div(_switch(ids.OUTLINES, controls.OUTLINES.label), hidden=not _has_clusters(choices)),
                *_absent(session.index),
            ],
            className="find",
        ),
        html.Div(
            [
                html.Div(
                    [html.P(id=ids.FIND_WORKING), html.P(id="find-being-made")],
                    className="find-working",
                    role="status",
                ),
                html.Div(id=ids.FOUND_CARDS, className="cards answer", **wildcards({"aria-live": "polite"})),
            ],
            className="scroll found",
        ),
    ]


def _absent(index: Index) -> list:
    """Say which kinds there are not, where labels are not one class an image."""
    said = absent(index).get("findings") if index.has_truth else None
    return [html.P(said, className="muted")] if said else []


def _has_clusters(choices: dict[str, str]) -> bool:
    """Tell whether any choice can find clusters, which the map outlines."""
    kinds = [FindingsQuery(choice).kind for choice in choices]
    return any(kind.scans or kind.sentence is not None for kind in kinds)


def _ways() -> list:
    """How clusters are looked for; the browser hides it where no clusters are."""
    return [
        dmc.NumberInput(
            id=ids.FIND_MIN,
            label="Clusters of at least",
            value=FindingsOptions.min_size,
            min=1,
            max=999_999_999,
            allowDecimal=False,
            allowNegative=False,
            hideControls=True,
            suffix=" images",
            debounce=400,
            size="xs",
        ),
        _switch(ids.FIND_HELD, "Confirm on a held-out half"),
    ]


def _switch(name: str, words: str) -> dmc.Switch:
    return dmc.Switch(id=name, label=words, checked=False, size="xs", className="switch")


def parts(what: FindingsQuery, session: Session) -> list:
    """Lay out what else a question needs: the models, or the column and two of its values, or a class."""
    if what.kind.compares == "models" and len(session.index.models) > 2:
        models = [shown_model(model) for model in session.index.models]
        return [_part("first", "Model", models, what.first), _part("second", "Model", models, what.second)]
    if what.kind.compares == "by":
        columns = query.compared_columns(session)
        values = columns.get(what.column, [])
        return [
            _part("column", "Column", list(columns), what.column),
            *([_part("first", "Value", values, what.first)] if values else []),
            *([_part("second", "Value", values, what.second)] if values else []),
        ]
    classes = query.classes_of(what.kind, session)
    return [_part("class", ANY_CLASS, classes, what.of_class, clearable=True)] if classes else []


def _part(name: str, words: str, data: list[str], value: str, clearable: bool = False) -> dmc.Select:
    return dmc.Select(
        id=ids.find_part(name),
        data=data,
        value=value or None,
        placeholder=words,
        searchable=len(data) > 12,
        limit=controls.LISTED,
        size="xs",
        allowDeselect=False,
        clearable=clearable,
        comboboxProps=QUICK,
        className=f"find-{name}",
        **wildcards({"aria-label": words}),
    )


def incomplete(what: FindingsQuery) -> list:
    """Say what is to be chosen first."""
    missing = "two models" if what.kind.compares == "models" else "a column and two of its values"
    return [empty(f"Choose {missing} to compare.")]
