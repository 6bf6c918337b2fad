"""What is said of one image."""

import numpy as np
import pytest

from explorer.view.item_summary import class_probabilities, describe_item


class Kept:
    """An index as far as probabilities are read."""

    def __init__(self, classes, probabilities):
        self.classes, self.probabilities = classes, probabilities


LETTERS = list("abcdefgh")


def test_the_five_likeliest_classes_come_first_and_the_label_is_never_missing():
    """Ties go to the earlier class; a label among the five is not told twice."""
    kept = Kept(LETTERS, np.array([[0.1, 0.2, 0.3, 0.0, 0.1, 0.1, 0.05, 0.15]], np.float32))
    first = [("c", 0.3), ("b", 0.2), ("h", 0.15), ("a", 0.1), ("e", 0.1)]
    for label, more in (("c", []), ("d", [("d", 0)]), (None, []), ("unknown", [])):
        told = [(one["name"], one["probability"]) for one in class_probabilities(kept, 0, label)]
        names, values = zip(*first + more, strict=True)
        assert tuple(name for name, _ in told) == names
        assert [value for _, value in told] == pytest.approx(list(values), abs=1e-6)


def test_a_label_that_no_column_stands_for_has_no_probability():
    """Classes of the columns come first; the labels' own after them have none."""
    kept = Kept(["a", "b", "only a label"], np.array([[0.25, 0.75]]))
    assert [one["name"] for one in class_probabilities(kept, 0, "only a label")] == ["b", "a"]


def test_nothing_is_said_where_nothing_is_kept(small_index):
    """Confidence alone stands with the prediction."""
    item = describe_item(small_index, 3, places=False)
    assert item["probabilities"] == []
    assert item["models"][0]["confidence"] is not None
