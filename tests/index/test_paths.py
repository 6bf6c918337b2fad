"""Where sources and indexes lie: any path that is text works, others are refused before anything is read."""

import os
import sys
from pathlib import Path

import pytest

from explorer.errors import InputError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder

pytestmark = [
    pytest.mark.usefixtures("cheap_projection"),
    pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are bytes on Linux only"),
]

BAD = os.fsdecode(b"caf\xe9")


def test_a_source_that_is_not_utf8_is_refused(tmp_path: Path, options: BuildOptions) -> None:
    """The bytes are shown escaped, no image is embedded, nothing is left."""
    draw_folder(tmp_path / BAD, 6)
    encoder = FakeEncoder()
    with pytest.raises(InputError, match=r"caf\\xe9 is not UTF-8"):
        build_index(tmp_path / BAD, options=options, encoder=encoder)
    assert encoder.seen == 0 and [path.name for path in tmp_path.iterdir()] == [BAD]


def test_an_index_that_is_not_utf8_is_refused(tmp_path: Path, options: BuildOptions) -> None:
    """When it is to be built, and when it is to be opened after it was moved."""
    draw_folder(tmp_path / "p", 6)
    encoder = FakeEncoder()
    with pytest.raises(InputError, match="not UTF-8"):
        build_index(tmp_path / "p", tmp_path / BAD, options, encoder=encoder)
    assert encoder.seen == 0
    build_index(tmp_path / "p", options=options, encoder=encoder).index.rename(tmp_path / BAD)
    with pytest.raises(InputError, match="not UTF-8"):
        open_index(tmp_path / BAD)


@pytest.mark.parametrize(
    "name", ["two\nlines", "tab\tand \x1b[31mred", " ", "-o", "ü 🐈", "%s {0}", "a" * 240]
)
def test_other_odd_names_work(tmp_path: Path, options: BuildOptions, name: str) -> None:
    """Newlines, control characters, blanks, what looks like an option, a long name."""
    draw_folder(tmp_path / name, 6)
    report = build_index(tmp_path / name, options=options, encoder=FakeEncoder())
    assert not build_index(tmp_path / name, options=options, encoder=FakeEncoder()).published
    with open_index(report.index) as index:
        assert index.n == 6 and index.verify() == [] and index.image_file(0).is_file()


@pytest.mark.parametrize("place", ["x" * 300, "/proc/here.dendro"])
def test_a_place_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, options: BuildOptions, place: str
) -> None:
    """Too long a name, a file system that takes no files: said before anything is read."""
    draw_folder(tmp_path / "p", 6)
    encoder = FakeEncoder()
    with pytest.raises(InputError, match="another place with -o"):
        build_index(tmp_path / "p", tmp_path / place, options, encoder=encoder)
    assert encoder.seen == 0
