"""All images fail: the commonest reason, the first path that has it, and what to do."""

from pathlib import Path

import pytest

from explorer.errors import SourceError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")


def said(source: Path, options: BuildOptions) -> str:
    """What a build of a source that has nothing says, in one line."""
    with pytest.raises(SourceError) as caught:
        build_index(source, options=options, encoder=FakeEncoder())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def table_of(folder: Path, *paths: str) -> Path:
    """A table of paths."""
    (folder / "t.csv").write_text("path\n" + "".join(f"{path}\n" for path in paths))
    return folder / "t.csv"


def test_the_commonest_reason_and_its_first_path(tmp_path: Path, options: BuildOptions) -> None:
    """One broken image and two that are missing."""
    (tmp_path / "a.png").write_bytes(b"broken")
    message = said(table_of(tmp_path, "a.png", "x/b.png", "x/c.png"), options)
    assert "3 failed, 2 with the reason: the file is missing (first: x/b.png)" in message
    assert f"Paths are taken from {tmp_path}: write them from there" in message
    for name in ("d.png", "e.png"):
        (tmp_path / name).touch()
    assert "2 failed, all with the reason: the file is missing; 'd.png' nearly fits" in said(
        table_of(tmp_path, "d.jpg", "e.jpg"), options
    )
    message = said(table_of(tmp_path, "/nowhere/b.png"), options)
    assert "1 failed, all with the reason" in message and "Name the files where they are now" in message
    assert "an address of a kind that is not read" in said(table_of(tmp_path, "ftp://x.org/a.png"), options)


def test_images_that_are_all_broken(tmp_path: Path, options: BuildOptions) -> None:
    """A folder has no advice on paths."""
    (tmp_path / "pictures").mkdir()
    for name in ("a.png", "b.png"):
        (tmp_path / "pictures" / name).write_bytes(b"broken")
    message = said(tmp_path / "pictures", options)
    assert "2 failed, all with the reason: " in message and message.endswith("(first: a.png).")


def test_paths_of_windows_are_taken_where_they_are_files(tmp_path: Path, options: BuildOptions) -> None:
    """`img\\a.png` is `img/a.png` where that is there and the other is not; else the advice says so."""
    first, second = (path.relative_to(tmp_path) for path in draw_folder(tmp_path / "img", 2))
    there, named = (str(path).replace("/", "\\") for path in (first, second))
    (tmp_path / named).write_bytes((tmp_path / second).read_bytes())
    table = table_of(tmp_path, there, named)
    build_index(table, options=options, encoder=FakeEncoder())
    with open_index(table.with_suffix(".dendro")) as index:
        assert sorted(index.items["path"].to_pylist()) == sorted([str(first), named])
    assert "paths are those of Windows: write them with `/`" in said(
        table_of(tmp_path, "C:\\a\\b.png"), options
    )
