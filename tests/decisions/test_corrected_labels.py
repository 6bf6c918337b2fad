"""Labels as they were given or as corrected: one switch, and everything that judges follows it."""

import csv

import numpy as np
import pytest

from explorer.dataset import open_index
from explorer.decisions.corrected_labels import as_given, with_labels
from explorer.decisions.current import current
from explorer.errors import InputError
from explorer.filters.filter import filter_of, mask_of
from explorer.view import ViewRequest, Views


@pytest.fixture
def wrong(index) -> np.ndarray:
    """Rows whose prediction is not their label."""
    return np.flatnonzero(index.correct() == 0)


def test_without_corrections_it_is_the_index_itself(index):
    """Nothing is worked out twice where nothing is corrected."""
    assert with_labels(index, "corrected") is index
    assert with_labels(index) is index


def test_other_labels_are_refused(index):
    """What is neither given nor corrected is said to be so."""
    with pytest.raises(InputError, match="given or corrected is expected"):
        with_labels(index, "right")


def test_corrections_count_as_labels(index, wrong):
    """Who is corrected to what was predicted is right from then on, and nobody else is."""
    predicted = [index.classes[code] for code in index.predictions()[wrong[:2]]]
    for row, label in zip(wrong[:2].tolist(), predicted, strict=True):
        index.correct_labels(label, rows=[row])
    corrected = with_labels(index, "corrected")
    changed = np.flatnonzero(corrected.correct() != index.correct())
    assert changed.tolist() == wrong[:2].tolist()
    assert corrected.classes == index.classes
    assert as_given(corrected) is index and with_labels(corrected) is index
    assert with_labels(index, "corrected") is corrected


def test_a_change_of_corrections_changes_the_answer(index):
    """Also one of another process, and other decisions change nothing."""
    index.correct_labels("plum", rows=[3])
    first = with_labels(index, "corrected")
    index.tag("fix", rows=[1])
    assert with_labels(index, "corrected") is first
    open_index(index.path).correct_labels("fig", rows=[3])
    assert with_labels(index, "corrected").items["label"][3].as_py() == "fig"
    index.undo()
    open_index(index.path).undo()
    index.correct_labels(None, rows=[3])
    assert with_labels(index, "corrected") is index


def test_a_new_name_is_a_class(index):
    """It comes behind those that are there, so that probabilities stay those of the first classes."""
    index.correct_labels("quince", rows=[3, 4])
    corrected = with_labels(index, "corrected")
    assert corrected.classes == [*index.classes, "quince"]
    assert corrected.labels()[[3, 4]].tolist() == [len(index.classes)] * 2
    assert np.array_equal(corrected.labels()[5:], index.labels()[5:])
    assert np.array_equal(corrected.predictions(), index.predictions())


def test_filters_and_titles_read_corrected_labels(index):
    """A filter on labels chooses by what counts, and the column of corrections stays."""
    index.correct_labels("quince", rows=list(range(20)))
    corrected = with_labels(index, "corrected")
    chosen = mask_of(corrected, filter_of(corrected, "label = 'quince' and corrected = 'quince'"))
    assert np.flatnonzero(chosen).tolist() == list(range(20))
    assert not mask_of(index, filter_of(index, "label = 'quince'")).any()
    view = Views(corrected).view(ViewRequest(where=filter_of(corrected, "label = 'quince'"), color="class"))
    assert view["matching"] == 20
    assert "quince" in [step["words"] for step in view["legend"]["steps"]]


def test_what_has_no_labels_has_those_that_are_corrected(index_path, monkeypatch):
    """An index without labels is given a column of them."""
    index = open_index(index_path)
    read = type(index._files).items
    monkeypatch.setattr(type(index._files), "items", lambda files: read(files).drop_columns(["label"]))
    index.correct_labels("plum", rows=[3])
    corrected = with_labels(index, "corrected")
    assert not index.has_labels and corrected.has_labels
    assert corrected.labels()[3] == corrected.classes.index("plum")
    assert (corrected.labels() >= 0).sum() == 1


def test_what_labels_do_not_change_is_shared(index):
    """Neither the tree nor what is expensive is read or worked out again."""
    index.correct_labels("plum", rows=[3])
    corrected = with_labels(index, "corrected")
    for name in ("tree", "neighbors", "embeddings", "thumbnails", "colors"):
        assert getattr(corrected, name) is getattr(index, name)
    assert corrected.codes("path")[0] is index.codes("path")[0]


def test_findings_and_exports_by_corrected_labels(index, wrong, tmp_path):
    """The keyword of findings and exports; what is exported as a diff stays given and corrected."""
    rate = index.findings("errors").rate
    row = int(wrong[0])
    index.correct_labels(index.classes[index.predictions()[row]], rows=[row])
    assert index.findings("errors", labels="corrected").rate < rate == index.findings("errors").rate
    given = index.items["label"][row].as_py()
    out = tmp_path / "cleaned.csv"
    index.export(out, labels="corrected", rows=[row])
    (written,) = csv.DictReader(out.open(encoding="utf-8"))
    (diff,) = index.corrections()
    assert written["label"] == written["corrected"] == diff["corrected"] != given == diff["given"]


def test_a_wrong_correction_is_a_doubtful_label(index):
    """Findings look at the labels that count."""
    row = int(np.flatnonzero(index.items["label"].to_numpy(zero_copy_only=False) == "leaf")[0])
    index.correct_labels("ocean", rows=[row])
    by_corrected = [image["row"] for image in index.findings("labels", labels="corrected").images]
    assert row in by_corrected
    assert row not in [image["row"] for image in index.findings("labels").images]


def test_damaged_decisions_leave_labels_as_given(index):
    """What cannot be read corrects nothing."""
    index.correct_labels("plum", rows=[3])
    (index.path / "user.sqlite").write_bytes(b"no database" * 100)
    opened = open_index(index.path)
    assert with_labels(opened, "corrected") is opened


@pytest.mark.parametrize("label", ["می‌خواهم", "👨‍👩‍👧", "東京　都", "n°\xa05", "‏שלום"])
def test_labels_in_any_script_are_taken(index, label):
    """Signs of format and spaces of other widths are part of many of them."""
    assert index.correct_labels(label, rows=[3]).parts == 1
    assert with_labels(index, "corrected").items["label"][3].as_py() == label


@pytest.mark.parametrize("label", ["a\tb", "a\nb", "\u202egnp.exe", "a\u2028b", " "])
def test_a_label_that_is_no_line_is_refused_unless_it_is_a_class(index, monkeypatch, label):
    """What a table has as a class can be corrected to, as it stands."""
    with pytest.raises(InputError, match=r"leave it out|is empty"):
        index.correct_labels(label, rows=[3])
    monkeypatch.setattr(type(index), "classes", [*index.classes, label, " lead"])
    assert index.correct_labels(label, rows=[3]).parts == 1
    index.correct_labels(" lead", rows=[4])
    assert [value for _, _, _, value, *_ in current(index).store.decisions()] == [label, " lead"]
