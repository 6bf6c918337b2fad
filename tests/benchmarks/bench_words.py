"""Words and examples: what the packaged encoder finds by its classes, and what a few examples find.

Pictures come from folders that are named: DENDRO_BENCH_PHOTOS has one picture of each ImageNet class under
names such as `n02099601_golden_retriever.JPEG`, which are indexed under numbers. Nothing is measured of what
is not named.
"""

import os
import re
import tempfile
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from explorer.dataset import Dataset, open_index
from explorer.embedding.service import load_class_head
from explorer.index.class_shares import shares_of
from explorer.index.once import Memory
from explorer.nouns import read_nouns
from explorer.search.by_examples import example_vector
from explorer.search.class_words import ClassWords
from explorer.search.ranking import rank_vector
from explorer.search.score_sets import histogram
from explorer.view.encoder_classes import prepare_class_words
from tests.benchmarks.bench_search import _made as made_index
from tests.benchmarks.table import Table

ANCESTORS = (
    "bird", "vehicle", "musical instrument", "dog", "insect", "furniture", "clothing", "food", "container",
    "mammal", "reptile", "animal", "structure", "device", "carnivore", "invertebrate", "arthropod",
    "equipment", "canine", "terrier", "hunting dog", "covering", "instrument", "motor vehicle", "primate",
    "building material", "snake", "fruit", "machine", "garment",
)  # fmt: skip
"""Kinds of things that twenty or so classes are."""
TIMED = 100_000
CLASSES, EXAMPLES, REFITS = 20, 5, 30


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    folder = os.environ.get("DENDRO_BENCH_PHOTOS")
    if folder:
        with tempfile.TemporaryDirectory() as work:
            index, synsets = _indexed(Path(folder), Path(work))
            by_words(table, index, synsets)
            speed(table, index)
    folder = os.environ.get("DENDRO_BENCH_CLASSES")
    if folder:
        with tempfile.TemporaryDirectory() as work:
            index = _built(Path(folder), Path(work))
            by_examples(table, index)
    refits(table)


def _indexed(folder: Path, work: Path):
    """Index pictures under numbers; return the index and the synset of each row."""
    pictures = sorted(path for path in folder.iterdir() if re.match(r"n\d{8}", path.name))
    (work / "pictures").mkdir()
    for number, path in enumerate(pictures):
        (work / "pictures" / f"{number:05d}{path.suffix}").write_bytes(path.read_bytes())
    index = _built(work / "pictures", work)
    numbers = [int(Path(path).stem) for path in index.items["path"].to_pylist()]
    return index, [pictures[number].name[1:9] for number in numbers]


def _built(folder: Path, work: Path) -> Dataset:
    from explorer import build_index
    from explorer.options import BuildOptions
    from explorer.progress import SilentProgress

    options = BuildOptions(encoder="packaged")
    built = build_index(folder, work / "pictures.dendro", options=options, progress=SilentProgress())
    return open_index(built.index)


def by_words(table: Table, index, synsets: list[str]) -> None:
    """Query with the names of all classes, and with kinds of things."""
    nouns, words = read_nouns(), ClassWords()
    place = {nouns.class_nouns[i]: i for i in range(1000)}
    truth = np.array([place[nouns.by_synset[synset]] for synset in synsets])
    prepare_class_words(index)
    _head(table, index, truth)
    first, ten, said = 0, 0, f"{len(truth):,} pictures under neutral names"
    for row, noun in enumerate(truth):
        name = nouns.names[nouns.class_nouns[noun]]
        found = [hit["row"] for hit in index.search(text=name, limit=10, cut=0).results]
        first, ten = first + (found[:1] == [row]), ten + (row in found)
    for what, hits, least in (("first", first, 0.85), ("among ten", ten, 0.97)):
        share = hits / len(truth)
        table.add(
            f"words: the picture of a class {what} by its name",
            f"{share:.1%}",
            f"≥ {least:.0%}",
            share >= least,
            conditions=said,
        )
    precisions, recalls, wholes = [], [], []
    for kind in ANCESTORS:
        wanted = np.isin(truth, list(words.find(kind).classes))
        listed = min(20, int(wanted.sum()))
        if listed < 10:
            continue
        found = index.search(text=kind, limit=10_000).results
        held = wanted[[hit["row"] for hit in found]]
        precisions.append(held[:listed].mean())
        wholes.append(held.mean())
        recalls.append(held.sum() / wanted.sum())
    mean = float(np.mean(precisions))
    few = "of as many as there are, where these are fewer"
    table.add(
        f"words: precision at 20 of {len(precisions)} kinds of things", f"{mean:.3f}", "≥ 0.9", mean >= 0.9,
        conditions=f"{said}; the worst {min(precisions):.2f}; {few}",
    )  # fmt: skip
    spread = f"precision {np.mean(wholes):.2f}, recall {np.mean(recalls):.2f}"
    table.add("words: a kind of thing as a set, above the cut", spread, conditions=said)


def _head(table: Table, index, truth: np.ndarray) -> None:
    """The network's own accuracy, from the same vectors: no search can be much better."""
    logits = load_class_head(index.encoder).logits(index.embeddings)
    ranks = (logits > logits[np.arange(len(truth)), truth][:, None]).sum(axis=1)
    best, five = (ranks == 0).mean(), (ranks < 5).mean()
    told = "by its last layer, from the stored vectors"
    table.add("words: the network's own accuracy", f"top-1 {best:.1%}, top-5 {five:.1%}", conditions=told)


def speed(table: Table, index) -> None:
    """Time the scores of 100,000 images, made once, and a query's sum."""
    head = load_class_head(index.encoder)
    vectors = np.tile(np.asarray(index.embeddings), (TIMED // index.n + 1, 1))[:TIMED]
    started = time.perf_counter()
    made = shares_of(vectors, head)
    once = time.perf_counter() - started
    loaded = f"1,280 dimensions, load {os.getloadavg()[0]:.1f}"
    table.add("words: classes of 100,000 images, once", f"{once:.1f} s", conditions=loaded)
    words = ClassWords()
    for kind in ("golden retriever", "dog", "animal"):
        wanted, seconds = words.find(kind).classes, []
        for _ in range(20):
            started = time.perf_counter()
            made.of(wanted)
            seconds.append(time.perf_counter() - started)
        worst = float(np.percentile(seconds, 95))
        table.add(
            f"words: scores of 100,000 images for {kind}", f"p95 {worst * 1e3:.0f} ms", "≤ 150 ms", worst <=
            0.15, conditions=f"{len(wanted)} classes",
        )  # fmt: skip


def by_examples(table: Table, index) -> None:
    """Rank all images of a class by five examples and five counter-examples, and by one neighbour.

    Counter-examples are those that a person would give: the first wrong ones of what five examples find.
    """
    codes, names = index.codes("label")
    rng = np.random.default_rng(0)
    found: dict[str, list[float]] = {"one": [], "five": [], "counter": []}
    for chosen in rng.choice(len(names), CLASSES, replace=False):
        right = codes == chosen
        like = rng.choice(np.flatnonzero(right), EXAMPLES, replace=False).tolist()
        plain = index.embeddings @ example_vector(index, like)
        order = np.argsort(-plain, kind="stable")
        unlike = order[~right[order]][:EXAMPLES].tolist()
        given = np.array([*like, *unlike])
        found["one"].append(_average_precision(index.embeddings @ index.embeddings[like[0]], right, given))
        found["five"].append(_average_precision(plain, right, given))
        told = index.embeddings @ example_vector(index, like, unlike)
        found["counter"].append(_average_precision(told, right, given))
    one, five, counter = (float(np.mean(found[name])) for name in ("one", "five", "counter"))
    said = f"{CLASSES} classes of {len(names)}, {index.n:,} images, mean average precision"
    for what, value in (("five examples", five), ("five examples and five counter-examples", counter)):
        table.add(
            f"examples: {what}", f"{value:.3f}", f"> {one:.3f}", value > one,
            peer=f"neighbours of one: {one:.3f}", ratio=f"{value / one:.1f} times", conditions=said,
        )  # fmt: skip


def _average_precision(scores: np.ndarray, right: np.ndarray, left_out: np.ndarray) -> float:
    kept = np.ones(len(scores), bool)
    kept[left_out] = False
    ranked = right[kept][np.argsort(-scores[kept], kind="stable")]
    return float((np.cumsum(ranked)[ranked] / (np.flatnonzero(ranked) + 1)).mean())


def refits(table: Table) -> None:
    """Time a refit with list and histogram: 100,000 vectors, a million where DENDRO_BENCH_LARGE is set.

    Products of matrices take one thread, as on a server.
    """
    with threadpool_limits(1, user_api="blas"):
        _refits(table)


def _refits(table: Table) -> None:
    n = 1_000_000 if os.environ.get("DENDRO_BENCH_LARGE") else 100_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("DENDRO_BENCH_DIR")) as folder:
        index, _ = made_index(Path(folder), n)
        memory = Memory()
        index.cached = lambda make: memory.get(make, lambda: make(index))
        rng, seconds, own = np.random.default_rng(3), [], []
        for _turn in range(REFITS + 1):
            like, unlike = (rng.integers(0, n, EXAMPLES).tolist() for _ in range(2))
            started, of_processor = time.perf_counter(), time.process_time()
            ranking = rank_vector(
                index, example_vector(index, like, unlike), "examples", None, (*like, *unlike)
            )
            ranking.best(60, None)
            histogram(ranking.spread, 200)
            seconds.append(time.perf_counter() - started)
            own.append(time.process_time() - of_processor)
        worst, taken = (float(np.percentile(each[1:], 95)) for each in (seconds, own))
        loaded = (
            f"{REFITS} times, {1e3 * taken:.0f} ms of processor each, {seconds[0]:.1f} s the first time, "
            f"load {os.getloadavg()[0]:.1f}"
        )
        table.add(
            f"examples: refitted, listed and counted in bins over {n:,}", f"p95 {worst * 1e3:.0f} ms",
            "≤ 150 ms", worst <= 0.15,
            conditions=f"512 dimensions, {loaded}",
        )  # fmt: skip
