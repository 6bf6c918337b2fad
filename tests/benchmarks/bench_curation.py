"""What a linear classifier learns from drawn images, beside as many at random: accuracy against size.

`DENDRO_BENCH_LABELS` names an index with one class an image, such as of CIFAR-10's test images; without it
nothing is measured. Half of its images, drawn once, are never trained on and judge. `--plot FILE` as a
module draws the figure of the manual.
"""

import json
import os
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

import explorer
from tests.benchmarks.curation_plot import curation_plot

SIZES = (50, 100, 250, 500, 1000)
SEEDS = 3
COMPONENTS = 128
WHOLE = (
    "stratified", "stratified;cells=50", "balanced", "k-center", "density", "density;keep=random", "typical",
    "atypical", "cluster-margin",
)  # fmt: skip
TAILED = ("stratified", "stratified;cells=50", "balanced", "k-center", "density", "density;keep=random")
TOWARDS = ("simcore", "importance")
WANTED = 4
"""Classes of the target."""


class Probed:
    """An index, the probe on its vectors, and which images may be drawn.

    Parameters
    ----------
    index : Dataset
    """

    def __init__(self, index) -> None:
        from sklearn.decomposition import PCA

        self.index, self.labels = index, index.labels()
        order = np.random.default_rng(0).permutation(np.flatnonzero(self.labels >= 0))
        self.judges, self.pool = np.sort(order[: len(order) // 2]), np.sort(order[len(order) // 2 :])
        vectors = np.asarray(index.embeddings, np.float32)
        found = PCA(min(COMPONENTS, vectors.shape[1]), random_state=0).fit(vectors[self.pool])
        self.points = found.transform(vectors)
        self.points /= self.points[self.pool].std()

    def fit(self, rows: np.ndarray):
        """Return a logistic regression on rows, or None where they have one class."""
        from sklearn.linear_model import LogisticRegression

        if len(np.unique(self.labels[rows])) < 2:
            return None
        return LogisticRegression(C=1.0, max_iter=300).fit(self.points[rows], self.labels[rows])

    def accuracy(self, rows: np.ndarray, judges: np.ndarray) -> float:
        """Return the share of the judges that a classifier trained on rows gets right."""
        fitted = self.fit(rows)
        guess = self.labels[rows[0]] if fitted is None else fitted.predict(self.points[judges])
        return float((guess == self.labels[judges]).mean())

    def batch(self, pool: np.ndarray, size: int, seed: int) -> np.ndarray:
        """Half at random, and half by Cluster-Margin with what a classifier of the first half says."""
        first = self.index.sample("random", size // 2, seed, rows=pool)
        rest = np.setdiff1d(pool, first)
        fitted = self.fit(first)
        shares = np.zeros((self.index.n, len(self.index.classes)), np.float32)
        shares[np.ix_(rest, fitted.classes_)] = fitted.predict_proba(self.points[rest])
        return np.union1d(first, _with_probabilities(self.index, shares, rest, size - len(first), seed))


def _with_probabilities(index, shares: np.ndarray, rows: np.ndarray, size: int, seed: int) -> np.ndarray:
    from explorer.export.sampling import Defaults, draw_sample, read_sample

    class Judged:
        probabilities = shares

        def __getattr__(self, name: str):
            return getattr(index, name)

    asked = read_sample("cluster-margin", Defaults(size, seed), lambda text: text)
    return draw_sample(Judged(), rows, asked)


Scores = dict[str, dict[int, list[float]]]


def measure(index) -> dict[str, Scores]:
    """Return accuracies by setting, method and size, one a seed."""
    probed = Probed(index)
    tailed = _long_tailed(probed)
    aim, judges, pool = _target(probed)
    target = np.asarray(index.embeddings[aim], np.float32)
    return {
        "all classes alike": _scores(probed, WHOLE, probed.pool, probed.judges),
        "a long tail of classes": _scores(probed, TAILED, tailed, probed.judges),
        "towards four of ten classes": _scores(probed, TOWARDS, pool, judges, target),
    }


def _long_tailed(probed: Probed) -> np.ndarray:
    """Of each class so many that the least frequent has a fiftieth of the most frequent (Cui et al.,
    arXiv 1901.05555)."""
    kinds = len(probed.index.classes)
    random, kept = np.random.default_rng(1), []
    for code in range(kinds):
        rows = probed.pool[probed.labels[probed.pool] == code]
        kept.append(random.permutation(rows)[: max(5, round(len(rows) * 50 ** (-code / (kinds - 1))))])
    return np.sort(np.concatenate(kept))


def _target(probed: Probed) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return 200 images of four classes as the target, those that judge, and those to draw from."""
    wanted = probed.judges[probed.labels[probed.judges] < WANTED]
    wanted = np.random.default_rng(2).permutation(wanted)  # rows are in the order of the tree
    return wanted[:200], wanted[200:], probed.pool


def _scores(
    probed: Probed, methods: tuple[str, ...], pool: np.ndarray, judges: np.ndarray, target=None
) -> Scores:
    scores: Scores = defaultdict(lambda: defaultdict(list))
    for size in SIZES:
        if size > len(pool) // 2:
            break
        for method, seed in ((method, seed) for method in ("random", *methods) for seed in range(SEEDS)):
            if method == "cluster-margin":
                rows = probed.batch(pool, size, seed)
            else:
                aim = target if method in TOWARDS else None
                rows = probed.index.sample(method, size, seed, target=aim, rows=pool)
            scores[method][size].append(probed.accuracy(rows, judges))
    return {method: dict(of_method) for method, of_method in scores.items()}


def run(table) -> None:
    """Measure, and add rows to the table."""
    path = os.environ.get("DENDRO_BENCH_LABELS")
    if not path:
        print("  curation: DENDRO_BENCH_LABELS names no index with labels", file=sys.stderr)
        return
    with explorer.open_index(path) as index:
        report(table, index.name, measure(index))
    _million(table)


def report(table, name: str, measured: dict[str, Scores]) -> None:
    """Add a row for each method in each setting."""
    for setting, scores in measured.items():
        base = scores["random"]
        for method, of_method in scores.items():
            if method != "random":
                table.add(
                    f"`{method}`, {setting}: accuracy of a linear classifier",
                    _told(of_method),
                    peer=f"random: {_told(base)}",
                    ratio=_gains(of_method, base),
                    conditions=f"{name}, {COMPONENTS} components, trained on {_sizes(base)} images, "
                    f"mean of {SEEDS} seeds",
                )


def _sizes(scores: dict[int, list[float]]) -> str:
    return ", ".join(map(str, scores))


def _told(scores: dict[int, list[float]]) -> str:
    return ", ".join(f"{100 * np.mean(found):.1f}" for found in scores.values()) + "%"


def _gains(scores: dict[int, list[float]], base: dict[int, list[float]]) -> str:
    return ", ".join(f"{100 * (np.mean(scores[s]) - np.mean(base[s])):+.1f}" for s in base)


# ---------------------------------------------------------------- a million


def _million(table) -> None:
    """Time and memory of each method at a million made-up vectors, with DENDRO_BENCH_LARGE."""
    if not os.environ.get("DENDRO_BENCH_LARGE"):
        return
    from tests.benchmarks.curation_large import timed

    for method, seconds, mib in timed(1_000_000, 512):
        table.add(
            f"`{method}` of a million: time",
            f"{seconds:.1f} s",
            conditions=f"1,000,000 × 512 float32 from a file, 1,000 drawn, once; {mib:.0f} MiB that are not "
            "pages of the file",
        )


if __name__ == "__main__":
    with explorer.open_index(os.environ["DENDRO_BENCH_LABELS"]) as opened:
        measured = measure(opened)
    print(json.dumps(measured, indent=1))
    if "--plot" in sys.argv:
        Path(sys.argv[sys.argv.index("--plot") + 1]).write_text(curation_plot(measured), encoding="utf-8")
