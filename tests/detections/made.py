"""Boxes made for tests, as arrays and as COCO has them."""

import numpy as np

from explorer.detections.boxes import Detections, Truths


def made(seed: int, images: int = 12, classes: int = 4, each: int = 40) -> tuple[Truths, Detections]:
    """Objects and detections with crowds, equal scores, equal boxes, and all sizes."""
    rng = np.random.default_rng(seed)
    t, k = 6 * images, each * images
    box = np.concatenate([rng.integers(0, 60, (t, 2)), rng.choice([6, 20, 40, 90, 130], (t, 2))], axis=1)
    truths = Truths(
        rng.integers(0, images, t),
        rng.integers(0, classes, t),
        box.astype(np.float64),
        box[:, 2] * box[:, 3] * rng.choice([0.5, 1.0], t),
        rng.random(t) < 0.1,
    )
    like = rng.integers(0, t, k)
    moved = box[like] + rng.integers(-4, 5, (k, 4))
    moved[:, 2:] = np.maximum(moved[:, 2:], 1)
    detections = Detections(
        truths.image[like],
        np.where(rng.random(k) < 0.8, truths.category[like], rng.integers(0, classes, k)),
        moved.astype(np.float64),
        (moved[:, 2] * moved[:, 3]).astype(np.float64),
        rng.choice([0.1, 0.3, 0.5, 0.5001, 0.9], k),
    )
    return truths, detections


def boxes(*rows: tuple) -> np.ndarray:
    """(len(rows), 4) float64."""
    return np.array(rows, np.float64).reshape(-1, 4)


def truths_of(rows: list[tuple]) -> Truths:
    """Objects of `(image, class, (x, y, w, h))`, and True behind that of a crowd."""
    box = boxes(*(row[2] for row in rows))
    return Truths(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.int64),
        box,
        box[:, 2] * box[:, 3],
        np.array([len(row) > 3 for row in rows], bool),
    )


def detections_of(rows: list[tuple]) -> Detections:
    """Detections of `(image, class, (x, y, w, h), score)`."""
    truths = truths_of([row[:3] for row in rows])
    return Detections(
        truths.image, truths.category, truths.box, truths.area, np.array([row[3] for row in rows], np.float64)
    )
