"""Titles of the clusters of one view: each says what its group does not, and no two say the same."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from explorer.analysis.titles.cluster_titles import TitleQuestion
from explorer.analysis.titles.color_words import PLAIN, SHADES, shade_words
from explorer.analysis.titles.source_titles import FILE, JOINT, KIND, LIKE, MIXED, Title, a_part, narrowed
from explorer.analysis.titles.title_source import CONCEPTS

PASSES = 2
MOST_WORDS = 3
ENOUGH_ALONE = 0.5
"""From this share on, a word that tells equal clusters apart stands alone."""


@dataclass(frozen=True)
class Family:
    """The nodes of a view.

    Attributes
    ----------
    node : int
        What is in view.
    cells : tuple of int
    heads : tuple of int
        The node of each group of cells.
    groups : tuple of int
        Which group each cell is in.
    """

    node: int
    cells: tuple[int, ...]
    heads: tuple[int, ...]
    groups: tuple[int, ...]

    @property
    def nodes(self) -> list[int]:
        """All of them, each once."""
        return list(dict.fromkeys((self.node, *self.heads, *self.cells)))


class Asking(Protocol):
    """The ways to ask for titles of the nodes of a family, under one filter."""

    def tell(self, questions: list[TitleQuestion]) -> list[Title | None]:
        """Return what tells nodes from the images around."""
        ...

    def own(self, nodes: list[int]) -> list[Title]:
        """Return what nodes are called by themselves."""
        ...

    def facts(self, node: int) -> list[Title]:
        """Return all that is known where one image is left of a node, else nothing."""
        ...

    def shades(self, nodes: list[int]) -> np.ndarray:
        """Return (q, 3) float64 the mean colours of nodes, 0 to 255."""
        ...


def name_siblings(family: Family, ask: Asking) -> tuple[list[Title], list[Title]]:
    """Return the titles of the cells and those of the groups.

    A group is told from the view, a cell from its group. What is called the same, in whatever groups, is told
    from one another: by what more than chance tells, else by what is more frequent there, else by what its
    pictures are most of by sight, else by a letter.
    """
    groups = [TitleQuestion(head, (family.node,)) for head in family.heads]
    asked = [
        TitleQuestion(cell, (family.heads[group],), view=(family.node,))
        for cell, group in zip(family.cells, family.groups, strict=True)
    ]
    # Where a group is one cell, this is called as the group is.
    within = [question for question in asked if question.around != (question.node,)]
    told = _told(ask, groups + within)
    heads = _apart(family.heads, told[: len(groups)], ask)
    named = _unlike(family.heads, heads, ask)
    own = dict(zip(within, told[len(groups) :], strict=True))
    cells = [own.get(question, named[group]) for question, group in zip(asked, family.groups, strict=True)]
    if within:
        cells = _apart(family.cells, cells, ask)
    (whole,) = ask.own([family.node])
    over = [heads[group] for group in family.groups]
    # Of two labels in the title of a group, each is said of some of its cells only.
    cells = _without(cells, [{head.text, _before(head), *head.more, whole.text} for head in over])
    cells = _unlike(family.cells, cells, ask, {head.text for head in named})
    return _unlike_groups(family, cells, named, ask), named


def name_apart(nodes: Sequence[int], ask: Asking) -> list[Title]:
    """Return titles of clusters by themselves, as on a map, told from one another where words do."""
    return _apart(nodes, ask.own(list(nodes)), ask)


def _unlike_groups(family: Family, cells: list[Title], heads: list[Title], ask: Asking) -> list[Title]:
    """Tell each cell from another group that is called the same, where something does."""
    groups = {head.text: place for place, head in enumerate(heads)}
    cells = list(cells)
    texts = Counter(told.text for told in (*cells, *heads))
    for place, (node, own) in enumerate(zip(family.cells, family.groups, strict=True)):
        group = groups.get(cells[place].text, own)
        if group == own or ask.facts(node):
            continue
        pair = (node, family.heads[group])
        longer = further(cells[place], pair, ask)
        if longer is not None and not texts[longer.text]:
            texts[longer.text] += 1
            cells[place] = longer
    return cells


def further(told: Title, pair: tuple[int, int], ask: Asking) -> Title | None:
    """Return a title that says more of the first of two nodes that are called the same."""
    words = told.words
    for sure in (True, False):
        (more,) = ask.tell([TitleQuestion(pair[0], pair, words, sure=sure)])
        joined = _joined(told, more, True)
        if joined is not None:
            return joined
    word, _ = shade_words(ask.shades(list(pair)), words, ("",))
    return _behind(told, word) if word.startswith(JOINT) else None


def _told(ask: Asking, questions: list[TitleQuestion]) -> list[Title]:
    """What nothing tells from the images around is called what it is by itself."""
    told = ask.tell(questions)
    alone = [question.node for question, title in zip(questions, told, strict=True) if title is None]
    own = dict(zip(alone, ask.own(alone), strict=True))
    return [title or own[question.node] for question, title in zip(questions, told, strict=True)]


def _without(told: list[Title], over: list[set[str]]) -> list[Title]:
    """Leave out what the group or the view says already, where the rest is still that of one cell only."""
    shorter = [
        replace(title, text=JOINT.join(title.more), names=title.more)
        if title.more and title.stands_alone and _before(title) in said and not SHADES.issuperset(title.more)
        else title
        for title, said in zip(told, over, strict=True)
    ]
    seen = Counter(title.text for title in shorter)
    return [short if seen[short.text] == 1 else title for title, short in zip(told, shorter, strict=True)]


def _unlike(nodes: Sequence[int], told: list[Title], ask: Asking, taken: Collection[str] = ()) -> list[Title]:
    """Tell clusters by their mean colours, else by letters, where their titles are still the same."""
    same: dict[str, list[int]] = {}
    for place, title in enumerate(told):
        same.setdefault(title.text, []).append(place)
    told = list(told)
    texts = {*taken, *same}
    for text, equal in same.items():
        # Images are told apart by looking at them.
        places = [place for place in equal if len(equal) > 1 and not ask.facts(nodes[place])]
        if len(places) > 1:
            others = texts - {text} if places == equal else texts
            first = told[places[0]]
            plain = text.removesuffix(f"{JOINT}{first.words[-1]}")
            behind = {other.removeprefix(text) for other in others}
            behind |= {f"{JOINT}{word}" for word in SHADES if f"{plain}{JOINT}{word}" in others}
            shades = ask.shades([nodes[place] for place in places])
            for place, word in zip(places, shade_words(shades, first.words, behind), strict=True):
                told[place] = _behind(told[place], word)
                texts.add(told[place].text)
    return told


def _behind(told: Title, word: str) -> Title:
    """Return a title with a word of `shade_words` behind it, or for `dark` `darker`; a letter is no name."""
    if not word.startswith(JOINT):
        return replace(told, text=f"{told.text}{word}", names=told.words)
    shade, words, text = word.removeprefix(JOINT), told.words, told.text
    if len(words) > 1 and words[-1] in PLAIN and shade.startswith(words[-1]):
        words, text = words[:-1], text.removesuffix(f"{JOINT}{words[-1]}")
    return replace(told, text=f"{text}{word}", names=(*words, shade))


def _before(told: Title) -> str:
    more = JOINT.join(told.more)
    return told.text.removesuffix(f"{JOINT}{more}").removesuffix(f"{KIND}{more}")


def _apart(nodes: Sequence[int], told: list[Title], ask: Asking) -> list[Title]:
    """Tell those of the same title apart where something differs."""
    asked: set[tuple[int, ...]] = set()
    for sure in (True,) * PASSES + (False,):
        same: dict[str, list[int]] = {}
        for place, title in enumerate(told):
            same.setdefault(title.text, []).append(place)
        # Those that nothing told from one another are not asked the same again.
        same = {
            text: places for text, places in same.items() if len(places) > 1 and (sure, *places) not in asked
        }
        asked.update((sure, *places) for places in same.values())
        more = _more(nodes, told, list(same.values()), ask, sure) if same else {}
        told = list(told)
        for places in same.values():
            found = {place: more[place] for place in places if place in more}
            alone = [place for place, title in found.items() if not _within(told[place], title)]
            for place, title in found.items():
                # Where all others have got a word of their own, the last keeps what was that of all.
                if place in alone or len(places) - len(alone) > 1:
                    told[place] = title
    return told


def _more(
    nodes: Sequence[int], told: list[Title], same: list[list[int]], ask: Asking, sure: bool
) -> dict[int, Title]:
    """Return for places of the same title one that says more; not for those of which nothing does."""
    found, questions = {}, {}
    for places in same:
        facts = {place: ask.facts(nodes[place]) for place in places}
        common = set.intersection(*({fact.text for fact in known} for known in facts.values()))
        others = tuple(nodes[other] for other in places)
        for place, known in facts.items():
            if known:
                said = common.union(told[place].words)
                fact = next((f for f in known if f.kind != FILE and f.text not in said), None)
                found[place] = _joined(told[place], fact, False)
            elif len(told[place].words) < MOST_WORDS:
                questions[place] = TitleQuestion(nodes[place], others, told[place].words, sure=sure)
    answers = ask.tell(list(questions.values()))
    found |= {p: _joined(told[p], more, True) for p, more in zip(questions, answers, strict=True)}
    told_of = Counter(title.text for title in found.values() if title is not None)
    # What several are like tells none of them.
    return {
        place: title
        for place, title in found.items()
        if title is not None and (told_of[title.text] == 1 or not title.words[-1].startswith(LIKE))
    }


def _joined(told: Title, more: Title | None, may_replace: bool) -> Title | None:
    if more is None or len(told.words) == MOST_WORDS:
        return None
    narrower = told.line < more.line
    guessed = told.kind == CONCEPTS == more.kind
    if may_replace and not guessed and (narrower or (not more.rest and more.kind == told.kind)):
        if (more.share or 0) >= ENOUGH_ALONE:
            return more
    if narrower and not told.more:
        # A guess is surer the wider it is, and most of the images may be of other kinds.
        return _narrowed(told, more)
    word = next((word for word in more.words if word not in told.words), None)
    if word is None:
        return None
    behind = (*told.more, word) if told.more or more.kind != told.kind else ()
    return replace(told, text=f"{told.text}{JOINT}{word}", more=behind, names=(*told.words, word))


def _narrowed(told: Title, kind: Title) -> Title:
    """Return a title with a kind behind it; of a part of a cluster, with the kind in its place."""
    is_part = told.text.startswith(f"{MIXED}{KIND}") and len(told.words) == 1
    return a_part(kind) if is_part else narrowed(told, kind)


def _within(told: Title, longer: Title) -> bool:
    """Tell whether a title says all that another does, and perhaps more."""
    return longer.words[: len(told.words)] == told.words
