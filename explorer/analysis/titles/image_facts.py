"""What is known of one image, in words."""

from collections.abc import Sequence

from explorer.analysis.titles.name_nouns import readable
from explorer.analysis.titles.source import CONCEPTS, LABELS, NAMES, WORDS, Source
from explorer.analysis.titles.told import FILE, Told, elide
from explorer.index.reader import Index
from explorer.nouns import Nouns


class ImageFacts:
    """Names single images.

    Parameters
    ----------
    index : Index
    nouns : Nouns
    sources : sequence of Source
    """

    def __init__(self, index: Index, nouns: Nouns, sources: Sequence[Source]) -> None:
        self._paths, self._nouns = index.items["path"], nouns
        self._labels = next((source for source in sources if source.kind == LABELS), None)
        self._others = [source for source in sources if source.kind not in (LABELS, WORDS, NAMES)]

    def facts(self, row: int) -> list[Told]:
        """Return what is known, what people said before what machines guess; the last is the file's name."""
        path = self._paths[row].as_py()
        label = self._labels.value(row) if self._labels else ""
        guesses = [(s.kind, s.value(row)) for s in self._others if s.kind != CONCEPTS or self._fits(row, s)]
        known = [(LABELS, label), (WORDS, readable(path, self._nouns)), *guesses]
        known.append((FILE, path.rsplit("/", 1)[-1]))
        return [Told(elide(text), kind) for kind, text in known if text]

    def _fits(self, row: int, guess: Source) -> bool:
        """Tell whether a guess does not contradict the label: it is a kind of it, or the label is no noun."""
        code = self._labels.code(row) if self._labels else -1
        line = self._labels.terms.lines[code] if self._labels and code >= 0 else None
        return not line or (guess.code(row) >= 0 and line < guess.terms.line(guess.code(row)))
