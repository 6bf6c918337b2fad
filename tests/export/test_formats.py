"""A format is described once: what writes files and what sends them read the same."""

import io
import tempfile
import zipfile

import pytest

from explorer.errors import InputError
from explorer.export import FORMATS, SENT, export, export_stream, zipped_folder

FOLDERS = ("fiftyone", "huggingface", "webdataset", "lance", "cleanlab")
"""Formats that are folders, and are named with `--format`."""
OF_OBJECTS = ("coco", "yolo", "voc")
"""The same of pictures in which objects are marked."""


def content(name: str, data: bytes) -> object:
    """What a file holds; an archive that is sent says sizes behind its entries, one on disk before them."""
    if name != "zip":
        return data
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {entry: archive.read(entry) for entry in archive.namelist()}


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in OF_OBJECTS])
def test_a_format_is_told_by_its_ending(small_index, tmp_path, name):
    """A folder without a name of its own is one of copies."""
    suffix = FORMATS[name].suffix
    out = tmp_path / (f"out.{suffix}" if suffix else "out")
    report = export(small_index, out, rows=[3, 1], format=name if name in FOLDERS else None)
    assert (report.format, report.rows, report.missing) == (name, 2, 0)
    assert out.is_dir() == (name in (*FOLDERS, "folder"))


@pytest.mark.parametrize("name", [name for name in SENT if not FORMATS[name].zipped])
def test_what_is_sent_is_what_is_written(small_index, tmp_path, name):
    """The same tables and files, with a media type of its own."""
    out = tmp_path / f"out.{FORMATS[name].suffix}"
    export(small_index, out, rows=[3, 1])
    download = export_stream(small_index, rows=[3, 1], format=name)
    assert content(name, b"".join(download)) == content(name, out.read_bytes())
    assert download.name.endswith(out.suffix) and download.media_type == FORMATS[name].media_type


def test_a_folder_is_sent_as_an_archive_of_it(small_index, tmp_path, monkeypatch):
    """With the originals themselves in it, not links to them; nothing is left in the temporary folder."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    report = export(small_index, tmp_path / "out", rows=[3, 1], format="fiftyone")
    download = export_stream(small_index, rows=[3, 1], format="fiftyone")
    sent = content("zip", b"".join(download))
    there = {
        path.relative_to(report.out).as_posix(): path for path in report.out.rglob("*") if path.is_file()
    }
    assert sent == {name: path.read_bytes() for name, path in there.items()} and len(sent) >= 3
    assert (download.name.rpartition("-")[2], download.media_type) == ("fiftyone.zip", "application/zip")
    begun = iter(export_stream(small_index, format="fiftyone"))
    next(begun)
    begun.close()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_full_disk_is_said_before_it_is_full(small_index, monkeypatch):
    """What others need of it is left to them."""
    monkeypatch.setattr(zipped_folder, "KEPT_FREE", 1 << 60)
    monkeypatch.setattr(zipped_folder, "_LOOK", 1)
    with pytest.raises(InputError, match="no room to make the format fiftyone"):
        b"".join(export_stream(small_index, rows=[3, 1], format="fiftyone"))


def test_a_folder_is_not_sent(small_index):
    """It is refused with the names of what can be."""
    with pytest.raises(InputError, match="csv, parquet, jsonl, zip"):
        export_stream(small_index, format="folder")
