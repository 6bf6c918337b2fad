"""What labels and predictions are taken for: one class an image, several, or numbers."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.errors import SourceError
from explorer.index.item_columns import task_of
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.classes.class_lists import parts_of


def written(folder, name="t.parquet", **columns):
    n = len(next(iter(columns.values())))
    table = pa.table({"path": [f"{i}.png" for i in range(n)], **columns})
    if name.endswith(".csv"):
        rows = [",".join(table.column_names)]
        quoted = [[json.dumps("" if v is None else str(v)) for v in c.to_pylist()] for c in table.columns]
        rows += [",".join(row).replace('\\"', '""') for row in zip(*quoted, strict=True)]
        (folder / name).write_text("\n".join(rows) + "\n", "utf-8")
    else:
        pq.write_table(table, folder / name)
    return folder / name


def opened(path, task=None, **options):
    source = open_source(path, SourceOptions(task=task, **options))
    return source, task_of(source.items.schema)


def test_lists_of_names_are_several_classes(tmp_path):
    """As lists they stay, one spelling for both; an empty list is no class, a missing one is not known."""
    label = [["cat"], [], ["cat ", "dog", "dog", None], None, [""]]
    source, task = opened(
        written(tmp_path, label=label, prediction=[["CAT", "dog"], ["bird"], [], ["dog"], []])
    )
    assert task == "multilabel" and source.items["label"].type == pa.list_(pa.string())
    names = source.items["label"].to_pylist()
    assert names[1] == [] and names[3] is None and names[4] == []
    assert "taken as multi-label" in source.notes[0] and source.doubts == ()
    assert names[2] == ["cat", "dog"] and source.items["prediction"].to_pylist()[0] == ["cat", "dog"]


@pytest.mark.parametrize(
    ("label", "task", "wanted"),
    [
        (["cat|dog", "cat", None, "dog"], None, [["cat", "dog"], ["cat"], None, ["dog"]]),
        (["a;b;c", "a;b", "c"], None, [["a", "b", "c"], ["a", "b"], ["c"]]),
        (['["a", "b"]', '["a"]', "[]"], None, [["a", "b"], ["a"], []]),
        (["['a' 'b']", "['a']", "[]"], None, [["a", "b"], ["a"], []]),
        (["a, b", "b, c", "c"], "multilabel", [["a", "b"], ["b", "c"], ["c"]]),
        (["a b", "b c", "c"], "multilabel", [["a", "b"], ["b", "c"], ["c"]]),
        (["polar bear", "hot dog", "cat"], "multilabel", [["polar bear"], ["hot dog"], ["cat"]]),
        (["(1, 2)", "{3}", "[oops"], "multilabel", [["1", "2"], ["3"], ["[oops"]]),
    ],
)  # fmt: skip
def test_texts_are_taken_apart_where_that_is_certain_or_told(tmp_path, label, task, wanted):
    """Bars whose parts come again, lists, and whatever separates names where that is told."""
    source, found = opened(written(tmp_path, "t.csv", label=label), task)
    assert found == "multilabel"
    assert [names and sorted(names) for names in source.items["label"].to_pylist()] == wanted


@pytest.mark.parametrize(
    "label", [["animal|cat", "animal|dog"], ["a, b", "b"], ["cat", "dog"], ["[x]", "[y]"]]
)
def test_texts_stay_one_class_where_it_is_not(tmp_path, label):
    """Paths of one depth, commas, single names."""
    source, task = opened(written(tmp_path, "t.csv", label=label))
    assert task == "classification" and source.items["label"].to_pylist() == label


def test_a_class_an_image_can_be_told(tmp_path):
    """Then nothing is taken apart, and numbers are names."""
    _, task = opened(written(tmp_path, label=[["a", "b"], ["a"]]), "classification")
    assert task == "classification"
    ages = [str(k + 20) for k in range(20)]
    source, task = opened(written(tmp_path, label=ages, prediction=ages[::-1]), "classification")
    assert task == "classification" and source.items["label"].to_pylist() == ages
    assert (
        opened(written(tmp_path, label=ages, prediction=[f"{float(a) + 0.5}" for a in ages]))[1]
        == "regression"
    )


@pytest.mark.parametrize("text", ["[" * 5000, "[1," * 3000 + "2]", "['", "[,]", "({[", "\ud83d"])
def test_broken_lists_break_nothing(text):
    """Whatever stands in a cell."""
    assert all(isinstance(part, str) for part in parts_of(text, "lists"))


def test_probabilities_of_several_classes_are_predictions(tmp_path):
    """Those of 0.5 and more, which is said; they need not sum to one, and what is predicted stays."""
    label = [["a"], ["a", "b"], []]
    np.save(tmp_path / "p.npy", np.array([[0.9, 0.5], [0.2, 0.49], [0.1, 0.7]], np.float32))
    (tmp_path / "c.txt").write_text("a\nb\n")
    beside = {"probabilities": tmp_path / "p.npy", "classes": tmp_path / "c.txt"}
    source, task = opened(written(tmp_path, label=label), **beside)
    assert task == "multilabel" and source.items["prediction"].to_pylist() == [["a", "b"], [], ["b"]]
    assert "Predicted are the classes whose probability is 0.5 or more." in source.notes
    source, _ = opened(written(tmp_path, label=label, prediction=[["b"], [], []]), **beside)
    assert source.items["prediction"].to_pylist() == [["b"], [], []]
    np.save(tmp_path / "p.npy", np.array([[0.9, 0.5], [np.nan, 0.4], [0.1, 0.7]], np.float32))
    with pytest.raises(SourceError, match=r"row 1 .*sigmoid"):
        opened(written(tmp_path, label=label), **beside)
    np.save(tmp_path / "p.npy", np.array([[0.9, 0.5]] * 3, np.float32))
    with pytest.raises(SourceError, match="--task multilabel"):
        opened(written(tmp_path, label=["a", "b", "a"]), **beside)


def test_numbers_of_a_regression(tmp_path):
    """Both as numbers, the errors beside them, signed and as sizes; of every model."""
    rng = np.random.default_rng(0)
    label = rng.normal(50, 20, 30).round(2)
    guess = (label + rng.normal(0, 3, 30)).round(2)
    texts = [str(v) for v in label]
    source, task = opened(
        written(
            tmp_path,
            "t.csv",
            label=texts,
            **{"prediction:a": guess, "prediction:b": guess + 1, "error": guess},
        )
    )
    assert task == "regression"
    items = source.items
    assert np.allclose(items["error:a"].to_numpy(), guess - label)
    assert np.allclose(items["absolute_error:b"].to_numpy(), np.abs(guess + 1 - label))
    assert np.allclose(items["error"].to_numpy(), guess)  # the user's own column stays
    assert (
        "taken for a regression" in source.notes[0] and "`error:a` is prediction - label" in source.notes[0]
    )


def test_what_is_no_finite_number_is_missing(tmp_path):
    """Words, infinity and NaN, said with examples; comma, plus and exponent are numbers."""
    label = ["1,5", "+2", "3e1", "inf", "nan", "", "abc", "-1e400", "5"]
    source, task = opened(written(tmp_path, "t.csv", label=label, prediction=[1.0] * 9), "regression")
    assert task == "regression"
    assert source.items["label"].to_pylist() == [1.5, 2, 30, None, None, None, None, None, 5]
    assert source.items["absolute_error"].null_count == 5
    assert any(
        "3 values of `label` are no finite number ('inf', 'abc' and 1 more)" in note for note in source.notes
    )


def test_words_are_no_regression(tmp_path):
    """Told so, one line says which column has no number; unasked, such a model is kept as text."""
    with pytest.raises(SourceError, match=r"`label` has no number .*'cat'.*--task regression"):
        opened(written(tmp_path, label=["cat", "dog"]), "regression")
    ages = np.arange(20.0) + 0.25
    names = ["old", "young"] * 10
    source, task = opened(
        written(tmp_path, label=ages, **{"prediction:a": ages + 1.5, "prediction:b": names})
    )
    assert task == "regression" and source.items["text_of_prediction_b"].to_pylist() == names


def test_constant_and_empty_numbers(tmp_path):
    """A constant truth, or none at all, is no reason to fail."""
    source, task = opened(written(tmp_path, label=[3.0] * 4, prediction=[1.5, 2.5, 3.5, 9.5]), "regression")
    assert task == "regression" and source.items["error"].to_pylist() == [-1.5, -0.5, 0.5, 6.5]
    source, _ = opened(written(tmp_path, label=[None, None], prediction=[1.0, 2.0]), "regression")
    assert source.items["error"].null_count == 2
