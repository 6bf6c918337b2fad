"""Several sources as one: paths, columns, what comes twice, and what is refused."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import SourceError
from explorer.images.parts import Part
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw, picture_bytes
from tests.sources.test_archive import JPEG, tar


def rows(source) -> list[tuple]:
    """Path, source and label of its items."""
    names = [name for name in ("path", "source", "label") if name in source.items.column_names]
    return list(zip(*(source.items[name].to_pylist() for name in names), strict=True))


@pytest.fixture
def pictures(tmp_path):
    """A folder of two classes."""
    for name in ("a/cat/1.jpg", "a/dog/2.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(JPEG)
    return tmp_path


def coco(path, names, category="bird"):
    """Write annotations of pictures."""
    document = {
        "images": [{"id": i, "file_name": name} for i, name in enumerate(names)],
        "annotations": [{"image_id": i, "category_id": 1, "bbox": [1, 2, 3, 4]} for i in range(len(names))],
        "categories": [{"id": 1, "name": category}, {"id": 2, "name": "none"}],
    }
    path.write_text(json.dumps(document))
    return path


def test_a_folder_annotations_and_an_archive_become_one(pictures):
    """Paths from the folder that holds all, a column of where from, a line of what each was taken for."""
    (pictures / "b").mkdir()
    (pictures / "b/3.jpg").write_bytes(JPEG)
    coco(pictures / "b/b.json", ["3.jpg", "gone.jpg"])
    tar(pictures / "c.tar", {"x/cat/4.jpg": JPEG, "x/dog/5.jpg": JPEG, "x/readme.md": ""})
    source = open_source([pictures / "a", pictures / "b/b.json", pictures / "c.tar"])
    assert (source.kind, source.root) == ("several", pictures)
    assert rows(source) == [
        ("a/cat/1.jpg", "a", "cat"),
        ("a/dog/2.jpg", "a", "dog"),
        ("b/3.jpg", "b.json", None),
        ("c.tar/x/cat/4.jpg", "c.tar", "cat"),
        ("c.tar/x/dog/5.jpg", "c.tar", "dog"),
    ]
    assert source.items["source_row"].to_pylist() == [0, 1, 2, 4, 5]
    assert source.items["categories"].to_pylist() == [None, None, ["bird"], None, None]
    assert [source.image(place) for place in (0, 2)] == [
        str(pictures / "a/cat/1.jpg"),
        str(pictures / "b/3.jpg"),
    ]
    part = source.image(3)
    assert isinstance(part, Part) and part.path == str(pictures / "c.tar")
    assert [(each.path, each.source_row) for each in source.failures] == [
        ("b/gone.jpg", 3),
    ]
    assert source.passed_over == {".md": 1}
    assert source.taken_for == (
        "3 sources: a (folder: 2 images), b.json (COCO annotations: 2 images, 2 objects, 2 categories; "
        "1 file missing), c.tar (1 archive: 2 images)"
    )
    assert [(each.name, each.kind) for each in source.sources] == [
        ("a", "folder"), ("b.json", "coco"), ("c.tar", "archive")
    ]  # fmt: skip


def test_one_path_of_two_sources_is_one_item(pictures):
    """The first that names it counts, the others fill in what it does not say, and a line counts them."""
    (pictures / "t.csv").write_text(
        f"path,label,split,n\na/cat/1.jpg,dog,train,1\na/cat/1.jpg,fox,val,2\n{pictures}/a/dog/2.jpg,,,3\n"
    )
    (pictures / "u.csv").write_text("path,split,n,more\na/cat/1.jpg,test,7,x\na/dog/2.jpg,test,,y\n")
    source = open_source([pictures / "a", pictures / "t.csv", pictures / "u.csv"])
    assert rows(source) == [("a/cat/1.jpg", "a", "cat"), ("a/dog/2.jpg", "a", "dog")]
    assert source.items["split"].to_pylist() == ["train", "test"]
    assert source.items["n"].to_pylist() == [1, 3]
    assert source.items["more"].to_pylist() == ["x", "y"]
    assert source.files == [str(pictures / "a/cat/1.jpg"), str(pictures / "a/dog/2.jpg")]
    assert any(
        note.endswith("what the first says of it and the others know besides: 5 images.")
        for note in source.notes
    )
    assert any("another label in another source" in note and note.endswith(" 2.") for note in source.notes)
    source = open_source([pictures / "t.csv", pictures / "a"])
    assert rows(source) == [
        ("a/cat/1.jpg", "t.csv", "dog"), ("a/cat/1.jpg", "t.csv", "fox"), ("a/dog/2.jpg", "t.csv", "dog")
    ]  # fmt: skip


def test_archives_that_hold_the_same_names_keep_all(tmp_path):
    """Members are named after their archive, also where one names another."""
    tar(tmp_path / "x.tar", {"x.tar/1.jpg": JPEG, "1.jpg": JPEG})
    tar(tmp_path / "y.tar", {"1.jpg": JPEG})
    names = ["x.tar/x.tar/1.jpg", "x.tar/1.jpg", "y.tar/1.jpg"]
    assert [row[0] for row in rows(open_source([tmp_path / "x.tar", tmp_path / "y.tar"]))] == names
    folder = tmp_path / "p"
    folder.mkdir()
    structs = [{"bytes": JPEG, "path": f"{i}.jpg"} for i in range(2)]
    pq.write_table(pa.table({"image": structs, "label": ["u", "v"]}), folder / "z.parquet")
    source = open_source([tmp_path / "y.tar", folder / "z.parquet", folder])
    assert rows(source) == [
        ("y.tar/1.jpg", "y.tar", None),
        ("p/z.parquet/0.jpg", "z.parquet", "u"),
        ("p/z.parquet/1.jpg", "z.parquet", "v")
    ]  # fmt: skip


def test_what_a_source_is_called(tmp_path):
    """By its name, with folders above it where two end alike; a column of that name is left alone."""
    for name in ("x/train", "y/train", "y/val"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1.jpg").write_bytes(JPEG)
    given = [tmp_path / "x/train", tmp_path / "y/train", tmp_path / "y/val", tmp_path / "x/train/"]
    assert [row[1] for row in rows(open_source(given))] == ["x/train", "y/train", "val"]
    (tmp_path / "x/t.csv").write_text("path,Source,from_source\n../y/val/1.jpg,camera,Bern\n")
    source = open_source([tmp_path / "x/train", tmp_path / "x/t.csv"])
    assert source.items["Source"].to_pylist() == [None, "camera"]
    assert source.items["from_source"].to_pylist() == [None, "Bern"]
    assert source.items["from_source_2"].to_pylist() == ["train", "t.csv"]
    assert source.root == tmp_path / "x" and rows(source)[1][0] == str(tmp_path / "y/val/1.jpg")


def test_types_that_disagree_become_text(tmp_path):
    """Numbers go together while no digit is lost, what is missing goes with all; a note names the rest."""
    (tmp_path / "1.jpg").write_bytes(JPEG)
    (tmp_path / "2.jpg").write_bytes(JPEG)
    first = {
        "path": ["1.jpg"],
        "a": [1],
        "b": [2**60 + 1],
        "c": [True],
        "e": [None],
        "f": [1],
    }
    other = {"path": ["2.jpg"], "a": [0.5], "b": [0.5], "c": ["yes"], "e": [4], "f": [[1, 2]]}
    pq.write_table(pa.table(first), tmp_path / "x.parquet")
    pq.write_table(pa.table(other), tmp_path / "y.parquet")
    items = (source := open_source([tmp_path / "x.parquet", tmp_path / "y.parquet"])).items
    assert items["a"].to_pylist() == [1.0, 0.5]
    assert items["b"].to_pylist() == ["1152921504606846977", "0.5"]
    assert items["c"].to_pylist() == ["true", "yes"]
    assert items["e"].to_pylist() == [None, 4]
    assert items["f"].to_pylist() == ["1", "[1, 2]"]
    assert source.notes == ("Of another type in another source, and therefore kept as text: b, c, f.",)


def test_categories_of_one_and_texts_of_another_are_lists(pictures):
    """As annotations have them."""
    (pictures / "t.csv").write_text("path,categories\na/dog/2.jpg,fish\n")
    (pictures / "3.jpg").write_bytes(JPEG)
    source = open_source([coco(pictures / "c.json", ["3.jpg"]), pictures / "t.csv"])
    assert source.items["categories"].to_pylist() == [["bird"], ["fish"]]


def test_options_of_tables_go_to_the_tables(pictures):
    """And are refused where there is none; so are files of rows, which belong to one table."""
    (pictures / "t.csv").write_text("path,truth\na/cat/1.jpg,fox\n")
    given = [pictures / "t.csv", pictures / "a"]
    source = open_source(given, SourceOptions(label_column="truth"))
    assert rows(source) == [("a/cat/1.jpg", "t.csv", "fox"), ("a/dog/2.jpg", "a", "dog")]
    np.save(pictures / "v.npy", np.zeros((1, 3), np.float32))
    for options, said in (
        ({"embeddings": pictures / "v.npy"}, "one table, and there are 2 sources"),
        ({"items": "objects"}, "t.csv was taken for a table, which marks no objects"),
        ({"source": "table"}, "/a is not read as table"),
    ):
        with pytest.raises(SourceError, match=said):
            open_source(given, SourceOptions(**options))
    with pytest.raises(SourceError, match="--label-column belongs to the rows of a table"):
        open_source([pictures / "a", pictures / "a/cat"], SourceOptions(label_column="truth"))


def test_own_vectors_are_of_all_sources_or_of_none(pictures):
    """By a column of each table, one below the other."""
    for name, path, vector in (("t", "a/cat/1.jpg", [1.0, 2.0]), ("u", "a/dog/2.jpg", [3.0, 4.0])):
        pq.write_table(pa.table({"path": [path], "v": [vector]}), pictures / f"{name}.parquet")
    options = SourceOptions(embeddings="v")
    source = open_source([pictures / "t.parquet", pictures / "u.parquet"], options)
    assert source.embeddings[source.items["source_row"].to_numpy()].tolist() == [[1, 2], [3, 4]]
    with pytest.raises(SourceError, match="a has none; index them apart"):
        open_source([pictures / "t.parquet", pictures / "a"], options)
    pq.write_table(pa.table({"path": ["a/dog/2.jpg"], "v": [[1.0]]}), pictures / "u.parquet")
    with pytest.raises(SourceError, match="they have 1 and 2 numbers"):
        open_source([pictures / "t.parquet", pictures / "u.parquet"], options)


def test_objects_of_several_files(pictures):
    """Boxes of each, with a picture of both once."""
    (pictures / "3.jpg").write_bytes(picture_bytes(draw(1, 1)))
    given = [coco(pictures / "c.json", ["3.jpg", "a/cat/1.jpg"]), coco(pictures / "d.json", ["3.jpg"], "fly")]
    source = open_source(given, SourceOptions(items="objects"))
    assert rows(source) == [
        ("3.jpg#xywh=1,2,3,4", "c.json", "bird"), ("a/cat/1.jpg#xywh=1,2,3,4", "c.json", "bird")
    ]  # fmt: skip
    assert source.crops and source.image(0).crop[:2] == (1, 2)


def test_patterns_choose_in_each_source(pictures):
    """On paths within it; a source of which nothing is left is no error while others have something."""
    tar(pictures / "c.tar", {"cat/4.png": JPEG})
    source = open_source([pictures / "a", pictures / "c.tar"], SourceOptions(include=("/cat/*.jpg",)))
    assert [row[0] for row in rows(source)] == ["a/cat/1.jpg"]
    assert source.passed_over == {"left out by patterns": 2}
    with pytest.raises(SourceError, match=r"2 sources: --include '\*.gif' leaves none of 3 images"):
        open_source([pictures / "a", pictures / "c.tar"], SourceOptions(include=("*.gif",)))


def test_one_that_cannot_be_read_stops_all(pictures):
    """With the line that it has alone."""
    with pytest.raises(SourceError, match="nothere: there is no such file or folder"):
        open_source([pictures / "a", pictures / "nothere"])
