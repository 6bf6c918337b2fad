"""Classes of the cluster in view: a table, what is taken for what, and how evenly subgroups fare."""

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from explorer.decisions.corrected_labels import CORRECTED, GIVEN, with_labels
from explorer.index.detection_figures import has_figures
from explorer.index.reader import Index
from explorer.options import REGRESSION
from explorer.view.task_summary import absent
from explorer.web.page import controls, ids
from explorer.web.page.bottom_bar.panel import has_errors
from explorer.web.page.components import doubts, empty, named_grid, wildcards
from explorer.web.page.confusion import panel as confusion
from explorer.web.page.detections import panel as detections
from explorer.web.page.evaluation import panel as evaluation
from explorer.web.page.fairness import panel as fairness
from explorer.words import count, without_shared_folder

QUIET = """themeQuartz.withParams({
    backgroundColor: 'var(--surface)', foregroundColor: 'var(--text)', borderColor: 'var(--line)',
    headerBackgroundColor: 'var(--surface)', headerTextColor: 'var(--muted)', accentColor: 'var(--accent)',
    rowHoverColor: 'var(--raised)', selectedRowBackgroundColor: 'var(--accent-soft)',
    rowBorder: false, wrapperBorder: false, headerRowBorder: true, columnBorder: false,
    fontFamily: 'var(--sans)', fontSize: 13, headerFontSize: 11, headerFontWeight: 400,
    rowHeight: 26, headerHeight: 26, spacing: 4, cellHorizontalPadding: 4, iconSize: 10,
    wrapperBorderRadius: 0})"""
"""The page's own look, from its custom properties, so that it follows the theme by itself."""

PERCENT = "percent(params.value)"
"""A share in words; the function is in `frontend_assets/bridge.js`."""

FROM_THE_START = ("table", "fairness")
"""Panels that what is chosen elsewhere reaches unseen. The others cost a library of charts or a grid, so they
come when they are first looked at, and stay (`keepPanel` of `dash-controls.mjs`)."""

CHOSEN_FROM = 10_000
"""With more classes, mistakes are chosen by a filter instead of from a list."""

SHARE_WIDTH = 55
"""Pixels that the longest share needs, ">99.9%"."""
NAME_FITS = 11
"""Characters of a name that there is room for beside scores; longer ones stand in a line above them."""
TWO_LINES = 44
"""Pixels of such a row."""
LAST = 8
"""More of the last column, which keeps from the edge of the panel (`css/panels.css`)."""

SCORES = (
    (
        "recall",
        "Recall",
        SHARE_WIDTH,
        "Of the images of this class, the share predicted as it: the accuracy within the class",
    ),
    ("precision", "Precision", 58, "Of the images predicted as this class, the share that are of it"),
    ("f1", "F1", SHARE_WIDTH + LAST, "Harmonic mean of precision and recall"),
)


def panel(index: Index, varied: list[str]) -> html.Div:
    """Lay out the panel, or what would fill it.

    Parameters
    ----------
    index : Index
    varied : list of str
        Columns that images can be grouped by.
    """
    if index.task == REGRESSION and index.has_truth:
        return html.Div([*doubts(index.notes), empty(absent(index)["classes"])], className="padded")
    if not index.has_truth:
        return html.Div(
            doubts(index.notes)
            or empty(
                "No labels. Put the images into one folder for each class, or add a column ",
                html.Code("label"),
                " to your table, and run ",
                html.Code("dendro index"),
                " again.",
            ),
            className="padded",
        )
    if not has_errors(index):
        return html.Div(_table(index, with_scores=index.judged), className="class-panel")
    tabs = {
        "table": ("Table", _table(index, with_scores=True)),
        **({"confusion": ("Confusion", confusion.panel())} if index.has_labels else {}),
        "fairness": ("Fairness", fairness.panel(varied)),
        "evaluation": ("Evaluation", evaluation.panel(index)),
    }
    if has_figures(index):
        tabs["detections"] = ("Boxes", detections.panel(index, QUIET))
    return dmc.Tabs(
        [
            dmc.TabsList([dmc.TabsTab(words, value=name) for name, (words, _) in tabs.items()]),
            *(
                dmc.TabsPanel(
                    html.Div(parts, className="class-panel"),
                    id=f"{ids.CLASS_PANEL}-{name}",  # as Mantine calls it: its tab says what it controls
                    value=name,
                    keepMounted=name in FROM_THE_START,
                    className="panel-body flush",
                )
                for name, (_, parts) in tabs.items()
            ),
        ],
        id=ids.CLASS_TABS,
        value="table",
        persistence=True,
        persistence_type="session",
        keepMounted=False,
        variant="pills",
        className="tabs inner",
    )


def labels_switch() -> html.Div:
    """Choose by which labels everything is judged; seen once some label is corrected."""
    words = {GIVEN: "as given", CORRECTED: "corrected"}
    return html.Div(
        [
            html.Span("Labels", className="muted"),
            dmc.SegmentedControl(
                id=ids.LABELS,
                data=[{"value": labels, "label": said} for labels, said in words.items()],
                value=controls.LABELS.default,
                size="xs",
                transitionDuration=0,
                className="segments",
                **wildcards({"aria-label": controls.LABELS.label}),
            ),
        ],
        className="labels-switch",
    )


def _table(index: Index, with_scores: bool) -> list:
    known = with_labels(index, CORRECTED).classes
    is_above = with_scores and max(map(len, without_shared_folder(known)), default=0) > NAME_FITS
    return [
        *doubts(index.notes),
        html.P(id=ids.CLASS_CAPTION, className="caption answer"),
        *([] if index.has_labels else [html.P(absent(index)["matrix"], className="caption")]),
        *([_marked(known)] if has_errors(index) and len(known) <= CHOSEN_FROM else []),
        *([_search()] if len(index.classes) > 1 else []),
        dag.AgGrid(
            id=ids.CLASS_GRID,
            columnDefs=columns(index.n, with_scores),
            rowData=[],
            defaultColDef={"resizable": False, "sortable": True, "suppressMovable": True},
            dashGridOptions={
                "theme": {"function": QUIET},
                "animateRows": False,
                "suppressCellFocus": False,
                # Arrows move between classes; Tab goes on, however many there are.
                "tabToNextCell": {"function": "false"},
                "suppressNoRowsOverlay": True,
                # The filter selects, and it may name several classes.
                "rowSelection": {
                    "mode": "multiRow",
                    "checkboxes": False,
                    "headerCheckbox": False,
                    "enableClickSelection": False,
                },
                "localeText": {"noMatchingRows": "No class has this name."},
                "tooltipShowDelay": 300,
                **({"rowHeight": TWO_LINES} if is_above else {}),
            },
            getRowId="params.data.name",
            eventListeners=named_grid("Classes"),
            className="grid names-above" if is_above else "grid",
            style={"height": "100%"},
        ),
        html.P("", id="class-spot", className="caption spot", **wildcards({"aria-live": "polite"})),
    ]


def _search() -> dmc.TextInput:
    return dmc.TextInput(
        id=ids.CLASS_SEARCH,
        placeholder="Find a class",
        size="xs",
        spellCheck=False,
        className="class-search",
        **wildcards({"aria-label": "Find a class"}),
    )


def _marked(names: list[str]) -> html.Div:
    """Choose whose mistakes are outlined, isolated or filtered."""
    choices = {controls.TRUTH: "any true class", controls.GUESS: "any prediction"}
    if len(names) > controls.LISTED:  # a list shows the first of them, and what is typed finds the others
        choices = dict.fromkeys(choices, f"any of {count(len(names))}")
    return html.Div(
        [
            html.Span("Mistakes of", className="muted"),
            *(
                dmc.Select(
                    id=control.id,
                    data=names,
                    placeholder=anything,
                    searchable=True,
                    clearable=True,
                    limit=controls.LISTED,
                    size="xs",
                    comboboxProps={"transitionProps": {"duration": 0}},
                    **wildcards({"aria-label": control.label}),
                )
                for control, anything in choices.items()
            ),
        ],
        className="marked",
    )


def columns(n: int, with_scores: bool) -> list[dict]:
    """Define the columns of the table of n images; scores only where there are predictions."""
    number = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None]}
    percent = {"function": PERCENT}
    name = {"field": "name", "headerName": "Class", "flex": 1, "minWidth": 54, "tooltipField": "name"}
    name |= {"valueFormatter": {"function": "params.data.shown"}}
    count = {
        "field": "count",
        "headerName": "Images",
        "width": max(49, 7 + 7 * len(f"{n:,}")),
        "valueFormatter": {"function": "d3.format(',')(params.value)"},
        **number,
    }
    share = {
        "field": "share",
        "headerName": "Share",
        "width": SHARE_WIDTH + LAST,
        "valueFormatter": percent,
        **number,
    }
    if not with_scores:
        return [name, count, share]
    scores = [
        {
            "field": field,
            "headerName": words,
            "headerTooltip": about,
            "tooltipField": f"{field}_words",
            "width": width,
            "valueFormatter": percent,
            **number,
        }
        for field, words, width, about in SCORES
    ]
    # Beside scores there is no room for it; it stands on the count.
    told = {"function": "percent(params.data.share) + ' of these images'"}
    return [name, count | {"tooltipValueGetter": told}, *scores]
