"""Scans as findings report them: several questions at once, and the held-out half, against plain calls."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.analysis.findings import KINDS, FindingsOptions, find
from explorer.analysis.findings.held_out import halves, holm, raised_p_in
from explorer.analysis.findings.neighborhood_windows import neighborhoods_of
from explorer.analysis.scan.tree_scan import ScanOptions, scan, significant
from tests.analysis.found_rows import rows_of

DRIFT = FindingsOptions(kind="drift", by=("label", "apple", "leaf"), permutations=199, min_size=3)


def test_two_questions_share_the_level(small_index):
    """Reported is what is significant at half the level; more would be at all of it."""
    expected, at_the_whole_level = [], 0
    for question in KINDS["drift"].find(small_index, DRIFT).questions:
        lists = neighborhoods_of(small_index, question.outcomes >= 0)
        scanned = scan(small_index.tree, question.outcomes, ScanOptions(199, 3, 0), None, lists)
        chosen = significant(scanned.p, 199, DRIFT.alpha, tests=2)
        at_the_whole_level += np.count_nonzero(significant(scanned.p, 199, DRIFT.alpha))
        expected += [
            (int(n), float(2 * p)) for n, p in zip(scanned.nodes[chosen], scanned.p[chosen], strict=True)
        ]
    found = find(small_index, replace(DRIFT, all=True, limit=1000)).clusters
    assert sorted((c["node"], c["p"]) for c in found if c["window"] == "node") == sorted(expected)
    assert 0 < len(expected) < at_the_whole_level


def test_the_held_out_half_is_tested_with_holm(small_index):
    """Every p is that of the other half, adjusted for the number of clusters that were found."""
    found = find(small_index, replace(DRIFT, held_out=True))
    first, second = KINDS["drift"].find(small_index, DRIFT).questions
    tested = []
    for cluster in found.clusters:
        question = first if cluster["value"] == "apple" else second
        kept = halves(question.outcomes, 0)[1]
        tested.append(raised_p_in(rows_of(cluster), kept, None, (0,)))
    assert len(tested) > 1 and holm(tested).tolist() != tested
    assert [c["held_out"]["p"] for c in found.clusters] == pytest.approx(
        holm(tested).tolist(), rel=1e-9, abs=0
    )
