"""Questions that compare: outcomes by hand, what is not known, which models, what is held fixed."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.analysis.findings import KINDS
from explorer.analysis.findings.kinds.regressions import regressed
from explorer.errors import InputError

RIGHT = {"a": [1, 1, 0, 0, 1, -1], "b": [0, 1, 1, 0, -1, 0], "c": [1, 1, 1, 1, 1, 1]}


def index_of(models=("a", "b"), has_labels=True, column=("x", "y", "z", "x", "", "y")):
    """Six images of two classes, some models, and a column."""
    values = sorted({value for value in column if value})
    return SimpleNamespace(
        name="six",
        classes=["even", "odd"],
        neighbors=SimpleNamespace(rows=np.zeros((6, 0), np.int32)),
        manifest=SimpleNamespace(source={}),
        predictions=lambda model: np.zeros(6, np.int32),
        models=list(models),
        has_labels=has_labels,
        has_truth=has_labels,
        task="classification",
        judged=has_labels,
        correct=lambda model: np.array(RIGHT[model], np.int8),
        labels=lambda: np.array([0, 0, 0, 1, 1, 1], np.int32),
        codes=lambda name: (np.array([values.index(v) if v else -1 for v in column]), values),
    )


def options_of(models=None, by=None, given=None):
    return SimpleNamespace(models=models, by=by, given=given)


def test_regressed_by_hand():
    """1 where the first is right and the second wrong; not known where either is not."""
    a, b = (np.array(RIGHT[model], np.int8) for model in "ab")
    assert regressed(a, b).tolist() == [1, 0, 0, 0, -1, -1]
    assert regressed(b, a).tolist() == [0, 0, 1, 0, -1, -1]
    assert regressed(a, b).dtype == np.int8


def test_two_models_are_compared_both_ways_and_in_their_order():
    """The two that there are, or the two that are named, the first of them as the better one first."""
    for index, models in ((index_of(), None), (index_of("cab"), ("a", "b"))):
        first, second = KINDS["regressions"].find(index, options_of(models)).questions
        assert first.toward == {"better": "a", "worse": "b"}
        assert second.toward == {"better": "b", "worse": "a"}
        assert first.outcomes.tolist() == [1, 0, 0, 0, -1, -1]
        assert second.outcomes.tolist() == [0, 0, 1, 0, -1, -1]


@pytest.mark.parametrize(
    ("index", "models", "said"),
    [
        (index_of("abc"), None, "two models; six has: a, b, c"),
        (index_of("a"), None, "two models; six has: a"),
        (index_of(""), None, "No predictions"),
        (index_of(has_labels=False), None, "No labels"),
        (index_of(), ("a", "d"), "no model 'd'"),
        (index_of(), ("b", "b"), "b is compared with itself"),
    ],
)
def test_models_that_cannot_be_compared_are_refused(index, models, said):
    """The line says what there is."""
    with pytest.raises(InputError) as caught:
        KINDS["regressions"].find(index, options_of(models))
    assert said in str(caught.value)


def test_drift_by_hand():
    """Each value against the other; images with neither count nowhere."""
    first, second = KINDS["drift"].find(index_of(), options_of(by=("shape", "x", "y"))).questions
    assert first.outcomes.tolist() == [1, 0, -1, 1, -1, 0]
    assert second.outcomes.tolist() == [0, 1, -1, 0, -1, 1]
    assert first.toward == {"column": "shape", "value": "x"}
    assert second.toward == {"column": "shape", "value": "y"}


@pytest.mark.parametrize("given", [None, "class"])
def test_classes_are_held_fixed_where_that_is_asked_for(given):
    """In every question of both kinds."""
    asked = [
        KINDS["regressions"].find(index_of(), options_of(given=given)),
        KINDS["drift"].find(index_of(), options_of(by=("shape", "x", "y"), given=given)),
    ]
    for question in [question for each in asked for question in each.questions]:
        strata = None if question.strata is None else question.strata.tolist()
        assert strata == (None if given is None else [0, 0, 0, 1, 1, 1])


def test_values_that_are_not_there_are_refused():
    """The line names those that are there, of many the first twelve, of none that there are none."""
    for column, said in (
        (("x", "y", "z", "x", "y", "y"), "no value 'w'; it has: x, y, z."),
        (tuple("abcdefghijklmn"), "b, c, d, e, f, g, h, i, j, k, l and 2 more."),
        (tuple("abcdefghijkl"), "i, j, k, l."),
        (("",) * 6, "it has: none."),
    ):
        with pytest.raises(InputError) as caught:
            KINDS["drift"].find(index_of(column=column), options_of(by=("shape", "w", "x")))
        assert said in str(caught.value)
    with pytest.raises(InputError, match="'x' is compared with itself"):
        KINDS["drift"].find(index_of(), options_of(by=("shape", "x", "x")))
