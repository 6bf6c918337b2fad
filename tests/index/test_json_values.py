"""Values of any column as JSON has them."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from explorer.index.json_values import plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("Zürich", "Zürich"),
        (0.5, 0.5),
        (math.nan, None),
        (math.inf, None),
        (datetime(2024, 5, 1, 12, tzinfo=UTC), "2024-05-01T12:00:00+00:00"),
        (date(2024, 5, 1), "2024-05-01"),
        (timedelta(minutes=1), 60.0),
        (Decimal("1.50"), "1.50"),
        (b"\x00\xff", "00ff"),
        ([1.0, math.nan], [1.0, None]),
        ({"a": (1, -math.inf)}, {"a": [1, None]}),
        (UUID(int=0), "00000000-0000-0000-0000-000000000000"),
    ],
)
def test_everything_has_a_form_in_json(value, expected):
    """Strictly: NaN and the infinities are null."""
    assert plain(value) == expected
    json.dumps(plain(value), allow_nan=False)
