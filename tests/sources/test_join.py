"""Tables joined to images: by path, by row, and what others write."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import SourceError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder
from tests.sources.test_archive import JPEG, tar
from tests.sources.test_several import coco


@pytest.fixture
def folder(tmp_path):
    """Pictures of two classes."""
    for name in ("cat/1.jpg", "dog/1.jpg", "dog/2.jpg"):
        (tmp_path / "d" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "d" / name).write_bytes(JPEG)
    return tmp_path / "d"


def joined(location, table, text: str | None = None, **options):
    """A source with a table joined to it."""
    if text is not None:
        table.write_text(text)
    return open_source(location, SourceOptions(join=(table,), **options))


def test_columns_are_joined_by_path(folder):
    """As in the index, from the table, or absolute; the source's own values count, and a line counts rows."""
    text = f"path,label,n\ncat/1.jpg,fox,1\nd/dog/1.jpg,,2\n{folder}/dog/2.jpg,,3\nx.jpg,,4\nx.jpg,,5\n"
    source = joined(folder, folder.parent / "t.csv", text)
    assert source.items["label"].to_pylist() == ["cat", "dog", "dog"]
    assert source.items["n"].to_pylist() == [1, 2, 3]
    assert source.notes == ("t.csv: 2 rows that name no image.",)
    assert source.taken_for == "folder: 3 images; t.csv joined to 3 images"
    assert source.items.num_rows == 3 and "source" not in source.items.column_names


def test_ids_are_names_of_files_without_their_endings(folder):
    """As competitions write them: of a column that is called as none of paths, too, also where they count."""
    (folder / "dog/1.jpg").rename(folder / "dog/a.v1.jpg")
    for text in ("id,breed\n1,x\n2,y\na.v1,z\n", "name,path,breed\nq,else/1,x\nq,2,y\nr,else/a.v1,z\n"):
        source = joined(folder, folder.parent / "t.csv", text)
        assert source.items["breed"].to_pylist() == ["x", "y", "z"]
        assert source.notes == ("t.csv: by the ends of paths alone: 3 images.",)
    (folder / "dog/a.v1.jpg").unlink()
    source = joined(folder, folder.parent / "t.csv", "n,image_id\n5,1\n5,2\n")
    assert source.items["n"].to_pylist() == [5, 5]
    (folder / "dog/2.jpg").rename(folder / "dog/1.jpg")
    with pytest.raises(SourceError, match="no row names an image"):
        joined(folder, folder.parent / "t.csv", "path,n\n1,5\n")
    (folder / "dog/1.jpg").rename(folder / "dog/3.png.jpg")
    with pytest.raises(SourceError, match="no row names an image"):
        joined(folder, folder.parent / "t.csv", "path,n\n3.png,5\n")


def test_issues_of_cleanvision_are_columns_and_a_list(folder):
    """Paths of another machine by their ends, where one fits alone; a folder that it saved has the table."""
    saved = folder.parent / "lab"
    saved.mkdir()
    (saved / "imagelab.pkl").write_bytes(b"cos\nsystem\n")
    text = ",dark_score,is_dark_issue,blurry_score,is_blurry_issue\n"
    text += "/else/d/cat/1.jpg,0.1,True,0.2,True\n/else/d/dog/1.jpg,0.9,False,0.8,False\n"
    text += "/else/dog/2.jpg,1,False,0,True\n"
    (saved / "issues.csv").write_text(text)
    source = joined(folder, saved)
    items = source.items
    assert source.notes == ("issues.csv: by the ends of paths alone: 3 images.",)
    assert items["dark_score"].to_pylist() == [0.1, 0.9, 1]
    assert items["is_dark_issue"].to_pylist() == [True, False, False]
    assert items["issues"].to_pylist() == [["dark", "blurry"], None, ["blurry"]]
    with pytest.raises(SourceError, match="is a pickle, which can run programs and is never read"):
        joined(folder, saved / "imagelab.pkl")


def test_issues_of_cleanlab_are_joined_row_by_row(folder):
    """To a table of as many rows, and to nothing else; so are row numbers that pandas wrote."""
    table = folder.parent / "t.csv"
    table.write_text("path,label\nd/dog/1.jpg,dog\n,\nd/cat/1.jpg,fox\n")
    text = "is_label_issue,label_score,given_label,predicted_label\n"
    text += "False,0.9,dog,dog\nFalse,0,,\nTrue,0.1,fox,cat\n"
    source = joined(table, folder.parent / "issues.csv", text, prediction_column="predicted_label")
    assert source.items["path"].to_pylist() == ["d/dog/1.jpg", "d/cat/1.jpg"]
    assert source.items["label_score"].to_pylist() == [0.9, 0.1]
    assert source.items["prediction"].to_pylist() == ["dog", "cat"]
    assert source.items["issues"].to_pylist() == [None, ["label"]]
    numbered = ",score\n2,0.5\n0,0.25\n1,0\n"
    assert joined(table, folder.parent / "n.csv", numbered).items["score"].to_pylist() == [0.25, 0.5]
    with pytest.raises(SourceError, match=r"has 2 rows and no column of paths, and .*t.csv has 3 rows"):
        joined(table, folder.parent / "n.csv", ",score\n2,0.5\n0,0.25\n")
    with pytest.raises(SourceError, match=r"no column of paths, and .*/d has no rows of a table"):
        joined(folder, folder.parent / "n.csv", numbered)


def test_rows_of_one_image_become_lists(folder):
    """Tags a line each, and the classes of LightlyStudio; of numbers the first counts."""
    text = "file_path_abs,class_name,confidence,annotation_source\n"
    text += "".join(
        f"{folder}/{row}\n" for row in ("cat/1.jpg,a,0.5,x", "dog/2.jpg,c,1,x", "cat/1.jpg,b,0.25,x")
    )
    source = joined(folder, folder.parent / "classes.csv", text)
    assert source.items["class_name"].to_pylist() == [["a", "b"], None, ["c"]]
    assert source.items["confidence"].to_pylist() == [0.5, None, 1.0]
    assert source.items["annotation_source"].to_pylist() == ["x", None, "x"]
    assert source.notes[-1] == "classes.csv: no row for 1 image."


def test_objects_members_and_several_sources_are_joined(folder):
    """An object by its picture, a member by its name in the index."""
    text = "file,n\ncat/1.jpg,1\n"
    source = joined(coco(folder / "c.json", ["cat/1.jpg"]), folder / "t.csv", text, items="objects")
    assert source.items["n"].to_pylist() == [1] and source.crops
    tar(folder / "x.tar", {"a/1.jpg": JPEG, "a/2.jpg": JPEG})
    source = joined(folder / "x.tar", folder / "t.jsonl", '{"path": "a/2.jpg", "n": 2}\n')
    assert source.items["n"].to_pylist() == [None, 2]
    source = joined(
        [folder / "x.tar", folder / "dog"], folder / "t.csv", "path,n\nx.tar/a/1.jpg,3\ndog/2.jpg,4\n"
    )
    assert source.items["n"].to_pylist() == [3, None, None, 4]


def test_files_that_moved_are_told_by_the_ends_of_their_paths(folder):
    """By as many parts as they share; what another image shares more of is not guessed for this one."""
    text = "path,n\n/old/c/cat/1.jpg,1\n/old/else/2.jpg,2\n/old/bird/3.jpg,3\n"
    source = joined(folder, folder.parent / "t.csv", text)
    assert source.items["n"].to_pylist() == [1, None, 2]
    assert source.notes == (
        "t.csv: 1 row that names no image.", "t.csv: no row for 1 image.",
        "t.csv: by the ends of paths alone: 2 images.",
    )  # fmt: skip


def test_two_that_end_alike_are_not_guessed(folder):
    """Neither where one row fits two images, nor where two rows fit one."""
    with pytest.raises(SourceError, match="no row names an image"):
        joined(folder, folder / "t.csv", "path,n\n/else/1.jpg,1\n")
    items = joined(folder, folder / "t.csv", "path,n\n/a/dog/2.jpg,1\n/b/dog/2.jpg,2\n/a/cat/1.jpg,3\n").items
    assert items["n"].to_pylist() == [3, None, None]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "t.csv",
            "path,n\nz.jpg,1\n",
            "no row names an image of .*; its first is 'z.jpg', and the first image 'cat/1.jpg'",
        ),
        ("t.csv", "path\ncat/1.jpg\n", "only paths, and nothing to join"),
        ("t.csv", None, "t.csv cannot be joined"),
        ("t.md", "path,n\ncat/1.jpg,1\n", "t.md cannot be joined; expected a table"),
        ("t.json", "{", "not JSON"),
        ("t.parquet", "nothing", "t.parquet"),
    ],
)
def test_what_cannot_be_joined_says_so(folder, name, text, said):
    """In one line."""
    with pytest.raises(SourceError, match=said):
        joined(folder, folder / name, text)


def test_types_and_names_of_joined_columns(folder):
    """What is called like a column of the index's own gets another name; what differs in type is text."""
    (folder / "t.csv").write_text("path,hash,label,image\ncat/1.jpg,abc,,x\n")
    items = joined(folder, folder / "t.csv").items
    assert items["hash_source"].to_pylist() == ["abc", None, None]
    assert items["image_source"].to_pylist() == ["x", None, None]
    pq.write_table(
        pa.table({"path": ["cat/1.jpg"], "v": [[0.5] * 100], "b": [b"\xff"]}), folder / "v.parquet"
    )
    with pytest.raises(SourceError, match="nothing to join"):
        joined(folder, folder / "v.parquet")


@pytest.mark.usefixtures("cheap_projection")
def test_an_index_remembers_what_was_joined(tmp_path, options: BuildOptions):
    """A refresh reads it again; without the file it says which option, and lets go of it."""
    folder = tmp_path / "p"
    draw_folder(folder, 8)
    name = min(folder.rglob("*.png")).relative_to(folder).as_posix()
    table = tmp_path / "t.csv"
    table.write_text(f"path,n\n{name},1\n")
    given = BuildOptions(**{**vars(options), "source": SourceOptions(join=(table,))})
    build_index(folder, options=given, encoder=FakeEncoder())
    assert not build_index(folder, options=options, encoder=FakeEncoder()).published
    table.write_text(f"path,n\n{name},2\n")
    encoder = FakeEncoder()
    report = build_index(folder, options=options, encoder=encoder)
    assert (report.kept, report.published, encoder.seen) == (8, True, 0)
    with open_index(report.index) as index:
        assert [n for n in index.items["n"].to_pylist() if n is not None] == [2]
    table.unlink()
    with pytest.raises(SourceError, match="or let go of it with --forget join"):
        build_index(folder, options=options, encoder=FakeEncoder())
