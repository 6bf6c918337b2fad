"""Tables: CSV, Parquet and JSON lines."""

from collections.abc import Callable, Generator, Iterable
from typing import IO

import pyarrow as pa

from explorer.export.export_format import Format, Subset
from explorer.export.tables import subset_tables, write_csv, write_jsonl, write_parquet


def _table(write: Callable[[Iterable[pa.Table], IO[bytes]], Generator[int]]) -> Callable:
    """Write the item table's rows by a writer of `explorer.export.tables`."""

    def written(subset: Subset, out: IO[bytes]) -> Generator[int]:
        return write(subset_tables(subset.index, subset.rows, subset.places), out)

    return written


FORMATS = (
    Format("csv", _table(write_csv), "a table of all columns", "text/csv; charset=utf-8"),
    Format("parquet", _table(write_parquet), "the same, with its types", "application/vnd.apache.parquet"),
    Format("jsonl", _table(write_jsonl), "the same, a line an image", "application/x-ndjson"),
)
