"""Classes of a whole source: matched, set aside where they are none, and doubted in one sentence."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.index.item_columns import task_of
from explorer.options import SourceOptions
from explorer.sources import open_source

NAMES = ["cat", "dog", "ship", "frog"]
KINDS = [i % 4 for i in range(20)]


def write_csv(folder, **columns):
    """A table of as many rows as the columns have."""
    rows = zip(*columns.values(), strict=True)
    lines = [
        ",".join(["path", *columns]),
        *(f"{i}.png,{','.join(map(str, row))}" for i, row in enumerate(rows)),
    ]
    (folder / "t.csv").write_text("\n".join(lines) + "\n")
    return folder / "t.csv"


def agreeing(source) -> float:
    """Share of the images, of those with a label, whose prediction is the label."""
    pairs = zip(source.items["label"].to_pylist(), source.items["prediction"].to_pylist(), strict=True)
    known = [label == guess for label, guess in pairs if label is not None]
    return sum(known) / len(known)


def with_probabilities(folder, classes) -> SourceOptions:
    """Options with probabilities of classes of these names."""
    np.save(folder / "p.npy", np.full((20, len(classes)), 1 / len(classes), np.float32))
    (folder / "c.txt").write_text("\n".join(classes) + "\n")
    return SourceOptions(probabilities=folder / "p.npy", classes=folder / "c.txt")


def test_labels_that_became_floats_are_those_of_the_predictions(tmp_path):
    """One missing label makes `3.0` of `3`."""
    labels = [f"{k}.0" for k in KINDS]
    labels[5] = ""
    source = open_source(write_csv(tmp_path, label=labels, prediction=KINDS))
    assert agreeing(source) == 1 and source.notes == ()
    assert source.items["label"].null_count == 1 and source.items["label"][3].as_py() == "3"


@pytest.mark.parametrize("names", [NAMES, {str(i): name for i, name in enumerate(NAMES)}])
def test_the_names_of_a_class_label_are_used(tmp_path, names):
    """Hugging Face writes numbers, and their names beside them; -1 is none."""
    features = {"label": {"names": names, "_type": "ClassLabel"}, "x": {"dtype": "int64", "_type": "Value"}}
    metadata = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    label = [*KINDS[:-1], -1]
    table = pa.table({"path": [f"{i}.png" for i in range(20)], "label": label, "x": label})
    table = table.append_column("prediction", pa.array([NAMES[k] for k in KINDS]))
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "t.parquet")
    source = open_source(tmp_path / "t.parquet")
    assert agreeing(source) == 1 and source.items["label"].to_pylist()[-2:] == ["ship", None]
    assert source.items["x"].to_pylist() == label and source.notes == ()


CLASS = {"names": ["cat", "dog"], "_type": "ClassLabel"}


@pytest.mark.parametrize(
    ("feature", "values", "wanted"),
    [
        ({"feature": CLASS, "_type": "Sequence"}, [[0, 1], None, [], [-1, 7]],
         ['["cat", "dog"]', None, "[]", '[null, "7"]']),
        ([CLASS], [[1], [0]], ['["dog"]', '["cat"]']),
        ({"feature": {"feature": CLASS, "_type": "List"}, "_type": "LargeList"}, [[[0], []], [[1, 0]]],
         ['[["cat"], []]', '[["dog", "cat"]]']),
        ({"feature": {"c": CLASS, "x": {"_type": "Value"}}, "_type": "Sequence"},
         [{"c": [0, 1], "x": [1, 2]}, {"c": [], "x": []}],
         ['{"c": ["cat", "dog"], "x": [1, 2]}', '{"c": [], "x": []}']),
        ([{"c": CLASS}], [[{"c": 1}], [None, {"c": None}]], ['[{"c": "dog"}]', '[null, {"c": null}]']),
        ({"c": CLASS}, [{"c": 1}, None], ['{"c": "dog"}', None]),
        ({"feature": CLASS, "_type": "Sequence"}, ["a", "b"], ["a", "b"]),
    ],
)  # fmt: skip
def test_class_labels_in_lists_and_records(tmp_path, feature, values, wanted):
    """Names come to every depth; what does not fit its description stays as it is."""
    metadata = {b"huggingface": json.dumps({"info": {"features": {"objects": feature}}}).encode()}
    table = pa.table({"path": [f"{i}.png" for i in range(len(values))], "objects": values})
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "t.parquet")
    assert open_source(tmp_path / "t.parquet").items["objects"].to_pylist() == wanted


@pytest.mark.parametrize(
    "metadata", [b"", b"{", b"[]", b'{"info": 3}', b'{"info": {"features": {"label": 1}}}']
)
def test_metadata_that_says_nothing_changes_nothing(tmp_path, metadata):
    """Whatever is in it."""
    table = pa.table({"path": ["a"], "label": [0]}).replace_schema_metadata({b"huggingface": metadata})
    pq.write_table(table, tmp_path / "t.parquet")
    assert open_source(tmp_path / "t.parquet").items["label"].to_pylist() == ["0"]


def test_labels_that_count_the_classes_get_their_names(tmp_path):
    """And the predictions, whichever of the two has names already."""
    table = write_csv(tmp_path, label=KINDS, prediction=[NAMES[k].upper() for k in KINDS])
    source = open_source(table, with_probabilities(tmp_path, NAMES))
    assert agreeing(source) == 1 and source.classes == NAMES and source.notes == ()
    assert set(source.items["label"].to_pylist()) == set(NAMES)


def test_labels_and_predictions_without_a_common_name(tmp_path):
    """One sentence with examples of both, for each model."""
    names = [NAMES[k] for k in KINDS]
    table = write_csv(tmp_path, label=names, **{"prediction:a": names, "prediction:b": KINDS})
    (note,) = open_source(table).notes
    assert note.startswith(
        "The labels and the predictions of b share no name (the labels are 'cat', 'dog', 'frog', …;"
    )
    assert "the predictions of b are '0', '1', '2', …): rates that compare them mean nothing" in note


def test_hardly_any_common_name(tmp_path):
    """A few of many; but a model that says one class only, and labels of one class only, are no doubt."""
    labels = [f"class {i}" for i in range(20)]
    guesses = [*labels[:2], *(f"other {i}" for i in range(18))]
    (note,) = open_source(write_csv(tmp_path, label=labels, prediction=guesses)).notes
    assert "share hardly any name" in note
    assert open_source(write_csv(tmp_path, label=labels, prediction=["class 3"] * 20)).notes == ()
    assert open_source(write_csv(tmp_path, label=["class 3"] * 20, prediction=labels)).notes == ()


@pytest.mark.parametrize(
    ("labels", "predictions", "said"),
    [
        (["Käfer", "cat", "dog", "frog"], ["Kafer", "cat", "dog", "frog"], "1 class of the labels may"),
        (["cat &amp; co", "dog"], ["cat & co", "dog"], "most of 'cat &amp; co' as 'cat & co'"),
        (["-1", "1"], ["0", "1"], "most of '-1' as '0', a name that no label has"),
        (["a b", "cD", "e", "f"], ["ab", "c d", "e", "f"], "2 classes of the labels may be spelt otherwise"),
    ],
)
def test_some_classes_that_are_spelt_otherwise(tmp_path, labels, predictions, said):
    """A name that only labels have is mostly predicted as one that only predictions have."""
    source = open_source(write_csv(tmp_path, label=labels * 5, prediction=predictions * 5))
    assert said in source.doubts[0] and "until both are spelt alike" in source.doubts[0]
    twice = write_csv(tmp_path, label=labels[:2] * 2 + ["x"] * 9, prediction=predictions[:2] * 2 + ["x"] * 9)
    assert not [doubt for doubt in open_source(twice).doubts if "spelt otherwise" in doubt]


def test_a_class_that_a_model_does_not_know_is_no_other_spelling(tmp_path):
    """Its images are taken for several others, or for one that others are taken for, or that is there."""
    for labels, predictions in (
        (["wolf", "wolf", "cat", "owl"], ["dog", "fox", "cat", "owl"]),
        (["wolf", "lynx", "cat", "owl"], ["dog", "dog", "cat", "owl"]),
        (["wolf", "dog", "cat", "owl"], ["dog", "dog", "cat", "owl"]),
    ):
        assert open_source(write_csv(tmp_path, label=labels * 5, prediction=predictions * 5)).doubts == ()


def test_classes_without_a_common_name(tmp_path):
    """The file of classes belongs to something else."""
    options = with_probabilities(tmp_path, ["0", "1", "2", "3"])
    (note,) = open_source(write_csv(tmp_path, label=[NAMES[k] for k in KINDS]), options).notes
    assert "The labels and the classes of --classes share no name" in note and "'0', '1', '2', …" in note
    (note,) = open_source(write_csv(tmp_path, prediction=[NAMES[k] for k in KINDS]), options).notes
    assert "The predictions and the classes of --classes share no name" in note


def test_nothing_is_doubted_where_nothing_can_be_compared(tmp_path):
    """No label where there is a prediction, or none at all."""
    half = ["cat"] * 10 + [""] * 10
    assert (
        open_source(write_csv(tmp_path, label=half, prediction=["0" if not x else "" for x in half])).notes
        == ()
    )
    assert open_source(write_csv(tmp_path, label=[""] * 20, prediction=[""] * 20)).notes == ()


def test_targets_of_a_regression_are_no_classes(tmp_path):
    """Numbers, nearly every one another: a regression where both are, else kept as numbers."""
    rng = np.random.default_rng(0)
    values, guesses = rng.normal(50, 20, (2, 20)).round(3).tolist()
    source = open_source(write_csv(tmp_path, label=values, prediction=guesses))
    assert task_of(source.items.schema) == "regression" and source.items["label"].to_pylist() == values
    source = open_source(write_csv(tmp_path, label=[NAMES[k] for k in KINDS], prediction=guesses))
    assert source.items.column_names == ["path", "source_row", "label", "prediction_source"]
    (note,) = source.notes
    assert "no classes: kept as `prediction_source`; no accuracy is computed" in note
    table = write_csv(tmp_path, price=values, label=KINDS)
    source = open_source(table, SourceOptions(label_column="price"))
    assert "label" not in source.items.column_names and source.items["price"].to_pylist() == values


@pytest.mark.parametrize("infinite", ["inf", "-inf", "Infinity", " +INF"])
def test_a_few_infinite_numbers_make_no_classes_of_a_regression(tmp_path, infinite):
    """They are missing, and a line counts them; beside them a number far off is a number."""
    values = [i + 0.25 for i in range(100)]
    guesses = [value + 0.125 for value in values]
    label = [infinite, 1e6, *values[2:]]
    source = open_source(write_csv(tmp_path, label=label, prediction=[*guesses[:-1], infinite]))
    assert task_of(source.items.schema) == "regression"
    assert source.items["label"].to_pylist() == [None, *label[1:]]
    assert source.items["error"].to_pylist() == [None, 1.375 - 1e6, *[0.125] * 97, None]
    (said,) = [note for note in source.notes if "`label`" in note]
    assert said.startswith("1 value of `label` is no finite number")


@pytest.mark.parametrize("word", ["inf", "Infinity"])
def test_what_may_be_the_name_of_a_class_stays_one(tmp_path, word):
    """Among names it is one."""
    source = open_source(write_csv(tmp_path, label=[word, "cat"] * 10, prediction=[word, "cat"] * 10))
    assert set(source.items["label"].to_pylist()) == {word, "cat"}


@pytest.mark.parametrize(
    ("label", "prediction", "are_targets"),
    [
        (range(20, 40), range(21, 41), True),  # ages
        (range(20), [*range(18), 0, 0], False),  # classes of one image each, of a model that finds them
        ([0.5, 1.0, 1.5, 2.0] * 5, [0.5] * 20, False),  # ratings
        ([f"{i}.0" for i in KINDS], KINDS, False),
        (range(20), ["cat"] * 20, False),  # numbers of classes, whose names are elsewhere
        (["1.25", "2.5", "3.75", ""] * 5, [1] * 20, False),
        ([k // 2 for k in range(20)], [k // 2 + 0.01 * k for k in range(20)], True),  # ages that come twice
        ([k // 2 for k in range(20)], [k // 2 + (k % 3 == 0) - (k % 3 == 1) for k in range(20)], True),
        ([k / 4 for k in range(10)] * 2, [(k + k % 3) / 4 for k in range(10)] * 2, True),  # steps
        (["1.5e+01", "2.0e+00"] * 10, ["1.5e+01"] * 20, False),  # 15 and 2, as NumPy writes them
        ([*range(19), "nan"], [k + 0.25 for k in range(20)], True),
        ([f"{k}\u00b7{k}" for k in range(20)], [k + 0.25 for k in range(20)], False),
        (KINDS, [*KINDS[1:], 0], False),
    ],
)
def test_numbers_are_classes_unless_nearly_every_one_is_another(tmp_path, label, prediction, are_targets):
    """Ages are none; ratings and numbers of classes are."""
    source = open_source(write_csv(tmp_path, label=label, prediction=prediction))
    assert (task_of(source.items.schema) == "regression") == are_targets


def test_numbers_without_predictions_are_judged_by_themselves(tmp_path):
    """Every label another number: one image a class is no class."""
    source = open_source(write_csv(tmp_path, label=range(20)))
    assert source.items["label_source"].to_pylist() == list(range(20)) and "no classes" in source.notes[0]


@pytest.mark.parametrize("label", [[0, 1] * 10, ["cat", "dog"] * 10])
def test_probabilities_instead_of_predictions(tmp_path, label):
    """Classes stay, and what is predicted is kept as a number."""
    source = open_source(write_csv(tmp_path, label=label, prediction=[k / 50 + 0.005 for k in range(20)]))
    assert source.items.column_names == ["path", "source_row", "label", "prediction_source"]
    assert source.notes[0].startswith("The predictions are numbers (0.005, 0.025, 0.045, …) and no classes")


@pytest.mark.parametrize(
    ("label", "prediction", "example"),
    [
        (range(1, 11), range(10), "'1' as '0', '10' as '9', '2' as '1', …"),  # who counts from 1?
        (["ant", "bee", "cat"], ["bee", "cat", "ant"], "'ant' as 'bee', 'bee' as 'cat', 'cat' as 'ant')"),
        ([0, 1], [1, 0], "'0' as '1', '1' as '0')"),
    ],
)
def test_classes_in_another_order(tmp_path, label, prediction, example):
    """The same names, and each stands for another class; but not where a model takes all for one."""
    (note,) = open_source(write_csv(tmp_path, label=[*label] * 20, prediction=[*prediction] * 20)).notes
    assert "seem to number or order the classes differently" in note and example in note
    constant = [label[0]] * 20 * len(label)
    assert open_source(write_csv(tmp_path, label=[*label] * 20, prediction=constant)).notes == ()
    some_right = [*prediction, *label, *label] * 7
    assert open_source(write_csv(tmp_path, label=[*label] * 21, prediction=some_right)).notes == ()


def test_classes_that_name_nothing_are_said_to(tmp_path):
    """Without labels, predictions and probabilities there is nothing to be named; with labels there is."""
    (tmp_path / "classes.txt").write_text("cat\ndog\n")
    (tmp_path / "plain.csv").write_text("path,x\na.png,1\nb.png,2\n")
    (tmp_path / "labeled.csv").write_text("path,label\na.png,cat\nb.png,dog\n")
    options = SourceOptions(classes=tmp_path / "classes.txt")
    (note,) = open_source(tmp_path / "plain.csv", options).notes
    assert note == (
        "The classes of --classes are of no use here: there are no labels, predictions or --probabilities."
    )
    assert open_source(tmp_path / "labeled.csv", options).notes == ()
