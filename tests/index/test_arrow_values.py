"""Values of any column as Python objects: none stops what reads them."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from explorer.index import arrow_values
from explorer.index.arrow_values import in_known_zones, on_all_cores, python_values, records, texts_at

NS = 1_500_000_001
"""A second and a half, and a nanosecond, which Python's times have no room for."""
WHEN = datetime(1970, 1, 1, 0, 0, 1, 500_000)


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (pa.int64(), 7, 7),
        (pa.string(), "a", "a"),
        (pa.timestamp("ns"), NS, WHEN),
        (pa.timestamp("ns", "UTC"), NS, WHEN.replace(tzinfo=UTC)),
        (pa.time64("ns"), NS, time(0, 0, 1, 500_000)),
        (pa.duration("ns"), NS, timedelta(seconds=1.5)),
        (pa.list_(pa.timestamp("ns")), [NS], [WHEN]),
        (pa.struct([("at", pa.timestamp("ns"))]), {"at": NS}, {"at": WHEN}),
        (pa.timestamp("s"), 10**17, str(10**17)),
    ],
)
def test_every_value_has_a_python_object(kind, given, expected):
    """Nanoseconds are dropped, and a time after the year 9999 is text; what is missing stays so."""
    column = pa.array([given, None], kind)
    assert python_values(column) == [expected, None]
    assert python_values(pa.chunked_array([column, column])) == [expected, None] * 2


def test_records_are_rows():
    """One dict a row, columns by name."""
    table = pa.table({"a": [1, None], "at": pa.array([NS, None], pa.timestamp("ns"))})
    assert records(table) == [{"a": 1, "at": WHEN}, {"a": None, "at": None}]
    assert records(table.slice(0, 0)) == []


@pytest.mark.parametrize("wanted", [0, 1, 20, 3000])
@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())])
def test_texts_of_some_rows(wanted, kind):
    """Few and many, in any order and more than once, missing ones too, over the chunks of a column."""
    texts = [None if i % 7 == 0 else f"text {i}" for i in range(500)]
    column = pa.chunked_array([texts[:200], texts[200:]], pa.string()).cast(kind)
    rows = np.random.default_rng(wanted).integers(0, 500, wanted)
    assert texts_at(column, rows) == [texts[row] for row in rows]


def test_zones_that_are_not_known_here_are_utc():
    """The same instants; zones that are known, and times without one, stay."""
    zones = {
        "UTC": "UTC",
        "Europe/Berlin": "Europe/Berlin",
        "+02:00": "+02:00",
        "Mars/Phobos": "UTC",
        "GMT+1": "UTC",
    }
    given = pa.table({zone: pa.array([NS], pa.timestamp("ns", zone)) for zone in zones})
    given = given.append_column("bare", pa.array([NS], pa.timestamp("ns"))).append_column("n", pa.array([1]))
    found = in_known_zones(given)
    assert [found.schema.field(zone).type.tz for zone in zones] == list(zones.values())
    assert found.schema.field("bare").type.tz is None
    assert all(found[zone].cast(pa.int64()).to_pylist() == [NS] for zone in zones)


@pytest.mark.parametrize("chunks", [1, 3])
def test_texts_on_all_cores_come_in_their_order(monkeypatch, chunks: int):
    """Whatever the parts; missing values stay missing."""
    monkeypatch.setattr(arrow_values, "_PART", 3)
    monkeypatch.setattr(arrow_values, "available_cores", lambda: 4)
    texts = [None if i % 5 == 0 else f"name {i}" for i in range(20)]
    size = -(-20 // chunks)
    column = pa.chunked_array([texts[i : i + size] for i in range(0, 20, size)], pa.string())
    assert on_all_cores(pc.utf8_upper, column).to_pylist() == [t and t.upper() for t in column.to_pylist()]
    assert on_all_cores(pc.utf8_upper, pa.chunked_array([], pa.string())).to_pylist() == []
