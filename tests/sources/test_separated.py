"""Text tables as people and programs write them: separators, quotes, encodings, odd names."""

import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source


def read(tmp_path, content, name="t.csv", **options):
    """Rows of a table as it would be indexed, without `source_row`."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_source(path, SourceOptions(**options)).items.drop_columns(["source_row"]).to_pylist()


def refused(tmp_path, content, name="t.csv") -> str:
    """The one line with which a table is refused."""
    with pytest.raises(SourceError) as caught:
        read(tmp_path, content, name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('path,x\na.png,1\nb.png,"open\nc.png,3\nd.png,4\n', 3),
        ('path,x\na.png,1\nb.png,"open\nc.png,"3"\nd.png,4\n', 3),
        ('path,x\r\na.png,1\r\nb.png,"open\r\nc.png,3\r\n', 3),
        ('path,x\ra.png,1\rb.png,"open\rc.png,3\r', 3),
        ('\n\npath,x\na.png,1\nb.png,"open\n', 5),
        ('sep=,\npath,x\na.png,1\nb.png,"open\n', 4),
        ('path,x\n"a\n.png","1\n2"\n"b.png,2\nc.png,3\n', 5),
        ('path,x\na.png,"5" wide"\n', 2),
        ('path,"x\na.png,1\n', 1),
        ('path,x\n"a.png,1\n', 2),
    ],
)
def test_an_unclosed_quote_is_named_by_its_line(tmp_path, content, line):
    """It would swallow the rows after it."""
    message = refused(tmp_path, content)
    assert f"t.csv, line {line}: a quote that begins there" in message and "twice" in message


def test_sound_quotes_are_quotes(tmp_path):
    """Separators, line ends and doubled quotes within; quotes that do not begin a cell are signs."""
    content = 'path,"x"\n"a,b.png","say ""hi""\nthere"\nc.png,5" wide\n"d.png" ,""\n"e.png",""""\n'
    assert read(tmp_path, content) == [
        {"path": "a,b.png", "x": 'say "hi"\nthere'},
        {"path": "c.png", "x": '5" wide'},
        {"path": "d.png ", "x": ""},
        {"path": "e.png", "x": '"'},
    ]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('path,"a;b;c;d",x\na.png,1,y\n', {"path": "a.png", "a;b;c;d": 1, "x": "y"}),
        ('"path";"a,b,c,d"\na.png;1\n', {"path": "a.png", "a,b,c,d": 1}),
        ("path;price\na.png;1,5\n", {"path": "a.png", "price": "1,5"}),
        ("path;x,y,z\na.png;1,5,6\n", {"path": "a.png", "x,y,z": "1,5,6"}),
        ("path\tx\na, b.png\t1\n", {"path": "a, b.png", "x": 1}),
        ("path|a,b\nx.png|1\n", {"path": "x.png", "a,b": 1}),
        ("path\nx, y; z|w.png\n", {"path": "x, y; z|w.png"}),
        ('"path"\n"x, y.png"\n', {"path": "x, y.png"}),
        ("path\r\nx.png\r\n", {"path": "x.png"}),
        ("a b;path\n1;x.png\n", {"path": "x.png", "a b": 1}),
        ("sep=;\r\npath;x\r\na,b.png;1\r\n", {"path": "a,b.png", "x": 1}),
        ("path, label, x\n a.png, cat, 1\n", {"path": "a.png", "label": "cat", "x": 1}),
        ("sep=^\npath^x\na,b.png^1\n", {"path": "a,b.png", "x": 1}),
    ],
)
def test_the_separator_is_the_one_that_makes_sense(tmp_path, content, wanted):
    """Quoted names, decimal commas, one column, and what a spreadsheet says of itself."""
    assert read(tmp_path, content) == [wanted]


def test_the_column_of_paths_tells_the_separator(tmp_path):
    """Also where an option names it."""
    assert read(tmp_path, "a,b;img;c\n1;x.png;2\n", path_column="img")[0]["path"] == "x.png"


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("path,x\na.png,1\n", {"path": "a.png", "x": 1}),
        ("path;x\na,b.png;1\n", {"path": "a,b.png", "x": 1}),
        ("path\tx\na,b;c.png\t1\n", {"path": "a,b;c.png", "x": 1}),
        ("\tpath\n0\ta.png\n", {"path": "a.png", "column": 0}),
    ],
)
def test_an_ending_is_only_a_hint_at_the_separator(tmp_path, content, wanted):
    """What is called `.tsv` may have commas."""
    assert read(tmp_path, content, "t.tsv") == [wanted]


@pytest.mark.parametrize(
    "before",
    ["# made by X, v2\n", "# a\n#b\n\n", "  \n \n", "\ufeff", '# an "open quote\r\n', "sep=,\n# a\n"],
)
def test_what_stands_before_the_names(tmp_path, before):
    """Comments, lines of spaces, a second mark of byte order; lines are counted with them."""
    assert read(tmp_path, f"\ufeff{before}path,x\na.png,1\n") == [{"path": "a.png", "x": 1}]
    lines = before.count("\n") + 2
    assert f"line {lines}: expected 2" in refused(tmp_path, f"{before}path,x\na.png,1,2\n")


def test_a_line_of_names_may_begin_as_a_comment(tmp_path):
    """It names the column of paths."""
    assert read(tmp_path, "#,path\n1,a.png\n") == [{"path": "a.png", "#": 1}]
    assert read(tmp_path, "#id;img\n1;a.png\n", path_column="img") == [{"path": "a.png", "#id": 1}]


@pytest.mark.parametrize(
    "header", ["#path,x", "# path,x", "#Image;x", "# made by X\n#filename\tx", '"#path",x']
)
def test_a_line_of_names_marked_as_a_comment(tmp_path, header):
    """The mark is no part of the name of the column of paths."""
    row = "\na.png,1\n".replace(",", "\t" if "\t" in header else ";" if ";" in header else ",")
    assert read(tmp_path, header + row) == [{"path": "a.png", "x": 1}]


@pytest.mark.parametrize("content", ["path,x", "path", '"path","x"'])
def test_a_line_of_names_alone(tmp_path, content):
    """Without an end, too."""
    assert "no rows" in refused(tmp_path, content)


def test_quotes_after_a_backslash(tmp_path):
    """As programs write them that do not double quotes, where nothing else makes sense of the table."""
    content = (
        'path,x\na.png,"say \\"hi, you\\""\nb.png,"C:\\\\d"\nc.png,"C:\\d"\nd.png,"a\n\\"b"\ne.png,f\\"\n'
    )
    texts = [row["x"] for row in read(tmp_path, content)]
    assert texts == ['say "hi, you"', "C:\\d", "C:\\d", 'a\n"b', 'f\\"']
    assert read(tmp_path, 'path,x\na.png,"C:\\"\nb.png,"D:\\"\n')[0]["x"] == "C:\\"
    assert "line 3: a quote" in refused(tmp_path, 'path,x\na.png,"C:\\d\\"\nb.png,"open\nc.png,z\n')
    assert "line 2: a quote" in refused(tmp_path, 'path,x\na.png,"\\"hi\\""\nb.png,"open\nc.png,z\n')


def test_a_row_with_a_cell_too_many_is_named_by_its_line(tmp_path):
    """Counted with the lines within cells above it."""
    message = refused(tmp_path, 'path,x\n"a\n.png",1\n\nb.png,2,3\n')
    assert "t.csv, line 5: expected 2 cells, as in the line of names, and found 3" in message
    assert "line 3: expected 2 cells" in refused(tmp_path, "path,x\na.png,1\nb.png\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, encoding, end):
    """With and without a mark of byte order."""
    content = end.join(["path,größe", "ü.png,1", ""])
    assert read(tmp_path, content.encode(encoding)) == [{"path": "ü.png", "größe": 1}]


def test_zero_bytes_are_a_failure_of_their_row(tmp_path):
    """Not of the table."""
    (tmp_path / "t.csv").write_bytes(b"path,x\na\0.png,1\nb.png,2\n")
    source = open_source(tmp_path / "t.csv")
    assert source.items["path"].to_pylist() == ["b.png"]
    assert "zero byte" in source.failures[0].reason


def test_thousands_of_columns(tmp_path):
    """Names that are empty, repeated or many."""
    names = ["path", "", "", "x", "x", *(f"c{i}" for i in range(3_000))]
    content = ",".join(names) + "\n" + ",".join(["a.png", *("7" for _ in names[1:])]) + "\n"
    row = read(tmp_path, content)[0]
    assert len(row) == len(names) and list(row)[1:5] == ["column", "column_2", "x", "x_2"]
    assert row["c2999"] == 7


def test_identifiers_come_back_as_they_were_written(tmp_path):
    """Leading zeros, more than 64 bits, telephone numbers, dates in the order of one country."""
    rows = [
        f"{i:03d}.png,{i:05d},01067,1234567890123456789{i},+4930{i},31/12/202{i},1e{i}" for i in range(10)
    ]
    found = read(tmp_path, "\n".join(["path,patient,zip,id,phone,day,code", *rows]) + "\n")
    assert [",".join(row.values()) for row in found] == rows
