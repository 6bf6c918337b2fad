"""The columns that have facets, prepared once a build; those of decisions once for every state of these."""

from collections.abc import Callable

from explorer.caching import remember
from explorer.decisions.current import decided
from explorer.decisions.decision_columns import (
    all_columns,
    all_items,
    column_names,
    decided_kind,
    used_columns,
)
from explorer.errors import NotFoundError
from explorer.images.measures import MEASURES
from explorer.index.format import IDENTIFYING_COLUMNS, LABEL, MEASURED_COLUMNS
from explorer.index.measure_columns import ASPECT_RATIO, measure_column
from explorer.index.reader import Index
from explorer.view.facets.coded import Coded, Kind, code_column, facet_kind
from explorer.view.facets.facet_request import MOST_FACETS

_COLUMNS_KEPT = 128
_DECIDED_KEPT = 16


def filter_columns(index: Index) -> dict[str, Kind]:
    """Return the kinds of the columns that a filter can name, in the order in which they are offered.

    What is decided comes first, then labels, predictions and the user's own columns in their order; what the
    build measured, and what tells one file from another, comes last.
    """
    return index.cached(_filter_columns)


def facet_columns(index: Index) -> dict[str, Kind]:
    """Return those of them that have facets: not what tells files apart, nor what holds nothing at all."""
    held = {*index.cached(_held), *used_columns(index)}
    return {name: kind for name, kind in filter_columns(index).items() if name in held}


def _filter_columns(index: Index) -> dict[str, Kind]:
    kinds: dict[str, Kind | None] = {field.name: facet_kind(field.type) for field in all_columns(index)}
    measured = {*MEASURED_COLUMNS, *(measure_column(index.items, each) for each in (*MEASURES, ASPECT_RATIO))}

    def place(name: str) -> tuple[bool, bool, bool]:
        return name in IDENTIFYING_COLUMNS, name in measured, name != LABEL

    order: list[str] = [*column_names(index).values(), *sorted(index.items.column_names, key=place)]
    return {name: kind for name in order if (kind := kinds[name]) is not None}


def _held(index: Index) -> frozenset[str]:
    items = index.items
    return frozenset(
        name
        for name in items.column_names
        if name not in IDENTIFYING_COLUMNS and items[name].null_count < index.n
    )


def coded(index: Index, name: str) -> Coded | None:
    """Return a column, prepared; None where no image has a value.

    Raises
    ------
    NotFoundError
        When the index has no facet of that name.
    """
    if name not in filter_columns(index) or name in IDENTIFYING_COLUMNS:
        raise NotFoundError(f"column: there are no values of `{name[:80]}` to count.")
    if decided_kind(index, name) is not None:
        return index.cached(_of_decisions)(name, decided(index).revision)
    return index.cached(_of_items)(name)


def prepare_facets(index: Index) -> None:
    """Prepare the columns that are counted where nobody names them, so that nobody waits for it."""
    for name in list(facet_columns(index))[:MOST_FACETS]:
        coded(index, name)


def _of_items(index: Index) -> Callable[[str], Coded | None]:
    return remember(_COLUMNS_KEPT, lambda name: code_column(index.items[name]))


def _of_decisions(index: Index) -> Callable[[str, int], Coded | None]:
    return remember(_DECIDED_KEPT, lambda name, _revision: code_column(all_items(index)[name]))
