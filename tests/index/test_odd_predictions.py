"""Tables whose predictions are not what one expects, from the table to what is said of them."""

import csv
from pathlib import Path

import numpy as np
import pytest

from explorer.dataset import open_index
from explorer.indexing.build_index import build_index
from explorer.view.cluster_summary import describe_cluster
from explorer.view.views import Views
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")


@pytest.fixture
def described(pictures, options, tmp_path):
    """Build the index of a table with these labels and predictions; the index and what the root holds."""

    def build(labels: list[str], predictions: list[str], column: str = "prediction"):
        files = sorted(path for path in Path(pictures).rglob("*") if path.is_file())
        rows = zip(map(str, files), labels, predictions, strict=True)
        table = tmp_path / "table.csv"
        with open(table, "w", newline="") as file:
            csv.writer(file).writerows([("path", "label", column), *rows])
        build_index(table, tmp_path / "table.dendro", options=options, encoder=FakeEncoder())
        index = open_index(tmp_path / "table.dendro")
        return index, describe_cluster(Views(index), index.tree.root)

    return build


def test_predicted_classes_without_an_image_are_classes(described):
    """Such a prediction is wrong, the class has a precision of 0 and no recall; missing ones no part."""
    index, about = described(
        ["cat"] * 20 + ["dog"] * 15 + [""] * 5, ["cat"] * 12 + ["zebra"] * 6 + [""] * 2 + ["dog"] * 20
    )
    assert index.classes == ["cat", "dog", "zebra"]
    lines = {line["name"]: line for line in about["classes"]}
    assert (lines["cat"]["recall"], lines["cat"]["precision"], lines["cat"]["judged"]) == (0.6667, 1.0, 18)
    assert (lines["zebra"]["recall"], lines["zebra"]["precision"], lines["zebra"]["f1"]) == (None, 0.0, None)
    assert lines["zebra"]["count"] == 0
    assert (lines["dog"]["predicted"], lines["dog"]["precision"]) == (15, 1.0)
    assert about["confusion"] == [{"label": "cat", "prediction": "zebra", "count": 6}]
    [model] = about["models"]
    assert (model["judged"], model["accuracy"]) == (33, round(27 / 33, 4))
    assert np.bincount(index.correct("") + 1).tolist() == [7, 6, 27]


def test_the_first_model_is_meant_where_none_is_named(described):
    """Of models that all have names, too, as by the commands."""
    index, _ = described(["cat"] * 40, ["cat"] * 30 + ["dog"] * 10, "prediction:a")
    assert index.predictions().tolist() == index.predictions("a").tolist()
    assert index.correct().sum() == 30


def test_one_class_and_nothing_wrong(described):
    """All is right, there is no mistake, and nothing is found."""
    index, about = described(["cat"] * 40, ["cat"] * 40)
    assert about["confusion"] == [] and about["matrix"]["counts"] == [[40]]
    assert about["models"][0]["accuracy"] == 1.0
    document = index.findings(permutations=99).document()
    assert document["clusters"] == [] and document["rate"] == 0


def test_no_prediction_at_all(described):
    """A column of nothing judges nothing: no accuracy, and no findings of errors."""
    _, about = described(["cat", "dog"] * 20, [""] * 40)
    assert all(model["accuracy"] is None for model in about["models"])
    assert all(line["recall"] is None for line in about["classes"])
