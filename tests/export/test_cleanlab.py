"""cleanlab: issues as its Datalab has them; they come back as columns, and its reports read them."""

import csv
import json
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.analysis.copies.first_copies import copies_in
from explorer.analysis.findings.suspicion import doubtful_labels
from explorer.analysis.labels.label_issues import LabelIssues
from explorer.analysis.outlier_scores import Outliers
from explorer.dataset import open_index
from explorer.export import export
from explorer.export.formats import as_cleanlab
from explorer.index.reordered import TakenRows
from explorer.index.tasks import label_sets
from explorer.options import SourceOptions
from explorer.sources import open_source
from tests.browser.reworked import rework
from tests.tasks import several_classes

PAIRS = ["label", "outlier", "near_duplicate"]


def read(file) -> list[dict]:
    """Rows of a table."""
    with open(file, newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def written(small_index, tmp_path_factory):
    """Issues of some rows, from the last to the first."""
    rows = np.arange(299, 99, -1)
    out = tmp_path_factory.mktemp("cleanlab") / "out"
    return rows, export(small_index, out, rows=rows, format="cleanlab").out


def test_issues_are_what_is_found(small_index, written):
    """Judged among all images, a row an image of the subset, a low score for a bad one."""
    rows, out = written
    found = read(out / "issues.csv")
    assert list(found[0])[:5] == ["path", "is_label_issue", "label_score", "given_label", "predicted_label"]
    assert [each["path"] for each in found] == small_index.items["path"].take(rows).to_pylist()
    labels = doubtful_labels(small_index)
    score = dict(zip(labels.rows.tolist(), labels.score.tolist(), strict=True))
    shown = copies_in(small_index).shown
    for row, each in zip(rows.tolist(), found, strict=True):
        assert (each["is_label_issue"] == "true") == (labels.issue[row] == 1)
        assert (each["label_score"] == "") == (row not in score)
        if row in score:
            assert float(each["label_score"]) == pytest.approx(1 - score[row])
        assert (each["is_near_duplicate_issue"] == "true") == ((shown == shown[row]).sum() > 1)
        assert each["given_label"] == (small_index.items["label"][row].as_py() or "")
    scores = [float(each[name]) for each in found for name in each if name.endswith("_score") and each[name]]
    assert min(scores) >= 0 and max(scores) <= 1


def test_what_is_found_is_an_issue(small_index, tmp_path, monkeypatch):
    """A doubtful label with the class that is likelier, copies, an image far from all; others none."""
    issues = np.full(small_index.n, 0, np.int8)
    issues[7] = 1
    code = small_index.labels()[7]
    other = int(code != 1)
    scores = np.array([0.9, 0.2])
    found = LabelIssues(np.array([7, 3]), np.array([code, 2]), np.array([other, 2]), scores, issues)
    shown = np.arange(small_index.n)
    shown[5] = 3
    away = Outliers(np.arange(small_index.n), np.where(np.arange(small_index.n) == 4, 0.95, 0.5))
    monkeypatch.setattr(as_cleanlab, "doubtful_labels", lambda index: found)
    monkeypatch.setattr(as_cleanlab, "copies_in", lambda index: SimpleNamespace(shown=shown))
    monkeypatch.setattr(as_cleanlab, "outliers_in", lambda *asked: away)
    out = export(small_index, tmp_path / "out", rows=np.arange(10), format="cleanlab").out
    told = read(out / "issues.csv")
    marked = {kind: [i for i in range(10) if told[i][f"is_{kind}_issue"] == "true"] for kind in PAIRS}
    assert marked == {"label": [7], "outlier": [4], "near_duplicate": [3, 5]}
    assert told[7]["predicted_label"] == small_index.classes[other] != told[7]["given_label"]
    assert told[3]["predicted_label"] == told[3]["given_label"]
    assert (told[7]["label_score"], told[4]["outlier_score"]) == (
        "0.09999999999999998",
        "0.050000000000000044",
    )
    counts = {each["issue_type"]: each["num_issues"] for each in read(out / "summary.csv")}
    assert [counts[kind] for kind in PAIRS] == ["1", "1", "2"]


def test_the_summary_counts_them(written):
    """A line a type of issue: its mean score, and how many there are."""
    _, out = written
    found, summary = read(out / "issues.csv"), read(out / "summary.csv")
    assert [each["issue_type"] for each in summary][:3] == PAIRS
    for each in summary:
        kind = each["issue_type"]
        scores = [float(row[f"{kind}_score"]) for row in found if row[f"{kind}_score"]]
        assert float(each["score"]) == pytest.approx(np.mean(scores))
        assert int(each["num_issues"]) == sum(row[f"is_{kind}_issue"] == "true" for row in found)


def test_they_come_back_as_columns(small_index, written):
    """`--join` takes the folder as one that cleanlab saved, by the paths that stand in it."""
    rows, out = written
    location = small_index.manifest.source["location"]
    items = open_source(location, SourceOptions(join=(out,))).items
    again = {each["path"]: each for each in items.select(["path", "label_score", "issues"]).to_pylist()}
    for each in read(out / "issues.csv"):
        kinds = [name for name in each if each[name] == "true"]
        there = again[each["path"]]
        assert there["label_score"] == (float(each["label_score"]) if each["label_score"] else None)
        assert (there["issues"] or []) == [name.removeprefix("is_")[: -len("_issue")] for name in kinds]
    assert sum(each["label_score"] is not None for each in again.values()) <= len(rows)


def test_without_labels_there_are_no_issues_of_them(small_index, tmp_path, monkeypatch):
    """All else is there."""
    monkeypatch.setattr(type(small_index), "has_labels", False)
    out = export(small_index, tmp_path / "out", rows=[1, 2], format="cleanlab").out
    names = list(read(out / "issues.csv")[0])
    assert "is_outlier_issue" in names and not [name for name in names if "label" in name]


@pytest.fixture(scope="module")
def several(small_index, tmp_path_factory):
    """Several classes an image, of which 20 have one too many or too few; the issues, rows and classes."""
    folder = tmp_path_factory.mktemp("several")
    index = several_classes(small_index, folder / "given.dendro")
    sets, rng = label_sets(index), np.random.default_rng(0)
    probabilities = rng.uniform(0.02, 0.2, (index.n, len(index.classes))).astype(np.float32)
    probabilities[sets.rows, sets.codes] = rng.uniform(0.75, 0.95, len(sets.codes))
    rows, code = np.flatnonzero(sets.known)[3::14][:20], index.classes.index("round")
    probabilities[rows, code] = 1 - probabilities[rows, code]
    path = rework(
        index,
        folder / "likely",
        index.items,
        classes=index.classes,
        probabilities=TakenRows(probabilities, np.arange(index.n)),
    )
    index = open_index(path)
    return index, rows, export(index, folder / "out", format="cleanlab").out


def test_several_classes_have_issues(several):
    """As Datalab has them: lists of classes, those likelier than not; and which of an image are wrong."""
    index, rows, out = several
    found = read(out / "issues.csv")
    issues = [i for i, each in enumerate(found) if each["is_label_issue"] == "true"]
    assert {*issues} <= {*rows.tolist()} and len(issues) >= 18
    for row, (each, given) in enumerate(zip(found, index.items["label"].to_pylist(), strict=True)):
        likely = [name for name, p in zip(index.classes, index.probabilities[row], strict=True) if p > 0.5]
        assert json.loads(each["predicted_label"]) == likely
        if given is None:
            assert each["given_label"] == each["label_score"] == each["wrong_classes"] == ""
        else:
            assert sorted(json.loads(each["given_label"])) == sorted(given)
            assert json.loads(each["wrong_classes"]) == (["round"] if row in issues else [])
    scores = {row: float(each["label_score"]) for row, each in enumerate(found) if each["label_score"]}
    assert {*sorted(scores, key=scores.__getitem__)[:20]} == {*rows.tolist()}


def test_cleanlab_agrees_about_several_classes(several):
    """Where it is installed: its scores put the same images first, and it flags these."""
    pytest.importorskip("cleanlab")
    from cleanlab.multilabel_classification import get_label_quality_scores
    from cleanlab.multilabel_classification.filter import find_label_issues

    index, _, out = several
    sets, found = label_sets(index), read(out / "issues.csv")
    known = np.flatnonzero(sets.known)
    labels = [sets.codes[sets.starts[row] : sets.starts[row + 1]].tolist() for row in known.tolist()]
    flagged = find_label_issues(labels, np.asarray(index.probabilities)[known])
    assert {*known[flagged].tolist()} == {i for i in known if found[i]["is_label_issue"] == "true"}
    theirs = get_label_quality_scores(labels, np.asarray(index.probabilities)[known])
    ours = np.array([float(found[row]["label_score"]) for row in known.tolist()])
    assert np.corrcoef(theirs, ours)[0, 1] > 0.9


def test_datalab_reports_them(small_index, written):
    """Where cleanlab is installed: as its own issues, with the counts of the summary."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("datasets")
    cleanlab = pytest.importorskip("cleanlab")
    rows, out = written
    issues = pandas.read_csv(out / "issues.csv")
    lab = cleanlab.Datalab({"y": issues["given_label"].fillna("none")}, label_name="y", verbosity=0)
    lab.data_issues.issues = issues
    lab.data_issues.issue_summary = pandas.read_csv(out / "summary.csv")
    assert all(issues[f"is_{kind}_issue"].dtype == bool for kind in PAIRS)
    assert len(lab.get_issues()) == len(rows)
    assert lab.get_issue_summary("outlier")["num_issues"].tolist() == [int(issues["is_outlier_issue"].sum())]
