"""Folders: what counts, in which order, labels from folders, and everything odd that lies in them."""

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import Failure, SourceError
from explorer.images.stream import ReadOptions, read_images
from explorer.natural_order import path_key
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.folders.passed_over import by_ending, in_words
from tests.images import odd


@pytest.fixture
def folder(tmp_path):
    """Makes files in a folder: `folder("a/1.png", …)` gives the folder."""

    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        return tmp_path

    return make


def paths(root: Path) -> list[str]:
    """The paths a folder gives."""
    return open_source(root).items["path"].to_pylist()


def reasons(root: Path) -> dict[str, str]:
    """The failures of a folder."""
    return {failure.path: failure.reason for failure in open_source(root).failures}


def test_images_of_any_depth_in_natural_order(folder):
    """Images are found by extension, in any case, folder by folder, numbers by value."""
    root = folder(
        "b/img10.JPG", "b/img2.jpeg", "a/x/y/z.Png", "c.webp", "a/1.tif", "notes.txt", "b/table.csv", "none"
    )
    assert paths(root) == ["a/1.tif", "a/x/y/z.Png", "b/img2.jpeg", "b/img10.JPG", "c.webp"]


def test_a_source_is_whole(folder):
    """Kind, root, rows and files of a folder are parallel; the reader needs no more."""
    root = folder("b.png", "a.png")
    source = open_source(root)
    assert (source.kind, source.location, source.root) == ("folder", root, root)
    assert source.items["source_row"].to_pylist() == [0, 1]
    assert source.files == [str(root / "a.png"), str(root / "b.png")]
    assert (
        source.failures == []
        and source.embeddings is None
        and source.items.column_names == ["path", "source_row"]
    )


INDEX = '{"format": "dendro-index", "version": 1}'


def test_hidden_things_and_indexes_are_passed_over_and_counted(folder):
    """Dot files, dot folders, what systems keep, and folders of ours whatever they are called."""
    root = folder(
        "@eaDir/e.png/SYNOFILE_THUMB_M.png", "$RECYCLE.BIN/f.png", "x/#recycle/g.png", "Thumbs.db",
        ".a.png", ".git/b.png", ".git/c/d", "x/.c/d.png", "i.dendro/builds/1/t.png", "j/t.png",
        "k/build.lock", "damaged.dendro/manifest.json", "damaged.dendro/builds/t.png", "e.png",
    )  # fmt: skip
    for name in ("i.dendro", "j"):
        (root / name / "manifest.json").write_text(INDEX)
    source = open_source(root)
    assert source.items["path"].to_pylist() == ["e.png"] and source.failures == []
    assert source.passed_over == {"in an index": 7, "hidden": 8}


def test_a_dendro_folder_that_is_no_index_is_a_folder(folder):
    """Neither the name nor a manifest of something else hides a user's images, below a source or as one."""
    root = folder("own.dendro/e.png", "i.dendro/manifest.json", "i.dendro/t.png", "builds/u.png")
    assert paths(root) == ["builds/u.png", "i.dendro/t.png", "own.dendro/e.png"]
    assert open_source(root).passed_over == {".json": 1}
    assert paths(root / "i.dendro") == ["t.png"]


@pytest.mark.parametrize(
    "name", ["hash0001", "photo.jpg_large", "a.tmp", "b.JPG~", "c.jpg?w=100", "v1.2.3", "d.bin"]
)
def test_a_name_that_tells_nothing_is_looked_into(folder, name):
    """An image is one by its first bytes; all else is counted by its ending, text and nothing included."""
    root = folder("1.png", f"text/{name}")
    (root / "image").mkdir()
    (root / "image" / name).write_bytes(odd.encoded(odd.quarters(), "JPEG"))
    (root / "nothing").mkdir()
    (root / "nothing" / name).touch()
    (root / f"text/{name}").write_text("P1 is how this text begins, and it is no picture")
    (root / "cut").symlink_to(root / "image" / name)
    source = open_source(root)
    assert source.items["path"].to_pylist() == ["1.png", "cut", f"image/{name}"] and source.failures == []
    assert source.passed_over == {os.path.splitext(name)[1].lower() or "without an ending": 2}


def test_what_surely_is_no_image_is_not_opened(folder, monkeypatch):
    """Names of texts, tables and films are enough."""
    root = folder("1.png", "a.txt", "a.csv", "a.mp4", "a.json")
    monkeypatch.setattr("explorer.images.recognize.is_image_by_content", lambda file: 1 / 0)
    assert open_source(root).passed_over == {".csv": 1, ".json": 1, ".mp4": 1, ".txt": 1}


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.svg", "vector drawing"), ("b.CR2", "camera RAW"), ("c.exr", "not read"), ("d.eps", "program")],
)
def test_pictures_that_are_not_read_are_items_that_fail_with_a_word(folder, name, words):
    """They are neither lost among other files nor read as what they contain, such as a RAW file's preview."""
    root = folder("1.png", name)
    (root / name).write_bytes(odd.encoded(odd.quarters(), "TIFF"))
    source = open_source(root)
    (failure,) = [
        one for one in read_images(source.files[1:], ReadOptions(workers=0)) if isinstance(one, Failure)
    ]
    assert words in failure.reason


def test_counts_are_bounded_and_in_a_fixed_order():
    """A million files with an ending each are a hundred names and a rest."""
    counts = by_ending(Counter({f".{i:04d}": 1 + (i == 7) for i in range(1000)}))
    assert list(counts)[:2] == [".0007", ".0000"] and len(counts) == 101
    assert counts["with other endings"] == 900 and sum(counts.values()) == 1001
    assert in_words(counts) == (
        "1,001 files (2 .0007, 1 .0000, 1 .0001, 1 .0002, 1 .0003, 1 .0004, 1 .0005, 1 .0006, …)"
    )
    assert in_words({".txt": 1}) == "1 file (1 .txt)" and in_words({}) == ""


@pytest.mark.parametrize(
    "name", ["new\nline.png", "a b  c.png", "émoji 🐈.png", "日本.png", "q'\"`$;.png", "-r.png"]
)
def test_any_name_works(folder, name):
    """Newlines, blanks, quotes and all of Unicode can be in names."""
    root = folder(f"sub {name}/{name}", "z/1.png")
    source = open_source(root)
    assert f"sub {name}/{name}" in source.items["path"].to_pylist()
    assert all(os.path.isfile(file) for file in source.files)


def test_names_that_are_no_text_are_failures(folder):
    """Bytes that are no UTF-8 cannot be written to a table: a failure that can, and all else goes on."""
    root = folder("good.png")
    Path(os.fsdecode(os.fsencode(root) + b"/bad\xff.png")).write_bytes(b"x")
    bad_folder = os.fsdecode(os.fsencode(root) + b"/dir\xfe")
    os.mkdir(bad_folder)
    Path(bad_folder, "in.png").write_bytes(b"x")
    assert paths(root) == ["good.png"]
    found = reasons(root)
    assert set(found) == {"bad\\xff.png", "dir\\xfe"} and all("UTF-8" in reason for reason in found.values())
    assert all(failure.source_row == -1 for failure in open_source(root).failures)


def test_links_inside_are_followed_and_loops_end(folder):
    """A link to a file is an item; a folder that was read already is not read again, a hidden one is."""
    root = folder("a/1.png", ".store/2.png")
    (root / "a" / "loop").symlink_to(root)
    (root / "twice").symlink_to(root / "a")
    (root / "stored").symlink_to(root / ".store")
    (root / "self").symlink_to(root / "self")
    (root / "link.png").symlink_to(root / "a" / "1.png")
    (root / "hidden.png").symlink_to(root / ".store" / "2.png")
    assert paths(root) == ["a/1.png", "hidden.png", "link.png", "stored/2.png"]
    assert reasons(root) == {"self": "a link to itself"}
    assert open_source(root).passed_over == {}


def test_links_that_lead_out_are_failures(folder, tmp_path_factory):
    """Nothing outside the folder is read, not even where its name begins alike."""
    root = folder("in/1.png")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.png").write_bytes(b"x")
    beside = Path(f"{root}-beside")
    beside.mkdir()
    (beside / "x.png").write_bytes(b"x")
    (root / "far").symlink_to(outside)
    (root / "in" / "file.png").symlink_to(outside / "secret.png")
    (root / "near").symlink_to(beside)
    (root / "up").symlink_to("..")
    (root / "gone.png").symlink_to(root / "nothing.png")
    (root / "readme.txt").symlink_to(outside / "secret.png")
    assert paths(root) == ["in/1.png"]
    found = reasons(root)
    assert list(found) == ["far", "gone.png", "in/file.png", "near", "up"]
    assert "missing" in found.pop("gone.png") and all("leads out" in reason for reason in found.values())


def test_a_folder_given_by_a_link(folder, tmp_path_factory):
    """The folder itself may be a link."""
    link = tmp_path_factory.mktemp("links") / "link"
    link.symlink_to(folder("a/1.png"))
    assert paths(link) == ["a/1.png"]


def test_what_is_no_regular_file_is_a_failure(folder):
    """A pipe with the name of an image is not waited for."""
    root = folder("1.png")
    for name in ("pipe.png", "pipe", "pipe.txt"):
        os.mkfifo(root / name)
    (root / "link").symlink_to(root / "pipe")
    expected = dict.fromkeys(("link", "pipe", "pipe.png", "pipe.txt"), "not a regular file")
    assert paths(root) == ["1.png"] and reasons(root) == expected


def test_an_unreadable_folder_is_a_failure(folder, monkeypatch):
    """A sub-folder that cannot be read is told and stops nothing."""
    root = folder("a/1.png", "locked/2.png")
    scandir = os.scandir

    def refuse(path):
        if os.fspath(path).rstrip("/").endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert paths(root) == ["a/1.png"]
    assert reasons(root) == {"locked": "the folder cannot be read (Permission denied)"}


def test_very_deep_folders(tmp_path):
    """Folders nested deeper than Python's calls go are walked."""
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("1.png", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    found, failed = paths(tmp_path), reasons(tmp_path)
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # too deep for Python's own
    assert found == ["d/" * 1500 + "1.png"] and failed == {}


def test_labels_stand_in_the_items(folder):
    """Labels from folders are a column of the source."""
    source = open_source(folder("train/cat/1.png", "test/dog/2.png"))
    assert source.items.select(["path", "label", "split"]).to_pylist() == [
        {"path": "test/dog/2.png", "label": "dog", "split": "test"},
        {"path": "train/cat/1.png", "label": "cat", "split": "train"},
    ]


def test_natural_order_is_total():
    """Numbers by value, equal values by spelling; long numbers too."""
    names = ["a1", "a01", "a2", "a10", "A1", "b", "1", "10/a", "2/b", "a" + "9" * 200]
    ordered = ["1", "2/b", "10/a", "A1", "a01", "a1", "a2", "a10", "a" + "9" * 200, "b"]
    assert sorted(names, key=path_key) == ordered == sorted(reversed(names), key=path_key)


@given(
    st.lists(st.lists(st.text("aA019 .-é", min_size=1), min_size=1, max_size=3).map("/".join), unique=True)
)
def test_natural_order_is_that_of_names_and_numbers(paths):
    """As by a key of lists of text and numbers, name by name, but for its size."""

    def by_parts(path):
        names = [re.split("([0-9]+)", name) for name in path.split("/")]
        return [[int(part) if i % 2 else part for i, part in enumerate(name)] for name in names], path

    assert sorted(paths, key=path_key) == sorted(paths, key=by_parts)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "an empty folder"),
        (["a.txt", "b/c.txt", "d.md"], r"2 \.txt, 1 \.md"),
        ([".hidden.png"], "1 hidden"),
        (["x.npy"], r"1 \.npy"),
    ],
)
def test_a_folder_without_images_is_an_error(folder, names, words):
    """One line says where, and what is there instead."""
    root = folder(*names)
    with pytest.raises(SourceError, match=words) as caught:
        open_source(root)
    assert str(root) in str(caught.value) and "\n" not in str(caught.value)


def test_only_links_out_is_an_error_that_says_so(folder, tmp_path_factory):
    """A folder of links to elsewhere: say that they are not followed."""
    target = tmp_path_factory.mktemp("pool") / "1.png"
    target.write_bytes(b"x")
    root = folder("notes.txt")
    (root / "1.png").symlink_to(target)
    with pytest.raises(SourceError, match="leads out"):
        open_source(root)


@pytest.mark.parametrize("name", ["missing", "one.jpg", "data.xml"])
def test_locations_of_no_known_kind(folder, name):
    """What is missing, one image, another file: each refused with what was expected."""
    root = folder("one.jpg", "data.xml")
    with pytest.raises(SourceError, match=r"no such file or folder|expected a folder of images or a \.csv"):
        open_source(root / name)


def test_an_index_is_no_source(folder):
    """An index is not indexed by mistake."""
    root = folder("x.dendro/a.png")
    (root / "x.dendro" / "manifest.json").write_text(INDEX)
    with pytest.raises(SourceError, match="is an index already"):
        open_source(root / "x.dendro")


@pytest.mark.parametrize("option", ["embeddings", "probabilities", "label_column", "path_column"])
def test_what_belongs_to_a_table_is_refused_with_a_folder(folder, option):
    """Rows of an array cannot belong to files of a folder: make a table."""
    with pytest.raises(SourceError, match=f"--{option.replace('_', '-')} belongs to the rows of a table"):
        open_source(folder("1.png"), SourceOptions(**{option: "x"}))


@pytest.mark.parametrize("below", ["builds", "builds/20260101T000000-00000000", "staging/pictures"])
@pytest.mark.parametrize("linked", [False, True])
def test_what_an_index_has_of_its_own_is_no_source(folder, tmp_path, below, linked):
    """A folder or a table among its files would go with the next build; one beside them is a folder."""
    index = folder(f"x.dendro/{below}/a.png", "x.dendro/mine/b.png")
    (index / "x.dendro" / "manifest.json").write_text(INDEX)
    place = index / "x.dendro" / below
    (place / "t.csv").write_text("path\na.png\n")
    if linked:
        (tmp_path / "link").symlink_to(place)
        place = tmp_path / "link"
    for location in (place, place / "t.csv"):
        with pytest.raises(SourceError, match=r"lies among the files of the index .*x\.dendro, which"):
            open_source(location)
    assert open_source(index / "x.dendro/mine").items["path"].to_pylist() == ["b.png"]


def test_a_relative_location_becomes_absolute(folder, monkeypatch):
    """Files are absolute whatever the working folder is."""
    monkeypatch.chdir(folder("sub/1.png"))
    source = open_source("sub/../sub")
    assert source.files == [str(Path.cwd() / "sub" / "1.png")]


@pytest.mark.parametrize("option", [{"every": 2.0}, {"scenes": True}, {"slices": 3}, {"patients": True}])
def test_what_belongs_to_another_kind_is_refused_with_a_folder(folder, option):
    """An option of videos or volumes says nothing of pictures: which kind takes it is said."""
    (name,) = option
    with pytest.raises(SourceError, match=rf"a folder, and --{name} is of --source [a-z]+ alone"):
        open_source(folder("a.png"), SourceOptions(**option))


@pytest.mark.parametrize("name", ["a.lance", "data.mdb", "a.tfrecord-00000-of-00001", "b.txt"])
def test_pictures_in_files_that_are_not_read(tmp_path, name):
    """Where arrays or records are all that a folder has, what to do with them is said."""
    (tmp_path / name).write_bytes(b"\x10" + bytes(200))
    with pytest.raises(SourceError) as raised:
        open_source(tmp_path)
    advice = "are not read: write them to image files in folders of classes, or to Parquet"
    assert str(raised.value).endswith(advice) == (name != "b.txt")


def test_arrays_that_are_no_pictures_say_what_would_be(tmp_path):
    """They are read where they have the shape of pictures."""
    (tmp_path / "data.npz").write_bytes(b"\x10" + bytes(200))
    with pytest.raises(SourceError, match=r"Arrays in \.npz are read where they are pictures: bytes of"):
        open_source(tmp_path)


@pytest.mark.parametrize("name", ["a.tfrecord", "a.h5", "data.yaml", "a.xyz"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, name):
    """Whatever it is called: its download has failed."""
    (tmp_path / name).touch()
    with pytest.raises(SourceError, match=r"is empty \(0 bytes\)"):
        open_source(tmp_path / name)
