"""Class folders that are numbers or codes, and lists of classes beside them."""

import json
import shutil
import uuid
from pathlib import Path

import pytest

from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.sources.test_addresses import put

NUMBERS, IDS = ("0", "1", "10"), ("n02012849", "n03126707", "n01440764")
LINES = "".join(f"name {i}\n" for i in range(12))
CRANES = {"n02012849": "crane, bird", "n03126707": "crane, machine", "n01440764": "tench, Tinca tinca"}


def opened(root, folders, **files):
    """A source of one picture in each folder, with files beside them."""
    for folder in folders:
        (root / folder).mkdir(parents=True)
        (root / folder / "7.png").write_bytes(b"x")
    for name, content in files.items():
        (root / name).write_text(content)
    return open_source(root, SourceOptions())


@pytest.mark.parametrize(
    ("folders", "name", "content", "labels"),
    [
        (NUMBERS, "classes.txt", LINES, ["name 0", "name 1", "name 10"]),
        (("train/00", "val/01"), "names.txt", LINES, ["name 0", "name 1"]),
        (("1", "2", "3"), "classes.txt", "cat\ndog\nfox\n", ["cat", "dog", "fox"]),
        (NUMBERS, "labels.txt", "10: fox\n0: cat\n1: dog\n", ["cat", "dog", "fox"]),
        (NUMBERS, "classInd.txt", "cat 0\ndog 1\nfox 10\n", ["cat", "dog", "fox"]),
        (NUMBERS, "class_to_idx.json", '{"cat": 0, "dog": 1, "fox": 10}', ["cat", "dog", "fox"]),
        (NUMBERS, "config_labels.json", '{"0": "x", "1": "y", "10": "z"}', [*NUMBERS]),
        (NUMBERS, "id2label.json", '{"id2label": {"0": "x", "1": "y", "10": "z"}}', ["x", "y", "z"]),
        (
            ("0", "1"),
            "labels.json",
            '{"0": ["n01440764", "tench"], "1": ["n2", "goldfish"]}',
            ["tench", "goldfish"],
        ),
        (("0", "1"), "data.yaml", "nc: 2\nnames:\n  0: cat\n  1: dog\n", ["cat", "dog"]),
        (("0", "1"), "clsidx_to_labels.txt", "{0: 'cat, a',\n 1: 'dog'}", ["cat, a", "dog"]),
        (NUMBERS, "labels.csv", "ClassId,Kind,Name\n0,a,x\n1,a,y\n10,a,z\n", ["x", "y", "z"]),
        (IDS, "Labels.json", json.dumps(CRANES), ["crane (n02012849)", "crane (n03126707)", "tench"]),
        # What is not sure, is about images, or names nothing.
        (NUMBERS, "classes.txt", "cat\ndog\nfox\n", [*NUMBERS]),
        (("2", "3"), "classes.txt", LINES, ["2", "3"]),
        (NUMBERS, "labels.json", '{"0": "cat", "1": "dog"}', [*NUMBERS]),
        (NUMBERS, "labels.txt", "0/7.png 0\n1/7.png 1\n10/7.png 10\n", [*NUMBERS]),
        (NUMBERS, "labels.csv", "id,age\n0,old\n1,old\n10,young\n2,old\n", [*NUMBERS]),
        (IDS, "wnids.txt", "\n".join(IDS), [*IDS]),
        (("cat", "1"), "classes.txt", "x\ny\n", ["cat", "1"]),
        (NUMBERS, "classes.json", '{"0": [' * 5000, [*NUMBERS]),
        # Names that could be taken apart in very many ways.
        (NUMBERS, f"class{'1' * 60}v.txt", LINES, [*NUMBERS]),
        (NUMBERS, f"{'clsidx' * 30}v.txt", LINES, [*NUMBERS]),
    ],
)
def test_codes_are_named_where_that_is_certain(tmp_path, folders, name, content, labels):
    """By place or by key; else they stay, and what names nothing is counted as passed over."""
    source = opened(tmp_path, folders, **{name: content})
    by_path = dict(zip(source.items["path"].to_pylist(), source.items["label"].to_pylist(), strict=True))
    assert [by_path[f"{folder}/7.png"] for folder in folders] == labels
    assert bool(source.passed_over) == any(label in folders for label in labels)


def test_what_codes_are_called_is_said(tmp_path):
    """A sentence names the file, or says that it is in doubt."""
    source = opened(tmp_path / "a", NUMBERS, **{"classes.txt": LINES})
    said = "The names of classes are those in classes.txt (0 is name 0, 1 is name 1, 10 is name 10)."
    assert source.notes == (said,)
    (doubt,) = opened(tmp_path / "b", NUMBERS, **{"classes.txt": "cat\n"}).notes
    assert doubt.startswith("Classes keep the names of their folders (0, 1, 10): classes.txt beside them")


BOTH = ("train/0", "train/1", "val/0", "val/1")


@pytest.mark.parametrize("where", ["disk", "archive", "bucket"])
@pytest.mark.parametrize(
    ("folders", "lists", "named"),
    [
        (BOTH, {"train/classes.txt": "cat\ndog\n"}, "train/classes.txt"),
        (BOTH, {"train/names.txt": "cat\ndog\n", "val/names.txt": "cat\ndog\n"}, "train/names.txt"),
        (BOTH, {"train/names.txt": "cat\ndog\n", "val/names.txt": "dog\ncat\n"}, None),
        (
            ("data/train/0", "data/train/1"),
            {"data/labels.json": '{"0": "cat", "1": "dog"}'},
            "data/labels.json",
        ),
        (("0", "1"), {"classes.txt": "cat\ndog\n"}, "classes.txt"),
        (("0", "1"), {"0/classes.txt": "cat\ndog\n"}, None),
    ],
)
def test_lists_beside_the_class_folders(tmp_path, folders, lists, named, where):
    """They count wherever they lie above the images, in all places alike; two that differ do not."""
    opened(tmp_path / "d", folders)
    for name, content in lists.items():
        (tmp_path / "d" / name).write_text(content)
    place = tmp_path / "d"
    if where == "archive":
        place = Path(shutil.make_archive(str(place), "zip", place))
    elif where == "bucket":
        place = put(f"memory://{uuid.uuid4().hex}", place)
    source = open_source(place, SourceOptions())
    labels = [path.split("/")[-2] for path in source.items["path"].to_pylist()]
    expected = [("cat", "dog")[int(label)] for label in labels] if named else labels
    assert source.items["label"].to_pylist() == expected
    assert sum(source.passed_over.values()) == len(lists) - bool(named)
    if named:
        assert source.notes[0].startswith(f"The names of classes are those in {named} (")


@pytest.mark.parametrize(
    ("root", "name", "content", "labels"),
    [
        ("train", "classes.txt", "cat\ndog\n", ["cat", "dog"]),
        ("images", "names.csv", "id,name\n0,cat\n1,dog\n", ["cat", "dog"]),
        # Of more than these folders, and above a folder whose name says nothing of the kind.
        ("train", "classes.txt", "cat\ndog\nfox\n", ["0", "1"]),
        ("train", "names.csv", "id,name\n0,cat\n1,dog\n2,fox\n3,owl\n", ["0", "1"]),
        ("pets", "classes.txt", "cat\ndog\n", ["0", "1"]),
    ],
)
def test_a_list_right_above_a_split(tmp_path, root, name, content, labels):
    """`data/classes.txt` names the folders of `data/train`, where that is certain; else nothing is said."""
    (tmp_path / name).write_text(content)
    source = opened(tmp_path / root, ("0", "1"))
    assert source.items["label"].to_pylist() == labels
    assert source.notes == (() if labels == ["0", "1"] else source.notes[:1]) and source.passed_over == {}
    assert all(f"../{name}" in note for note in source.notes)
