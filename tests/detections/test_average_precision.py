"""Average precision is that of pycocotools, to the last digits."""

import contextlib
import io
from dataclasses import replace

import numpy as np
import pytest

from explorer.detections.average_precision import average_precision
from explorer.detections.boxes import Detections, Truths
from explorer.detections.outcomes import outcomes
from tests.detections.made import detections_of, made, truths_of

CLASSES = 4


def by_pycocotools(truths: Truths, detections: Detections, images: int) -> object:
    """The same by the reference, after `summarize`."""
    coco = pytest.importorskip("pycocotools.coco")
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        known = coco.COCO()
        known.dataset = {
            "info": {},
            "images": [{"id": image} for image in range(images)],
            "categories": [{"id": code} for code in range(CLASSES)],
            "annotations": [
                {"id": place + 1, "image_id": int(image), "category_id": int(code), "bbox": box.tolist(),
                 "area": float(area), "iscrowd": int(crowd)}
                for place, (image, code, box, area, crowd) in enumerate(
                    zip(*list(vars(truths).values())[:5], strict=True)
                )
            ],
        }  # fmt: skip
        known.createIndex()
        results = [
            {"image_id": int(image), "category_id": int(code), "bbox": box.tolist(), "score": float(score)}
            for image, code, box, _, score in zip(*vars(detections).values(), strict=True)
        ]
        found = COCOeval(known, known.loadRes(results), "bbox")
        found.evaluate()
        found.accumulate()
        found.summarize()
    return found


NAMES = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR", "ARs", "ARm", "ARl")


@pytest.mark.parametrize("seed", range(4))
def test_all_twelve_figures_are_those_of_pycocotools(seed):
    """With crowds, equal scores, equal boxes, all sizes, and more than a hundred of an image and class."""
    truths, detections = made(seed, images=2 if seed == 3 else 12, each=400 if seed == 3 else 40)
    expected = by_pycocotools(truths, detections, 12).stats
    figures = average_precision(truths, detections, CLASSES).figures()
    assert tuple(figures) == NAMES
    np.testing.assert_allclose(list(figures.values()), expected, atol=1e-12)


def test_so_is_average_precision_of_each_class():
    """And by size."""
    truths, detections = made(7)
    expected = by_pycocotools(truths, detections, 12).eval["precision"][..., -1]
    found = average_precision(truths, detections, CLASSES)
    for code in range(CLASSES):
        assert found.figures(code)["AP"] == pytest.approx(expected[:, :, code, 0].mean(), abs=1e-12)
        assert found.figures(code)["AP50"] == pytest.approx(expected[0, :, code, 0].mean(), abs=1e-12)


def test_what_is_not_there_has_no_precision_and_what_is_not_found_has_none():
    """A class without objects is undefined; one without detections is 0."""
    truths = truths_of([(0, 0, (0, 0, 50, 50)), (1, 1, (0, 0, 50, 50))])
    found = average_precision(truths, detections_of([(0, 0, (0, 0, 50, 50), 0.4)]), 3)
    assert [found.figures(code)["AP"] for code in range(2)] == [pytest.approx(1), 0]
    assert np.isnan(found.figures(2)["AP"]) and found.figures()["AP"] == pytest.approx(0.5)
    assert np.isnan(found.figures()["APs"])


@pytest.mark.parametrize("empty", ["truths", "detections", "both"])
def test_nothing_at_all_is_no_fault(empty):
    """Neither objects nor detections need be there."""
    truths = truths_of([] if empty != "detections" else [(0, 0, (0, 0, 5, 5))])
    detections = detections_of([] if empty != "truths" else [(0, 0, (0, 0, 5, 5), 0.5)])
    ap = average_precision(truths, detections, 1).figures()["AP"]
    assert ap == 0 if empty == "detections" else np.isnan(ap)


def test_what_is_difficult_counts_neither_way():
    """It need not be found, and what stands for it, by the usual overlap, is not false (VOC's rule)."""
    rows = [(0, 0, (0, 0, 50, 50)), (0, 0, (100, 0, 50, 50)), (1, 0, (0, 0, 50, 50))]
    found = [(0, 0, (0, 0, 50, 50), 0.5), (0, 0, (100, 0, 50, 50), 0.9), (0, 0, (101, 0, 50, 50), 0.8)]
    truths = replace(truths_of(rows), difficult=np.array([False, True, True]))
    assert average_precision(truths, detections_of(found), 1).figures()["AP"] == pytest.approx(1)
    inside = detections_of([*found, (1, 0, (10, 10, 5, 5), 0.9)])  # a crowd would excuse it
    assert average_precision(truths, inside, 1).figures()["AP"] == pytest.approx(0.5)
    become = outcomes(truths, inside, 1)
    assert become.found_by.tolist() == [0, -1, -1] and become.in_crowds == 2
    assert become.false.tolist() == [3]
