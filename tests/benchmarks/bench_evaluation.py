"""Evaluation: how often intervals hold what is true, how often differences are named that are none, and time.

Truth is known, since outcomes are drawn: the calibration error of bins with what their models would show,
against the percentile bootstrap of the images; Tango's interval of paired differences, against the usual
one (Wald); and over classes that do not differ, how often Holm's method names any. Time is of a million
images as the page asks for them, in times of sorting as many confidences, which a busy machine slows alike.
"""

import time
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from explorer.analysis.evaluation.calibration_interval import calibration_test
from explorer.analysis.evaluation.paired import holm, mcnemar, tango_interval
from explorer.analysis.evaluation.reliability import reliability
from explorer.view.evaluation import EvaluationRequest, evaluate
from tests.benchmarks.table import Table

SHAPES = ((5, 1), (2, 2), (20, 0.5))
"""Of the beta distributions that confidences are drawn from."""
SAMPLES, RESAMPLED = 400, 100


def _at_temperature(temperature: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda sure: 1 / (1 + np.exp(-np.log(sure / (1 - sure)) / temperature))


CHANCES: dict[str, tuple[Callable[[np.ndarray], np.ndarray], ...]] = {
    "": tuple(_at_temperature(each) for each in (1, 1.1, 1.5, 0.7)),
    ", gaps in few bins": (
        lambda sure: np.where((sure > 0.867) & (sure <= 0.934), sure - 0.4, sure),
        lambda sure: np.where(sure > 0.95, sure - 0.1, sure),
    ),
}
"""From confidences to the chance to be right: at temperatures, one bin off, the surest too sure."""


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    for images in (100, 1000, 10_000):
        _calibration(table, images)
    _differences(table)
    _levels(table)
    for classes in (10, 1000):
        _time(table, classes)


def _calibration(table: Table, images: int) -> None:
    for where, chances in CHANCES.items():
        pairs = [_coverage(images, shape, chance) for shape in SHAPES for chance in chances]
        held, bootstrapped = zip(*pairs, strict=True)
        table.add(
            f"calibration error, {images:,} images{where}: 95% interval holds the truth",
            f"{min(held):.0%} to {max(held):.0%}",
            "≥ 90%",
            min(held) >= 0.9,
            peer=f"bootstrap {min(bootstrapped):.0%} to {max(bootstrapped):.0%}" if images <= 1000 else "",
            conditions=f"{len(held)} settings, {SAMPLES} samples each",
        )


def _coverage(
    images: int, shape: tuple[float, float], chance: Callable[[np.ndarray], np.ndarray]
) -> tuple[float, float]:
    """Return how often the interval, and that of a bootstrap, holds the error of the bins."""
    rng = np.random.default_rng(1)

    def drawn(size: int) -> tuple[np.ndarray, np.ndarray]:
        confidences = np.clip(rng.beta(*shape, size), 1e-6, 1 - 1e-6)
        return confidences, chance(confidences)

    confidences, chances = drawn(400_000)
    edges = reliability(confidences[:1], np.ones(1, bool)).edges
    gaps = np.bincount(np.searchsorted(edges[1:-1], confidences), chances - confidences, minlength=15)
    true = float(np.abs(gaps).sum()) / len(confidences)
    held = bootstrapped = 0
    for _ in range(SAMPLES):
        confidences, chances = drawn(images)
        right = rng.random(images) < chances
        found = calibration_test(reliability(confidences, right), draws=400)
        held += found.low <= true <= found.high
        if images <= 1000:
            again = [rng.integers(0, images, images) for _ in range(RESAMPLED)]
            errors = [reliability(confidences[rows], right[rows]).ece for rows in again]
            low, high = np.quantile(errors, [0.025, 0.975])
            bootstrapped += low <= true <= high
    return held / SAMPLES, bootstrapped / SAMPLES


def _differences(table: Table) -> None:
    rng = np.random.default_rng(2)
    ours, usual = [], []
    for images in (10, 30, 100, 1000):
        for gained, lost in ((0.02, 0.02), (0.1, 0.02), (0.2, 0.2), (0.01, 0.0)):
            counts = rng.multinomial(images, [gained, lost, 1 - gained - lost], 20_000)
            n, true = np.full(20_000, images), gained - lost
            low, high = tango_interval(counts[:, 0], counts[:, 1], n)
            ours.append(np.mean((low <= true) & (true <= high)))
            seen = (counts[:, 0] - counts[:, 1]) / images
            half = 1.96 * np.sqrt(np.maximum((counts[:, 0] + counts[:, 1]) / images - seen**2, 0) / images)
            usual.append(np.mean((seen - half <= true) & (true <= seen + half)))
    table.add(
        "difference of two models: 95% interval holds the truth",
        f"{min(ours):.1%} to {max(ours):.1%}",
        "≥ 92%",
        bool(min(ours) >= 0.92),
        peer=f"Wald {min(usual):.1%} to {max(usual):.1%}",
        conditions="10 to 1,000 images, 16 settings, 20,000 samples each",
    )


def _levels(table: Table) -> None:
    rng = np.random.default_rng(3)
    named = single = 0
    for _ in range(2000):
        counts = rng.multinomial(200, [0.05, 0.05, 0.9], 100)
        p_values = mcnemar(counts[:, 0], counts[:, 1])
        named += (holm(p_values) <= 0.05).any()
        single += (p_values <= 0.05).any()
    table.add(
        "100 classes that do not differ: some is named",
        f"{named / 2000:.1%} of 2,000 runs",
        "≤ 5%",
        named <= 100,
        peer=f"not adjusted {single / 2000:.0%}",
        conditions="200 images a class, each model alone right on 5%",
    )


class _Million:
    """What an evaluation reads of an index."""

    n, models, task, doubts, build, name, probabilities = (
        1_000_000,
        ["a", "b"],
        "classification",
        [],
        "",
        "",
        None,
    )
    has_truth = has_labels = True
    manifest = SimpleNamespace(source={})
    tree = SimpleNamespace(root=0, lo=np.array([0]), hi=np.array([1_000_000]))
    items = pa.table({"label": [""], "confidence:a": [1.0], "confidence:b": [1.0]})

    def __init__(self, classes: int) -> None:
        rng = np.random.default_rng(classes)
        self.classes = [f"class {i}" for i in range(classes)]
        self._labels = rng.integers(0, classes, self.n, np.int32)
        self._columns, self._predictions = {}, {}
        for model in self.models:
            sure = rng.beta(8, 1, self.n).astype(np.float32)
            other = (self._labels + rng.integers(1, classes, self.n, np.int32)) % classes
            self._predictions[model] = np.where(rng.random(self.n) < sure**1.5, self._labels, other)
            self._columns[f"confidence:{model}"] = sure

    def column(self, name: str) -> np.ndarray:
        return self._columns[name]

    def labels(self) -> np.ndarray:
        return self._labels

    def predictions(self, model: str) -> np.ndarray:
        return self._predictions[model]

    def correct(self, model: str) -> np.ndarray:
        return (self._predictions[model] == self._labels).astype(np.int8)

    def cached(self, make, *arguments):
        return make(self, *arguments)


def _time(table: Table, classes: int) -> None:
    index = _Million(classes)
    whole = SimpleNamespace(inside=lambda lo, hi: slice(lo, hi), counts=lambda lo, hi: hi - lo)
    views = SimpleNamespace(index=index, selection=lambda where: whole)
    evaluate(views, EvaluationRequest(model="a"))  # SciPy is imported
    seconds = min(_timed(lambda: evaluate(views, EvaluationRequest(model="a"))) for _ in range(3))
    both = min(_timed(lambda: evaluate(views, EvaluationRequest())) for _ in range(3))
    sure = index.column("confidence:a")
    sort = min(_timed(lambda: np.argsort(-sure)) for _ in range(3))
    table.add(
        f"evaluation of a million images, {classes:,} classes: one model",
        f"{seconds:.2f} s",
        "≤ 1.5 s",
        seconds <= 1.5,
        ratio=f"{seconds / sort:.1f} sorts",
        conditions=f"two models and their comparison {both:.2f} s; best of 3, time of the processor",
    )


def _timed(work) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
