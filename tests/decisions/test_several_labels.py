"""Corrected labels where an image has several classes: what is taken, and what it changes."""

import json

import numpy as np
import pytest

from explorer.dataset import open_index
from explorer.decisions.corrected_labels import with_labels
from explorer.decisions.decision_columns import all_columns, all_items, joined_codes
from explorer.decisions.decision_lists import at_row
from explorer.decisions.several_labels import classes_in, corrected_to
from explorer.errors import InputError
from explorer.filters.filter import filter_of, mask_of
from explorer.index.arrow_values import as_words
from explorer.index.tasks import label_sets
from tests.tasks import several_classes


@pytest.fixture
def several(index, tmp_path):
    """An index whose images have several classes."""
    return several_classes(index, tmp_path / "several.dendro")


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["dog", "cat", "dog"], ["cat", "dog"]),
        (("class 10", "class 2"), ["class 2", "class 10"]),
        ("dog", ["dog"]),
        ("dog | cat", ["cat", "dog"]),
        ("dog, cat", ["cat", "dog"]),
        ("cars, old", ["cars, old"]),
        ("cars, old; dog", ["cars, old", "dog"]),
        ("dog, cars, old, x", ["cars, old", "dog", "x"]),
        ('["cars, old", "dog"]', ["cars, old", "dog"]),
        ([], []),
        ("[]", []),
        ("none", []),
    ],
)
def test_what_is_taken(given, names):
    """Lists, JSON, and what people write; a class that is known is one, whatever is in its name."""
    stored = corrected_to(given, ["cars, old", "dog"])
    assert json.loads(stored) == classes_in(stored) == names


@pytest.mark.parametrize("given", [3, None, [""], ["a\nb"], [1], ""])
def test_what_is_refused(given):
    """It is no name, or nothing."""
    with pytest.raises(InputError, match="label"):
        corrected_to(given, ["dog"])


@pytest.mark.parametrize("chosen", [["pipe|d", "dog"], ["a;b", "cars, old"], ["dog", "cars, old", "pipe|d"]])
def test_what_is_shown_of_known_classes_is_taken_for_them(chosen):
    """As a suggestion is accepted, or a label that was copied: signs between names may be in them."""
    classes = ["cars, old", "dog", "pipe|d", "a;b", "a", "b"]
    assert classes_in(corrected_to(as_words(chosen), classes)) == sorted(chosen)
    assert classes_in(corrected_to("cat|a|b; new", ["cat", "a|b", "b; c"])) == ["a|b", "cat", "new"]
    assert classes_in(corrected_to("a|b; c", ["a|b", "b; c"])) == ["a|b", "c"]
    assert classes_in(corrected_to("a; b", classes)) == classes_in(corrected_to("a|b", classes)) == ["a", "b"]


def test_a_text_that_was_stored_as_one_class_is_one():
    """As of an index that had one class an image before."""
    assert classes_in("cat, dog") == ["cat, dog"] and classes_in("[odd") == ["[odd"]


def test_corrections_count_as_labels(several):
    """All classes of an image are exchanged, none is one, too; new names are classes behind the others."""
    rows = np.flatnonzero(several.correct() == 0)[:3].tolist()
    predicted = several.items["prediction"].to_pylist()
    several.correct_labels(predicted[rows[0]], rows=[rows[0]])
    several.correct_labels("quince, plum", rows=[rows[1]])
    several.correct_labels([], rows=[rows[2]])
    corrected = with_labels(several, "corrected")
    assert corrected.task == "multilabel" and corrected.classes == [*several.classes, "quince"]
    changed = np.flatnonzero(corrected.correct() != several.correct())
    assert changed.tolist() == [rows[0]]
    sets = label_sets(corrected)
    assert [corrected.classes[c] for c in sets.codes[sets.within(rows[1:2])]] == ["plum", "quince"]
    assert sets.known[rows[2]] and not len(sets.within(rows[2:]))
    assert mask_of(corrected, filter_of(corrected, "label = 'quince'")).nonzero()[0].tolist() == [rows[1]]
    several.correct_labels(None, rows=rows)
    assert with_labels(several, "corrected") is several


def test_columns_lists_and_words(several):
    """The column holds lists, which a filter looks into; people read names, scripts what can be imported."""
    several.correct_labels(["big", "plum"], rows=[3])
    several.correct_labels([], rows=[4])
    column = all_items(several)["corrected"]
    assert column[:6].to_pylist() == [None, None, None, ["big", "plum"], [], None]
    assert column.type == all_columns(several).field("corrected").type
    assert mask_of(several, filter_of(several, "corrected = 'plum'")).nonzero()[0].tolist() == [3]
    codes, values = joined_codes(several, "corrected")
    assert [values[code] for code in codes[3:5]] == ["big + plum", "none"]
    assert [at_row(several, row)["corrected"] for row in (3, 4, 5)] == ["big, plum", "none", None]
    given = [as_words(several.items["label"][row].as_py()) for row in (3, 4, 5)]
    now = with_labels(several, "corrected")
    assert now is not several and [at_row(now, row)["given"] for row in (3, 4, 5)] == given
    assert [each["corrected"] for each in several.corrections()] in (
        ['["big", "plum"]', "[]"],
        ["[]", '["big", "plum"]'],
    )


def test_the_same_classes_in_another_order_are_no_correction(several):
    """What an image has already is no difference."""
    lists = several.items["label"].to_pylist()
    row = next(row for row, names in enumerate(lists) if names and len(names) > 1)
    several.correct_labels(lists[row][::-1], rows=[row])
    several.correct_labels(lists[row][1:], rows=[row + 1])
    assert [each["row"] for each in several.corrections()] == [row + 1]


@pytest.mark.parametrize("name", ["all.csv", "all.json", "corrections.csv"])
def test_they_are_exported_and_imported(several, tmp_path, name):
    """As decisions and as corrections; and as somebody writes them."""
    several.correct_labels(["big", "it's odd"], rows=[3])
    several.export_decisions(tmp_path / name, corrections=name.startswith("c"))
    several.undo()
    several.import_decisions(tmp_path / name)
    assert all_items(open_index(several.path))["corrected"][3].as_py() == ["big", "it's odd"]


def test_lists_in_json_and_names_in_a_table_are_imported(several, tmp_path):
    """A list is one of JSON, or names between signs."""
    path = several.items["path"].to_pylist()
    (tmp_path / "x.json").write_text(json.dumps([{"path": path[2], "corrected": ["plum", "big"]}]))
    several.import_decisions(tmp_path / "x.json")
    (tmp_path / "x.csv").write_text(f"path,corrected\n{path[5]},big|plum\n")
    several.import_decisions(tmp_path / "x.csv")
    assert all_items(several)["corrected"].to_pylist()[2:6] == [["big", "plum"], None, None, ["big", "plum"]]
