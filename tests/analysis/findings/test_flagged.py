"""Density of findings: which images are of one, and which kinds have a density."""

import numpy as np
import pytest

from explorer.analysis.findings.flagged import densities, flagged
from explorer.errors import InputError
from tests.analysis.found_rows import rows_of


def test_kinds_with_a_density_are_those_the_index_can_answer(small_index):
    """Labels and two models: all three."""
    assert list(densities(small_index)) == ["errors", "regressions", "labels"]


@pytest.mark.parametrize("kind", ["errors", "regressions"])
def test_images_of_significant_clusters_are_flagged(small_index, kind):
    """All of each cluster that `find` reports, and no other."""
    expected = np.zeros(small_index.n, bool)
    for cluster in small_index.findings(kind).clusters:
        expected[rows_of(cluster)] = True
    assert np.array_equal(flagged(small_index, kind), expected)
    assert kind == "regressions" or 0 < expected.sum() < small_index.n


def test_another_model_has_other_errors(small_index):
    """The model is the one of the view; "" is the plain column."""
    assert flagged(small_index, "errors", "").any()
    assert not np.array_equal(flagged(small_index, "errors", "b"), flagged(small_index, "errors", ""))


def test_doubtful_labels_are_flagged_one_by_one(small_index):
    """As many as the rate of the labels' findings says."""
    found = small_index.findings("labels")
    assert flagged(small_index, "labels").sum() == round(found.rate * found.n)


def test_an_unknown_model_is_refused(small_index):
    """In a sentence."""
    with pytest.raises(InputError, match="no model"):
        flagged(small_index, "errors", "c")
