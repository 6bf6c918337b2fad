"""Files of a folder that are no images, counted by ending so that none goes without a word."""

from collections import Counter
from collections.abc import Mapping

from explorer.words import count, counted

HIDDEN, IN_AN_INDEX, NO_ENDING = "hidden", "in an index", "without an ending"
OTHERS = "with other endings"
"""What stands in the place of an ending."""

_ENDINGS_KEPT = 100
_ENDINGS_SAID = 8


def by_ending(counts: Counter[str]) -> dict[str, int]:
    """Return counts as an index keeps them: the most frequent first, and no more than a hundred names.

    Files may be named by dates or sums, so that each has an ending of its own.
    """
    ordered = sorted((+counts).items(), key=lambda item: (-item[1], item[0]))
    kept, rest = ordered[:_ENDINGS_KEPT], ordered[_ENDINGS_KEPT:]
    others = {OTHERS: sum(count for _, count in rest)} if rest else {}
    return dict(kept) | others


def in_words(counts: Mapping[str, int]) -> str:
    """Say how many files were passed over: "7 files (5 .txt, 2 hidden)"; empty for none."""
    if not counts:
        return ""
    total = sum(counts.values())
    said = [f"{count(n)} {name}" for name, n in list(counts.items())[:_ENDINGS_SAID]]
    more = ", …" if len(counts) > _ENDINGS_SAID else ""
    return f"{counted(total, 'file')} ({', '.join(said)}{more})"
