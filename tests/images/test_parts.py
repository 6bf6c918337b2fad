"""Images that are parts of files: members of archives, whole or damaged, and archives that mean harm."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ImageError
from explorer.images.parts import STORED, ZIPPED, Part, read_part
from explorer.sources.archives.members import members

CONTENT = np.random.default_rng(0).integers(0, 256, 3 << 20, np.uint8).tobytes()
"""More than is read at once."""
TEXT = b"the same again and again " * 200_000


def zipped(path: Path, method: int, **files: bytes) -> Path:
    """Write a zip file."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def read_all(path: Path, most: int = 1 << 30) -> dict[str, bytes]:
    """Content of every member."""
    with path.open("rb", buffering=0) as file:
        return {member.name: read_part(file, member.part, most) for member in members(path)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_members_of_a_zip_are_read_where_they_lie(tmp_path, method):
    """However they are packed, at any place, empty ones too."""
    files = {"a": CONTENT, "b/c": TEXT, "empty": b""}
    assert read_all(zipped(tmp_path / "x.zip", method, **files)) == files


def test_members_of_a_zip_behind_other_bytes(tmp_path):
    """As of a program that unpacks itself."""
    path = zipped(tmp_path / "x.zip", zipfile.ZIP_DEFLATED, a=TEXT, b=CONTENT)
    path.write_bytes(b"#!/bin/sh\n" * 100 + path.read_bytes())
    assert read_all(path) == {"a": TEXT, "b": CONTENT}


def test_members_of_a_tar_are_read_where_they_lie(tmp_path):
    """With long names, and with folders and links between them; of a link nothing is read."""
    path = tmp_path / "x.tar"
    long = "f/" * 150 + "a.jpg"
    with tarfile.open(path, "w") as archive:
        for name, content in {"a": CONTENT, long: TEXT, "empty": b""}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    read = read_all(path)
    assert read.pop("link") == b"" and read == {"a": CONTENT, long: TEXT, "empty": b""}


@pytest.mark.parametrize("name", ["../../a", "/a", "..\\a", "./a", "b/../../a", "a"])
def test_names_stay_inside(tmp_path, name):
    """Whatever an archive calls its files."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"x")
    (member,) = members(path)
    assert member.name in ("a", "b/a")


def test_an_archive_that_unpacks_to_no_end_is_given_up(tmp_path):
    """At the size that was allowed, not at the end of memory."""
    path = zipped(tmp_path / "x.zip", zipfile.ZIP_DEFLATED, a=b"\0" * (50 << 20))
    with pytest.raises(ImageError, match="too large for an image"):
        read_all(path, most=1 << 20)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: data[:100], "cut off"),
        (lambda data: b"XX" + data[2:], "cut off or has changed"),
        (lambda data: data[:6] + b"\x01" + data[7:], "encrypted"),
        (lambda data: data[:8] + struct.pack("<H", 93) + data[10:], "a way that is not read .Zstandard"),
        (lambda data: data[:8] + struct.pack("<H", 77) + data[10:], "method 77"),
        (lambda data: data[:60] + b"\xff" * 40 + data[100:], "damaged in its archive"),
    ],
)
def test_what_is_wrong_with_a_member_is_said(tmp_path, change, said):
    """An archive may be cut off, replaced, or packed as nobody reads it."""
    path = zipped(tmp_path / "x.zip", zipfile.ZIP_DEFLATED, a=CONTENT[:2000])
    (member,) = members(path)
    path.write_bytes(change(path.read_bytes()))
    with path.open("rb") as file, pytest.raises(ImageError, match=said):
        read_part(file, member.part, 1 << 20)


def test_a_part_of_any_file_is_its_bytes(tmp_path):
    """To the last of them, and no further."""
    path = tmp_path / "x"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        assert read_part(file, Part(str(path), 3, 7, STORED), 100) == b"3456789"
        for offset, packing in ((4, STORED), (0, ZIPPED), (20, STORED)):
            with pytest.raises(ImageError, match="cut off"):
                read_part(file, Part(str(path), offset, 7, packing), 100)
