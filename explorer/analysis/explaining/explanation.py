"""Why images of a finding are as they were found: what tells them from the right ones of their classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.analysis.copies.first_copies import distinct_images
from explorer.analysis.explaining.counterparts import counterparts
from explorer.analysis.explaining.doubted import doubted
from explorer.analysis.explaining.explanation_words import (
    explanation_sentences,
    fact_sentence,
    fact_words,
)
from explorer.analysis.explaining.facts import FactSource
from explorer.analysis.explaining.sides import Sides, make_sides
from explorer.analysis.explaining.sources.color_facts import color_facts
from explorer.analysis.explaining.sources.column_facts import column_facts
from explorer.analysis.explaining.sources.word_facts import path_facts
from explorer.analysis.explaining.taken_for import taken_for
from explorer.analysis.explaining.telling_facts import TellingFacts, telling_facts
from explorer.cancellation import unless_cancelled
from explorer.index.format import CONCEPT, CONFIDENCE, IDENTIFYING_COLUMNS, LABEL, PREDICTION
from explorer.index.item_columns import ABSOLUTE_ERROR, ERROR, of_model
from explorer.index.reader import Index
from explorer.options import CLASSIFICATION

PAIRS = 6
CLASSES = 3


@dataclass(frozen=True)
class Taken:
    """What images are taken for instead of what they are labelled.

    Attributes
    ----------
    codes : (n,) int
        Of classes.
    images : str
        What images are called that are taken for something else: `wrong`.
    verb : str
        `87 wrong images taken for cat`.
    """

    codes: np.ndarray
    images: str = "wrong"
    verb: str = "taken for"


@dataclass(frozen=True)
class ExplainedFinding:
    """A finding to explain.

    Attributes
    ----------
    rows : (k,) int64
        Its images, ascending.
    leading : sequence of int
        Those to look at first.
    outcomes : (n,) int8
        1 for what it was found by, 0 for what is not so, -1 where that is not known.
    right : (n,) bool
        Images that it is compared with.
    having, without : str
        What images of outcome 1, and those that it is compared with, are called: `wrong`, `right`.
    taken : Taken or None
        None where images are not taken for anything.
    doubtful : (n,) bool or None
        Images whose label may be wrong; None where that is not asked, or not known.
    spreads : bool
        Whether images elsewhere may have the outcome, too, so that it can be said how they fare.
    apart : frozenset of str
        Columns that the finding is about: they explain nothing.
    """

    rows: np.ndarray
    leading: Sequence[int]
    outcomes: np.ndarray
    right: np.ndarray
    having: str = "wrong"
    without: str = "right"
    taken: Taken | None = None
    doubtful: np.ndarray | None = None
    spreads: bool = True
    apart: frozenset[str] = frozenset()


def explanation(index: Index, finding: ExplainedFinding, sources: Sequence[FactSource] = ()) -> dict:
    """Return what tells a finding from right images of its classes elsewhere.

    Parameters
    ----------
    index : Index
    finding : ExplainedFinding
    sources : sequence of FactSource
        Facts of the encoder's classes, which the column `concept` has the first of.

    Returns
    -------
    dict
        `classes` of the finding; `known` images and those `having` the outcome; `compared` images and
        `outside` those that they are compared with, each `of` how many; `taken_for`, and how that is
        `called`; how many wrong images have a `doubtful` label; `facts`, of `looked_at`, which say how images
        `elsewhere` fare where the outcome `spreads`;
        `pairs` of rows side by side, those without a counterpart last; a `sentence` that says all that.
    """
    strata = _strata(index, finding.apart)
    sides = make_sides(finding.rows, finding.outcomes, finding.right, strata, distinct_images(index))
    found = TellingFacts([], 0)
    if len(sides.inside):
        rows = np.concatenate([sides.inside, sides.outside])
        every = [*sources, *_sources(index, finding.apart | {CONCEPT} if sources else finding.apart)]
        found = telling_facts(sides, [source(rows) for source in unless_cancelled(every)])
    inside = finding.outcomes[finding.rows]
    unsaid = {} if finding.spreads else {"elsewhere": None}
    document = {
        "having": {"words": finding.having, "count": int(np.count_nonzero(inside == 1))},
        "without": finding.without,
        "spreads": finding.spreads,
        "known": int(np.count_nonzero(inside >= 0)),
        "classes": _classes(index, strata[finding.rows[inside >= 0]]),
        "compared": {"count": len(sides.inside), "of": sides.there[0]},
        "outside": {"count": int(np.count_nonzero(sides.right)), "of": sides.there[1]},
        "called": {"images": taken.images, "verb": taken.verb} if (taken := finding.taken) else None,
        "taken_for": _taken_for(index, finding, sides),
        "doubtful": _doubted(index, finding, sides),
        "facts": [{"words": fact_words(fact), **fact, **unsaid} for fact in found.told],
        "looked_at": found.looked_at,
        "pairs": _pairs(index, finding, strata),
    }
    for fact in document["facts"]:
        fact["sentence"] = fact_sentence(document, fact)
    said = explanation_sentences(document)
    whole = " ".join(filter(None, (said["taken"], said["labels"], said["told"], said["raised"])))
    return {"sentence": whole, "sentences": said, **document}


def _strata(index: Index, apart: frozenset[str]) -> np.ndarray:
    """(n,) Classes that are held fixed; one of all images where they have not one each, or are compared."""
    if index.task == CLASSIFICATION and index.has_labels and LABEL not in apart:
        return index.labels()
    return np.full(index.n, -1)


def _sources(index: Index, apart: frozenset[str]) -> list[FactSource]:
    judged = {of_model(part, model) for part in (PREDICTION, CONFIDENCE, ERROR, ABSOLUTE_ERROR)
              for model in index.models}  # fmt: skip
    held = {LABEL} if index.task == CLASSIFICATION else set()
    columns = column_facts(index.items, apart | judged | held | IDENTIFYING_COLUMNS)
    return [*columns, path_facts(index.items["path"]), color_facts(index.colors)]


def _classes(index: Index, codes: np.ndarray) -> list[dict]:
    found, counts = np.unique(codes[codes >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")[:CLASSES]
    return [
        {
            "class": index.classes[found[i]],
            "count": int(counts[i]),
            "share": round(int(counts[i]) / len(codes), 4),
        }
        for i in order
    ]


def _taken_for(index: Index, finding: ExplainedFinding, sides: Sides) -> list[dict]:
    if finding.taken is None or index.task != CLASSIFICATION:
        return []
    labels, codes = index.labels(), finding.taken.codes
    wrong = (finding.outcomes == 1) & (codes != labels)
    ours, inside, outside = (rows[wrong[rows]] for rows in (finding.rows, sides.inside, sides.outside))
    told = taken_for(ours, inside, outside, labels, codes)
    return [{"class": index.classes[each.pop("code")], **each} for each in told]


def _doubted(index: Index, finding: ExplainedFinding, sides: Sides) -> dict | None:
    wrong = finding.outcomes == 1
    ours, others = (rows[wrong[rows]] for rows in (finding.rows, sides.outside))
    if finding.doubtful is None or not len(ours):
        return None
    return doubted(ours, others, index.labels(), finding.doubtful)


def _pairs(index: Index, finding: ExplainedFinding, strata: np.ndarray) -> list[dict]:
    leading = np.array(finding.leading, np.int64)
    leading = leading[finding.outcomes[leading] == 1][:PAIRS]
    beside = counterparts(leading, finding.right, strata, index.neighbors.rows, index.vectors)
    order = np.argsort(beside.nearest < 0, kind="stable")
    return [
        {"row": row, "nearest": None, "distance": None}
        if nearest < 0
        else {"row": row, "nearest": nearest, "distance": round(far, 4)}
        for row, nearest, far in zip(
            beside.rows[order].tolist(),
            beside.nearest[order].tolist(),
            beside.distance[order].tolist(),
            strict=True,
        )
    ]
