"""Tables whose first line does not name all columns: it is an image already, or rows are longer by one."""

import json

import pytest

from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_annotations import write
from tests.sources.test_label_lists import boxes, pictures

NO_NAMES = "The table has no line of names, its first line is an image: columns were named"


def opened(tmp_path, text, name="t.csv", **options):
    """The source of a table of text."""
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return open_source(tmp_path / name, SourceOptions(**options))


def rows(source) -> list[dict]:
    """Rows of a source as they were written."""
    return source.items.drop_columns(["source_row"]).to_pylist()


@pytest.mark.parametrize(
    ("text", "first", "names"),
    [
        ("a.png,cat\nb.png,dog\n", {"path": "a.png", "label": "cat"}, "`path`, `label`."),
        ("a.png;cat\r\nb.png;dog\r\n", {"path": "a.png", "label": "cat"}, "`path`, `label`."),
        ('\ufeff"a.png","cat"\n"b.png","dog"', {"path": "a.png", "label": "cat"}, "`path`, `label`."),
        ("# by us\na.png\tcat\nb.png\tdog\n", {"path": "a.png", "label": "cat"}, "`path`, `label`."),
        ("cat,a.png\ndog,b.png\n", {"path": "a.png", "label": "cat"}, "`label`, `path`."),
        ("a.png\nb.png\n", {"path": "a.png"}, "`path`."),
        ("a.png,cat\n", {"path": "a.png", "label": "cat"}, "`path`, `label`."),
        (
            "a.png,A cat sits.\nb.png,A dog runs.\n",
            {"path": "a.png", "text": "A cat sits."},
            "`path`, `text`.",
        ),
        (
            "a.png,polar bear\nb.png,polar bear\n",
            {"path": "a.png", "label": "polar bear"},
            "`path`, `label`.",
        ),
        (
            "0,a.png,cat\n1,b.png,dog\n",
            {"path": "a.png", "column_1": 0, "column_3": "cat"},
            "`column_1`, `path`, `column_3`; `--label-column column_1` says in which the labels are.",
        ),
    ],
)
def test_a_first_line_that_is_an_image_is_a_row(tmp_path, text, first, names):
    """None is lost; the columns have names that options can take, and a note says which."""
    source = opened(tmp_path, text)
    assert rows(source)[0] == first and len(rows(source)) == text.count(".png")
    assert source.notes[0] == f"{NO_NAMES} {names}"


def test_what_is_named_is_no_row(tmp_path):
    """A column of paths by its name or by an option; nor is a name that only looks like a file."""
    assert len(rows(opened(tmp_path, "a.png,path\nx,b.png\n"))) == 1
    assert len(rows(opened(tmp_path, "a.png,cat\nb.png,dog\n", path_column="a.png"))) == 1
    source = opened(tmp_path, "path,one.png\na.png,0\nb.png,1\n")
    assert rows(source)[0] == {"path": "a.png", "one.png": 0} and not source.notes


def test_a_label_in_a_table_without_names_is_told_by_its_column(tmp_path):
    """By the place that it has."""
    source = opened(tmp_path, "0,a.png,cat\n1,b.png,dog\n", label_column="column_3")
    assert source.items["label"].to_pylist() == ["cat", "dog"]
    assert source.notes == (f"{NO_NAMES} `column_1`, `path`, `column_3`.",)


def test_boxes_without_a_line_of_names(tmp_path):
    """As keras-retinanet has them, in the folder of the images too; a picture without any has a row."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    write(tmp_path / "t.csv", "a.jpg,1,2,4,6,cat\na.jpg,10,20,15,26,dog\nb.jpg,,,,,\n")
    for place in (tmp_path, tmp_path / "t.csv"):
        source = open_source(place, SourceOptions(items="objects"))
        found = [(label, tuple(crop)[:4]) for label, crop in boxes(source)]
        assert found == [("cat", (1, 2, 3, 4)), ("dog", (10, 20, 5, 6))]
        assert any(note.startswith(NO_NAMES) for note in source.notes)
    assert open_source(tmp_path).items["objects"].to_pylist() == [2, 0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"path","label"\n"1","a.png","cat"\n"2","b.png","dog"\n', {"column": 1}),
        ("label,path\n1,cat,a.png\n2,dog,b.png\n", {"column": 1}),
        ("path,label\na.png,cat,\nb.png,dog,\n", {"column": None}),
        ("path;label\na.png;cat;\nb.png;dog;\n", {"column": None}),
    ],
)
def test_rows_that_are_longer_by_one(tmp_path, text, wanted):
    """R leaves out the name of its rows, others end rows with a separator; the paths tell which it is."""
    assert rows(opened(tmp_path, text))[0] == {"path": "a.png", "label": "cat", **wanted}


def test_rows_that_are_longer_for_another_reason_are_refused(tmp_path):
    """A separator in a cell, or one row of many."""
    for text in ("path,text\na.png,one, two\nb.png,x, y\n", "path,label\na.png,cat\nb.png,dog,\n"):
        with pytest.raises(ValueError, match="expected 2 cells, as in the line of names, and found 3"):
            opened(tmp_path, text)


@pytest.mark.parametrize("number", [2**63, -(2**70), 10**30])
def test_whole_numbers_beyond_64_bits_stay_as_written_in_json(tmp_path, number):
    """What looks at the beginning of a table takes them, too."""
    text = "".join(json.dumps(row) + "\n" for row in ({"path": "a.png", "id": number}, {"path": "b.png"}))
    assert [row["id"] and int(row["id"]) for row in rows(opened(tmp_path, text, "t.jsonl"))] == [number, None]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (
            "cow,7,8,33,33,a.jpg,64,48\ncow,1,2,4,4,a.jpg,64,48\nbird,3,4,7,8,b.jpg,64,48\n",
            ["a.jpg#xywh=7,8,33,33", "a.jpg#xywh=1,2,4,4", "b.jpg#xywh=3,4,7,8"],
        ),
        (
            "TRAIN,a.jpg,cow,0.1,0.25,,,0.5,0.75,,\nTEST,b.jpg,bird,0,0,,,1,1,,\n",
            ["a.jpg#xywh=percent:10,25,40,50", "b.jpg#xywh=percent:0,0,100,100"],
        ),
    ],
)
def test_boxes_of_programs_that_write_no_names(tmp_path, text, ends):
    """Of MakeSense, and of Vertex AI, which has two corners of four in shares of the picture."""
    pictures(tmp_path, "a.jpg", "b.jpg")
    source = opened(tmp_path, text, items="objects")
    assert source.kind == "boxtable"
    assert source.items["path"].to_pylist() == ends
    assert set(source.items["label"].to_pylist()) == {"cow", "bird"}
    assert ("split" in source.items.column_names) == text.startswith("TRAIN")


def test_a_split_without_a_name_is_one(tmp_path):
    """As Vertex AI has it before each image, with one label behind."""
    source = opened(tmp_path, "TRAIN,a.jpg,x\nTEST,b.jpg,y\n")
    assert source.items.select(["split", "path", "label"]).to_pylist() == [
        {"split": "TRAIN", "path": "a.jpg", "label": "x"},
        {"split": "TEST", "path": "b.jpg", "label": "y"},
    ]
