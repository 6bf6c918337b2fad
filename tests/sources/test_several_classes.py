"""Cells that name several classes, lists, and numbers that stand for none: one sentence, or their meaning."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.classes.several_classes import about_minus_one, about_several_classes


def said_of(labels, prediction=None):
    columns = {"label": pa.array(labels, pa.string())}
    if prediction is not None:
        columns["prediction"] = pa.array(prediction, pa.string())
    return about_several_classes(pa.table(columns))


@pytest.mark.parametrize(
    "labels",
    [
        ["cat|dog", "cat", None],
        ["cat;dog", "dog;bird", "cat"],
        ["cat, dog", "dog", "cat"],
        ["cat+dog", "cat", "dog"],
        ["1|2", "2", "3"],
        ['["cat", "dog"]', '["cat"]'],
        ["['cat', 'dog']", "['cat']"],
        ["['cat' 'dog']", "['cat']"],
        ["(1, 2)", "(1,)"],
        ["{'cat', 'dog'}", "cat"],
        ["cat/dog", "cat", "dog"],
        ["cat & dog", "cat", "dog"],
        ["cat and dog", "cat", "dog"],
        ["cat\ndog", "cat", "dog"],
        ["0 1", "0", "1"],
    ],
)
def test_several_classes_in_a_cell_are_said(labels):
    """Whatever stands between them, with an example, for labels and predictions in one sentence."""
    (sentence,) = said_of(labels)
    assert sentence.startswith(f"The labels seem to name several classes in one cell ({labels[0]!r}")
    assert "): every rate takes the whole text as one class (`--task multilabel`" in sentence
    (both,) = said_of(labels, labels)
    assert both.startswith("The labels and the predictions seem")


@pytest.mark.parametrize(
    "labels",
    [
        ["tench, Tinca tinca", "goldfish, Carassius auratus", "crane", "crane, wading bird"],
        ["animal|cat", "animal|dog", "vehicle|car"],
        ["Corn_(maize)", "[unknown]", "A+", "B+", "(blank)"],
        ["1,5", "2,5", "1", "5", "2"],
        ["polar bear", "brown bear", "black cat"],
        ["hot dog", "dog", "cat"],
        ["animal/cat", "animal/dog", "cat", "dog"],
        ["salt and pepper", "salt", "cat"],
        ["sci-fi: new", "sci-fi"],
        [None, None],
        [],
    ],
)
def test_names_with_such_signs_are_one_class(labels):
    """Commas and the like in names, paths of one depth, decimal commas, brackets around one word."""
    assert said_of(labels) == []


def test_the_doubt_comes_with_the_source(tmp_path):
    """It is one of those that cast doubt on rates."""
    (tmp_path / "t.csv").write_text("path,label\na.png,cat+dog\nb.png,cat\n")
    source = open_source(tmp_path / "t.csv")
    assert "several classes in one cell" in source.doubts[0] and source.doubts == source.notes


def test_lists_as_labels(tmp_path):
    """One name in a list is that name, an empty list none, where nobody has several or that is told."""
    lists = [["cat"], [], ["cat", "dog"], None, ["dog"], [None]]
    pq.write_table(pa.table({"path": list("abcdef"), "label": lists}), tmp_path / "t.parquet")
    source = open_source(tmp_path / "t.parquet", SourceOptions(task="classification"))
    assert source.items["label"].to_pylist() == ["cat", None, '["cat", "dog"]', None, "dog", None]
    assert len(source.doubts) == 1
    single = pa.table({"path": list("abc"), "label": [[7], [], [8]]})
    pq.write_table(single, tmp_path / "t.parquet")
    assert open_source(tmp_path / "t.parquet").items["label"].to_pylist() == ["7", None, "8"]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["cat", None, "dog"], ["cat", "1", "dog", None]),
        (None, ["0", "1", "2", None]),
        ([], ["0", "1", "2", None]),
        ({"0": "cat", "1": None, "2": "dog"}, ["cat", "1", "dog", None]),
    ],
)
def test_class_labels_of_which_names_are_missing(tmp_path, names, labels):
    """A number without a name stays one, the others have theirs; -1 is no label, with names and without."""
    features = {"label": {"names": names, "num_classes": 3, "_type": "ClassLabel"}}
    metadata = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    table = pa.table({"path": list("abcd"), "label": [0, 1, 2, -1]}).replace_schema_metadata(metadata)
    pq.write_table(table, tmp_path / "t.parquet")
    source = open_source(tmp_path / "t.parquet")
    assert source.items["label"].to_pylist() == labels and source.notes == ()


def test_minus_one_without_a_class_label_is_said():
    """Beside classes that count from 0 it may stand for none; beside others it is a number like them."""

    def said(labels):
        return about_minus_one(pa.table({"label": pa.array(labels, pa.string())}))

    (sentence,) = said(["0", "1", "-1", "-1", None])
    assert sentence.startswith("The label -1, of 2 images, is taken as a class like the others")
    assert said(["0", "1"]) == said(["-1", "1"]) == said(["-1", "0", "x"]) == said([None, None]) == []
    assert about_minus_one(pa.table({"x": [1]})) == []
