"""Shares and counts in words: the page is held to the same cases (tests/frontend/words.test.mjs)."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from explorer.words import counted, images, number, percent

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "explorer"
OWN_WORDS = re.compile(r"""["']1 \w+["'] if|:\.\d%\}""")
SHARES, COUNTS = (
    json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")) for name in ("shares", "counts")
)


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
    assert [number(value) for value in (0.012345, 1, 12.345, 999.6, 1000, 12345.6)] == [
        "0.0123", "1", "12.3", "1,000", "1,000", "12,346"
    ]  # fmt: skip


def test_no_other_place_writes_its_own_words():
    """No plural and no percentage is put together elsewhere."""
    own = [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "words.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if OWN_WORDS.search(line)
    ]
    assert own == []
