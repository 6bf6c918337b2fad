"""Every Arrow type in a table: stored in a type that is read as it was stored, or left out."""

import datetime as dt
import decimal
import uuid

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.sources.columns.arrow_types import flat, has_bytes, storable

WHEN = dt.datetime(2024, 5, 6, 7, 8, 9)
INTEGERS = [f"{sign}int{bits}" for bits in (8, 16, 32, 64) for sign in ("", "u")]
ARRAYS = {
    **{name: pa.array([1, None, 3], name) for name in INTEGERS},
    **{name: pa.array([0.5, None, 3], name) for name in ("float16", "float32", "float64")},
    "bool": pa.array([True, None]),
    "bool8": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, 0, None], pa.int8())),
    "null": pa.nulls(3),
    **{f"timestamp {unit}": pa.array([WHEN, None], pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")},
    "timestamp s zoned": pa.array([WHEN], pa.timestamp("s", "Europe/Berlin")),
    "timestamp ns zoned": pa.array([WHEN], pa.timestamp("ns", "+02:00")),
    "timestamp of a zone that is none": pa.array([WHEN], pa.timestamp("s", "Mars/Phobos")),
    "date32": pa.array([WHEN.date(), None], pa.date32()),
    "date64": pa.array([WHEN.date(), None], pa.date64()),
    "time32 s": pa.array([WHEN.time(), None], pa.time32("s")),
    "time32 ms": pa.array([WHEN.time(), None], pa.time32("ms")),
    "time64 us": pa.array([WHEN.time(), None], pa.time64("us")),
    "time64 ns": pa.array([1, None], pa.time64("ns")),
    **{f"duration {unit}": pa.array([90, None], pa.duration(unit)) for unit in ("s", "ms", "us")},
    "interval": pa.array([(1, 2, 3), None], pa.month_day_nano_interval()),
    **{f"decimal of {digits}": pa.array([decimal.Decimal("1" * digits), None]) for digits in (3, 15, 16, 30)},
    "decimal with a point": pa.array([decimal.Decimal("1.25"), None]),
    "text": pa.array(["x", None]),
    "large text": pa.array(["x", None], pa.large_string()),
    "text view": pa.array(["x", None], pa.string_view()),
    "dictionary": pa.array(["x", None]).dictionary_encode(),
    "dictionary of times": pa.array([WHEN, None], pa.timestamp("s")).dictionary_encode(),
    "runs": pa.RunEndEncodedArray.from_arrays([2, 3], [7, None], pa.run_end_encoded(pa.int32(), pa.int64())),
    "uuid": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([uuid.UUID(int=5).bytes], pa.binary(16))),
    "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a": 1}', None])),
    "list": pa.array([["x", None], None]),
    "list view": pa.array([["x"], None], pa.list_view(pa.string())),
    "struct": pa.array([{"k": [1, None], "t": WHEN}]),
    "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
}  # fmt: skip


@pytest.mark.parametrize("name", ARRAYS)
def test_what_is_stored_is_read_as_it_was(name, tmp_path):
    """A refresh compares the two: where they differ, an index is published anew at every run."""
    kept = storable(flat(pa.chunked_array([ARRAYS[name]])))
    assert len(kept) == len(ARRAYS[name]) and kept.null_count >= ARRAYS[name].null_count
    pq.write_table(pa.table({"x": kept}), tmp_path / "x.parquet")
    read = pq.read_table(tmp_path / "x.parquet")["x"]
    assert read.type == kept.type and read.combine_chunks().equals(kept)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("timestamp s", [WHEN, None]),
        ("date64", [WHEN.date(), None]),
        ("bool8", [True, False, None]),
        ("uuid", ["00000000-0000-0000-0000-000000000005"]),
        ("runs", [7, 7, None]),
        ("time64 ns", ["00:00:00.000000001", None]),
        ("decimal of 15", [111111111111111, None]),
        ("decimal of 16", ["1111111111111111", None]),
        ("decimal with a point", [1.25, None]),
        ("list", ['["x", null]', None]),
    ],
)
def test_values_are_those_that_were_given(name, wanted):
    """Whatever type they are kept in."""
    assert storable(flat(pa.chunked_array([ARRAYS[name]]))).to_pylist() == wanted


def test_identifiers_are_no_bytes():
    """A UUID is stored in bytes and shown as text; bytes at any depth are bytes."""
    assert not has_bytes(pa.uuid())
    assert has_bytes(pa.list_(pa.struct({"bytes": pa.binary()}))) and has_bytes(
        pa.dictionary(pa.int8(), pa.binary())
    )
