"""What the controls of the filter panel write."""

import pyarrow as pa
import pytest

from explorer.filters.filter import read_filter
from explorer.web.page import ids
from explorer.web.page.filters.callbacks import changed, display
from explorer.web.page.filters.panel import RangeField

PRICE = RangeField("price", 0.0123456789, 98.7654321, whole=False)
WIDTH = RangeField("width", 1, 4000, whole=True)
TINY = RangeField("tiny", 1e-9, 3e-9, whole=False)
RANGES = {field.column: field for field in (PRICE, WIDTH, TINY)}


def moved(where: str, field: RangeField, low: float, high: float) -> str:
    """The filter after the slider of a column was moved."""
    return changed(read_filter(where, pa.schema([])), ids.filter_range(field.column), [low, high], RANGES)


@pytest.mark.parametrize(
    ("field", "before", "low", "high", "after"),
    [
        (PRICE, "", 12.32456789, 98.7654321, "price >= 12.3"),
        (PRICE, "", 0.0123456789, 45.678901234, "price <= 45.7"),
        (PRICE, "price >= 12.3", 12.3, 45.678901234, "price between 12.3 and 45.7"),
        (PRICE, "price between 12.3 and 45.7", 0.0123456789, 45.7, "price <= 45.7"),
        (PRICE, "price between 12.3 and 45.7", 0.0123456789, 98.7654321, ""),
        (PRICE, "price <= 45.7 and label = 'a'", 1.0, 45.7, "label = 'a' and price between 1 and 45.7"),
        (PRICE, "price >= 12.345678", 12.345678, 50.123456, "price between 12.345678 and 50.1"),
        (WIDTH, "", 1237, 4000, "width >= 1240"),
        (TINY, "", 1e-9, 2.123456789e-9, "tiny <= 2.12e-09"),
    ],
)
def test_a_slider_writes_the_end_that_moved_in_few_digits(field, before, low, high, after):
    """What was there of the other end, whoever wrote it, stays as it stands."""
    assert moved(before, field, low, high) == after


def test_what_a_filter_shows_on_a_slider_is_no_change():
    """A slider that follows the filter writes nothing, also where the filter goes beyond it."""
    for where in ("price >= 12.345678", "price between -100 and 60", "price <= 1000", ""):
        (bounds,) = display(read_filter(where, pa.schema([])), {"values": [], "ranges": ["price"]}, RANGES)[
            "ranges"
        ]
        assert PRICE.low <= bounds[0] <= bounds[1] <= PRICE.high
        assert moved(where, PRICE, *bounds) == where
