"""Decisions as tables: written, read back, and refused in a sentence whoever wrote them."""

import json

import pytest

from explorer.dataset import open_index
from explorer.decisions.decision_lists import all_decisions
from explorer.errors import InputError
from explorer.export.read_decisions import read_decisions
from explorer.export.spreadsheets import unmarked


def everything(index) -> set[tuple]:
    """All decisions, with who and when."""
    fields = ("path", "kind", "name", "value", "time", "author")
    return {tuple(each[field] for field in fields) for each in all_decisions(index)}


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_is_exported_can_be_imported(index, tmp_path, ending):
    """Into another copy, with texts that spreadsheets would take for formulas, and undone at once."""
    long_ago = [
        {
            "path": index.items["path"][9].as_py(),
            "tag": "old",
            "author": "Ada",
            "time": "2001-02-03T04:05:06Z",
        }
    ]
    (tmp_path / "old.json").write_text(json.dumps(long_ago), "utf-8")
    index.import_decisions(tmp_path / "old.json")
    index.tag("=1+1", rows=[1])
    index.tag("fix", author="Ada", rows=[1, 2])
    index.note('two\nlines, "quoted"', rows=[2])
    index.correct_labels("-plum", rows=[3])
    index.judge("label is right", rows=[4])
    index.save_view("dark ones", "?node=12&where=tag%20%3D%20%27fix%27")
    before, out = everything(index), tmp_path / f"all.{ending}"
    assert index.export_decisions(out) == len(before) == 8
    (index.path / "user.sqlite").unlink()
    again = open_index(index.path)
    assert everything(again) == set()
    assert again.import_decisions(out).parts == 8
    assert everything(again) == before
    again.undo()
    assert everything(again) == set()


def test_corrections_are_a_diff(index, tmp_path):
    """Path, given, corrected, by whom, when; and a table of path and corrected can be taken over."""
    path, given = (index.items[name][3].as_py() for name in ("path", "label"))
    index.correct_labels("plum", author="Ada", rows=[3])
    assert index.export_decisions(tmp_path / "c.json", corrections=True) == 1
    (found,) = json.loads((tmp_path / "c.json").read_text("utf-8"))
    assert {name: found[name] for name in ("path", "given", "corrected", "by")} == {
        "path": path, "given": given, "corrected": "plum", "by": "Ada",
    }  # fmt: skip
    assert set(found) == {"path", "given", "corrected", "by", "when"}
    index.undo("Ada")
    assert index.import_decisions(tmp_path / "c.json", author="Bob").parts == 1
    (again,) = index.corrections()
    assert {name: again[name] for name in found} == found
    assert index.undo("Bob").parts == 1


def test_what_the_labels_say_already_is_no_difference(index, tmp_path):
    """As after the source has taken it over; the decision itself stays, and is exported as one."""
    paths, labels = index.items["path"].to_pylist(), index.items["label"].to_pylist()
    index.correct_labels(labels[3], rows=[3])
    index.correct_labels("quince", rows=[4])
    assert [(each["path"], each["given"]) for each in index.corrections()] == [(paths[4], labels[4])]
    assert index.export_decisions(tmp_path / "c.csv", corrections=True) == 1
    assert index.export_decisions(tmp_path / "all.csv") == 2


def test_what_says_neither_when_nor_who_is_of_now_and_of_who_imports(index, tmp_path):
    """A file that says one of both keeps it; a time still to come is now, and zones are heeded."""
    path = index.items["path"][3].as_py()
    lines = ["bare,,", "named,Ada,", "dated,,2001-02-03T04:05:06+02:00", "ahead,Eve,9999-01-01"]
    rows = "\n".join(f"{path},{line}" for line in lines)
    (tmp_path / "t.csv").write_text(f"path,tag,author,time\n{rows}\n")
    index.import_decisions(tmp_path / "t.csv", author="Bob")
    said = {each["name"]: each for each in all_decisions(index)}
    assert {name: each["author"] for name, each in said.items()} == {
        "bare": "Bob", "named": "Ada", "dated": "", "ahead": "Eve",
    }  # fmt: skip
    assert said["dated"]["time"] == "2001-02-03T02:05:06Z"
    assert said["bare"]["time"] == said["named"]["time"] >= said["ahead"]["time"] > "2026"


def test_images_that_are_not_here_are_kept(index, tmp_path):
    """A list may speak of images of another build."""
    (tmp_path / "t.csv").write_text("path,tag\nnowhere.png,fix\n")
    assert index.import_decisions(tmp_path / "t.csv").parts == 1
    assert index.tags() == {}
    assert index.decisions()["absent"] == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"name,tag\nx,fix\n"),
        ("a.csv", b'path,tag\n"x'),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"path,kind,name\nx,spell,fix\n"),
        ("a.csv", b"path,tag,time\nx,fix,yesterday\n"),
        ("a.csv", b"path,tag,time\nx,fix,0001-01-01\n"),
        ("a.json", b'[{"path": "x", "tag": "fix", "time": 5}]'),
        ("a.csv", b"path,kind,name\nx,tag,\n"),
        ("a.csv", b"path,kind,name\n,tag,fix\n"),
        ("a.csv", b"path,kind,name,value\nx,verdict,wicked,\n"),
        ("a.csv", b"path,hash,tag\nx,../../etc,fix\n"),
        ("a.csv", b"path,tag\n" + b"x" * 5000 + b",fix\n"),
        ("a.csv", b"path,tag\nx," + b"t" * 200_000 + b"\n"),
        ("a.csv", b"path,tag\nx,\n"),
        ("a.json", b"{"),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"tags": 3}'),
        ("a.json", b"[3]"),
        ("a.json", b'[{"path": 3, "tag": "fix"}]'),
        ("a.json", b'[{"path": "x", "kind": "tag", "name": "\\ud800"}]'),
        ("a.json", b'[{"path": "x", "kind": "view", "name": "v", "value": "a\\nb"}]'),
    ],
)
def test_what_is_no_list_is_refused(index, tmp_path, name, content):
    """In one sentence, and nothing of it is taken over."""
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        index.import_decisions(file)
    assert len(str(refused.value)) < 300
    assert not (index.path / "user.sqlite").exists()


def test_nothing_is_overwritten(index, tmp_path):
    """Neither an export nor anything else that is there; other endings are refused."""
    index.tag("fix", rows=[1])
    (tmp_path / "mine.csv").write_text("mine")
    with pytest.raises(InputError, match="there already"):
        index.export_decisions(tmp_path / "mine.csv")
    with pytest.raises(InputError, match=r"\.csv or \.json"):
        index.export_decisions(tmp_path / "mine.xlsx")
    assert (tmp_path / "mine.csv").read_text() == "mine"
    with pytest.raises(InputError):
        read_decisions(tmp_path / "no.csv")


def test_marks_are_taken_off_only_where_they_were_put_on():
    """A text that begins with an apostrophe of its own keeps it."""
    assert unmarked("'=1", "name") == "=1"
    assert unmarked("'it's", "name") == "'it's"
    assert unmarked("./-a.png", "path") == "-a.png"
    assert unmarked("./a.png", "path") == "./a.png"
