"""An index of several sources: what the product does with a folder, it does with these."""

import json
import zipfile
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from explorer.cli import cli
from explorer.dataset import open_index
from explorer.errors import InputError, OriginalError
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.drawing import draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """A folder of 10 pictures, a zip of 4, and a table of one of the first and one more."""
    draw_folder(tmp_path / "a", 10)
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(4):
            archive.writestr(f"z/{i}.png", picture_bytes(draw(i, 100 + i)))
    (tmp_path / "more.png").write_bytes(picture_bytes(draw(1, 200)))
    first = min((tmp_path / "a").rglob("*.png")).relative_to(tmp_path).as_posix()
    (tmp_path / "t.csv").write_text(f"path,note\nmore.png,new\n{first},old\ngone.png,\n")
    return [tmp_path / name for name in ("a", "c.zip", "t.csv")]


def test_originals_of_all_are_there_and_exported(sources, options: BuildOptions, tmp_path: Path):
    """Files and members of archives beside one another, each with its own name and content."""
    report = build_index(sources, options=options, encoder=FakeEncoder())
    assert report.index == tmp_path / "a.dendro"
    assert (report.new, report.failed, [each.name for each in report.sources]) == (
        15,
        1,
        ["a", "c.zip", "t.csv"],
    )
    with open_index(report.index) as data:
        items = data.items
        counts = {name: items["source"].to_pylist().count(name) for name in ("a", "c.zip", "t.csv")}
        assert counts == {"a": 10, "c.zip": 4, "t.csv": 1}
        paths = items["path"].to_pylist()
        for path, content in (("c.zip/z/2.png", picture_bytes(draw(2, 102))), ("more.png", None)):
            with data.open_image(paths.index(path)) as original:
                assert original.read() == (content or (tmp_path / "more.png").read_bytes())
        data.export(tmp_path / "out.zip")
        with zipfile.ZipFile(tmp_path / "out.zip") as archive:
            assert {*paths} <= {*archive.namelist()}
            assert archive.read("c.zip/z/3.png") == picture_bytes(draw(3, 103))
            assert f"{tmp_path}/c.zip" in archive.read("items.csv").decode()
        with pytest.raises(InputError, match="the folder of the images, which is never written to"):
            data.export(tmp_path / "a/out.csv")
        (tmp_path / "more.png").unlink()
        (tmp_path / "more.png").symlink_to(sources[0] / "nowhere.png")
        with pytest.raises(OriginalError):
            data.open_image(paths.index("more.png"))


def test_a_source_that_comes_or_goes_embeds_nothing_anew(sources, options: BuildOptions, tmp_path: Path):
    """Only what is new is embedded; images stay the same ones under their new paths, and so do decisions."""
    report = build_index(sources[0], options=options, encoder=FakeEncoder())
    with open_index(report.index) as data:
        kept = data.items["path"][3].as_py()
        data.tag("fix", rows=[3])
    encoder = FakeEncoder()
    report = build_index(sources, options=options, encoder=encoder)
    assert (report.new, report.changed, report.removed, report.kept, encoder.seen) == (5, 0, 0, 10, 5)
    with open_index(report.index) as data:
        row = data.items["path"].to_pylist().index(f"a/{kept}")
        assert data.tags()["fix"].tolist() == [row]
    assert not build_index(sources, options=options, encoder=encoder).published
    for given, counts in (
        (sources[1:], (0, 0, 9, 6)),
        (sources[1], (0, 0, 2, 4)),
    ):
        report = build_index(given, report.index, options=options, encoder=encoder)
        assert (report.new, report.changed, report.removed, report.kept) == counts and encoder.seen == 5
    with open_index(report.index) as data:
        assert "source" not in data.items.column_names and data.manifest.sources[0]["kind"] == "archive"


def test_the_command_line_takes_several(sources, tmp_path: Path, monkeypatch):
    """`index` says what each was taken for, `info` where each is."""
    build = partial(build_index, encoder=FakeEncoder())
    monkeypatch.setattr("explorer.indexing.build_index.build_index", build)
    out = str(tmp_path / "x.dendro")
    given = ["index", *map(str, sources), "-o", out, "--workers", "0", "--json"]
    answer = CliRunner().invoke(cli, given)
    document = json.loads(answer.stdout)
    assert document["taken_for"].startswith(
        "3 sources: a (folder: 10 images), c.zip (1 archive: 4 images), t.csv ("
    )
    assert [each["location"] for each in document["sources"]] == [str(source) for source in sources]
    lines = CliRunner().invoke(cli, ["info", out]).output.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("source:")] == [
        str(source) for source in sources
    ]


def test_no_source_is_refused():
    """In one line."""
    with pytest.raises(InputError, match="No source was given"):
        build_index([])
