"""Findings where an image has several classes, and where predictions are numbers."""

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.findings.flagged import densities, flagged
from explorer.analysis.findings.mean_question import MeanQuestion, without_wild
from explorer.analysis.findings.sentences import cluster_sentence, nothing, summary
from explorer.dataset import open_index
from explorer.errors import InputError
from explorer.index.tasks import signed_errors
from tests.browser.reworked import rework
from tests.tasks import regression, several_classes


@pytest.fixture(scope="module")
def several(small_index, tmp_path_factory):
    return several_classes(small_index, tmp_path_factory.mktemp("several"))


@pytest.fixture(scope="module")
def numbers(small_index, tmp_path_factory):
    return regression(small_index, tmp_path_factory.mktemp("numbers"))


def test_images_whose_classes_differ_are_wrong(several):
    """An image is right where its classes are all those of the label and no other."""
    found = several.findings("errors", permutations=199)
    labels, guesses = (several.items[name].to_pylist() for name in ("label", "prediction"))
    known = [(a, b) for a, b in zip(labels, guesses, strict=True) if a is not None and b is not None]
    assert found.n == len(known) and found.rate == pytest.approx(
        np.mean([set(a) != set(b) for a, b in known])
    )
    assert found.clusters and found.clusters[0]["rate"] > 2 * found.clusters[0]["outside"]


def test_a_class_that_is_missed(several):
    """Of the images that have it; which kind of image it is missed in is found, and another class is not."""
    found = several.findings("errors", of_class="big", permutations=199)
    labels, guesses = (several.items[name].to_pylist() for name in ("label", "prediction"))
    missed = [
        "big" not in b for a, b in zip(labels, guesses, strict=True) if a and b is not None and "big" in a
    ]
    assert found.n == len(missed) and found.rate == pytest.approx(np.mean(missed))
    cluster = found.clusters[0]
    held = labels[cluster["lo"] : cluster["hi"]]
    assert np.mean(["plum" in (names or ()) for names in held]) > 0.5
    assert cluster["class"] == "big" and "% with big missed (" in cluster_sentence("errors", cluster)
    assert several.findings("errors", of_class="round", permutations=199).clusters == []
    with pytest.raises(InputError, match="no 'small'"):
        several.findings("errors", of_class="small")
    with pytest.raises(InputError, match="belongs to the kind errors"):
        several.findings("drift", of_class="big")


@pytest.mark.parametrize("kind", ["labels", "classes"])
@pytest.mark.parametrize("which", ["several", "numbers"])
def test_what_needs_one_class_an_image_is_refused_with_a_sentence(kind, which, request):
    """No label issue, no class to split; classes cannot be held fixed."""
    index = request.getfixturevalue(which)
    said = "several classes an image" if which == "several" else "numbers"
    with pytest.raises(InputError, match=f"Labels of reworked are {said}: no "):
        index.findings(kind)
    for held in ("errors", "regressions"):
        with pytest.raises(InputError, match=f"are {said}: there is no one class to hold fixed"):
            index.findings(held, given="class")
    with pytest.raises(InputError):
        index.findings("errors", of_class="nothing")


def test_doubtful_classes_of_several(small_index, tmp_path, monkeypatch):
    """By the probability of each; suggested are all classes, which a correction takes as they are written."""
    several = several_classes(small_index, tmp_path)
    held = [set(names or ()) for names in several.items["label"].to_pylist()]
    sure = np.array([[0.9 if name in names else 0.1 for name in several.classes] for names in held])
    place = several.classes.index("round")
    wrong = [row for row in range(several.n) if several.items["label"][row].as_py() is not None][:12:3]
    sure[wrong, place] = 1 - sure[wrong, place]
    monkeypatch.setattr(type(several), "probabilities", sure)
    found = several.findings("labels", permutations=199)
    assert sorted(each["row"] for each in found.images) == wrong
    for each in found.images:
        better = held[each["row"]] ^ {"round"}
        assert each["suggested"] == (", ".join(sorted(better, key=several.classes.index)) or "none")
        several.correct_labels(each["suggested"], rows=[each["row"]])
        corrected = several.with_labels("corrected").items["label"][each["row"]].as_py()
        assert set(corrected) == better
    assert "labels" in densities(several)


def test_larger_errors_are_found(numbers):
    """Where the mean absolute error is higher, with it and that of the rest; confirmed on the other half."""
    found = numbers.findings("errors", permutations=199)
    errors = np.abs(signed_errors(numbers))
    assert found.rate is None and found.mean == pytest.approx(np.nanmean(errors))
    assert found.n == np.isfinite(errors).sum()
    cluster = found.clusters[0]
    inside = errors[cluster["lo"] : cluster["hi"]]
    assert cluster["mean"] == pytest.approx(np.nanmean(inside)) and cluster["rate"] is None
    assert cluster["mean"] > 2 * cluster["mean_outside"] and cluster["p"] <= 0.05
    assert cluster["ratio"] == pytest.approx(cluster["mean"] / cluster["mean_outside"])
    said = cluster_sentence("errors", cluster)
    assert (
        "58 of them known, mean absolute error 7.00 against 1.53" in said and "elsewhere, p = 0.005" in said
    )
    assert summary(found.document()).startswith("1 cluster")
    assert inside[np.array(cluster["representatives"][0]) - cluster["lo"]] > found.mean
    held = numbers.findings("errors", permutations=199, held_out=True)
    assert held.held_out["confirmed"] == 1 and "confirmed, p" in cluster_sentence("errors", held.clusters[0])
    assert held.clusters[0]["held_out"]["mean"] > 4 and held.clusters[0]["held_out"]["rate"] is None


def test_even_errors_are_nothing(numbers):
    """A model that errs alike everywhere has no finding, and that is said with how many images there were."""
    found = numbers.findings("errors", model="b", permutations=199).document()
    assert found["clusters"] == [] and nothing(found).startswith("Nothing stands out among 294 images")


def test_where_one_model_errs_by_more(numbers):
    """Of the same images, the difference of the sizes of errors; both ways."""
    found = numbers.findings("regressions", permutations=199)
    cluster = found.clusters[0]
    gap = np.abs(signed_errors(numbers)) - np.abs(signed_errors(numbers, "b"))
    assert cluster["better"] == "b" and cluster["worse"] == "prediction"
    assert cluster["mean"] == pytest.approx(np.nanmean(gap[cluster["lo"] : cluster["hi"]]))
    said = cluster_sentence("regressions", cluster)
    assert "mean absolute error of prediction over that of b: " in said


@pytest.fixture(scope="module")
def with_outliers(numbers, tmp_path_factory):
    """The same, but three predictions of either model are wild."""
    items = numbers.items
    for name, sign in (("prediction", 1), ("prediction:b", -1)):
        column = items[name].to_numpy(zero_copy_only=False).copy()
        column[[10, 110, 210]] = sign * 1e9
        items = items.set_column(items.column_names.index(name), name, pa.array(column, from_pandas=True))
    return open_index(rework(numbers, tmp_path_factory.mktemp("wild"), items, classes=[]))


def test_a_few_wild_errors_do_not_hide_the_rest(with_outliers, numbers):
    """The same cluster is found as without them; how many count as how much is said."""
    for kind in ("errors", "regressions"):
        plain, found = (index.findings(kind, permutations=199) for index in (numbers, with_outliers))
        assert found.clusters[0]["node"] == plain.clusters[0]["node"]
        assert found.clusters[0]["mean_outside"] < found.clusters[0]["mean"] < 12 and plain.notes == []
    errors = with_outliers.findings("errors", permutations=199)
    (said,) = errors.notes
    assert said.startswith(f"3 of {errors.n} absolute errors above ") and "count as that here" in said
    assert f"3 of {found.n} differences of absolute errors (b less prediction) above" in found.notes[0]


def test_wild_numbers_by_hand():
    """Quartiles 2 and 6: fences at -78 and 86; what is not known stays so."""
    values = np.array([-100.0, 2, 2, 4, 6, 6, 87, np.nan, np.inf])
    fenced, notes = without_wild(values, "errors")
    np.testing.assert_array_equal(fenced, [-78, 2, 2, 4, 6, 6, 86, np.nan, np.inf])
    assert notes == [
        "1 of 7 errors below -78 and 1 of 7 errors above 86 count as that here, so that they do not hide the "
        "others."
    ]
    assert values[0] == -100


@pytest.mark.parametrize("values", [[], [np.nan], [0.0] * 8 + [5.0], [1.0, 2.0, 3.0], [-1e308, 0, 1e308]])
def test_numbers_without_a_wild_one_stay_as_they_are(values):
    """None at all, half of them one, or no distance beyond what floats hold."""
    fenced, notes = without_wild(np.array(values), "errors")
    np.testing.assert_array_equal(fenced, values)
    assert notes == []


def test_drift_asks_for_no_labels(numbers, several):
    """A column's values are compared as in any index."""
    for index in (numbers, several):
        assert index.findings("drift", by=("split", "test", "train"), permutations=199).n == index.n


def test_densities(numbers, several):
    """A map may be coloured by the share of images in findings of errors."""
    assert {"errors", "regressions"} <= densities(numbers).keys() and "labels" not in densities(numbers)
    assert flagged(numbers, "errors").any() and "labels" not in densities(several)


def test_copies_and_halves_of_numbers():
    """One of each picture counts, the first that is known; halves share no image."""
    values = np.array([np.nan, 2.0, 3.0, 4.0, np.inf, 6.0])
    question = MeanQuestion(values)
    assert question.level(values) == {"known": 4, "rate": None, "mean": 3.75}
    once = question.once_each(np.array([0, 0, 0, 3, 3, 5]))
    np.testing.assert_array_equal(once, [np.nan, 2, np.nan, 4, np.nan, 6])
    first, second = question.halves(once, 0)
    assert not (np.isfinite(first) & np.isfinite(second)).any()
    np.testing.assert_array_equal(np.where(np.isfinite(first), first, second), once)
    assert question.level(np.array([np.nan]))["mean"] is None
