"""How many wrong images have a doubtful label, beside the wrong ones elsewhere."""

import numpy as np

from explorer.analysis.explaining.doubted import doubted

DOG, CAT = 0, 1


def test_elsewhere_each_class_weighs_as_inside():
    """Three of four inside are dogs, of whom half are doubted elsewhere; of eight cats there two are."""
    labels = np.array([DOG] * 3 + [CAT] + [DOG] * 2 + [CAT] * 8)
    doubtful = np.isin(np.arange(14), [0, 4, 6, 7])
    found = doubted(np.arange(4), np.arange(4, 14), labels, doubtful)
    assert found == {"count": 1, "share": 0.25, "share_outside": 0.4375}


def test_a_class_without_wrong_images_elsewhere_has_no_part_in_the_share():
    """Of cats there are none: the share is that of dogs; without any there is no share."""
    labels = np.array([DOG, CAT, DOG, DOG])
    doubtful = np.array([False, True, True, False])
    assert doubted(np.arange(2), np.array([2, 3]), labels, doubtful)["share_outside"] == 0.5
    assert doubted(np.arange(2), np.empty(0, np.int64), labels, doubtful)["share_outside"] is None
