"""What the titles of one index are made of."""

from explorer.analysis.titles.image_facts import ImageFacts
from explorer.analysis.titles.name_words import Words, file_words
from explorer.analysis.titles.sources import make_sources
from explorer.analysis.titles.title_source import TitleSource
from explorer.caching import cached_property
from explorer.index.reader import Index
from explorer.nouns import read_nouns


class Vocabulary:
    """Sources of titles and facts of images of one index, each read when it is first asked for, and once.

    Parameters
    ----------
    index : Index
        Opened; needs `items`, `colors`, `codes` and `n`.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._nouns = read_nouns()

    @cached_property
    def sources(self) -> list[TitleSource]:
        """All that there is to name clusters by, the most trustworthy first."""
        return make_sources(self._index, self._nouns, lambda: self.words)

    @cached_property
    def words(self) -> Words:
        """Words of the paths of all rows."""
        return file_words(self._index.items["path"])

    @cached_property
    def images(self) -> ImageFacts:
        """What is known of single images."""
        return ImageFacts(self._index, self._nouns, self.sources)
