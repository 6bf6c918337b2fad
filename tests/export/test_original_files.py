"""Exported originals: names, collisions, missing files, archives."""

import csv
import io
import os
import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath
from time import perf_counter
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import OriginalError
from explorer.export import export, export_stream
from explorer.export.portable_paths import destinations
from explorer.index.item_columns import locate
from explorer.index.originals import PIECE, Original, open_original


def index_of(root: Path, paths: list[str], index: Path) -> SimpleNamespace:
    """The part of an index that an export looks at."""
    source = {"kind": "folder", "location": str(root), "root": str(root)}
    made = SimpleNamespace(
        n=len(paths),
        task="classification",
        path=index,
        build="b",
        items=pa.table({"path": paths, "hash": [""] * len(paths), "label": ["a"] * len(paths)}),
        manifest=SimpleNamespace(source=source, sources=[source]),
        name="images",
        parts=None,
        frames=False,
        crops=False,
        has_addresses=False,
        file_of=lambda path: path,
        open_image=lambda row: open_original(source, paths[row], ""),
    )
    made.cached = lambda make, *arguments: make(made, *arguments)
    return made


def read(path: Path) -> list[dict]:
    """Rows of a CSV file."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a/1.png", "b/1.png"], ["a/1.png", "b/1.png"]),
        (["a.png", "A.png", "a.png"], ["a.png", "A-2.png", "a.png"]),
        (["é.png", "e\u0301.png"], ["é.png", "e\u0301-2.png"]),
        (["/data/x/1.png", "outside/data/x/1.png"], ["outside/data/x/1.png", "outside/data/x/1-2.png"]),
        (["../up/1.png", "a/../../1.png"], ["outside/up/1.png", "outside/a/1.png"]),
        (["C:\\x\\1.png", "\\\\host\\share\\1.png"], ["outside/C/x/1.png", "outside/host_share/1.png"]),
        (["items.csv", "failures.csv"], ["items-2.csv", "failures-2.csv"]),
        (["items.csv/1.png"], ["items.csv-2/1.png"]),
        (["a", "a/1.png"], ["a", "a-2/1.png"]),
        (["a/1.png", "a"], ["a/1.png", "a-2"]),
        (["./a.png", "a//b.png"], ["a.png", "a/b.png"]),
        (["..", "/"], ["outside/image", "outside/image-2"]),
        (["..\\..\\evil.png", "a\\b.png", "a_b.png"], [".._.._evil.png", "a_b.png", "a_b-2.png"]),
        (["C:evil.png", "C:/x/1.png", "12:30.png"], ["C_evil.png", "outside/C/x/1.png", "12_30.png"]),
        (["a\nb.png", "a\rb.png", "\x00\t\x7f\x85/1.png"], ["a_b.png", "a_b-2.png", "____/1.png"]),
        (
            ["CON", "con.png", "nul/1.png", "COM1.tar.gz", "lpt¹.png"],
            ["_CON", "_con.png", "_nul/1.png", "_COM1.tar.gz", "_lpt¹.png"],
        ),
        (["console.png", "com.png", "aux2.png"], ["console.png", "com.png", "aux2.png"]),
        (["a.", "a ", "a_", "..."], ["a_", "a_-2", "a_-3", "___"]),
        (["\u202egnp.exe", 'a<b>"|?*.png'], ["_gnp.exe", "a_b_____.png"]),
        ([f"a:{250 * 'x'}.png"], [f"a_{249 * 'x'}.png"]),
        ([f"{83 * '日'}.png", f"{83 * '日'}.PNG"], [f"{83 * '日'}.png", f"{83 * '日'}-2.PNG"]),
        ([f"{83 * '日'}a.png", f"{83 * '日'}A.png"], [f"{83 * '日'}a.png", f"{83 * '日'}-2.png"]),
    ],
)
def test_names_worked_by_hand(paths, names):
    """Relative paths are kept; outside ones go below `outside`; whatever collides is numbered.

    What Windows gives a meaning (backslashes, drives, devices, ends), what breaks lines and what turns
    them is no part of a name, and no name is longer than file systems take.
    """
    assert list(destinations(paths)) == names


def test_names_of_many_images_take_no_longer_each():
    """Each is looked up among the others, not compared with them: seconds, not hours, for a million."""
    paths = [f"a/{number}.png" for number in range(20_000)]
    began = perf_counter()
    assert list(destinations(paths)) == paths
    assert perf_counter() - began < 10


NAMES = st.text(alphabet="aA./\\:éC \n\t?\x85\u202e", min_size=1, max_size=8) | st.sampled_from(
    ["con", "AUX.png", "a/nul", "x" * 255, "x" * 255 + "/a", "é" * 127]
)


@given(st.lists(NAMES, max_size=8))
def test_names_are_safe_and_different(paths):
    """Any paths: inside, without `..`, one to one, no file also a folder, even where case is ignored."""
    names = list(destinations(paths))
    folded = {path: name.casefold() for path, name in zip(paths, names, strict=True)}
    assert len(set(folded.values())) == len(folded)
    for name in names:
        pure = PurePosixPath(name)
        assert not pure.is_absolute() and ".." not in pure.parts and pure.parts
        assert not set(name) & set("\n\t\\:?\x85\u202e")
        for part in pure.parts:
            assert part[-1] not in ". " and len(part.encode()) <= 255
            assert part.split(".")[0].strip().lower() not in ("con", "aux", "nul")
        assert not {str(above).casefold() for above in pure.parents} & set(folded.values())


def test_folder_keeps_relative_paths_and_content(small_index, tmp_path):
    """The copies lie where they lay, byte for byte, with the table beside them."""
    node = int(small_index.tree.children[small_index.tree.root][0])
    report = export(small_index, tmp_path / "part", node=node)
    rows = read(report.out / "items.csv")
    assert len(rows) == report.rows and report.missing == 0
    for row in rows:
        assert (report.out / row["path"]).read_bytes() == Path(row["absolute_path"]).read_bytes()
    assert not (report.out / "failures.csv").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["part"]


def test_files_from_outside_and_of_one_name_do_not_collide(tmp_path):
    """Same names in different places, inside and outside of the source, all arrive."""
    root, other = tmp_path / "root", tmp_path / "other"
    paths = ["a/1.png", "b/1.png", str(other / "1.png"), "A/1.png", "a/1.png"]
    for number, path in enumerate(paths[:4]):
        place = Path(locate(str(root), path))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%d" % number)
    report = export(index_of(root, paths, tmp_path / "i"), tmp_path / "out")
    rows = read(report.out / "items.csv")
    assert [(report.out / row["path"]).read_bytes() for row in rows] == [b"0", b"1", b"2", b"3", b"0"]
    assert sum(p.is_file() for p in report.out.rglob("*")) == 5


@pytest.mark.parametrize("format_", ["folder", "zip"])
def test_missing_originals_are_listed_and_stop_nothing(tmp_path, format_):
    """What is gone, or cannot be read, is in `failures.csv` and not in `items.csv`."""
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "a" / "1.png").write_bytes(b"1")
    (root / "a" / "2.png").mkdir()
    index = index_of(root, ["a/gone.png", "a/1.png", "a/2.png"], tmp_path / "i")
    report = export(index, tmp_path / "out", format=format_)
    assert (report.rows, report.missing) == (3, 2)
    folder = report.out
    if format_ == "zip":
        folder = tmp_path / "unpacked"
        shutil.unpack_archive(report.out, folder, "zip")
    assert [row["path"] for row in read(folder / "items.csv")] == ["a/1.png"]
    assert [row["path"] for row in read(folder / "failures.csv")] == ["a/gone.png", "a/2.png"]
    assert all(row["reason"] for row in read(folder / "failures.csv"))


def test_unreadable_original_is_listed(tmp_path, monkeypatch):
    """An original that cannot be read to its end is one failure, and leaves no part of a copy."""
    root = tmp_path / "root"
    root.mkdir()
    for name in ("1.png", "2.png"):
        (root / name).write_bytes(b"x")

    def refuse(original):
        yield b"x"
        if original.path.endswith("1.png"):
            raise OriginalError("1.png", "Input/output error")

    monkeypatch.setattr(Original, "pieces", refuse)
    report = export(index_of(root, ["1.png", "2.png"], tmp_path / "i"), tmp_path / "out")
    assert report.missing == 1
    assert read(report.out / "failures.csv") == [{"path": "1.png", "reason": "Input/output error"}]
    assert sorted(p.name for p in report.out.iterdir()) == ["2.png", "failures.csv", "items.csv"]


def test_links_are_copied_as_files(tmp_path):
    """A link in the source becomes the file it leads to."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "real.png").write_bytes(b"x")
    os.symlink(root / "real.png", root / "link.png")
    report = export(index_of(root, ["link.png"], tmp_path / "i"), tmp_path / "out")
    assert (report.out / "link.png").read_bytes() == b"x" and not (report.out / "link.png").is_symlink()


@pytest.mark.parametrize("format_", ["folder", "zip"])
def test_links_that_lead_out_of_the_source_are_not_followed(tmp_path, format_):
    """A file or a folder that was replaced by a link after it was indexed is listed as missing."""
    root, secret = tmp_path / "root", tmp_path / "secret"
    (root / "a").mkdir(parents=True)
    secret.mkdir()
    (secret / "2.png").write_bytes(b"secret")
    (root / "3.png").write_bytes(b"x")
    os.symlink(secret / "2.png", root / "1.png")
    (root / "a").rmdir()
    os.symlink(secret, root / "a")
    index = index_of(root, ["1.png", "a/2.png", "3.png"], tmp_path / "i")
    report = export(index, tmp_path / "out", format=format_)
    assert report.missing == 2
    if format_ == "zip":
        shutil.unpack_archive(report.out, tmp_path / "unpacked", "zip")
    folder = tmp_path / ("unpacked" if format_ == "zip" else "out")
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["3.png", "failures.csv", "items.csv"]
    assert all("leads out" in row["reason"] for row in read(folder / "failures.csv"))


def test_archive_is_the_same_bytes_each_time(small_index, tmp_path):
    """Stored, without times of its own, sound, and with everything in it."""
    one = export(small_index, tmp_path / "one.zip", rows=np.arange(20)).out
    two = export(small_index, tmp_path / "two.zip", rows=np.arange(20)).out
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 21
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()} == {0o644}
        path = small_index.items["path"][0].as_py()
        assert archive.read(path) == small_index.image_file(0).read_bytes()


def test_a_large_original_is_sent_in_pieces(tmp_path):
    """No piece of an archive is much larger than asked for, whatever the files are; all arrives."""
    root = tmp_path / "root"
    root.mkdir()
    content = os.urandom(5 * PIECE + 1)
    (root / "large.tif").write_bytes(content)
    download = export_stream(index_of(root, ["large.tif"], tmp_path / "i"), format="zip")
    pieces = list(download)
    assert max(map(len, pieces)) < 2.1 * PIECE
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.read("large.tif") == content


def test_archive_keeps_names_of_any_script(tmp_path):
    """Names are UTF-8."""
    root = tmp_path / "root"
    (root / "日本").mkdir(parents=True)
    (root / "日本" / "é.png").write_bytes(b"x")
    report = export(index_of(root, ["日本/é.png"], tmp_path / "i"), tmp_path / "out.zip")
    with zipfile.ZipFile(report.out) as archive:
        assert "日本/é.png" in archive.namelist()


def test_progress_counts_every_image(small_index, tmp_path):
    """Progress ends at the number of images."""
    seen = []
    export(
        small_index, tmp_path / "out", rows=[1, 2, 3], progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 3), (2, 3), (3, 3)]
