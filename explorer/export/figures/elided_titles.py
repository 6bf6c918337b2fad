"""Titles that have less room than they need, as `frontend_assets/modules/elide.mjs` cuts them."""

import re
from collections.abc import Callable, Sequence

from explorer.analysis.titles.color_words import SHADES
from explorer.analysis.titles.source_titles import JOINT, LIKE

LEAST = 2
"""Of a cut title, the least letters that are one."""
LEAST_BEFORE = 4
"""The same of one that a word stands behind, which tells it: fewer are no word any more."""
NUMBERED = re.compile(r"\d{1,4}|[A-Z]")
"""Ends before which one letter will do: of "class 12" and "horse B" the sign tells all."""

_JOINER = "\u200d"
"""What is left of an emoji that is cut in two."""

Fits = Callable[[str], bool]


def elided(
    title: str,
    room: float,
    measure: Callable[[str], float],
    beside: Sequence[str] = (),
    names: Sequence[str] = (),
) -> str:
    """Return as much of a title as fits, and what tells it from those beside it, where there is room.

    Whole words of several ("cat, dog") come before cut ones, and of a kind ("device: radio") what it is,
    which tells more. Where others begin alike, what they share is cut ("auto… red"); of a colour it may go.
    A cut one has a "…", never in front.

    Parameters
    ----------
    title : str
    room : float
    measure : callable
        Gives the width of a text, in the unit of `room`.
    beside : sequence of str
        Other titles.
    names : sequence of str
        What it joins, where a name has the signs that stand between names.

    Returns
    -------
    str
        Empty when not even two letters fit.
    """

    def fits(text: str) -> bool:
        return measure(text) <= room

    if fits(title):
        return title
    others = [other for other in beside if other != title]
    starts = _beginnings(title, names)
    fewer = [start for start in reversed(starts) if start != title and fits(start)]
    kind = starts[0] if names else starts[0].rpartition(": ")[2]
    if kind != starts[0] and fits(kind):
        fewer.append(kind)
    whole = next((some for some in fewer if not any(_is_said(other, some) for other in others)), None)
    if whole is not None:
        return whole
    cut = _cut(kind, "", fits)
    plain = fewer[0] if fewer else cut
    shared = max((_alike(other, title) for other in others), default=0)
    # Where the first letters differ, these tell it.
    return (shared >= len(plain.replace("…", "")) and _without_shared(title, shared, fits)) or plain


def _beginnings(title: str, names: Sequence[str]) -> list[str]:
    """Return a title's first name, its first two, and so on."""
    ends, end = [], 0
    for name in names or title.split(", "):
        end = title.index(name, end) + len(name)
        ends.append(end)
    return [title[:end] for end in ends]


def _is_said(title: str, some: str) -> bool:
    """Tell whether a title begins with some words, or with a kind of what it begins with."""
    parts = [title, *title.split(": ")[1:]]
    return any(re.match(rf"{re.escape(some)}(?:$|[,:]? )", part) for part in parts)


def _alike(one: str, two: str) -> int:
    """Return how many letters two titles begin with alike."""
    pairs = zip(one, two, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))


def _without_shared(title: str, shared: int, fits: Fits) -> str:
    """Return what tells a title, from the beginning of a word where there is room, behind what it shares."""
    if not 0 < shared < len(title):
        return ""
    between = re.match("[,:]? ", title[shared:])
    gap = between.end() if between else 0
    word = shared + gap if gap else title.rfind(" ", 0, shared) + 1
    if title.endswith(f"{JOINT}{LIKE}", 0, word):  # without it, it would be said of the images
        word -= len(LIKE)
    tells = title[word or shared :]
    before = title[: word or shared].rstrip(" ,:").rpartition(": ")[2]
    for some in dict.fromkeys((tells, tells.split(", ")[0])):
        said = _cut(before, f" {some}" if word else some, fits)
        if said:
            return said
        if some in SHADES and fits(some):
            return some
    rest = _cut(title, "", fits)
    return rest if len(rest) > shared else ""


def _cut(text: str, end: str, fits: Fits) -> str:
    """Return as many letters as fit before "…" and an end, before an end no two or three of a further word;
    empty where these are no word."""
    few = r"[\s,:]+(\S{1,3})?$" if end else r"[\s,:]+$"
    least = (1 if NUMBERED.fullmatch(end.lstrip()) else LEAST_BEFORE) if end else LEAST
    for length in range(len(text), min(least, len(text)) - 1, -1):
        cut = f"{re.sub(few, '', text[:length].rstrip(_JOINER)) if length < len(text) else text}…{end}"
        if fits(cut):
            return cut
    return ""
