"""Filters: a choice for a column with few values, a range for a number, a line of SQL for all else."""

import math
from dataclasses import dataclass

import dash_mantine_components as dmc
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from dash import html

from explorer.filters import clauses
from explorer.index.format import IDENTIFYING_COLUMNS
from explorer.index.item_columns import few_values
from explorer.index.reader import Index
from explorer.web.page import controls, ids
from explorer.web.page.components import icon, wildcards
from explorer.words import between, count, scale

MAX_VALUES = 50


@dataclass(frozen=True)
class ChoiceField:
    """A column with few values: `values` in order, with the images that have each."""

    column: str
    values: list[str]
    counts: list[int]


@dataclass(frozen=True)
class RangeField:
    """A numeric column, from `low` to `high`; `whole` numbers or not."""

    column: str
    low: float
    high: float
    whole: bool

    @property
    def step(self) -> float:
        """Give the step of the slider."""
        span = self.high - self.low
        return max(1, round(span / 200)) if self.whole else span / 200

    def shown(self, bounds: clauses.Bounds) -> list[float]:
        """Give both ends of the slider for the range of a filter."""
        ends = zip(bounds, (self.low, self.high), strict=True)
        places = (bound if isinstance(bound, float | int) else end for bound, end in ends)
        return [min(self.high, max(self.low, place)) for place in places]

    def same(self, one: float, other: float) -> bool:
        """Tell whether two positions of the slider are one: it stands on its steps only."""
        return abs(one - other) < self.step / 2

    def rounded(self, at: float) -> float | None:
        """Give the value that a position of the slider means, no finer than its steps; None at either end."""
        if self.same(at, self.low) or self.same(at, self.high):
            return None
        unit = 10.0 ** math.floor(math.log10(self.step))
        return float(f"{round(at / unit) * unit:.12g}")


def fields(index: Index) -> list[ChoiceField | RangeField]:
    """List the columns that a control can filter on, in the order of the table."""
    found = [_field(index, field) for field in index.items.schema if field.name not in IDENTIFYING_COLUMNS]
    return [field for field in found if field is not None]


def panel(index: Index, fields: list[ChoiceField | RangeField]) -> html.Div:
    """Lay out the filters: one control for each of `fields`."""
    columns = ", ".join(name for name in index.items.column_names if name not in IDENTIFYING_COLUMNS)
    return html.Div(
        [
            html.Div(
                [
                    html.Span(
                        "", id=ids.FILTER_COUNT, className="caption", **wildcards({"aria-live": "polite"})
                    ),
                    html.Button("Clear all", id=ids.FILTER_CLEAR, className="link", n_clicks=0, hidden=True),
                ],
                className="filter-head",
            ),
            html.Div(id=ids.FILTER_CHIPS, className="chips"),
            dmc.TextInput(
                id=ids.FILTER_TEXT,
                label=controls.WHERE.label,
                placeholder=example(index),
                size="xs",
                spellCheck=False,
                className="where",
            ),
            html.P("", id=ids.FILTER_ERROR, className="field-error", role="alert"),
            html.P(["Enter applies. Columns: ", columns], className="field-note", title=columns),
            html.Span("tag", className="range-name", title="What people decided"),
            html.Div(id=ids.TAG_FACET),
            *[_choice(f) if isinstance(f, ChoiceField) else _range(f) for f in fields],
        ],
        className="filters",
    )


def chip(position: int, text: str) -> html.Button:
    """Show an active clause; a click drops it."""
    return html.Button(
        [html.Span(text), icon("close")],
        id=ids.filter_chip(position),
        className="chip",
        n_clicks=0,
        title=f"Drop this filter: {text}",
        type="button",
    )


def example(index: Index) -> str:
    """Give a filter that this index understands."""
    if index.classes and index.has_labels:
        return clauses.write(clauses.with_values([], "label", index.classes[:1]))
    return "width > 200" if "width" in index.items.column_names else "path like '%a%'"


def range_words(low: float, high: float, whole: bool) -> str:
    """Write a range with its ends."""
    return between(*(scale([round(low), round(high)] if whole else [low, high])))


def _field(index: Index, field: pa.Field) -> ChoiceField | RangeField | None:
    if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
        return _numeric(index.items[field.name], field)
    if few_values(index.items, field.name, MAX_VALUES):
        codes, values = index.codes(field.name)
        if len(values) > 1:
            return ChoiceField(field.name, values, np.bincount(codes[codes >= 0]).tolist())
    return None


def _numeric(column: pa.ChunkedArray, field: pa.Field) -> RangeField | None:
    numbers = column.drop_null().cast(pa.float64())
    ends = pc.min_max(numbers.filter(pc.is_finite(numbers))).as_py()
    if ends["min"] is None or ends["min"] == ends["max"]:
        return None
    return RangeField(field.name, ends["min"], ends["max"], pa.types.is_integer(field.type))


def _choice(field: ChoiceField) -> dmc.MultiSelect:
    options = [
        {"value": value, "label": f"{value or '(empty)'}  ({count(n)})"}
        for value, n in zip(field.values, field.counts, strict=True)
    ]
    return dmc.MultiSelect(
        id=ids.filter_values(field.column),
        data=options,
        value=[],
        label=html.Span(field.column, title=field.column),
        placeholder="any",
        size="xs",
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        maxDropdownHeight=220,
        comboboxProps={"transitionProps": {"duration": 0}},
    )


def _range(field: RangeField) -> html.Div:
    return html.Div(
        [
            html.Div(
                [
                    html.Span(field.column, className="range-name", title=field.column),
                    html.Span(
                        range_words(field.low, field.high, field.whole),
                        id=ids.filter_range_text(field.column),
                        className="range-words",
                    ),
                ],
                className="range-head",
            ),
            dmc.RangeSlider(
                id=ids.filter_range(field.column),
                min=field.low,
                max=field.high,
                step=field.step,
                minRange=0,
                value=[field.low, field.high],
                label=None,
                size=2,
                thumbSize=12,
                thumbFromLabel=f"{field.column} from",
                thumbToLabel=f"{field.column} to",
            ),
        ],
        className="range",
    )
