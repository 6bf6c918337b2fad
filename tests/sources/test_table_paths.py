"""Paths of a table that are written otherwise than their files: taken where one file fits, else told."""

import unicodedata

import pytest

from explorer.sources import open_source

COMPOSED = unicodedata.normalize("NFC", "é.png")
DECOMPOSED = unicodedata.normalize("NFD", "é.png")


@pytest.fixture
def opened(tmp_path):
    """Opens a table of these paths beside these files."""

    def make(files: list[str], paths: list[str]):
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        quoted = (path.replace('"', '""') for path in paths)
        table = tmp_path / "table.csv"
        table.write_text("path\n" + "".join(f'"{path}"\n' for path in quoted), encoding="utf-8")
        return open_source(table)

    return make


@pytest.fixture
def has_case(tmp_path):
    """Pass over where the file system takes two cases for one name."""
    (tmp_path / "case").touch()
    if (tmp_path / "CASE").exists():
        pytest.skip("the file system does not tell cases apart")


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("a b.png", "a%20b.png"),
        ("ü/a+b.png", "%C3%BC/a%2Bb.png"),
        (DECOMPOSED, COMPOSED),
        (COMPOSED, DECOMPOSED),
        (f"{DECOMPOSED}.d/1.png", f"{COMPOSED}.d/1.png"),
        (DECOMPOSED, "%C3%A9.png"),
        ("a.png", " a.png  "),
        (" a .png ", "a .png"),
        ("a b.png", "'a b.png'"),
        ("a.png", " “a.png” "),
        ("x/a.png", r"`x\a.png`"),
        ("x/a.v1.jpg", "x/a.v1"),
        ("Images/IMG_1.JPG", "images/img_1.jpg"),
        ("images/a b.png", r"Images\a%20B.PNG "),
    ],
)
def test_the_one_file_that_fits_is_meant(opened, file, path):
    """Quoted for the web, in another Unicode form or case, padded, or several of these; a note says so."""
    source = opened([file], [path])
    assert source.items["path"].to_pylist() == [file]
    assert source.failures == []


def test_a_note_tells_of_other_names(opened):
    """One sentence, with an example; nothing where all is as written."""
    assert opened(["a b.png", "c.png"], ["a%20b.png", "c.png"]).notes == (
        "1 path names a file written otherwise on disk: 'a%20b.png' was taken for 'a b.png'.",
    )
    assert opened(["c.png"], ["c.png"]).notes == ()


def test_a_local_address_is_a_path(opened, tmp_path):
    """`file:///…` is read; other addresses are left alone."""
    paths = [f"file://{tmp_path}/a%20b.png", "http://x.org/a.png", f"FILE:{tmp_path}/a%20b.png"]
    assert opened(["a b.png"], paths).files == [
        f"{tmp_path}/a b.png",
        "http://x.org/a.png",
        f"{tmp_path}/a b.png",
    ]


def test_what_is_written_goes_first(opened):
    """A file of the very name is meant, whatever else there is; then the one that changes less."""
    files = ["a%20b.png", "a b.png", "A%20B.png"]
    assert opened(files, ["a%20b.png"]).items["path"].to_pylist() == ["a%20b.png"]


def test_of_two_files_that_fit_neither_is_taken(opened, has_case):
    """The reason names both."""
    source = opened(["A.png", "a.PNG", "b.png"], ["a.png", "b.png"])
    assert source.items["path"].to_pylist() == ["b.png"]
    (failure,) = source.failures
    assert (failure.path, failure.source_row) == ("a.png", 0)
    assert failure.reason == (
        "the file is missing; 'A.png' and 'a.PNG' nearly fit (write the path as it is on disk)"
    )


def test_a_file_of_another_row_is_not_taken_by_case(opened, has_case):
    """`a.png` may be another picture, which is missing."""
    source = opened(["A.png"], ["a.png", "A.png"])
    assert source.items["source_row"].to_pylist() == [1]
    assert "'A.png' nearly fits" in source.failures[0].reason


def test_another_ending_is_named_and_not_taken(opened):
    """`a.jpeg` is no `a.jpg` for certain; what fits nothing is left to fail when it is read."""
    source = opened(["x/a.jpeg", "x/a.txt", "b.png", "c.png.jpg"], ["x/a.jpg", "b.png", "c.png"])
    assert source.items["path"].to_pylist() == ["b.png", "c.png"]
    assert [failure.reason for failure in source.failures] == [
        "the file is missing; 'a.jpeg' nearly fits (write the path as it is on disk)"
    ]


def test_a_table_of_which_no_path_is_certain(opened, has_case):
    """There is nothing to index, and each row has its reason."""
    source = opened(["A.png", "a.PNG"], ["a.png"])
    assert (source.items.num_rows, source.files, len(source.failures)) == (0, [], 1)
