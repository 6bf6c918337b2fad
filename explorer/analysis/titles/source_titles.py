"""A title from what one source counts in a cluster and around it."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from explorer.analysis.titles.broad_terms import broad, several
from explorer.analysis.titles.telling_terms import SAID, Contrast, choose, telling_pair
from explorer.analysis.titles.terms import Tally, Terms
from explorer.analysis.titles.title_source import COLOR, CONCEPTS, TitleSource
from explorer.terminal import is_control

LONGEST = 300
"""Signs of a name that a title bears. Whoever shows it cuts it to the room there is."""
NAMES_KEPT = 4096
FILE = "file"
MIXED = "mixed"
"""What a cluster is that is nothing for the most part; what follows it are parts."""
JOINT = ", "
KIND = ": "
"""Between a noun and a kind of it that many of the images are: `dog: pug`."""
ALONE = 0.6
"""Least share of a kind that is said without what it is a kind of: a guess is surer the wider it is."""
BESIDE = 0.1
"""Least share of a label that is named beside the one that a cluster shares with the images around."""
MOSTLY = 0.5
"""Share of the images from which on a cluster is called by a colour."""
MOSTLY_OF_MIXED = 0.65
"""The same of a cluster that is called by its parts else: its pictures are black and white, mostly."""
LIKE = "like "
"""Before what images resemble to the encoder, more often than others of the same title."""
RESEMBLES = 0.2
"""Least share of what a cluster is called like."""
TWICE = 4 / 3
"""How many times as frequent as in both what is twice as frequent as in a cluster of the same size is."""
EXPLAINED = 0.4
"""The same of words of names and of columns."""
NAMING = 0.3
"""From this share on a label says what guesses may say of a cluster."""


@dataclass(frozen=True)
class Title:
    """What a cluster is called.

    Attributes
    ----------
    text : str
    kind : str
        Of the source that says so (`TitleSource`); `file` where nothing does.
    share : float or None
        Share of the cluster's images that it holds for, None for single images and files.
    rest : bool
        Whether the cluster is mostly of labels that it shares with the images around, and this is what else
        tells it from them.
    more : tuple of str
        Words at the end of the text that another source says, or a kind of what comes before.
    stands_alone : bool
        Whether those words at the end are sure enough to be said without what comes before.
    names : tuple of str
        What the text joins, one by one, as the source has it; empty where the text is one name.
    line : frozenset of int
        The noun that comes first in the text, and all that it is a kind of; empty where none is known.
    """

    text: str
    kind: str
    share: float | None = None
    rest: bool = False
    line: frozenset[int] = frozenset()
    more: tuple[str, ...] = ()
    stands_alone: bool = True
    names: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What it says, one by one."""
        return self.names or (self.text,)

    @property
    def has_signs(self) -> bool:
        """Whether a name has signs that the text has between names: no one can take it apart again."""
        return any(JOINT in word or KIND in word for word in self.words)


@dataclass(frozen=True)
class SharedLabels:
    """Labels of a cluster that do not tell it from the images around.

    Attributes
    ----------
    labels : Terms or None
        All labels; None where the cluster has none that it shares.
    codes : tuple of int
        Its own.
    beside : Title or None
        The first of them, and another that is more frequent than around; two that are, where each is of few.
    """

    labels: Terms | None = None
    codes: tuple[int, ...] = ()
    beside: Title | None = None


def narrowed(title: Title, kind: Title) -> Title:
    """Return a title with a kind of what it says behind it."""
    sure = (kind.share or 0) >= ALONE
    return replace(
        title, text=f"{title.text}{KIND}{kind.text}", more=(kind.text,), stands_alone=sure,
        names=(*title.words, *kind.words),
    )  # fmt: skip


def beside(title: Title, other: Title) -> Title:
    """Return a title with another thing behind it that some of the other images are."""
    share = round(min(1.0, (title.share or 0) + (other.share or 0)), 4)
    return replace(
        title, text=f"{title.text}{JOINT}{other.text}", share=share, names=(*title.words, *other.words)
    )  # fmt: skip


def a_part(title: Title) -> Title:
    """Return a title that says that there are other things, too."""
    return replace(title, text=f"{MIXED}{KIND}{title.text}", names=title.words)


def by_labels(source: TitleSource, found: Contrast) -> tuple[Title | None, SharedLabels]:
    """Return what labels tell of a cluster, or what it shares with the images around."""
    terms, here, first = source.terms, found.here, found.first
    if first < 0 or found.score_of(first) > 0:
        title = title_by(source, here, choose(found, terms))
        if title is None and not found.said and here.counts[: terms.values].sum() >= MOSTLY * here.size:
            title = title_by(source, here, broad(here, terms))
            if title is None:
                # Guesses would contradict the labels.
                return None, SharedLabels(terms, (), _mixed(source, found))
        if title and says_enough(title, SAID):
            return title, SharedLabels()
    values = found.shown[: np.searchsorted(found.shown, terms.values)]
    named = tuple(values[here.counts[values] >= NAMING * here.size].tolist())
    if first < 0 or not found.tells or not len(values):
        return None, SharedLabels(terms, named)
    second = int(found.score[: len(values)].argmax())
    tells = found.score[second] > 0 and found.share[second] >= BESIDE
    return None, SharedLabels(
        terms, named, title_by(source, here, [first, int(values[second])]) if tells else None
    )


def _mixed(source: TitleSource, found: Contrast) -> Title | None:
    """Return the largest parts of a cluster that is nothing for the most part, else labels that tell it."""
    title = title_by(
        source, found.here, several(found.here, source.terms) or telling_pair(found, source.terms)
    )
    return title if not title or says_enough(title) else a_part(title)


def says_enough(title: Title, least: float = MOSTLY) -> bool:
    """Tell whether most of the images are what a title says, or more than a few."""
    return (title.share or 0) >= least


def by_others(
    source: TitleSource, found: Contrast | None, shared: SharedLabels, sure: bool = True
) -> Title | None:
    """Return what names, columns, guesses or colours tell of a cluster whose labels tell nothing.

    Where it need not be sure, a guess may be what the images are like more often than others.
    """
    if source.kind == COLOR:
        title = _by_color(source, found, shared)
    elif found is None or (source.only_kinds and shared.labels is None):
        return None
    elif source.kind == CONCEPTS and shared.labels is not None:
        title = _by_kinds(source, found, shared.labels, shared.codes, sure)
    else:
        title = title_by(source, found.here, choose(found, source.terms, weak=source.kind == CONCEPTS))
        if title and not says_enough(title, SAID if found.said else EXPLAINED):
            return None
    return replace(title, rest=True) if title and shared.labels is not None else title


def _by_kinds(
    source: TitleSource, found: Contrast, labels: Terms, codes: tuple[int, ...], sure: bool
) -> Title | None:
    """Tell by guesses that do not contradict the labels: of dogs, by kinds of dogs, or by what is near."""
    resembled = None
    for near in (False, True):
        allowed = source.kinds(labels, codes, near)
        if not (allowed[found.shown] & (found.score > 0)).any():
            continue
        narrowed = found.only(allowed, source.terms.values)
        title = title_by(source, narrowed.here, choose(narrowed, source.terms)[:1])
        if title and says_enough(title, ALONE):
            return title
        if not sure:
            resembled = resembled or _resembled(source, narrowed)
    return resembled


def _resembled(source: TitleSource, found: Contrast) -> Title | None:
    """Return what images are like to the encoder, twice as often as others and by more than a few."""
    values = np.searchsorted(found.shown, source.terms.values)
    told = (found.share >= RESEMBLES) & (found.score >= np.log(TWICE) * found.share)
    # Of a class and what it is a kind of, the class says more.
    told = told[:values] if told[:values].any() else told
    if found.said and told.any():
        best = int(np.where(told, found.score[: len(told)], 0).argmax())
        return like(title_by(source, found.here, [int(found.shown[best])]))
    return None


def like(title: Title | None) -> Title | None:
    """Return a title that says what images resemble, and not that they are it."""
    if title is None or title.text.startswith(LIKE):
        return title
    text = f"{LIKE}{title.text}"
    return replace(title, text=text, names=(text,), line=frozenset())


def title_by(source: TitleSource, here: Tally, picked: list[int]) -> Title | None:
    """Join the names of some terms of a source; None where there are none."""
    if not picked:
        return None
    share = min(1.0, float(here.counts[picked].sum() / here.size))
    names = tuple(dict.fromkeys(elide(source.terms.names[i]) for i in picked))
    line = source.terms.line(picked[0])
    return Title(JOINT.join(names), source.kind, round(share, 4), line=line, names=names)


@lru_cache(NAMES_KEPT)
def elide(name: str) -> str:
    """Return a name as it is, in one line and cut to a length that a title bears.

    Without signs that would turn the order of what follows, as a name may hold them: others are joined to it.
    """
    name = "".join(sign for sign in " ".join(name.split()) if not is_control(sign))
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"


def _by_color(source: TitleSource, found: Contrast | None, shared: SharedLabels) -> Title | None:
    """Name the colour that tells best, where most of the images have it, behind the label that they have."""
    best = int(found.score.argmax()) if found else -1
    least = MOSTLY_OF_MIXED if shared.beside else MOSTLY
    if found is None or found.share[best] < least:
        return shared.beside
    title = title_by(source, found.here, [int(found.shown[best])])
    if title is None or shared.labels is None or len(shared.codes) != 1:
        return title
    label = elide(shared.labels.names[shared.codes[0]])
    return replace(title, text=f"{label}{JOINT}{title.text}", more=title.words, names=(label, *title.words))
