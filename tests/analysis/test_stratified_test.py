"""The exact test within classes, against SciPy and against all draws there are."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import fisher_exact, hypergeom

from explorer.analysis.stratified_test import stratified_p


def of(*numbers):
    return np.array(numbers, np.int64)


@pytest.mark.parametrize(("m", "total", "drawn", "having"), [(10, 50, 6, 12), (3, 9, 3, 4), (40, 60, 20, 22)])
def test_of_one_class_it_is_fishers_test(m, total, drawn, having):
    """One-sided."""
    table = [[drawn, m - drawn], [having - drawn, total - m - having + drawn]]
    expected = fisher_exact(table, alternative="greater").pvalue
    assert stratified_p(of(m), of(total), of(drawn), of(having)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("drawn", [0, 400, 700, 1500])
def test_of_many_it_is_as_exact(drawn):
    """A cluster of a million images, far into the tail."""
    expected = hypergeom.sf(drawn - 1, 1_000_000, 60_000, 5_000)
    assert stratified_p(of(5_000), of(1_000_000), of(drawn), of(60_000)) == pytest.approx(expected, rel=1e-6)


def test_of_two_classes_it_counts_all_draws():
    """Every way to choose 2 of 5 and 2 of 4, by hand."""
    first, second = [1, 1, 0, 0, 0], [1, 0, 0, 0]
    draws = [sum(a) + sum(b) for a in combinations(first, 2) for b in combinations(second, 2)]
    expected = np.mean(np.array(draws) >= 2)
    assert stratified_p(of(2, 2), of(5, 4), of(1, 1), of(2, 1)) == pytest.approx(expected)


def test_classes_that_cannot_tell_do_not():
    """One that is all inside, one that has it throughout, and nothing at all."""
    alone = stratified_p(of(4), of(20), of(4), of(6))
    assert stratified_p(of(4, 5, 3), of(20, 5, 9), of(4, 5, 3), of(6, 5, 9)) == alone
    assert stratified_p(of(5), of(5), of(5), of(5)) == 1
    assert stratified_p(of(5), of(9), of(0), of(3)) == 1
