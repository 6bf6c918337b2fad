"""How an export tells of itself: images and bytes done, and what is left where it ends before its time."""

import time
from collections.abc import Generator
from contextlib import closing

from explorer.export.export_format import Subset
from explorer.progress import Progress
from explorer.words import size_words

_EVERY = 0.2
"""Seconds between two words about bytes."""


class Telling:
    """What is told of one export.

    Parameters
    ----------
    progress : Progress
        Whose stage has begun.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._left = ""

    def note(self, text: str) -> None:
        """Say a line."""
        self._progress.note(text)

    def follow(self, subset: Subset, writing: Generator[int]) -> None:
        """Have a subset written to its end, and tell how far it is."""
        journal, total = subset.journal, len(subset.rows)
        began = said = time.monotonic()
        try:
            with closing(writing) as steps:
                for done in steps:
                    now = time.monotonic()
                    if journal.bytes and now - said >= _EVERY:
                        said = now
                        rate = size_words(journal.bytes / (now - began))
                        self._progress.detail(f"{size_words(journal.bytes)}, {rate}/s")
                    self._progress.update(done, total)
        finally:
            if journal.folder is not None and journal.worth:
                self._left = f"what is done is kept in {journal.folder}"

    @property
    def left(self) -> str:
        """What is left of an export that ended before its time; empty for nothing."""
        return self._left and f"{self._left}: the same command goes on from there, or remove it"
