"""Rates among images that were chosen by what the rate is about: none, and a word why."""

from dataclasses import replace

import pytest

from explorer.filters.filter import filter_of
from explorer.view import ViewRequest, Views
from explorer.view.cluster_summary import describe_cluster
from explorer.view.conditioned import conditioned
from explorer.web.page.classes.callbacks import class_rows

MISTAKES = "label <> prediction"


@pytest.fixture(scope="module")
def views(small_index):
    """One `Views` for all tests here."""
    return Views(small_index)


@pytest.mark.parametrize(
    ("where", "undefined"),
    [
        ("", set()),
        ("price < 50", set()),
        ("label = 'plum'", {"precision", "f1"}),
        ("prediction = 'plum'", {"accuracy", "interval", "recall", "f1"}),
        (MISTAKES, {"accuracy", "interval", "recall", "precision", "f1"}),
        ("label = 'plum' and prediction = 'plum'", {"accuracy", "interval", "recall", "precision", "f1"}),
        ("label = 'plum' and \"prediction:b\" = 'plum'", {"precision", "f1"}),
    ],
)
def test_scores_that_a_filter_decides_have_no_value(views, small_index, where, undefined):
    """Precision needs all that was predicted, recall all that is there."""
    assert conditioned(small_index, filter_of(small_index, where), "").undefined == undefined
    rows, caption = class_rows(views, {"node": small_index.tree.root, "where": where, "model": ""})
    assert {name for name in ("precision", "recall", "f1") if rows[0][name] is None} == undefined - {
        "accuracy",
        "interval",
    }
    assert ("The filter chooses" in caption) == bool(undefined)
    assert ("under the filter" in caption) == bool(where)


def test_the_table_counts_what_the_filter_leaves(views, small_index):
    """As the inspector does."""
    for where in (MISTAKES, "label = 'plum'"):
        rows, caption = class_rows(views, {"node": small_index.tree.root, "where": where, "model": ""})
        about = describe_cluster(views, small_index.tree.root, filter_of(small_index, where))
        assert sum(row["count"] for row in rows) == about["matching"]
        assert f"{about['matching']:,} images under the filter" in caption


def test_among_mistakes_no_cluster_has_an_accuracy(views, small_index):
    """Not 0%: of the model that the filter judges; the other keeps its own."""
    view = views.view(replace(ViewRequest(clusters=8), where=filter_of(small_index, MISTAKES)))
    assert {box["accuracy"] for box in view["cells"] + view["frames"]} == {None}
    tinted = views.view(ViewRequest(clusters=8, where=filter_of(small_index, MISTAKES), color="accuracy"))
    assert {cell["tint"]["step"] for cell in tinted["cells"]} == {None}
    about = describe_cluster(views, small_index.tree.root, filter_of(small_index, MISTAKES))
    assert about["conditioned"].startswith("The filter chooses")
    rates = {model["name"]: model["accuracy"] for model in about["models"]}
    assert rates[""] is None and rates["b"] is not None
