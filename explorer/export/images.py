"""A subset as image files: a folder, or a zip archive with the same content."""

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from explorer.errors import OriginalError
from explorer.export.names import destinations
from explorer.export.tables import subset_table, write_csv
from explorer.index.originals import Original

Progress = Callable[[int, int], None] | None
FIRST_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip archive can say; the same subset gives the same bytes."""


@dataclass(frozen=True)
class Missing:
    """Originals that could not be copied: parallel lists of paths and reasons."""

    paths: list[str]
    reasons: list[str]


def copy_folder(index, rows: np.ndarray, folder: Path, progress: Progress = None) -> Missing:
    """Copy originals into a new folder, with `items.csv` and, where any are missing, `failures.csv`.

    The relative paths are kept, and so are the times of the files.
    """
    folder.mkdir()

    def put(original: Original, name: str) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(target, "xb") as out:
                out.writelines(original.pieces())
        except (OSError, OriginalError):
            target.unlink(missing_ok=True)
            raise
        os.utime(target, ns=(original.state.st_atime_ns, original.state.st_mtime_ns))

    table, missing = _copy_each(index, rows, put, progress)
    write_csv(table, folder / "items.csv")
    if missing.paths:
        write_csv(_failure_table(missing), folder / "failures.csv")
    return missing


def write_zip(index, rows: np.ndarray, path: Path, progress: Progress = None) -> Missing:
    """Write originals, `items.csv` and, where any are missing, `failures.csv` into an archive.

    Images are stored, not compressed: they are already.
    """
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:

        def put(original: Original, name: str) -> None:
            archive.writestr(_entry(name), original.read())

        table, missing = _copy_each(index, rows, put, progress)
        archive.writestr(_entry("items.csv"), _csv_bytes(table))
        if missing.paths:
            archive.writestr(_entry("failures.csv"), _csv_bytes(_failure_table(missing)))
    return missing


def _copy_each(
    index, rows, put: Callable[[Original, str], None], progress: Progress
) -> tuple[pa.Table, Missing]:
    """Put each original once; give the table of those that are there, its `path` the place of the copy."""
    table = subset_table(index, rows)
    paths = table.column("path").to_pylist()
    names = destinations(paths)
    missing, kept, done = Missing([], []), [], {}
    for place, (row, path, name) in enumerate(zip(rows, paths, names, strict=True)):
        if name not in done:
            done[name] = _reason(index, int(row), name, put)
        if done[name] is None:
            kept.append(place)
        else:
            missing.paths.append(path)
            missing.reasons.append(done[name])
        if progress is not None:
            progress(place + 1, len(rows))
    table = table.set_column(table.column_names.index("path"), "path", pa.array(names, pa.string()))
    return table.take(pa.array(kept, pa.int64())), missing


def _reason(index, row: int, name: str, put: Callable[[Original, str], None]) -> str | None:
    """Copy one file and give None, or why that did not work."""
    try:
        with index.open_image(row) as original:
            put(original, name)
    except OriginalError as error:
        return error.reason
    except OSError as error:
        if not error.filename:
            raise
        return error.strerror or str(error)
    return None


def _failure_table(missing: Missing) -> pa.Table:
    return pa.table({"path": missing.paths, "reason": missing.reasons})


def _csv_bytes(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    write_csv(table, out)
    return out.getvalue().to_pybytes()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIRST_TIME)
    entry.external_attr = 0o100644 << 16
    return entry
