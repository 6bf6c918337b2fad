"""What wrong images are taken for, beside the wrong ones of their classes elsewhere."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from explorer.analysis.explaining.taken_for import taken_for

DOG, CAT, SHIP = 0, 1, 2


def test_shares_are_counted_by_hand_and_tested_within_classes():
    """Of ten wrong dogs nine are taken for cats, of thirty others ten; a copy counts and is no evidence."""
    labels = np.zeros(41, np.int32)
    predictions = np.full(41, SHIP, np.int32)
    predictions[:9] = predictions[10:20] = predictions[40] = CAT
    inside, outside = np.arange(10), np.arange(10, 40)
    cat, ship = taken_for(np.append(inside, 40), inside, outside, labels, predictions)
    assert (cat["code"], cat["count"], cat["share"], cat["share_outside"]) == (CAT, 10, 0.9091, 0.3333)
    p = fisher_exact([[9, 1], [10, 20]], alternative="greater").pvalue
    assert cat["p"] == pytest.approx(2 * p) and ship["p"] > 0.99


def test_elsewhere_each_class_weighs_as_inside():
    """Three of four wrong images inside are dogs: so are three of four elsewhere, however many there are."""
    labels = np.array([DOG] * 3 + [SHIP] + [DOG] * 2 + [SHIP] * 8)
    predictions = np.array([CAT] * 4 + [CAT, SHIP] + [DOG] * 8)
    (cat,) = taken_for(np.arange(4), np.arange(4), np.arange(4, 14), labels, predictions)
    assert cat["share_outside"] == 0.375


def test_without_others_no_share_is_said():
    """And without wrong images nothing."""
    labels, predictions = np.zeros(4, np.int32), np.ones(4, np.int32)
    nobody = np.empty(0, np.int64)
    (cat,) = taken_for(np.arange(4), nobody, nobody, labels, predictions)
    assert (cat["share"], cat["share_outside"], cat["p"]) == (1, None, 1)
    assert taken_for(nobody, nobody, nobody, labels, predictions) == []
