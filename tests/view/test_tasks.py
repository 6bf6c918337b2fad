"""What views say where an image has several classes, and where predictions are numbers."""

import numpy as np
import pytest
from sklearn import metrics

from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import ALL, filter_of, mask_of
from explorer.index.summary import summarize_index
from explorer.index.tasks import label_sets, signed_errors
from explorer.view import ViewRequest, Views
from explorer.view.cluster_summary import describe_classes, describe_cluster
from explorer.view.coloring import colorings
from explorer.view.contrast import contrast
from explorer.view.item_summary import describe_item
from tests.tasks import regression, several_classes


@pytest.fixture(scope="module")
def several(small_index, tmp_path_factory):
    return several_classes(small_index, tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="module")
def numbers(small_index, tmp_path_factory):
    return regression(small_index, tmp_path_factory.mktemp("numbers"))


def lists_of(index, name="label"):
    return index.items[name].to_pylist()


def judged_pairs(index, rows):
    labels, guesses = lists_of(index), lists_of(index, "prediction")
    return [(set(labels[r]), set(guesses[r])) for r in rows if None not in (labels[r], guesses[r])]


def test_classes_of_a_cluster_are_those_of_scikit_learn(several):
    """Of each class how many images have it and how it is found; no matrix, with a sentence."""
    node = int(several.tree.children[several.root][0])
    rows = range(int(several.tree.lo[node]), int(several.tree.hi[node]))
    about = describe_cluster(Views(several), node, model="")
    pairs = judged_pairs(several, rows)
    truth, guess = (np.array([[c in p[i] for c in several.classes] for p in pairs]) for i in (0, 1))
    scores = metrics.precision_recall_fscore_support(truth, guess, zero_division=np.nan)
    for line in about["classes"]:
        code = several.classes.index(line["name"])
        wanted = [None if np.isnan(each[code]) else round(each[code], 4) for each in scores]
        assert [line["precision"], line["recall"], line["f1"], line["judged"]] == wanted
        assert (
            line["missed"] == (truth & ~guess)[:, code].sum()
            and line["extra"] == (guess & ~truth)[:, code].sum()
        )
        assert line["count"] == sum(
            line["name"] in (names or ()) for names in lists_of(several)[rows.start : rows.stop]
        )
    (plain, _) = about["models"]
    assert plain["accuracy"] == round(metrics.accuracy_score(truth, guess), 4)
    assert plain["hamming_loss"] == round(metrics.hamming_loss(truth, guess), 4)
    assert plain["jaccard"] == round(
        metrics.jaccard_score(truth, guess, average="samples", zero_division=1), 4
    )
    assert about["task"] == "multilabel" and about["matrix"] is None and about["confusion"] == []
    assert "no confusion matrix" in about["absent"]["matrix"]


def test_a_filter_names_one_of_several_classes(several):
    """Equal is membership, and label and prediction are the same where all their classes are."""
    labels = lists_of(several)
    found = mask_of(several, filter_of(several, "label = 'big'"))
    assert found.tolist() == ["big" in (names or ()) for names in labels]
    wrong = mask_of(several, filter_of(several, "label <> prediction"))
    np.testing.assert_array_equal(wrong, several.correct("") == 0)
    right = mask_of(several, filter_of(several, "prediction = label"))
    np.testing.assert_array_equal(right, several.correct("") == 1)
    lines, _ = describe_classes(several, np.flatnonzero(wrong), "")
    assert sum(line["missed"] + line["extra"] for line in lines) >= wrong.sum()


def test_views_judge_and_name_by_several_classes(several):
    """Right and wrong signs, the dominant class as a colour, and titles of classes."""
    views = Views(several)
    view = views.view(ViewRequest(several.root, 12, 800, 600, 24, color="class"))
    correct = several.correct("")
    for cell in view["cells"]:
        signs = {"1": 0, "0": 1, "-": -1}
        assert [signs[s] for s in cell["thumbs"]["wrong"]] == correct[cell["thumbs"]["rows"]].tolist()
    sets = label_sets(several)
    assert view["legend"]["steps"][0]["words"] == several.classes[np.bincount(sets.codes).argmax()]
    known = several.classes
    assert any(name in cell["title"] for cell in view["cells"] for name in known)
    assert {"class", "accuracy"} <= {each["value"] for each in colorings(several)}
    where = filter_of(several, "label = 'big'")
    tinted = views.view(ViewRequest(several.root, 4, 800, 600, 24, where, color="column:prediction"))
    assert all(
        "mostly" in cell["tint"]["words"] or "all" in cell["tint"]["words"] for cell in tinted["cells"]
    )


def test_classes_tell_a_cluster_from_what_is_around(several):
    """Each class counts once an image; what models predict is not told beside labels."""
    views = Views(several)
    node = next(node for node in several.tree.cut(6) if "plum" in views.title(int(node), ALL))
    values = {
        value["value"]: value
        for value in contrast(views, int(node), several.root)["values"]
        if value["column"] == "label"
    }
    part = lists_of(several)[several.tree.lo[node] : several.tree.hi[node]]
    assert values["plum"]["count"] == sum("plum" in (names or ()) for names in part)


def test_unevenness_is_of_the_recall_of_each_class(several):
    """By hand: of the images of a class in a subgroup, how many are found."""
    found = describe_cluster(Views(several), several.root, model="b", by="split")["fairness"]
    entry = next(each for each in found["classes"] if each["name"] == "round")
    splits = several.items["split"].to_pylist()
    labels, guesses = lists_of(several), lists_of(several, "prediction:b")
    of = [
        "round" in (guesses[r] or ())
        for r in range(several.n)
        if labels[r]
        and guesses[r] is not None
        and "round" in labels[r]
        and splits[r] == entry["worst"]["value"]
    ]
    assert entry["worst"]["images"] == len(of) and entry["worst"]["accuracy"] == round(np.mean(of), 4)


def test_one_image_with_several_classes(several):
    """All of them in words and as a list, with what is missed and extra."""
    row = int(np.flatnonzero(several.correct("b") == 0)[0])
    item = describe_item(several, row, True)
    label, guess = lists_of(several)[row], lists_of(several, "prediction:b")[row]
    assert item["label"] == (", ".join(label) or "none") and item["columns"]["label"] == label
    told = item["models"][1]
    assert told["missed"] == sorted(set(label) - set(guess)) and told["extra"] == sorted(
        set(guess) - set(label)
    )


def test_errors_of_a_cluster_have_a_size(numbers):
    """Beside them those of the cluster around; no rates, no classes, each with a sentence."""
    node = int(numbers.tree.children[numbers.root][1])
    about = describe_cluster(Views(numbers), node)
    part = slice(int(numbers.tree.lo[node]), int(numbers.tree.hi[node]))
    truth, guess = (np.array(lists_of(numbers, name), float)[part] for name in ("label", "prediction"))
    known = np.isfinite(truth) & np.isfinite(guess)
    told = about["models"][0]
    assert told["accuracy"] is None and told["judged"] == known.sum()
    assert told["mae"] == pytest.approx(metrics.mean_absolute_error(truth[known], guess[known]))
    assert told["r2"] == pytest.approx(metrics.r2_score(truth[known], guess[known]))
    assert about["around"][0]["mae"] == pytest.approx(np.nanmean(np.abs(signed_errors(numbers))))
    assert about["classes"] == [] and about["matrix"] is None
    assert about["absent"].keys() == {"matrix", "findings", "corrections", "classes", "fairness"}


def test_views_of_numbers_have_no_right_and_wrong(numbers):
    """No accuracy and no signs; errors colour and sort as any number."""
    views = Views(numbers)
    view = views.view(ViewRequest(numbers.root, 8, 800, 600, 24, color="column:absolute_error"))
    assert all(cell["accuracy"] is None and set(cell["thumbs"]["wrong"]) <= {"-"} for cell in view["cells"])
    assert view["legend"]["title"] == "mean absolute_error"
    assert not numbers.judged and not numbers.mistaken
    assert not {"class", "accuracy"} & {each["value"] for each in colorings(numbers)}
    for color in ("class", "accuracy"):
        with pytest.raises(InputError):
            views.view(ViewRequest(numbers.root, 8, 800, 600, 24, color=color))
    with pytest.raises(NotFoundError, match="holds numbers, not one class an image"):
        numbers.labels()


def test_one_image_with_a_number(numbers):
    """The number in words, and the error with its sign."""
    row = int(np.flatnonzero(np.isfinite(signed_errors(numbers)))[0])
    item = describe_item(numbers, row, True)
    assert item["label"] == f"{item['columns']['label']:.6g}"
    assert item["models"][0]["error"] == pytest.approx(item["columns"]["error"])
    assert item["models"][0]["right"] is None


def test_what_an_index_is_for(several, numbers, small_index):
    """The task, and of each model what can be said."""
    assert [summarize_index(each)["task"] for each in (small_index, several, numbers)] == [
        "classification",
        "multilabel",
        "regression",
    ]
    (plain, _) = summarize_index(numbers)["models"]
    assert plain["accuracy"] is None and plain["mae"] == pytest.approx(
        np.nanmean(np.abs(signed_errors(numbers)))
    )
    assert summarize_index(several)["models"][0]["accuracy"] > 0.8


def test_numbers_are_not_corrected(numbers):
    """A corrected label is a class: that is refused with a sentence; tags are taken."""
    with pytest.raises(InputError, match="is a number, and a corrected label is a class"):
        numbers.correct_labels("leaf", rows=[1])
    numbers.tag("look", rows=[1])
    assert numbers.with_labels("corrected").task == numbers.task
