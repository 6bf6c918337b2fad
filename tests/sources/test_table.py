"""Tables: which column is what, types, rows without a path, and clear words for what is wrong."""

import datetime
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import Failure, SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.columns.column_roles import PATH_NAMES, unique_names


@pytest.fixture
def write(tmp_path):
    """Writes a table: text for `.csv`, `.tsv` and `.jsonl`, columns for `.parquet`; gives its path."""

    def make(name: str, content: object) -> object:
        path = tmp_path / name
        if name.endswith(".parquet"):
            pq.write_table(content if isinstance(content, pa.Table) else pa.table(content), path)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8", newline="")
        return path

    return make


def items(path: object, **options: object) -> pa.Table:
    """The items of a table."""
    return open_source(path, SourceOptions(**options)).items


def refused(path: object, **options: object) -> str:
    """The one line with which a table is refused."""
    with pytest.raises(SourceError) as caught:
        open_source(path, SourceOptions(**options))
    message = str(caught.value)
    assert "\n" not in message and str(path) in message
    return message


def test_a_source_is_whole(write, tmp_path):
    """Kind, root, rows, files and failures of a table; paths are relative to the table."""
    path = write(
        "t.csv", f"path,label\na/1.png,cat\n,dog\n./b/../2.png,\n{tmp_path}/3.png,x\n/else/4.png,y\n  ,z\n"
    )
    source = open_source(path)
    assert (source.kind, source.location, source.root) == ("table", path, tmp_path)
    assert source.items.to_pylist() == [
        {"path": "a/1.png", "source_row": 0, "label": "cat"},
        {"path": "2.png", "source_row": 2, "label": None},
        {"path": "3.png", "source_row": 3, "label": "x"},
        {"path": "/else/4.png", "source_row": 4, "label": "y"},
    ]
    assert source.files == [str(tmp_path / name) for name in ("a/1.png", "2.png", "3.png")] + ["/else/4.png"]
    assert [(f.source_row, f.reason) for f in source.failures] == [
        (1, "the row has no path"),
        (5, "the row has no path"),
    ]
    assert source.failures[0] == Failure("", 1, "the row has no path")


@pytest.mark.parametrize("name", [*PATH_NAMES, "Image_Path", "FILENAME", "Image Path", "image-path"])
def test_path_columns_are_found_by_name(write, name):
    """Any usual name in any case; `path` before all others."""
    assert items(write("t.csv", f"x,{name}\n1,a.png\n"))["path"].to_pylist() == ["a.png"]
    assert (
        items(write("t.csv", f"{name},path\nno.png,a.png\n".replace("path,path", "y,path")))["path"][
            0
        ].as_py()
        == "a.png"
    )


def test_options_rename(write):
    """Any column can play any part; what it displaces is kept under another name."""
    path = write("t.csv", "path,label,truth,guess,sure,img,prediction\np.png,l,t,g,0.5,i.png,q\n")
    table = items(
        path, path_column="img", label_column="truth", prediction_column="guess", confidence_column="sure"
    )
    assert table.to_pylist() == [
        {
            "path": "i.png", "source_row": 0, "label": "t", "prediction": "g", "confidence": 0.5,
            "path_source": "p.png", "label_source": "l", "prediction_source": "q",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["path", "label", "prediction", "confidence"])
def test_an_option_must_name_a_column_that_is_there(write, part):
    """The error lists the columns there are."""
    message = refused(write("t.csv", "path,a,b\nx,1,2\n"), **{f"{part}_column": "nope"})
    assert "'nope'" in message and "path, a, b" in message and part in message


def test_several_models(write):
    """A prediction and a confidence for each model, in the order of the table."""
    table = items(
        write("t.csv", "path,prediction:b,confidence:b,prediction:a,Prediction,confidence\nx,1,0.25,2,3,1\n")
    )
    assert table.schema.names == [
        "path", "source_row", "prediction:b", "prediction:a", "prediction", "confidence:b", "confidence",
    ]  # fmt: skip
    assert (
        table.to_pylist()[0]["prediction:b"] == "1"
        and table.schema.field("confidence:b").type == pa.float32()
    )


def test_labels_are_text(write):
    """Numbers stay as they are written; empty is missing; the name may be in capitals."""
    assert items(write("t.csv", "path,Label\na,007\nb,\nc,NA\nd, x \n"))["label"].to_pylist() == [
        "007",
        None,
        "NA",
        " x ",
    ]
    columns = {
        "path": ["a", "b", "c"],
        "label": pa.array([1.0, None, 3.0]),
        "prediction": pa.array([1.5, 2, np.nan]),
    }
    table = items(write("t.parquet", columns))
    assert table["label"].to_pylist() == ["1", None, "3"] and table["prediction"].to_pylist() == [
        "1.5",
        "2",
        None,
    ]
    table = items(write("b.parquet", {"path": ["a"], "label": [True], "split": [3]}))
    assert table.to_pylist() == [{"path": "a", "source_row": 0, "label": "true", "split": "3"}]
    encoded = pa.array(["u", "v", "u"]).dictionary_encode()
    assert items(write("d.parquet", {"path": encoded, "label": encoded}))["label"].to_pylist() == [
        "u",
        "v",
        "u",
    ]
    for value in ([1.5, 2.5], {"a": 1}, [["a"]]):
        assert "expected text or numbers" in refused(write("l.parquet", {"path": ["a"], "label": [value]}))


def test_confidences_are_shares(write):
    """From 0 to 1, missing allowed, rounding forgiven; percentages and words refused with the row."""
    table = items(write("t.parquet", {"path": ["a"] * 5, "confidence": [0.0, 1.0005, None, np.nan, 0.5]}))
    assert table["confidence"].to_pylist() == [0.0, 1.0, None, None, 0.5]
    assert items(write("e.csv", "path,confidence\na,\nb,0.5\n"))["confidence"].to_pylist() == [None, 0.5]
    assert items(write("i.csv", "path,confidence\na,1\nb,0\n"))["confidence"].to_pylist() == [1.0, 0.0]
    message = refused(write("p.csv", "path,confidence:m\na,0.5\nb,97.5\n"))
    assert "'confidence:m' has 97.5 in row 1" in message and "divide percentages by 100" in message
    assert "-0.25 in row 0" in refused(write("n.csv", "path,confidence\na,-0.25\n"))
    assert "holds what is no number ('high')" in refused(write("w.csv", "path,confidence\na,0.5\nb,high\n"))


def test_confidences_in_percent_with_their_sign(write):
    """Where all have it; a column of both is told apart by nobody."""
    table = items(write("p.csv", 'path,confidence\na,50%\nb,12.5 %\nc,\nd,"99,5%"\n'))
    assert table["confidence"].to_pylist() == pytest.approx([0.5, 0.125, None, 0.995])
    assert "no number ('50%')" in refused(write("m.csv", "path,confidence\na,0.5\nb,50%\n"))
    assert "has 1.5 in row 0" in refused(write("h.csv", "path,confidence\na,150%\n"))


def test_labels_of_single_precision_are_as_they_were_written(write):
    """The float32 0.1 is 0.1, and no number with seventeen digits; whole ones have no point."""
    labels = pa.array([0.1, None, float("nan"), 2.5], pa.float32())
    table = items(write("f.parquet", {"path": list("abcd"), "label": labels}))
    assert table["label"].to_pylist() == ["0.1", None, None, "2.5"]
    whole = items(write("w.parquet", {"path": ["a", "b"], "label": pa.array([1.0, None], pa.float32())}))
    assert whole["label"].to_pylist() == ["1", None]


@pytest.mark.parametrize("between", [" ", "^", ":"])
def test_a_table_of_one_column_says_what_tells_columns_apart(write, between):
    """Its only name shows what stands there instead."""
    message = refused(write("t.csv", f"path{between}label\na.png{between}cat\n"))
    assert f"its only column is 'path{between}label' (commas, semicolons, tabs and | tell" in message


def test_columns_of_ours_are_not_overwritten(write):
    """A user's column of a name that an index has gets a suffix, again where that is taken."""
    names = ["hash", "width", "height", "bytes", "modified", "source_row", "concept", "width_source"]
    table = items(write("t.csv", ",".join(["path", *names]) + "\na" + ",1" * len(names) + "\n"))
    assert table.schema.names == [
        "path", "source_row", "hash_source", "width_source", "height_source", "bytes_source",
        "modified_source", "source_row_source", "concept_source", "width_source_source",
    ]  # fmt: skip


def test_csv_types_come_from_all_rows(write):
    """Numbers, booleans and times where every row is one, else text, however late the exception comes."""
    rows = "".join(f"{i}.png,{i},{i / 2},true,2024-01-0{i % 9 + 1},{i}\n" for i in range(90_000))
    table = items(write("t.csv", "path,i,f,b,d,mixed\n" + rows + "x.png,1,2,false,2024-01-01,word\n"))
    kinds = {name: table.schema.field(name).type for name in ("i", "f", "b", "d", "mixed")}
    assert kinds == {
        "i": pa.int64(),
        "f": pa.float64(),
        "b": pa.bool_(),
        "d": pa.date32(),
        "mixed": pa.string(),
    }
    assert table.num_rows == 90_001 and table["mixed"][-1].as_py() == "word"


def test_very_long_cells(write):
    """A cell of megabytes is a cell."""
    long = "long " * 1_000_000
    assert items(write("t.csv", f"path,x\na,1\nb,{long}\nc,2\n"))["x"].to_pylist() == ["1", long, "2"]


@pytest.mark.parametrize(
    "content",
    [
        'path,note\n"a,b.png","say ""hi""\nthere"\n',
        '\ufeffpath,note\r\n"a,b.png","say ""hi""\nthere"\r\n',
        'path;note\n"a,b.png";"say ""hi""\nthere"\n',
        'path\tnote\n"a,b.png"\t"say ""hi""\nthere"\n',
        'path|note\n"a,b.png"|"say ""hi""\nthere"\n',
        '\n\r\n"path","note"\n"a,b.png","say ""hi""\nthere"\n\n',
        ('path,note\n"a,b.png","say ""hi""\nthere"\n').encode("utf-16"),
    ],
)
def test_flavours_of_csv(write, content):
    """Marks, line ends, separators, quotes with all of them inside, UTF-16."""
    assert items(write("t.csv", content)).to_pylist() == [
        {"path": "a,b.png", "source_row": 0, "note": 'say "hi"\nthere'}
    ]


def test_tsv(write):
    """A `.tsv` has tabs, whatever else is in its line of names."""
    assert items(write("t.tsv", "path\ta,b,c\nx\t1\n")).to_pylist() == [
        {"path": "x", "source_row": 0, "a,b,c": 1}
    ]


def test_names_of_columns_become_distinct(write):
    """Empty and repeated names, as spreadsheets and pandas leave them."""
    assert unique_names(["", "a", "a", "a_2", ""]) == ["column", "a", "a_3", "a_2", "column_2"]
    assert items(write("t.csv", ",path,x,x\n0,a,1,2\n")).to_pylist() == [
        {"path": "a", "source_row": 0, "column": 0, "x": 1, "x_2": 2}
    ]


def test_jsonl(write):
    """Members may be missing, differ in type and nest; blank lines are nothing."""
    lines = [
        {"file_name": "a.png", "label": 3, "n": 1, "tags": ["x", "é"], "m": 1},
        {"file_name": "b.png", "label": "cat", "n": 2.5, "m": "two", "late": True},
        {"file_name": None, "label": None, "big": 10**30, "m": None},
    ]
    table = items(write("t.jsonl", "\n\n".join(map(json.dumps, lines)) + "\n"))
    first = {"path": "a.png", "label": "3", "n": 1.0, "tags": '["x", "é"]', "m": "1", "late": None}
    second = {"path": "b.png", "label": "cat", "n": 2.5, "tags": None, "m": "two", "late": True}
    assert table.drop_columns(["source_row", "big"]).to_pylist() == [first, second]


def test_jsonl_with_lone_surrogates(write):
    """What UTF-8 cannot spell is written out and stops nothing."""
    assert items(write("t.jsonl", '{"path": "a\\ud800.png"}\n'))["path"].to_pylist() == ["a\\ud800.png"]


@pytest.mark.parametrize(
    ("line", "words"),
    [("{", "line 2: not JSON"), ("[1]", "line 2: expected a JSON object"), ("[" * 99999, "line 2: not JSON")],
)
def test_jsonl_errors_name_the_line(write, line, words):
    """The line that is wrong is named."""
    assert words in refused(write("t.jsonl", '{"path": "a"}\n' + line + "\n"))


def test_parquet_types(write):
    """What can be filtered on keeps its type, nested values become JSON, bytes are left out."""
    when = datetime.datetime(2024, 5, 6, 7, 8, 9)
    table = items(
        write(
            "t.parquet",
            {
                "path": pa.array(["a"], pa.large_string()),
                "i": pa.array([7], pa.uint8()),
                "h": pa.array([0.5], pa.float16()),
                "d": pa.array([1.25]).cast(pa.decimal128(5, 2)),
                "when": pa.array([when]),
                "t": pa.array([datetime.time(1, 2, 3)]),
                "s": pa.array([{"k": [1, None]}]),
                "raw": pa.array([b"\xff"]),
                "deep": pa.array([[{"bytes": b"\xff"}]]),
                "c": pa.array(["u"]).dictionary_encode(),
                "n": pa.nulls(1),
            },
        )
    )
    assert table.to_pylist() == [
        {
            "path": "a", "source_row": 0, "i": 7, "h": 0.5, "d": 1.25, "when": when, "t": "01:02:03",
            "s": '{"k": [1, null]}', "c": "u", "n": None,
        }
    ]  # fmt: skip
    assert table.schema.field("i").type == pa.uint8() and table.schema.field("h").type == pa.float32()


def test_images_within_a_table_do_no_harm_beside_paths(write):
    """A column of paths is what counts; asked for a table, one without it is refused by name."""
    image = pa.array([{"bytes": b"\x89PNG", "path": "a.png"}])
    within = write("t.parquet", {"image": image, "label": ["x"]})
    assert "'image' holds the images themselves (struct<bytes: binary" in refused(within, source="table")
    assert items(write("u.parquet", {"image": image, "file_name": ["a.png"]})).schema.names == [
        "path",
        "source_row",
    ]


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_bytes_that_are_text_are_text_and_others_are_said(write, tmp_path, ending):
    """Labels as old programs write them; what neither can be shown nor filtered on never goes silently."""
    values = {
        "path": ["a", "b"],
        "label": [b"caf\xc3\xa9", None],
        "x": [b"\xff\xd8", b""],
        "y": [b"j" * 9999] * 2,
    }
    table = tmp_path / f"t{ending}"
    if ending == ".parquet":
        pq.write_table(pa.table(values), table)
    else:
        with pa.ipc.new_file(table, pa.table(values).schema) as file:
            file.write_table(pa.table(values))
    source = open_source(table, SourceOptions(source="table"))
    assert source.items["label"].to_pylist() == ["café", None]
    assert source.items.column_names == ["path", "source_row", "label"]
    assert source.notes == ("Bytes that are no text are not kept: `x`, `y` left out.",)


def test_paths_must_be_text(write):
    """A column of numbers is no column of paths."""
    assert "'image' is of type int64; expected paths" in refused(write("t.parquet", {"image": [1, 2]}))


def test_text_that_is_no_utf8_is_refused(write):
    """Bytes that claim to be text are found where they come in."""
    bad = pa.StringArray.from_buffers(1, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"a\xff"))
    assert "'x' holds text that is not valid UTF-8" in refused(write("t.parquet", {"path": ["a"], "x": bad}))
    assert "line 3: not UTF-8 text" in refused(write("t.csv", b"path,x\na,b\nc,\xe9\n"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", "", "empty"),
        ("t.csv", "path,label\n", "no rows"),
        (
            "t.csv",
            "a,b\n1,2\n",
            "no column of image paths; its columns are a, b; expected one of path, image",
        ),
        ("t.csv", "path\n\n\n", "no rows"),
        ("t.csv", "path,x\n,1\n ,2\n", "no row has a path"),
        ("t.csv", "path,x\na,1,2\n", "line 2: expected 2 cells, as in the line of names, and found 3"),
        ("t.jsonl", "", "no rows"),
        ("t.jsonl", '{"a": 1}\n', "no column of image paths"),
        ("t.parquet", {"path": pa.array([], pa.string())}, "no rows"),
        ("t.parquet", {"path": pa.nulls(2)}, "no row has a path"),
    ],
)
def test_tables_that_cannot_be_used(write, name, content, words):
    """Each says in one line what is wrong."""
    path = write(name, content)
    with pytest.raises(SourceError, match=words):
        open_source(path)
    refused(path)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all", b"PAR1" + b"\0" * 40 + b"PAR1"])
def test_damaged_parquet(write, tmp_path, content):
    """Whatever is in the file, it is one clear line."""
    (tmp_path / "t.parquet").write_bytes(content)
    assert "cannot be read as parquet" in refused(tmp_path / "t.parquet")


def test_duplicates_and_odd_paths_are_kept(write):
    """A path twice is two items; web addresses stay as they are; a zero byte cannot be a path."""
    path = write("t.parquet", {"path": ["a", "a", "https://x.org//b.png", "c\0d", "new\nline"]})
    source = open_source(path)
    assert source.items["path"].to_pylist() == ["a", "a", "https://x.org//b.png", "new\nline"]
    assert source.files[2] == "https://x.org//b.png"
    assert source.failures == [Failure("c\0d", 3, "no file can have this path (it holds a zero byte)")]


def test_a_folder_named_like_a_partition(tmp_path):
    """`key=value` in the path of a parquet file adds no column."""
    (tmp_path / "split=train").mkdir()
    pq.write_table(pa.table({"path": ["a"]}), tmp_path / "split=train" / "t.parquet")
    assert items(tmp_path / "split=train" / "t.parquet").schema.names == ["path", "source_row"]


def test_what_is_wrong_is_said_without_all_of_many_columns(tmp_path):
    """A table of 3,000 columns, none of them of paths, or not the one that was named."""
    table = tmp_path / "wide.csv"
    for first, options in (("c", SourceOptions()), ("path", SourceOptions(label_column="klass"))):
        table.write_text(",".join([first, *(f"c{i}" for i in range(2999))]) + "\n" + "1," * 2999 + "1\n")
        with pytest.raises(SourceError, match="c18 and 2,980 more") as said:
            open_source(table, options)
        assert len(str(said.value)) < 400 + len(str(table))


@pytest.mark.parametrize(
    ("names", "options", "said"),
    [
        (["path", "class"], {}, ["--label-column class"]),
        (["path", "True Label", "y_pred"], {}, ["--label-column 'True Label'", "--prediction-column y_pred"]),
        (["path", "label", "class", "prediction:a", "pred"], {}, []),
        (["path", "class", "pred"], {"label_column": "class", "prediction_column": "pred"}, []),
        (["path", "x", "y"], {}, []),
    ],
)
def test_columns_that_may_be_labels_are_said(tmp_path, names, options, said):
    """Where none is named so, with what to write."""
    (tmp_path / "a.png").write_bytes(b"")
    table = tmp_path / "items.csv"
    table.write_text(",".join(names) + "\na.png" + ",1" * (len(names) - 1) + "\n")
    notes = open_source(table, SourceOptions(**options)).notes
    assert [any(f"`{what}`" in note for note in notes) for what in said] == [True] * len(said)
    assert len([note for note in notes if note.startswith("No column is named")]) == len(said)
