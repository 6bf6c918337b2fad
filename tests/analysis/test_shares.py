"""Shares in words: the cases that the page is held to as well (tests/frontend/words.test.mjs)."""

import json
from pathlib import Path

import numpy as np
import pytest

from explorer.analysis.shares import percent

CASES = json.loads((Path(__file__).parents[1] / "shares.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("share", "said"), CASES)
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
