"""What tells images of one class that are taken for another: counts, both sides, and refusals."""

import numpy as np
import pytest

from explorer.errors import InputError, NotFoundError
from explorer.filters.filter import filter_of
from explorer.view.mistake_explanation import explain_mistake
from explorer.view.views import Views


@pytest.fixture(scope="module")
def views(small_index):
    return Views(small_index)


def mistakes(index) -> tuple[str, str, np.ndarray]:
    """The most frequent mistake, by counting: names, and which rows they are."""
    labels, predictions = index.labels(), index.predictions(index.models[0])
    wrong = (labels >= 0) & (predictions >= 0) & (labels != predictions)
    pairs, counts = np.unique(np.column_stack([labels, predictions])[wrong], axis=0, return_counts=True)
    label, prediction = pairs[np.argmax(counts)]
    return (
        index.classes[label],
        index.classes[prediction],
        (labels == label) & (predictions == prediction),
    )


def test_images_taken_for_another_class_are_told_from_right_ones_of_theirs(views):
    """All of them are counted; beside each stands the nearest right image of its class."""
    index = views.index
    label, prediction, these = mistakes(index)
    told = explain_mistake(views, index.tree.root, label, prediction)
    assert told["having"] == {"words": f"taken for {prediction}", "count": int(these.sum())}
    assert [each["class"] for each in told["classes"]] == [label] and not told["spreads"]
    right = (index.labels() == index.classes.index(label)) & (index.correct(index.models[0]) == 1)
    pairs = [(pair["row"], pair["nearest"]) for pair in told["pairs"]]
    assert pairs and all(these[row] and right[nearest] for row, nearest in pairs)
    assert f"right images of {label} elsewhere" in told["sentence"]


def test_mistakes_elsewhere_are_no_right_images(views):
    """Of a part of them the others show how images elsewhere fare."""
    index = views.index
    label, prediction, these = mistakes(index)
    places = np.sort(index.column("source_row")[these])
    where = filter_of(index, f"source_row <= {places[len(places) // 2]}")
    told = explain_mistake(views, index.tree.root, label, prediction, where)
    assert told["having"]["count"] == len(places) // 2 + 1 and told["spreads"]


def test_what_is_no_mistake_is_refused(views):
    """One class twice, a class that is not there, a mistake that nobody makes in the cluster."""
    label, prediction, these = mistakes(views.index)
    root = views.index.tree.root
    with pytest.raises(InputError, match="no mistake"):
        explain_mistake(views, root, label, label)
    with pytest.raises(NotFoundError, match="no class 'nowhere'"):
        explain_mistake(views, root, "nowhere", prediction)
    without = int(np.flatnonzero(~these)[0])
    with pytest.raises(NotFoundError, match=f"No image of {label} is predicted as {prediction}"):
        explain_mistake(views, without, label, prediction)
