"""Titles without labels: are the images of a cluster what its title says?

Pictures come from folders that are named, and are indexed under numbers, so that nothing but their pixels
can name a cluster: DENDRO_BENCH_PHOTOS has one picture of each ImageNet class, DENDRO_BENCH_CLASSES a folder
a class. The truth of a picture is the synset in its name (`n02085620_10.JPEG`), else what its folder is
called; a word is true of it where that is the word or a kind of it, by WordNet. A title counts by its worst
word: `dog: pug` by *pug*, `cat, car` by whichever is of fewer. *Mixed*, letters, what
images are *like* and what is seen of colours claim nothing; a title that has no noun at all is true of none.
A word that is a kind of what a picture is known to show (*Pekinese*, of a dog) is not counted as true of
it; how many clusters have none that may be true is counted as well.
Nothing is measured of what is not named.
"""

import os
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from explorer import build_index
from explorer.analysis.titles.color_words import SHADES
from explorer.analysis.titles.source_titles import LIKE, MIXED
from explorer.dataset import Dataset, open_index
from explorer.nouns import Nouns, read_nouns
from explorer.options import BuildOptions
from explorer.progress import SilentProgress
from explorer.view.request import ViewRequest
from explorer.view.views import Views
from tests.benchmarks.table import Table

CLUSTERS = (48, 200, 600)
WIDTH, HEIGHT = 1440, 900
SYNSET = re.compile(r"n(\d{8})")
RANDOM_ORDER = 7


def run(table: Table) -> None:
    """Measure, and add rows to the table."""
    for name in ("DENDRO_BENCH_CLASSES", "DENDRO_BENCH_PHOTOS"):
        folder = os.environ.get(name)
        if folder:
            with tempfile.TemporaryDirectory(dir=os.environ.get("DENDRO_BENCH_DIR")) as work:
                measure(table, *indexed(Path(folder), Path(work)))


def indexed(folder: Path, work: Path) -> tuple[Dataset, np.ndarray]:
    """Index pictures under numbers; return the index and the noun that each row truly shows."""
    nouns = read_nouns()
    pictures = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpeg", ".jpg", ".png"))
    known = [(path, noun) for path in pictures for noun in [_noun(path, nouns)] if noun is not None]
    # The order of the names says nothing of the classes, either.
    known = [known[place] for place in np.random.default_rng(RANDOM_ORDER).permutation(len(known))]
    (work / "pictures").mkdir()
    for number, (path, _) in enumerate(known):
        (work / "pictures" / f"{number:06d}{path.suffix}").write_bytes(path.read_bytes())
    options = BuildOptions(encoder="packaged", projection=False)
    report = build_index(
        work / "pictures", work / "pictures.dendro", options=options, progress=SilentProgress()
    )
    index = open_index(report.index)
    numbers = [int(Path(path).stem) for path in index.items["path"].to_pylist()]
    return index, np.array([known[number][1] for number in numbers])


def _noun(path: Path, nouns: Nouns) -> int | None:
    """Return the noun that a picture is called by, None where it is none that is known."""
    synset = SYNSET.match(path.name)
    if synset:
        return nouns.by_synset.get(synset[1])
    return max(nouns.find(path.parent.name), key=lambda noun: len(nouns.line(noun)), default=None)


class Truth:
    """Tells of how many images a word is true.

    Parameters
    ----------
    shown : (n,) int64
        The noun that each row shows.
    """

    def __init__(self, shown: np.ndarray) -> None:
        self._nouns = read_nouns()
        self._kinds, self._of = np.unique(shown, return_inverse=True)
        self._called: dict[str, set[int]] = {}
        for noun, words in enumerate(self._nouns.words):
            for word in {*words, self._nouns.names[noun].casefold()}:
                self._called.setdefault(word, set()).add(noun)

    def holds(self, word: str) -> np.ndarray:
        """(n,) bool Whether what a row shows is called so, or is a kind of what is."""
        meant = self._called.get(word.casefold(), set())
        true = [not meant.isdisjoint(self._nouns.line(int(kind))) for kind in self._kinds]
        return np.array(true)[self._of]

    def may_hold(self, word: str) -> np.ndarray:
        """(n,) bool Whether it holds, or says more than is known: a kind of what a row shows."""
        lines = [self._nouns.line(noun) for noun in self._called.get(word.casefold(), set())]
        kinds = [any(int(kind) in line for line in lines) for kind in self._kinds]
        return self.holds(word) | np.array(kinds)[self._of]


def measure(table: Table, index: Dataset, shown: np.ndarray) -> None:
    """Measure the titles of three views, and of the same clusters by themselves."""
    truth, views = Truth(shown), Views(index)
    many = len(np.unique(shown))
    for wanted in CLUSTERS:
        asked = ViewRequest(clusters=wanted, width=WIDTH, height=HEIGHT)
        started = time.perf_counter()
        cells = views.view(asked)["cells"]
        seconds = time.perf_counter() - started
        nodes, titles = [cell["node"] for cell in cells], [cell["title"] for cell in cells]
        said = f"{index.n:,} pictures of {many:,} classes under numbers, {len(cells)} clusters"
        own = [told.text for told in views.titles.own(nodes)]
        for what, words in (("within its group", titles), ("by itself", own)):
            first, none = fit(index, truth.holds, nodes, [words_of(title)[:1] for title in words])
            worst, false = fit(index, truth.holds, nodes, [words_of(title) for title in words])
            _, never = fit(index, truth.may_hold, nodes, [words_of(title)[:1] for title in words])
            for measured, share in (("the first", first), ("the worst", worst)):
                table.add(
                    f"titles: images under {measured} word of a cluster's title, {what}, K = {wanted}",
                    f"{share:.3f}", "≥ 0.5", share >= 0.5, conditions=said,
                )  # fmt: skip
            for measured, share in (
                ("first word is true of no image", none),
                ("first word can be true of no image", never),
                ("worst word is true of no image", false),
            ):
                table.add(
                    f"titles: clusters whose {measured}, {what}, K = {wanted}", f"{share:.1%}", "≤ 6%",
                    share <= 0.06, conditions=said,
                )  # fmt: skip
        alike = len(titles) - len(set(titles))
        table.add(
            f"titles: clusters that share the title of another in view, K = {wanted}", str(alike), "0",
            alike == 0, conditions=f"{said}; the view took {seconds:.2f} s",
        )  # fmt: skip


def fit(
    index: Dataset, holds: Callable[[str], np.ndarray], nodes: Sequence[int], titles: Sequence[Sequence[str]]
) -> tuple[float, float]:
    """Return the mean share of images of which the worst word holds, and the share of titles with none."""
    shares = []
    for node, words in zip(nodes, titles, strict=True):
        rows = slice(int(index.tree.lo[node]), int(index.tree.hi[node]))
        shares.append(min((float(holds(word)[rows].mean()) for word in words), default=0.0))
    return float(np.mean(shares)), float(np.mean(np.array(shares) == 0))


def words_of(title: str) -> list[str]:
    """Return the nouns that a title claims: `dog` and `pug` of `dog: pug`, and of `dog, pug B`."""
    said = re.sub(r" [A-Z]{1,2}$", "", title)
    words = [word.strip() for word in re.split(r"[,:]", said)]
    return [word for word in words if word != MIXED and word not in SHADES and not word.startswith(LIKE)]
