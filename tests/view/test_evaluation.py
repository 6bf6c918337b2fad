"""What is said of models: figures of scikit-learn's, filters that leave what they name, what is absent."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from sklearn import metrics

from explorer.dataset import Dataset, open_index
from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import filter_of, mask_of
from explorer.index.reordered import TakenRows
from explorer.view import Views
from explorer.view.evaluation import EvaluationRequest, evaluate
from explorer.view.evaluation.curves import accepted_from
from explorer.view.evaluation.judged_scores import judged_scores
from explorer.words import percent
from tests.browser.reworked import rework
from tests.tasks import regression, several_classes


def changed(index, folder: Path, columns: dict[str, pa.Array], **others) -> Dataset:
    """The small index with other columns; None takes one away."""
    items = index.items
    for name, values in columns.items():
        items = items.drop_columns([name] if name in items.column_names else [])
        items = items if values is None else items.append_column(name, values)
    return open_index(rework(index, folder, items, **others))


def one(index, **asked) -> dict:
    """The entry of a model."""
    return evaluate(Views(index), EvaluationRequest(model="prediction", **asked))["models"][0]


def judged(index) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels, predictions and confidences of judged images of the plain model."""
    kept = index.correct("") >= 0
    return index.labels()[kept], index.predictions("")[kept], index.column("confidence")[kept]


def left_by(index, clauses: list[str]) -> np.ndarray:
    """(n,) bool: what a filter of these clauses leaves."""
    return mask_of(index, filter_of(index, " and ".join(clauses)))


def test_figures_are_those_of_scikit_learn(small_index):
    """Average precision of confidences of each class, all others last; Brier score; accuracy."""
    labels, guesses, sure = judged(small_index)
    found = one(small_index)
    scores = np.where(np.arange(5) == guesses[:, None], sure[:, None], 0)
    truth = np.arange(5) == labels[:, None]
    wanted = metrics.average_precision_score(truth, scores, average=None)
    classes = {line["name"]: line["average_precision"] for line in found["precision_recall"]["classes"]}
    assert [classes[name] for name in small_index.classes] == pytest.approx(wanted, abs=1e-5)
    micro = metrics.average_precision_score(truth.ravel(), scores.ravel())
    assert found["precision_recall"]["micro"] == pytest.approx(micro, abs=1e-5)
    assert found["precision_recall"]["macro"] == pytest.approx(wanted.mean(), abs=1e-5)
    brier = metrics.brier_score_loss(labels == guesses, sure)
    assert found["calibration"]["brier"] == pytest.approx(brier, abs=1e-5)
    assert found["calibration"]["accuracy"] == pytest.approx((labels == guesses).mean(), abs=1e-5)
    assert found["selective"]["curve"]["accepted"][-1] == len(labels) == found["calibration"]["images"]


def test_a_class_has_its_own_curve(small_index):
    """Up to the recall that its own predictions reach."""
    labels, guesses, _ = judged(small_index)
    plum = small_index.classes.index("plum")
    curve = one(small_index, of_class="plum")["precision_recall"]["curve"]
    recall = ((labels == plum) & (guesses == plum)).sum() / (labels == plum).sum()
    assert curve["recall"][-1] == pytest.approx(recall, abs=1e-5)
    with pytest.raises(NotFoundError, match="no class 'fig'"):
        one(small_index, of_class="fig")


def test_the_filters_of_bins_leave_just_their_images(small_index):
    """All bins together are all images; an end belongs to the lower one."""
    known = small_index.correct("") >= 0
    bins = one(small_index)["calibration"]["bins"]
    masks = [left_by(small_index, each["clauses"]) & known for each in bins]
    assert [mask.sum() for mask in masks] == [each["images"] for each in bins]
    assert (np.sum(masks, axis=0) == known).all()


def test_the_filters_of_a_threshold_leave_what_they_say(small_index):
    """What is left out, and what is accepted and wrong."""
    scores = judged_scores(small_index, slice(0, small_index.n), "")
    assert scores is not None
    at = accepted_from(scores, float(np.sort(scores.confidences)[100]))
    known, clauses = small_index.correct("") >= 0, at["clauses"]
    assert (left_by(small_index, clauses["left"]) & known).sum() == len(scores.rows) - at["accepted"] == 100
    assert left_by(small_index, clauses["wrong"]).sum() == at["accepted"] - at["right"]


def test_two_models_are_compared_on_images_that_both_are_judged_on(small_index):
    """Counts of a difference by hand, and filters that leave the images gained and lost."""
    found = evaluate(Views(small_index), EvaluationRequest())["comparison"]
    first, second = small_index.correct(""), small_index.correct("b")
    both = (first >= 0) & (second >= 0)
    assert found["images"] == both.sum()
    gained, lost = ((second == 1) & (first == 0)).sum(), ((second == 0) & (first == 1)).sum()
    assert (found["accuracy"]["gained"], found["accuracy"]["lost"]) == (gained, lost)
    assert found["accuracy"]["difference"] == pytest.approx((gained - lost) / both.sum(), abs=1e-5)
    assert sum(line["images"] for line in found["classes"]) == both.sum()
    for line in found["classes"]:
        low, high = line["interval"]
        assert low <= line["difference"] <= high and line["p"] <= line["adjusted"] + 1e-6
        for what in ("gained", "lost"):
            assert left_by(small_index, line["clauses"][what]).sum() == line[what]
    p_values = [line["p"] for line in found["classes"]]
    assert p_values == sorted(p_values) and "5 classes" in found["multiplicity"]


def test_models_that_judge_other_images_have_few_in_common(small_index, tmp_path):
    """Only what both predict is compared, and what is left out is counted."""
    other = small_index.items["prediction:b"].to_pylist()
    half = pa.array([None if i % 2 else name for i, name in enumerate(other)], pa.string())
    index = changed(small_index, tmp_path, {"prediction:b": half})
    found = evaluate(Views(index), EvaluationRequest())["comparison"]
    assert found["images"] == ((index.correct("") >= 0) & (index.correct("b") >= 0)).sum()
    assert found["left_out"] == (index.correct("") >= 0).sum() - found["images"]
    none = changed(small_index, tmp_path / "none", {"prediction:b": pa.nulls(index.n, pa.string())})
    found = evaluate(Views(none), EvaluationRequest())
    assert found["comparison"]["accuracy"] is None and found["comparison"]["classes"] == []


def test_a_cluster_and_a_filter_count(small_index):
    """Figures are of the images that both leave."""
    where = filter_of(small_index, "split = 'test'")
    node = int(small_index.tree.children[small_index.root][1])
    lo, hi = int(small_index.tree.lo[node]), int(small_index.tree.hi[node])
    kept = mask_of(small_index, where)[lo:hi] & (small_index.correct("")[lo:hi] >= 0)
    assert one(small_index, node=node, where=where)["calibration"]["images"] == kept.sum()


@pytest.mark.parametrize(
    ("where", "absent"),
    [
        ("label <> prediction", {"calibration", "precision_recall", "selective"}),
        ("label = 'plum'", {"precision_recall"}),
        ("prediction = 'plum'", {"precision_recall"}),
        ("label = 'nothing'", {"calibration", "precision_recall", "selective"}),
    ],
)
def test_what_a_filter_leaves_without_meaning_is_absent(small_index, where, absent):
    """Each with a sentence."""
    found = one(small_index, where=filter_of(small_index, where))
    assert {
        name for name in ("calibration", "precision_recall", "selective") if found[name] is None
    } == absent
    assert found["absent"].keys() == absent and all(found["absent"].values())
    assert bool(found["notes"]) == (where == "label = 'plum'")


def test_a_filter_by_predictions_leaves_nothing_to_compare(small_index):
    """It would tell of the filter."""
    asked = EvaluationRequest(where=filter_of(small_index, "\"prediction:b\" = 'plum'"))
    found = evaluate(Views(small_index), asked)
    assert found["comparison"] is None and "tell of the filter" in found["absent"]["comparison"]


@pytest.mark.parametrize("scale", [100, -3])
def test_numbers_that_are_no_shares_rank_images_and_calibrate_nothing(small_index, tmp_path, scale):
    """Percentages, scores below none: the sentence says from where to where they go."""
    values = pa.array(np.asarray(small_index.column("confidence")) * scale)
    found = one(changed(small_index, tmp_path, {"confidence": values}))
    assert found["calibration"] is None and "divide percentages by 100" in found["absent"]["calibration"]
    assert found["selective"]["images"] > 0 and found["precision_recall"]["macro"] > 0


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_confidences_that_are_all_alike_have_one_bin_and_no_temperature_of_sense(
    small_index, tmp_path, value
):
    """Every image is accepted at once; the area is the error rate."""
    found = one(changed(small_index, tmp_path, {"confidence": pa.array(np.full(300, value))}))
    assert len(found["calibration"]["bins"]) == 1 and len(found["selective"]["curve"]["accepted"]) == 1
    assert found["selective"]["aurc"] == pytest.approx(1 - found["calibration"]["accuracy"], abs=1e-5)


def test_missing_confidences_are_counted_and_left_out(small_index, tmp_path):
    """NaN and infinities, too; all missing is none."""
    values = np.asarray(small_index.column("confidence")).astype(float)
    values[:50], values[50:60] = np.nan, np.inf
    found = one(changed(small_index, tmp_path, {"confidence": pa.array(values)}))["calibration"]
    known = small_index.correct("") >= 0
    assert found["missing"] == known[:60].sum() and found["images"] == known[60:].sum()
    none = one(changed(small_index, tmp_path / "none", {"confidence": pa.array(np.full(300, np.nan))}))
    assert none["calibration"] is None and "No image here" in none["absent"]["calibration"]


@pytest.mark.parametrize("column", [None, pa.array(["high"] * 300)])
def test_without_confidences_the_sentence_says_what_to_add(small_index, tmp_path, column):
    """No column, or one of words."""
    found = one(changed(small_index, tmp_path, {"confidence": column}))
    assert set(found["absent"]) == {"calibration", "precision_recall", "selective"}
    assert "`confidence`" in found["absent"]["calibration"]


def test_one_class_alone_is_always_right(small_index, tmp_path):
    """Nothing to mend, no wrong image to leave out."""
    names = pa.array(["plum"] * 300)
    found = one(changed(small_index, tmp_path, {"label": names, "prediction": names}))
    assert found["calibration"]["temperature"] is None and found["selective"]["aurc"] == 0
    assert found["precision_recall"]["macro"] == 1


def probable(index, seed: int = 0) -> np.ndarray:
    """(n, 5) Probabilities whose likeliest class is what the plain model predicts, too sharp."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 1, (index.n, 5))
    codes = index.predictions("")
    known = codes >= 0
    logits[known, codes[known]] = logits[known].max(axis=1) + rng.gamma(2, 1.5, known.sum())
    shares = np.exp(2 * logits)
    return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)


def test_probabilities_are_those_of_the_model_whose_predictions_they_make(small_index, tmp_path):
    """Confidence is that of the predicted class, and each class ranks all images."""
    shares = probable(small_index)
    rows = TakenRows(shares, np.arange(300))
    index = changed(
        small_index, tmp_path, {"confidence": None}, probabilities=rows, classes=small_index.classes
    )
    plain, other = evaluate(Views(index), EvaluationRequest())["models"]
    labels, guesses, _ = judged(small_index)
    known = small_index.correct("") >= 0
    wanted = metrics.average_precision_score(np.arange(5) == labels[:, None], shares[known], average=None)
    found = {line["name"]: line["average_precision"] for line in plain["precision_recall"]["classes"]}
    assert [found[name] for name in index.classes] == pytest.approx(wanted, abs=1e-5)
    assert plain["precision_recall"]["of"] == plain["calibration"]["temperature"]["of"] == "probabilities"
    mean = shares[known][np.arange(len(guesses)), guesses].mean()
    assert plain["calibration"]["confidence"] == pytest.approx(mean, abs=1e-5)
    assert plain["calibration"]["bins"][0]["clauses"] is None
    assert other["calibration"]["temperature"]["of"] == "confidences"
    few = evaluate(Views(index), EvaluationRequest(model="prediction", most_numbers=100))["models"][0]
    assert few["precision_recall"]["of"] == "confidences"


def test_several_classes_are_pooled(small_index, tmp_path):
    """By probabilities of the classes: scikit-learn's micro average; by hand the gained and lost classes."""
    index = several_classes(small_index, tmp_path / "several")
    names = index.classes
    truth = np.array([[name in (have or ()) for name in names] for have in index.items["label"].to_pylist()])
    guess = np.array(
        [[name in (have or ()) for name in names] for have in index.items["prediction"].to_pylist()]
    )
    shares = np.where(guess, 0.75, 0.2).astype(np.float32)
    shares += np.random.default_rng(0).uniform(-0.15, 0.15, shares.shape).astype(np.float32)
    again = rework(
        index, tmp_path, index.items, classes=names, probabilities=TakenRows(shares, np.arange(index.n))
    )
    index = open_index(again)
    found = evaluate(Views(index), EvaluationRequest())
    plain = found["models"][0]
    known = index.correct("") >= 0
    micro = metrics.average_precision_score(truth[known].ravel(), shares[known].ravel())
    assert plain["precision_recall"]["micro"] == pytest.approx(micro, abs=1e-5)
    assert plain["calibration"]["brier"] == pytest.approx(((shares - truth)[known] ** 2).mean(), abs=1e-5)
    assert plain["calibration"]["interval"] is None and plain["selective"] is None
    both = known & (index.correct("b") >= 0)
    other = np.array(
        [[name in (have or ()) for name in names] for have in index.items["prediction:b"].to_pylist()]
    )
    for line in found["comparison"]["classes"]:
        code = names.index(line["name"])
        have = both & truth[:, code]
        assert line["images"] == have.sum()
        assert line["gained"] == (have & other[:, code] & ~guess[:, code]).sum()
    assert found["models"][1]["calibration"] is None
    assert found["models"][1]["absent"]["calibration"] == (
        "The class probabilities are those of prediction, whose predictions they make."
    )


def test_probabilities_that_make_no_predictions_are_said_to(small_index, tmp_path):
    """They were given: to ask for them would send people round in circles."""
    shares = np.roll(probable(small_index), 1, axis=1)  # those of the class before
    index = changed(
        small_index,
        tmp_path,
        {"confidence": None},
        probabilities=TakenRows(shares, np.arange(300)),
        classes=small_index.classes,
    )
    said = one(index)["absent"]["calibration"]
    known = small_index.predictions("") >= 0
    agreeing = np.mean(shares[known].argmax(axis=1) == small_index.predictions("")[known])
    assert said == (
        "prediction has no confidences: add a column `confidence` to the table, and index again. "
        f"The class probabilities say what prediction predicts in {percent(agreeing)} of cases; of its own "
        "at least 95% is expected."
    )


def test_numbers_have_no_evaluation(small_index, tmp_path):
    """A sentence says why, of figures and of the comparison."""
    found = evaluate(Views(regression(small_index, tmp_path)), EvaluationRequest())
    assert found["comparison"] is None and "Labels are numbers" in found["absent"]["comparison"]
    assert all("Labels are numbers" in said for said in found["models"][0]["absent"].values())


def test_what_is_asked_wrongly_is_refused(small_index):
    """A model with itself, none such, bins out of bounds, no such node."""
    views = Views(small_index)
    wrong = [{"model": "b", "against": "b"}, {"bins": 0}, {"bins": 101}]
    for asked in wrong:
        with pytest.raises(InputError):
            evaluate(views, EvaluationRequest(**asked))
    for asked in ({"model": "c"}, {"against": "c"}, {"node": 10**6}):
        with pytest.raises(NotFoundError):
            evaluate(views, EvaluationRequest(**asked))


def test_an_index_without_labels_or_models_says_so(small_index, tmp_path):
    """No figure, no error."""
    bare = changed(small_index, tmp_path, {"label": None})
    found = evaluate(Views(bare), EvaluationRequest())
    assert all("no labels" in model["absent"]["calibration"] for model in found["models"])
    none = dict.fromkeys(("prediction", "prediction:b"))
    assert evaluate(Views(changed(small_index, tmp_path / "none", none)), EvaluationRequest())["models"] == []
