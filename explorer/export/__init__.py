"""Take a subset out of an index: as a table, as a folder of the original files, or as an archive."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from explorer.errors import ExplorerError, InputError
from explorer.export.images import copy_folder, write_zip
from explorer.export.selection import read_rows, select_rows
from explorer.export.tables import WRITERS, subset_table

__all__ = ["FORMATS", "Download", "ExportReport", "export", "export_stream", "read_rows"]

FORMATS = ("csv", "parquet", "jsonl", "folder", "zip")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Attributes
    ----------
    out : Path
        The file or folder, absolute.
    format : str
        One of `FORMATS`.
    rows : int
        Images in the subset.
    missing : int
        Originals that could not be copied; `failures.csv` in the result lists them.
    """

    out: Path
    format: str
    rows: int
    missing: int


def export(
    index,
    out: Path | str,
    *,
    node: int | None = None,
    rows=None,
    where: str | None = None,
    format: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ExportReport:
    """Write a subset of an index.

    Parameters
    ----------
    index : Index
    out : Path or str
        A file or folder that is not there yet, outside the folder of the images and outside the index.
    node, rows, where
        See `explorer.export.selection.select_rows`; without any, everything.
    format : str, optional
        One of `FORMATS`; None takes it from the ending of `out`, `folder` where it has none.
    progress : callable, optional
        Called with images done and images in all; only `folder` and `zip` take long.

    Returns
    -------
    ExportReport

    Raises
    ------
    InputError
        The subset is empty or unknown, or `out` cannot be written there. Nothing is left behind.
    """
    out = Path(os.path.abspath(Path(out).expanduser()))
    format = _format(out, format)
    chosen = select_rows(index, node=node, rows=rows, where=where)
    _check_place(index, out)
    try:
        stage = Path(mkdtemp(prefix=f".{out.name[:100]}.", dir=out.parent))
    except OSError as error:
        raise InputError(f"cannot write in {out.parent}: {error.strerror or error}") from error
    try:
        missing = _write(index, chosen, stage / "out", format, progress)
        if os.path.lexists(out):
            raise InputError(f"{out} appeared meanwhile; remove it or choose another name")
        os.rename(stage / "out", out)
    except OSError as error:
        raise ExplorerError(
            f"cannot write {out}: {error.strerror or error}; nothing was left there"
        ) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return ExportReport(out, format, len(chosen), missing)


class Download:
    """A subset as a file to be sent: iterate it once for the bytes. It is removed when it is collected.

    Attributes
    ----------
    name : str
        A file name to propose.
    media_type : str
    size : int
        Bytes.
    report : ExportReport
    """

    def __init__(self, folder: TemporaryDirectory, report: ExportReport):
        self._folder = folder
        self.report = report
        self.name = report.out.name
        self.media_type = MEDIA_TYPES[report.format]
        self.size = report.out.stat().st_size

    def __iter__(self) -> Iterator[bytes]:
        with self.report.out.open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece

    def close(self) -> None:
        """Remove the file now."""
        self._folder.cleanup()


def export_stream(
    index, *, node: int | None = None, rows=None, where: str | None = None, format: str = "csv"
) -> Download:
    """Write a subset to a temporary file for the server to send; `format` is any but `folder`.

    Parameters and errors are those of `export`.
    """
    if format not in MEDIA_TYPES:
        raise InputError(f"cannot send the format {format!r}; choose one of {', '.join(MEDIA_TYPES)}")
    chosen = select_rows(index, node=node, rows=rows, where=where)
    folder = TemporaryDirectory(prefix="dendro-export-")
    part = f"-node-{node}" if node is not None else ""
    safe = "".join(sign if sign.isalnum() or sign in "._- " else "_" for sign in index.name)[:80] or "images"
    out = Path(folder.name) / f"{safe}{part}.{format}"
    try:
        missing = _write(index, chosen, out, format, None)
    except OSError as error:
        raise ExplorerError(f"cannot prepare the download: {error.strerror or error}") from error
    return Download(folder, ExportReport(out, format, len(chosen), missing))


def _write(index, rows, out: Path, format: str, progress) -> int:
    """Write a subset where nothing is yet, and give the number of missing originals."""
    if format in WRITERS:
        WRITERS[format](subset_table(index, rows), out)
        return 0
    write = copy_folder if format == "folder" else write_zip
    return len(write(index, rows, out, progress).paths)


def _format(out: Path, format: str | None) -> str:
    if format is None:
        ending = out.suffix.lower().removeprefix(".")
        format = ending or "folder"
    if format not in FORMATS:
        raise InputError(
            f"{out.name}: unknown format {format!r}; choose one of {', '.join(FORMATS)} with --format"
        )
    return format


def _check_place(index, out: Path) -> None:
    """Refuse a place where something is, or that belongs to the user's images or to the index."""
    if os.path.lexists(out):
        raise InputError(
            f"{out} is there already, and nothing is overwritten; remove it or choose another name"
        )
    if not out.parent.is_dir():
        raise InputError(f"{out.parent} is not a folder; make it first or choose another place")
    place = out.parent.resolve() / out.name
    if place.is_relative_to(index.path.resolve()):
        raise InputError(f"{out} is inside the index; choose another place")
    source = index.manifest.source
    if source.get("kind") == "folder" and place.is_relative_to(Path(source["location"]).resolve()):
        raise InputError(
            f"{out} is inside {source['location']}, the folder of the images, which is never written to"
        )
