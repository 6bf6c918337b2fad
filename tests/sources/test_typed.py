"""Text as numbers, booleans and times only where nothing of what was written is lost."""

import datetime as dt

import pyarrow as pa
import pytest

from explorer.sources.columns.typed import names_of, typed

DAY = dt.datetime(2024, 2, 29)


@pytest.mark.parametrize(
    "values",
    [
        ["02139", "10115"],  # postal codes
        ["00", "01", "2"],
        ["12345678901234567890", "12345678901234567891"],  # beyond 64 bits
        ["9223372036854775808"],
        ["1.5", "12345678901234567"],  # beyond what a float holds
        ["0.12345678901234567891", "0.12345678901234567892"],
        ["+4930901820", "+4930901821"],
        ["030 901820", "030 901821"],
        ["1e5", "2E7"],  # identifiers, not powers of ten
        ["12e-5"],
        ["1.1", "1.10", "2.0"],  # versions
        ["1.2.3"],
        ["0x1F"],
        ["1_000"],
        ["1,5"],
        ["1", "2", "word"],
        ["-0"],
        ["--1"],
        ["٣"],
        ["NA", "NA"],  # Namibia
        ["None", "none"],
        ["NA", "EU"],
        ["yes", "no"],
        ["true", "1"],
        ["T", "F"],
        ["31/12/2023", "01/02/2023"],  # which is the month?
        ["12/31/2023"],
        ["2023-02-30"],  # no such day
        ["2023-1-5"],
        ["05.01.2023"],
        ["2023-01-05", "last week"],
        ["2023-01-05T10:00:00", "2023-01-05T10:00:00Z"],
        ["2023-03-26T01:59:00+01:00", "2023-03-26T03:00:00+02:00"],  # summer time begins
        ["07:08:09"],
        ["0001-01-01 00:00:00.123456789"],  # beyond nanoseconds since 1970
        [" x ", "x"],
        ["nan", "x"],
        [],
    ],
)
def test_what_would_lose_something_stays_text(values):
    """Every value as it was written."""
    assert typed(pa.array(values, pa.string())).to_pylist() == values
    assert pa.types.is_string(typed(pa.array(values, pa.string())).type)


@pytest.mark.parametrize(
    ("values", "kind", "wanted"),
    [
        (["0", "-7", "9223372036854775807"], pa.int64(), [0, -7, 2**63 - 1]),
        (["1", "", "NA", " 3 "], pa.int64(), [1, None, None, 3]),
        (["1.5", "2", ".5", "5.", "-0.0", "0.0"], pa.float64(), [1.5, 2, 0.5, 5, 0, 0]),
        (["0.50", "12.30"], pa.float64(), [0.5, 12.3]),
        (["1e-05", "2.5E+20", "1e+16"], pa.float64(), [1e-05, 2.5e20, 1e16]),
        (["1.5", "nan", "inf", "-Infinity"], pa.float64(), [1.5, None, float("inf"), float("-inf")]),
        (["1.5", "None", "<NA>", "#N/A"], pa.float64(), [1.5, None, None, None]),
        (["true", "False", "TRUE", ""], pa.bool_(), [True, False, True, None]),
        (["2024-02-29", "NaT"], pa.date32(), [dt.date(2024, 2, 29), None]),
        (
            ["2024-02-29 07:08", "2024-02-29T07:08:09.5", "2024-02-29"],
            pa.timestamp("us"),
            [dt.datetime(2024, 2, 29, 7, 8), dt.datetime(2024, 2, 29, 7, 8, 9, 500_000), DAY],
        ),
        (["2024-02-29T00:00:00Z"], pa.timestamp("us", "UTC"), [DAY.replace(tzinfo=dt.UTC)]),
        (["", None, " "], pa.string(), [None, None, None]),
    ],
)  # fmt: skip
def test_what_means_one_thing_gets_its_type(values, kind, wanted):
    """Numbers, booleans, dates and times; missing where they are empty or marked so."""
    found = typed(pa.array(values, pa.string()))
    assert found.type == kind and found.to_pylist() == wanted


def test_a_time_keeps_its_zone():
    """The offset that all rows have is that of the column, so that the hour is the one that was written."""
    found = typed(pa.array(["2024-05-31T10:00:00+0200", "2024-06-01 11:00:00+0200"]))
    assert found.type == pa.timestamp("us", "+02:00")
    assert [value.hour for value in found.to_pylist()] == [10, 11]


def test_an_exception_at_the_end_counts():
    """The first values are only a shortcut to see text."""
    values = [str(i) for i in range(100_000)]
    assert typed(pa.array(values)).type == pa.int64()
    assert typed(pa.array([*values, "007"])).to_pylist() == [*values, "007"]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (["cat", "nan", "NaN", "<NA>", "", "  "], ["cat", None, None, None, None, None]),
        (["None", "NA", "null", "cat", " x "], ["None", "NA", "null", "cat", " x "]),  # no defect; Namibia
        (["3", "None", "NA", "1.0", "null"], ["3", None, None, "1.0", None]),
        (["-1", "007", "nan"], ["-1", "007", None]),
        (["None", "None"], ["None", "None"]),
        (["nan"], [None]),
    ],
)
def test_a_missing_name_is_none(values, wanted):
    """What only programs write is missing anywhere, `None` only among numbers."""
    assert names_of(pa.array(values)).to_pylist() == wanted
