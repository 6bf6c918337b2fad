"""Exports of many files that are interrupted, and go on."""

import csv
import errno
import io
import json
import os
import tarfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import ExplorerError, InputError
from explorer.export import export
from explorer.export.formats import as_huggingface, as_lance, as_webdataset
from explorer.export.unfinished import Journal, unfinished_folder
from explorer.index.originals import open_original
from explorer.progress import LineProgress, SilentProgress
from tests.export.test_original_files import index_of

N = 12


class Interrupting(SilentProgress):
    """Hears what is said, and ends the work after some images as Ctrl-C does."""

    def __init__(self, after: int = 10**9) -> None:
        self.said: list[str] = []
        self._after = after

    def update(self, done: int, total: int | None = None) -> None:
        """End it."""
        if done >= self._after:
            raise KeyboardInterrupt

    def note(self, text: str) -> None:
        """Keep it."""
        self.said.append(text)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def originals(tmp_path: Path) -> Path:
    """Some files, each with a content of its own."""
    root = tmp_path / "root"
    root.mkdir()
    for number in range(N):
        (root / f"{number}.png").write_bytes(b"picture %d" % number)
        os.utime(root / f"{number}.png", ns=(10**18, 10**18 + number))
    return root


@pytest.fixture
def made(originals: Path, tmp_path: Path):
    """Their index."""
    return index_of(originals, [f"{number}.png" for number in range(N)], tmp_path / "i")


@pytest.mark.parametrize("links", ["copy", "hard", "symbolic"])
def test_a_folder_goes_on_with_what_it_has(made, tmp_path, links):
    """No file that is there is written again, and the result is that of an export at one go."""
    out = tmp_path / "out"
    first = Interrupting(5)
    with pytest.raises(KeyboardInterrupt):
        export(made, out, links=links, progress=first)
    kept = tmp_path / ".out.dendro-unfinished"
    assert not out.exists() and first.said == [
        f"Interrupted: what is done is kept in {kept}: the same command goes on from there, or remove it."
    ]
    before = {path.name: path.lstat().st_ctime_ns for path in (kept / "out").iterdir()}
    assert len(before) == 5
    inodes = {path.name: path.lstat().st_ino for path in (kept / "out").iterdir()}

    then = Interrupting()
    report = export(made, out, links=links, progress=then)
    assert then.said == [f"Going on with the export to {out} that was interrupted."]
    assert (report.rows, report.resumed, report.missing) == (N, 5, 0)
    assert {name: (out / name).lstat().st_ino for name in inodes} == inodes
    assert contents(out) == contents(export(made, tmp_path / "whole", links=links).out)
    assert not kept.exists()


def test_what_changed_or_vanished_in_between_is_noticed(made, originals, tmp_path):
    """A file that was written again, one of the same size, and one that is no more."""
    with pytest.raises(KeyboardInterrupt):
        export(made, tmp_path / "out", progress=Interrupting(6))
    (originals / "0.png").write_bytes(b"another one")
    (originals / "1.png").write_bytes(b"picture x")
    (originals / "2.png").unlink()
    report = export(made, tmp_path / "out")
    assert (report.resumed, report.missing) == (3, 1)
    assert (report.out / "0.png").read_bytes() == b"another one"
    assert (report.out / "1.png").read_bytes() == b"picture x"
    assert not (report.out / "2.png").exists()
    with open(report.out / "failures.csv", encoding="utf-8") as file:
        assert [row["path"] for row in csv.DictReader(file)] == ["2.png"]


def test_half_a_copy_is_made_again(made, tmp_path):
    """As a process leaves it that is killed while it writes: of any size, but not of the original's time."""
    with pytest.raises(KeyboardInterrupt):
        export(made, tmp_path / "out", progress=Interrupting(3))
    half = tmp_path / ".out.dendro-unfinished" / "out" / "2.png"
    half.write_bytes(b"picture ?")
    report = export(made, tmp_path / "out")
    assert report.resumed == 2 and (report.out / "2.png").read_bytes() == b"picture 2"


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"rows": [0, 1]}, "choice of images"),
        ({"layout": "class"}, "layout"),
        ({"links": "hard"}, "kind of links"),
        ({"format": "fiftyone"}, "format"),
    ],
)
def test_another_export_to_the_same_place_begins_anew(small_index, tmp_path, asked, what):
    """With a line, and without what the other one left."""
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        export(small_index, out, progress=Interrupting(8))
    told = Interrupting()
    report = export(small_index, out, progress=told, **asked)
    assert told.said == [f"The export to {out} that was interrupted was of another {what}: it begins anew."]
    assert report.resumed == 0
    assert contents(out) == contents(export(small_index, tmp_path / "alone", **asked).out)


def test_what_is_wrong_with_the_question_leaves_nothing(made, tmp_path):
    """The next time it would be wrong, too."""

    def refuse(done: int, total: int) -> None:
        raise InputError("no")

    with pytest.raises(InputError):
        export(made, tmp_path / "out", progress=refuse)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root"]


def test_two_at_once_do_not_write_the_same(tmp_path):
    """The second is refused."""
    with unfinished_folder(tmp_path / "out", {}, print):
        with pytest.raises(ExplorerError, match="is being written by another process"):
            with unfinished_folder(tmp_path / "out", {}, print):
                pass
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    """In a line."""
    with pytest.raises(InputError, match=r"cannot write in .*absent: No such file"):
        with unfinished_folder(tmp_path / "absent" / "out", {}, print):
            pass


def test_a_disk_without_room_for_files_is_no_missing_original(made, tmp_path, monkeypatch):
    """Opening a copy fails then, with its name: the export ends, says where it stands, and goes on later."""
    there = Path.mkdir

    def full(path: Path, *given, **named):
        if path.name == "b":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return there(path, *given, **named)

    made.items = made.items.set_column(0, "path", [[*(f"{i}.png" for i in range(3)), *["b/x.png"] * (N - 3)]])
    monkeypatch.setattr(made, "open_image", lambda row: open_original(made.manifest.source, f"{row}.png", ""))
    with monkeypatch.context() as disk:
        disk.setattr(Path, "mkdir", full)
        with pytest.raises(
            ExplorerError, match="make room there, or choose another place; what is done is kept in"
        ):
            export(made, tmp_path / "out")
    assert export(made, tmp_path / "out").resumed == 3


def samples(folder: Path) -> dict[str, bytes]:
    """All that lies in shards."""
    found = {}
    for path in sorted(folder.glob("*.tar")):
        with tarfile.open(path) as shard:
            found |= {member.name: shard.extractfile(member).read() for member in shard}
    return found


def rows_of_lance(folder: Path):
    """All that a Lance data set holds."""
    lance = pytest.importorskip("lance")
    return lance.dataset(str(folder)).to_table()


FORMATS = {
    "webdataset": (as_webdataset, {"MOST": 4}, samples, 8),
    "huggingface": (as_huggingface, {"GROUP": 4, "LARGEST": 1}, contents, 12),
    "lance": (as_lance, {"FRAGMENT_ROWS": 4}, rows_of_lance, 12),
}


@pytest.mark.parametrize("name", FORMATS)
def test_formats_of_large_files_go_on_after_the_last_whole_one(small_index, tmp_path, monkeypatch, name):
    """And what they hold is what they hold at one go, in the same order."""
    if name == "lance":
        pytest.importorskip("lance")
    module, limits, read, done = FORMATS[name]
    for limit, value in limits.items():
        monkeypatch.setattr(module, limit, value)
    asked = {"format": name, "rows": np.arange(19, -1, -1)}
    whole = export(small_index, tmp_path / "whole", **asked)
    with pytest.raises(KeyboardInterrupt):
        export(small_index, tmp_path / "out", progress=Interrupting(11), **asked)
    assert not (tmp_path / "out").exists()
    report = export(small_index, tmp_path / "out", **asked)
    assert report.resumed == done and read(report.out) == read(whole.out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


def test_a_large_file_of_what_changed_is_written_again(small_index, tmp_path, monkeypatch):
    """And those after it, but not the one before; so is one that was cut."""
    monkeypatch.setattr(as_webdataset, "MOST", 4)
    asked = {"format": "webdataset", "rows": range(20)}
    with pytest.raises(KeyboardInterrupt):
        export(small_index, tmp_path / "out", progress=Interrupting(18), **asked)
    kept = tmp_path / ".out.dendro-unfinished"
    source = Path(small_index.manifest.source["root"]) / small_index.items["path"][9].as_py()
    before = source.stat()
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    try:
        with pytest.raises(KeyboardInterrupt):
            export(small_index, tmp_path / "out", progress=Interrupting(18), **asked)
        assert json.loads((kept / "state.json").read_text())[0]["done"] == 4
        report = export(small_index, tmp_path / "out", progress=Interrupting(), **asked)
        assert report.resumed == 16
    finally:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_journal_without_a_folder_keeps_nothing():
    """As of a download."""
    journal = Journal()
    journal.save([1])
    assert journal.read() is None and not journal.worth


def test_bytes_and_their_rate_are_told(made, tmp_path, monkeypatch):
    """Beside images and time left."""
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now.__setitem__(0, now[0] + 1) or now[0])
    out = io.StringIO()
    progress = LineProgress(out, every=4)
    progress.stage("Exporting", N, "images")
    export(made, tmp_path / "out", progress=progress)
    assert "Exporting: 9 of 12 images (75%), 0.3 images/s, 9 s left, 81 bytes, 3 bytes/s\n" in out.getvalue()
