"""Shares and counts in words: the page is held to the same cases (tests/frontend/words.test.mjs)."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from explorer.words import (
    between,
    counted,
    images,
    listed,
    number,
    p_value,
    percent,
    points,
    rate,
    scale,
    size_words,
    without_shared_folder,
)

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "explorer"
OWN_WORDS = re.compile(r"""["']1 \w+["'] if|:\.\d%\}|\w\} – \{|p = \{[^}]*:""")
SHARES, COUNTS, RATES, SHARED_FOLDERS = (
    json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("shares", "counts", "rates", "shared_folders")
)


@pytest.mark.parametrize(("names", "shown"), SHARED_FOLDERS)
def test_what_all_names_begin_with_is_not_said_with_each(names, shown):
    """The page leaves out the same, by the same table."""
    assert without_shared_folder(names) == shown


@pytest.mark.parametrize(("share", "said"), SHARES)
def test_a_share_is_written_in_one_way(share, said):
    """By the table that both languages share."""
    assert percent(share) == said
    if share is not None:
        assert percent(np.float64(share)) == said


def test_more_is_never_written_as_less():
    """Over all thousandths, what is written never falls, and only the ends are none and all."""
    written = [percent(i / 10_000) for i in range(10_001)]
    values = [float(said.strip("<>%")) for said in written]
    assert values[1:] == sorted(values[1:])
    assert written.count("0%") == written.count("100%") == 1
    assert percent(float("nan")) == "–"


@pytest.mark.parametrize(("n", "one", "many", "said"), COUNTS)
def test_a_count_stands_with_what_is_counted(n, one, many, said):
    """By the table that both languages share."""
    assert counted(n, one, many) == said
    assert counted(np.int64(n), one, many) == said
    if one == "image":
        assert images(n) == said


def test_a_number_has_three_digits_that_count():
    """Whole and with separators where it has more before the point."""
    assert [number(value) for value in (0.012345, 1, 12.345, 999.6, 1000, 12345.6, 1e300)] == [
        "0.0123", "1", "12.3", "1,000", "1,000", "12,346", "1e+300"
    ]  # fmt: skip


@pytest.mark.parametrize(("share", "interval", "n", "said"), RATES)
def test_a_rate_stands_with_its_interval_and_of_how_many(share, interval, n, said):
    """By the table that both languages share."""
    assert rate(share, interval, n) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.39, 0.396, 1.204], ["0.39", "0.40", "1.20"]),
        ([0.39, 0.396, 0.41], ["0.390", "0.396", "0.410"]),
        ([2434.75, 2903.2, 12000], ["2,435", "2,903", "12,000"]),
        ([1, 20, 1300], ["1", "20", "1,300"]),
        ([0.5, 1, 1.5], ["0.5", "1.0", "1.5"]),
        ([10.001, 10.002], ["10.001", "10.002"]),
        ([0, 24.75, 49.5], ["0.0", "24.8", "49.5"]),
        ([0, 0.000031], ["0", "3.1e-05"]),
        ([-3.25, 7], ["-3.25", "7.00"]),
        ([5], ["5"]),
        ([], []),
    ],
)
def test_numbers_beside_each_other_have_as_many_decimals(values, said):
    """Enough to tell them apart, and no more than say something."""
    assert scale(values) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("2,435", "2,903", "2,435–2,903"),
        ("91%", "94%", "91–94%"),
        ("99.9%", ">99.9%", "99.9–>99.9%"),
        ("7", "7", "7"),
        ("-5", "-2", "-5 to -2"),
        ("-5", "2", "-5 to 2"),
    ],
)
def test_a_range_has_its_unit_once(low, high, said):
    """A dash without spaces; a word where a dash would read as a minus."""
    assert between(low, high) == said


def test_differences_and_p_values_are_written_in_one_way():
    """A point is a point; what is next to nothing is no 1e-05."""
    assert [points(value) for value in (0.035, 0.01, 0)] == ["3.5 points", "1.0 point", "0.0 points"]
    assert [p_value(p) for p in (0.005, 0.0123, 1, 0.00001)] == [
        "p = 0.005", "p = 0.012", "p = 1", "p < 0.0001"
    ]  # fmt: skip


def test_no_other_place_writes_its_own_words():
    """No plural, percentage, range and p-value is put together elsewhere."""
    own = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "words.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if OWN_WORDS.search(line)
    ]
    assert own == []


def test_sizes_are_told_by_thousands():
    """Of bytes, whole; of all else one decimal."""
    sizes = (0, 999, 1000, 60_000_000, 1.5e9, 2e12)
    assert [size_words(size) for size in sizes] == [
        "0 bytes", "999 bytes", "1.0 kB", "60.0 MB", "1.5 GB", "2.0 TB"
    ]  # fmt: skip


def test_a_list_of_names_ends():
    """However many there are, and however long they are."""
    assert listed(["a", "b"]) == "a, b" and listed([]) == "none"
    assert listed([f"c{i}" for i in range(3000)], 2) == "c0, c1 and 2,998 more"
    assert listed(["x" * 61]) == "x" * 60 + "…"
