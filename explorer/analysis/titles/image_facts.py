"""What is known of one image, in words."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from explorer.analysis.titles.class_titles import ClassTitles
from explorer.analysis.titles.name_nouns import readable
from explorer.analysis.titles.name_words import FRAGMENT
from explorer.analysis.titles.source_titles import FILE, Title, elide
from explorer.analysis.titles.title_source import CONCEPTS, LABELS, NAMES, WORDS, TitleSource
from explorer.caching import cached_property, remember
from explorer.index.reader import Index
from explorer.nouns import Nouns

NEARLY_ALL = 0.9
"""What so many paths say, as a share of them, tells no image from another."""
SAMPLE = 200
IMAGES_KEPT = 4096
"""Those of a view are asked of again whenever some of its cells are called the same."""


class ImageFacts:
    """Names single images.

    Parameters
    ----------
    index : Index
    nouns : Nouns
    sources : sequence of Source
    """

    def __init__(self, index: Index, nouns: Nouns, sources: Sequence[TitleSource]) -> None:
        self._paths, self._nouns = index.items["path"], nouns
        self._labels = next((source for source in sources if source.kind == LABELS), None)
        self._others = [source for source in sources if source.kind not in (LABELS, WORDS, NAMES)]
        self._remembered = remember(IMAGES_KEPT, self._facts)

    def facts(self, row: int) -> list[Title]:
        """Return what is known, what people said before what machines guess; the last is the file's name."""
        return self._remembered(row)

    def _facts(self, row: int) -> list[Title]:
        path = self._paths[row].as_py()
        label = self._labels.value(row) if self._labels else ""
        guesses = [guess for source in self._others for guess in self._guesses(row, source, label)]
        said = readable(path, self._nouns)
        known = [(LABELS, label), (WORDS, "" if said == self._everywhere else said), *guesses]
        known.append((FILE, re.sub(FRAGMENT, "", path).rsplit("/", 1)[-1]))
        return [Title(elide(text), kind) for kind, text in known if text]

    @cached_property
    def _everywhere(self) -> str:
        """What nearly all paths say, such as the one folder of all images; empty where there is none."""
        n = len(self._paths)
        asked = self._paths.take(np.linspace(0, n - 1, min(n, SAMPLE)).astype(np.int64)).to_pylist()
        (text, times), *_ = Counter(readable(path, self._nouns) for path in asked).most_common(1)
        return text if len(asked) > 1 and times >= NEARLY_ALL * len(asked) else ""

    def _guesses(self, row: int, source: TitleSource, label: str) -> list[tuple[str, str]]:
        if isinstance(source, ClassTitles):
            return [] if label else [(source.kind, text) for text in source.of_image(row)]
        fits = source.kind != CONCEPTS or self._fits(row, source)
        return [(source.kind, source.value(row))] if fits else []

    def _fits(self, row: int, guess: TitleSource) -> bool:
        """Tell whether a guess does not contradict the label: it is a kind of it, or the label is no noun."""
        code = self._labels.code(row) if self._labels else -1
        line = self._labels.terms.lines[code] if self._labels and code >= 0 else None
        return not line or (guess.code(row) >= 0 and line < guess.terms.line(guess.code(row)))
