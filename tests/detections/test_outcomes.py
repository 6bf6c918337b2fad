"""What became of objects and detections, worked by hand."""

import numpy as np
import pytest

from explorer.detections.outcomes import CLASS, DUPLICATE, LOCATION, NOTHING, outcomes
from tests.detections.made import detections_of, made, truths_of

DOG, CAT = 0, 1
HERE, THERE = (0, 0, 10, 10), (50, 50, 10, 10)


def test_right_missed_and_false():
    """The plainest case."""
    truths = truths_of([(0, DOG, HERE), (1, DOG, HERE)])
    found = outcomes(truths, detections_of([(0, DOG, (1, 0, 10, 10), 0.9), (0, DOG, THERE, 0.8)]), 2)
    assert found.found_by.tolist() == [0, -1]
    assert found.iou[0] == pytest.approx(90 / 110) and np.isnan(found.iou[1])
    assert found.false.tolist() == [1] and found.false_kind.tolist() == [NOTHING]


def test_an_object_that_another_class_lies_on_is_taken_for_it():
    """And that detection is not told a second time."""
    truths = truths_of([(0, DOG, HERE)])
    found = outcomes(truths, detections_of([(0, CAT, HERE, 0.6), (0, CAT, HERE, 0.9)]), 2)
    assert found.taken_by.tolist() == [1] and found.iou.tolist() == [1]
    assert found.false.tolist() == [0] and found.false_kind.tolist() == [CLASS]
    assert found.false_on.tolist() == [0]


def test_of_an_object_that_was_found_another_class_is_a_false_positive():
    """It is confused with it all the same."""
    truths = truths_of([(0, DOG, HERE)])
    found = outcomes(truths, detections_of([(0, DOG, HERE, 0.3), (0, CAT, HERE, 0.9)]), 2)
    assert found.found_by.tolist() == [0] and found.taken_by.tolist() == [-1]
    assert found.false.tolist() == [1] and found.false_on.tolist() == [0]


def test_the_surest_takes_the_object_and_the_next_is_a_duplicate():
    """Whichever overlaps more; boxes of the right class that overlap little are badly placed."""
    truths = truths_of([(0, DOG, HERE)])
    given = [(0, DOG, HERE, 0.5), (0, DOG, (2, 0, 10, 10), 0.6), (0, DOG, (7, 0, 10, 10), 0.9)]
    found = outcomes(truths, detections_of(given), 2)
    assert found.found_by.tolist() == [1]
    assert dict(zip(found.false.tolist(), found.false_kind.tolist(), strict=True)) == {
        0: DUPLICATE,
        2: LOCATION,
    }


def test_what_lies_in_a_crowd_is_neither_right_nor_wrong():
    """However often; a crowd is never missed by being taken."""
    truths = truths_of([(0, DOG, (0, 0, 100, 100), True)])
    found = outcomes(
        truths, detections_of([(0, DOG, HERE, 0.9), (0, DOG, THERE, 0.8), (0, CAT, HERE, 0.9)]), 2
    )
    assert found.in_crowds == 2
    assert found.false.tolist() == [2] and found.false_kind.tolist() == [NOTHING]


def test_unsure_detections_are_as_if_they_were_not_there():
    """Their objects are missed."""
    truths = truths_of([(0, DOG, HERE)])
    found = outcomes(truths, detections_of([(0, DOG, HERE, 0.2), (0, DOG, THERE, 0.2)]), 2, least=0.25)
    assert found.found_by.tolist() == [-1] and not len(found.false) and found.unsure == 2


def test_of_an_image_and_class_the_surest_hundred_count():
    """As in COCO."""
    truths = truths_of([(0, DOG, HERE)])
    given = [(0, DOG, THERE, 0.9)] * 100 + [(0, DOG, HERE, 0.1)]
    found = outcomes(truths, detections_of(given), 2)
    assert found.beyond == 1 and found.found_by.tolist() == [-1]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("iou", [0.3, 0.5, 0.75])
def test_every_detection_is_told_once(seed, iou):
    """It stands for an object, lies on one, stands for nothing, or is counted as not counting."""
    truths, detections = made(seed)
    found = outcomes(truths, detections, 4, iou, least=0.2)
    told = np.concatenate([found.found_by, found.taken_by, found.false])
    told = told[told >= 0]
    assert len(np.unique(told)) == len(told)
    assert len(told) + found.in_crowds + found.beyond + found.unsure == len(detections.image)
    assert not (found.found_by >= 0)[truths.crowd].any()
    hit = np.maximum(found.found_by, found.taken_by) >= 0
    assert (found.iou[hit] >= iou).all() and np.isnan(found.iou[~hit]).all()


def test_found_and_missed_are_those_of_pycocotools():
    """At an overlap of one half, of all areas."""
    from tests.detections.test_average_precision import by_pycocotools

    truths, detections = made(5)
    found = outcomes(truths, detections, 4)
    reference = by_pycocotools(truths, detections, 12)
    matched = {
        int(truth) - 1: int(d) - 1
        for each in reference.evalImgs[:] if each is not None and each["aRng"] == [0, 1e10]
        for truth, d in zip(each["gtIds"], each["gtMatches"][0], strict=True) if d > 0
    }  # fmt: skip
    expected = [matched.get(t, -1) if not truths.crowd[t] else -1 for t in range(len(truths.image))]
    assert found.found_by.tolist() == expected
