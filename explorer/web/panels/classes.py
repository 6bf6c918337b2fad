"""The table of classes in the cluster in view."""

import dash_ag_grid as dag
from dash import html

from explorer.web import ids
from explorer.web.panels.parts import empty

QUIET = """themeQuartz.withParams({
    backgroundColor: 'var(--surface)', foregroundColor: 'var(--text)', borderColor: 'var(--line)',
    headerBackgroundColor: 'var(--surface)', headerTextColor: 'var(--muted)', accentColor: 'var(--accent)',
    rowHoverColor: 'var(--raised)', selectedRowBackgroundColor: 'var(--accent-soft)',
    rowBorder: false, wrapperBorder: false, headerRowBorder: true, columnBorder: false,
    fontFamily: 'var(--sans)', fontSize: 13, headerFontSize: 11, headerFontWeight: 400,
    rowHeight: 26, headerHeight: 26, spacing: 4, cellHorizontalPadding: 8, iconSize: 10,
    wrapperBorderRadius: 0})"""
"""The page's own look, from its custom properties, so that it follows the theme by itself."""

PERCENT = """params.value == null ? '–' : params.value > 0 && params.value < 0.0005 ? '<0.1%'
    : d3.format(params.value > 0 && params.value < 0.0995 ? '.1%' : '.0%')(params.value)"""
"""A share in words, as `parts.percent` writes it."""


def panel(index) -> html.Div:
    """Lay out the table, or what would fill it."""
    if not index.has_labels:
        return html.Div(
            empty(
                "No labels. Put the images into one folder for each class, or add a column ",
                html.Code("label"),
                " to your table, and run ",
                html.Code("dendro index"),
                " again.",
            ),
            className="padded",
        )
    return html.Div(
        [
            html.P("", id=ids.CLASS_CAPTION, className="caption"),
            dag.AgGrid(
                id=ids.CLASS_GRID,
                columnDefs=columns(bool(index.models)),
                rowData=[],
                defaultColDef={"resizable": False, "sortable": True, "suppressMovable": True},
                dashGridOptions={
                    "theme": {"function": QUIET},
                    "animateRows": False,
                    "suppressCellFocus": False,
                    # Arrows move between classes; Tab goes on, however many there are.
                    "tabToNextCell": {"function": "false"},
                    "suppressHorizontalScroll": True,
                    "suppressNoRowsOverlay": True,
                    "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": False},
                    "tooltipShowDelay": 300,
                },
                getRowId="params.data.name",
                className="grid",
                style={"height": "100%"},
            ),
        ],
        className="class-panel",
    )


def columns(with_accuracy: bool) -> list[dict]:
    """Define the columns of the table; accuracy only where there are predictions."""
    number = {"type": "rightAligned", "sortingOrder": ["desc", "asc", None], "minWidth": 48}
    percent = {"function": PERCENT}
    defined = [
        {"field": "name", "headerName": "Class", "flex": 1, "minWidth": 72, "tooltipField": "name"},
        {
            "field": "count",
            "headerName": "Images",
            "width": 62,
            "valueFormatter": {"function": "d3.format(',')(params.value)"},
            **number,
        },
        {"field": "share", "headerName": "Share", "width": 54, "valueFormatter": percent, **number},
    ]
    if with_accuracy:
        defined.append(
            {
                "field": "accuracy",
                "headerName": "Right",
                "headerTooltip": "Share of this class's images that the model has right",
                "tooltipField": "interval",
                "width": 54,
                "valueFormatter": percent,
                **number,
            }
        )
    return defined
