"""Label issues: time, memory of a large run, and the ranking beside the published ones, on planted errors.

The peers are the rankings of confident learning (Northcutt et al., arXiv 1911.00068), written down here from
the paper. With DENDRO_BENCH_LARGE also 1,000,000 images with 1,000 probabilities each, in a file of 2 GB.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from explorer.analysis.labels.label_issues import label_issues
from explorer.clustering.neighbors.search import Neighbors, nearest_neighbors
from tests.benchmarks.watching import watched

LARGE = (1_000_000, 1_000)
SEEDS = 3


def run(table) -> None:
    """Measure, and add rows to the table."""
    _time(table, 10_000, 100)
    for noise in NOISES:
        for blind in (False, True):
            _quality(table, noise, blind)
    if os.environ.get("DENDRO_BENCH_LARGE"):
        _large(table)


def _time(table, n: int, classes: int) -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, classes, n)
    near = nearest_neighbors(rng.standard_normal((n, 64), np.float32), 15)
    probabilities = _softmax(rng.standard_normal((n, classes)) + 4 * np.eye(classes)[labels])
    for what, given in (("probabilities and neighbours", probabilities), ("neighbours alone", None)):
        seconds = min(
            _timed(lambda given=given: label_issues(labels, classes, given, near)) for _ in range(3)
        )
        table.add(
            f"`labels`, {what}: time",
            f"{seconds:.2f} s",
            "≤ 2 s",
            bool(seconds <= 2),
            conditions=f"{n:,} images, {classes} classes, best of 3",
        )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


# ---------------------------------------------------------------- planted errors


def _symmetric(rng, labels, _features, classes):
    return (labels + rng.integers(1, classes, len(labels))) % classes


def _pairs(_rng, labels, _features, classes):
    return (labels + 1) % classes


def _alike(_rng, labels, features, classes):
    centres = np.stack([features[labels == k].mean(0) for k in range(classes)])
    far = ((features[:, None] - centres) ** 2).sum(2)
    far[np.arange(len(labels)), labels] = np.inf
    return far.argmin(1)


NOISES = {
    "to any class": _symmetric,
    "to the next class": _pairs,
    "to the class that looks most alike": _alike,
}


def _softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return (powers / powers.sum(1, keepdims=True)).astype(np.float32)


def _out_of_fold(features: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Class probabilities from a classifier that has not seen the image, in five folds."""
    from sklearn.linear_model import LogisticRegression

    fold = np.arange(len(labels)) % 5
    found = np.zeros((len(labels), classes))
    for k in range(5):
        fitted = LogisticRegression(max_iter=200).fit(features[fold != k], labels[fold != k])
        found[np.ix_(fold == k, fitted.classes_)] = fitted.predict_proba(features[fold == k])
    return found


def self_confidence(probabilities, labels) -> np.ndarray:
    """1 - the probability of the given label."""
    return 1 - probabilities[np.arange(len(labels)), labels]


def normalized_margin(probabilities, labels) -> np.ndarray:
    """The largest probability of another class less that of the given label."""
    others = probabilities.copy()
    others[np.arange(len(labels)), labels] = -1
    return others.max(1) - probabilities[np.arange(len(labels)), labels]


def weighted_entropy(probabilities, labels) -> np.ndarray:
    """The entropy over the probability of the given label."""
    entropy = -(probabilities * np.log(np.maximum(probabilities, 1e-12))).sum(1)
    return entropy / np.maximum(probabilities[np.arange(len(labels)), labels], 1e-12)


PUBLISHED = {
    "self-confidence": self_confidence,
    "normalized margin": normalized_margin,
    "confidence-weighted entropy": weighted_entropy,
}


def _quality(table, noise: str, blind: bool) -> None:
    """With `blind`, the vectors whose neighbours vote hardly tell the classes apart."""
    classes, n = 20, 4_000
    ours, votes, peers = [], [], {name: [] for name in PUBLISHED}
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        true = rng.integers(0, classes, n)
        features = rng.standard_normal((classes, 32))[true] + 1.6 * rng.standard_normal((n, 32))
        wrong = rng.random(n) < 0.03
        labels = np.where(wrong, NOISES[noise](rng, true, features, classes), true)
        probabilities = _out_of_fold(features, labels, classes)
        vectors = features + 4 * blind * rng.standard_normal(features.shape)
        near = nearest_neighbors(vectors.astype(np.float32), 15)
        ours.append(_judged(_as_scores(label_issues(labels, classes, probabilities, near), n), wrong))
        votes.append(_judged(_as_scores(label_issues(labels, classes, None, near), n), wrong))
        for name, score in PUBLISHED.items():
            peers[name].append(_judged(score(probabilities, labels), wrong))
    seen = "; neighbours that hardly tell classes apart" if blind else ""
    conditions = f"{n:,} images, {classes} classes, 3% wrong {noise}, {SEEDS} seeds{seen}"
    mean = np.mean(ours, axis=0)
    for name, found in peers.items():
        peer = np.mean(found, axis=0)
        table.add(
            "`labels`, probabilities and neighbours: ranking",
            _said(mean),
            "as good, within 0.005 and 2",
            bool(mean[0] >= peer[0] - 0.005 and mean[1] >= peer[1] - 0.02),
            peer=f"{name}: {_said(peer)}",
            conditions=conditions,
        )
    table.add("`labels`, neighbours alone: ranking", _said(np.mean(votes, axis=0)), conditions=conditions)


def _as_scores(found, n: int) -> np.ndarray:
    scores = np.zeros(n)
    scores[found.rows] = np.arange(len(found.rows), 0, -1)
    return scores


def _judged(scores: np.ndarray, wrong: np.ndarray) -> tuple[float, float]:
    """Area under the ROC curve, and precision among the first hundred."""
    from scipy.stats import rankdata

    ranks, positives = rankdata(scores), np.count_nonzero(wrong)
    area = (ranks[wrong].sum() - positives * (positives + 1) / 2) / (positives * np.count_nonzero(~wrong))
    return float(area), float(wrong[np.argsort(-scores, kind="stable")[:100]].mean())


def _said(pair) -> str:
    return f"AUROC {pair[0]:.3f}, {100 * pair[1]:.0f} of the first 100"


# ---------------------------------------------------------------- a million


def _large(table) -> None:
    n, classes = LARGE
    with tempfile.TemporaryDirectory(dir=os.environ.get("DENDRO_BENCH_DIR")) as folder:
        path = Path(folder) / "probabilities.npy"
        _write(path, n, classes)
        command = [sys.executable, "-m", "tests.benchmarks.bench_labels", str(path)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    conditions = f"{n:,} × {classes:,} float16 from a file, 15 neighbours, once"
    table.add("`labels` of a million: time", f"{found['seconds']:.0f} s", conditions=conditions)
    table.add(
        "`labels` of a million: memory that is not pages of the file, peak",
        f"{found['mib']:.0f} MiB",
        "≤ 2 GB",
        bool(found["mib"] <= 2e9 / 2**20),
        conditions=f"{conditions}; above what the process held before",
    )


def _write(path: Path, n: int, classes: int) -> None:
    rng = np.random.default_rng(0)
    out = np.lib.format.open_memmap(path, "w+", np.float16, (n, classes))
    for start in range(0, n, 20_000):
        block = rng.random((min(20_000, n - start), classes), np.float32) ** 8
        block[np.arange(len(block)), rng.integers(0, classes, len(block))] += 40
        out[start : start + len(block)] = block / block.sum(1, keepdims=True)
    out.flush()


def _measure(path: str) -> dict[str, float]:
    probabilities = np.load(path, mmap_mode="r")
    n, classes = probabilities.shape
    rng = np.random.default_rng(1)
    labels = rng.integers(0, classes, n)
    near = Neighbors(
        ((np.arange(n)[:, None] + np.arange(1, 16)) % n).astype(np.int32),
        np.sort(rng.random((n, 15), np.float32), axis=1),
    )
    seconds, mib = watched(lambda: label_issues(labels, classes, probabilities, near))
    return {"seconds": seconds, "mib": mib}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1])))
