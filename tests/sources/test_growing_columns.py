"""Columns that are filled as images are read."""

import pyarrow as pa

from explorer.sources.columns.growing_columns import GrowingColumns


def test_what_nothing_is_said_of_is_missing():
    """Before a column begins, within it and behind it; several types become text."""
    columns = GrowingColumns()
    columns.put("split", 1, ["train", "train"])
    columns.put("number", 0, [5])
    columns.put("split", 4, ["test"])
    columns.put("number", 1, ["x"])
    assert list(columns) == ["split", "number"]
    arrays = columns.arrays(6)
    assert arrays["split"].to_pylist() == [None, "train", "train", None, "test", None]
    assert arrays["number"].to_pylist() == ["5", "x", None, None, None, None]
    assert arrays["number"].type == pa.string()
    assert columns.values("other", 2) == [None, None]
