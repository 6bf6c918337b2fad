"""A model that takes images for what lies around them is said to, for its errors lie together anyway."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.findings.vector_agreement import predicted_as_neighbors
from explorer.cli.findings import findings_lines
from explorer.dataset import open_index
from explorer.web.page.findings.cards import cards
from explorer.web.page.findings.query import FindingsQuery
from explorer.words import percent
from tests.browser.reworked import rework


def test_images_among_another_class_are_counted_by_hand():
    """Image 0 lies among two of class 1, image 1 among one each, image 2 among its own, image 3 among 0."""
    neighbors = np.array([[1, 3, 2], [0, 2, 3], [1, 3, 0], [2, 0, 4], [1, 3, 2]])
    labels = np.array([0, 1, 0, 1, -1])
    # Of 0 two of three have class 1; of 1 two have 0; of 2 two have 1; of 3 two have 0; 4 has no label.
    assert predicted_as_neighbors(labels, np.array([1, 1, 1, 0, 1]), neighbors) == (3, 4)
    assert predicted_as_neighbors(labels, labels, neighbors) == (0, 4)
    assert predicted_as_neighbors(labels, np.array([-1, 0, -1, 2, 0]), neighbors) == (1, 2)


@pytest.mark.parametrize("k", [0, 2])
def test_where_no_label_has_more_than_half_of_the_neighbors_nothing_is_counted(k):
    """One of each, of two; or no neighbours at all."""
    neighbors = np.array([[1, 2], [0, 2], [0, 1]])[:, :k]
    assert predicted_as_neighbors(np.array([0, 1, 2]), np.array([1, 1, 1]), neighbors) == (0, 0)


@pytest.fixture(scope="module")
def followed(small_index, tmp_path_factory):
    """Every sixth image has another label; one model sees the cluster it is in, `b` the label, mostly."""
    kinds = [name or "plum" for name in small_index.items["label"].to_pylist()]
    names = sorted(set(kinds))
    labels = [names[names.index(kind) - 1] if i % 6 == 0 else kind for i, kind in enumerate(kinds)]
    given = {
        "label": labels,
        "prediction": kinds,
        "prediction:b": [kinds[0] if i % 9 == 0 else name for i, name in enumerate(labels)],
    }
    items = small_index.items
    for name, column in given.items():
        items = items.set_column(items.column_names.index(name), name, pa.array(column))
    return open_index(rework(small_index, tmp_path_factory.mktemp("followed"), items))


def counted(index):
    """Count image by image: those among one other class, and those predicted as it."""
    labels, guesses = (index.items[name].to_pylist() for name in ("label", "prediction"))
    found = []
    for row, near in enumerate(index.neighbors.rows.tolist()):
        name, votes = Counter(labels[other] for other in near).most_common(1)[0]
        if 2 * votes > len(near) and name != labels[row]:
            found.append(guesses[row] == name)
    return len(found), sum(found)


def test_of_errors_the_model_in_question_is_told(followed):
    """On the command line and on the page; of a model that goes by the images nothing is said."""
    document = followed.findings("errors", model="prediction", permutations=99).document()
    (said,) = document["notes"]
    other, as_that = counted(followed)
    assert other > 40 and as_that > 0.9 * other
    assert said.startswith(
        f"Of {other} images most of whose nearest neighbours have one other label, prediction predicts "
        f"{percent(as_that / other)} as just that. "
    )
    assert "trained on these vectors" in said and "labels of these images are wrong" in said
    assert said in findings_lines(document)
    assert said in str(cards(FindingsQuery("errors"), document))
    assert followed.findings("errors", model="b", permutations=99).notes == []


def test_of_regressions_both_models_may_be_told(followed):
    """Here it is one of them; of other kinds it says nothing."""
    assert len(followed.findings("regressions", permutations=99).notes) == 1
    assert followed.findings("duplicates").notes == []
