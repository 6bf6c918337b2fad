"""Columns of measures: appended beside those of the user, found again, absent in indexes before them."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from explorer.index.measure_columns import measure_column, measures_of, with_measures

SIZES = np.array([(40, 20), (10, 30)], np.int32)
MEASURES = np.array([(0.5, 0.25, 0.125), (np.nan, 1, 0)], np.float32)


def test_measures_come_back(tmp_path):
    """What is appended is read again from the file, nulls as NaN."""
    items = with_measures(pa.table({"path": ["a", "b"]}), MEASURES, SIZES)
    assert items.column_names == ["path", "blur", "brightness", "contrast", "aspect_ratio"]
    assert items["blur"].to_pylist() == [0.5, None]
    assert items["aspect_ratio"].to_pylist() == [2, 0.3333]
    pq.write_table(items, tmp_path / "items.parquet")
    np.testing.assert_array_equal(measures_of(pq.ParquetFile(tmp_path / "items.parquet").read()), MEASURES)


def test_a_users_column_keeps_its_name():
    """Ours gives way, twice where that is taken too, and neither is taken for the other."""
    given = pa.table(
        {"path": ["a", "b"], "blur": ["yes", "no"], "contrast": [5, 6], "contrast_measured": [7, 8]}
    )
    items = with_measures(given, MEASURES, SIZES)
    assert items.column_names[4:] == [
        "blur_measured", "brightness", "contrast_measured_measured", "aspect_ratio",
    ]  # fmt: skip
    assert items.select(given.column_names).equals(given)
    np.testing.assert_array_equal(measures_of(items), MEASURES)


def test_nothing_is_appended_where_nothing_was_measured():
    """An index from before the measures stays as it is; a user's column is no measure."""
    given = pa.table({"path": ["a", "b"], "blur": [1.0, 2.0]})
    assert with_measures(given, measures_of(given), SIZES) is given
    assert measure_column(given, "blur") is None
