"""Filters: room for clauses, line and facets, which the browser fills (`modules/page/filters/`)."""

from dash import html

from explorer.filters import clauses
from explorer.index.reader import Index
from explorer.web.page import ids


def panel() -> html.Div:
    """Lay out the room."""
    return html.Div(id=ids.FILTERS)


def example(index: Index) -> str:
    """Give a filter that this index understands."""
    if index.classes and index.has_truth:
        return clauses.write(clauses.with_values([], "label", index.classes[:1]))
    return "width > 200" if "width" in index.items.column_names else "path like '%a%'"
