"""What stands out in an index: the one implementation behind the command line, the API and the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from explorer.analysis.clusters import Pick, describe_clusters
from explorer.analysis.compare import drift_questions, regression_questions
from explorer.analysis.distinct import distinct_images, one_of_each
from explorer.analysis.held_out import halves, holm, raised_p
from explorer.analysis.questions import Question, error_questions
from explorer.analysis.scan import ScanOptions, apart, scan
from explorer.analysis.titles import TitleMaker
from explorer.errors import InputError
from explorer.options import FindingsOptions

QUESTIONS: dict[str, Callable] = {
    "errors": error_questions,
    "regressions": regression_questions,
    "drift": drift_questions,
}
"""Kinds of findings that are one scan for each question."""

MOST_CLUSTERS = 10_000
MOST_PERMUTATIONS = 1_000_000


@dataclass(frozen=True)
class Findings:
    """What was found. Lists that a kind has no use for are empty.

    Attributes
    ----------
    kind : str
    n : int
        Images with a known outcome.
    rate : float or None
        Share of them with the outcome.
    alpha : float
    permutations, seed : int
    clusters, images, groups : list of dict
        As DESIGN.md has them, most significant first.
    held_out : dict or None
        `found`, `confirmed` and `rate`, where that was asked for.
    """

    kind: str
    n: int
    rate: float | None
    alpha: float
    permutations: int
    seed: int
    clusters: list[dict] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    groups: list[dict] = field(default_factory=list)
    held_out: dict | None = None

    def document(self) -> dict:
        """Return the JSON that scripts rely on."""
        names = ("kind", "n", "rate", "alpha", "permutations", "seed", "clusters", "images", "groups")
        document = {name: getattr(self, name) for name in names}
        return document if self.held_out is None else {**document, "held_out": self.held_out}


def find(index, options: FindingsOptions, titles: TitleMaker | None = None) -> Findings:
    """Find what stands out.

    Parameters
    ----------
    index : Index
        Opened.
    options : FindingsOptions
    titles : TitleMaker or None
        One of this index that is there already.

    Raises
    ------
    InputError
        When an option is out of bounds, or the index lacks what is asked about.
    """
    check_options(options, index.n)
    questions = QUESTIONS[options.kind](index, options)
    firsts = distinct_images(index)
    counted = [one_of_each(question.outcomes, firsts) for question in questions]
    found = [
        pick
        for question, outcomes in zip(questions, counted, strict=True)
        for pick in _picks(index.tree, question, outcomes, options, len(questions))
    ]
    found = sorted(found, key=lambda pick: (-pick.llr, pick.node))
    if not options.all and len(questions) > 1:
        places = apart(index.tree, np.array([pick.node for pick in found], np.int64), options.limit)
        found = [found[place] for place in places]
    found = found[: options.limit]
    clusters = describe_clusters(index, titles or TitleMaker(index), found)
    known = questions[0].outcomes[questions[0].outcomes >= 0]
    return Findings(
        kind=options.kind,
        n=len(known),
        rate=float(np.mean(known == 1)) if len(known) else None,
        alpha=options.alpha,
        permutations=options.permutations,
        seed=options.seed,
        clusters=clusters,
        held_out=_held_out(index.tree, found, clusters, options) if options.held_out else None,
    )


def _picks(
    tree, question: Question, outcomes: np.ndarray, options: FindingsOptions, tests: int
) -> list[Pick]:
    """The significant clusters of one question; those within others only where all are asked for."""
    seen, kept = halves(outcomes, options.seed) if options.held_out else (outcomes, None)
    how = ScanOptions(options.permutations, options.min_size, options.seed)
    scanned = scan(tree, seen, how, question.strata)
    # Several questions at once are as many chances of a false one (Bonferroni).
    p = np.minimum(1, tests * scanned.p)
    places = np.flatnonzero(p <= options.alpha)
    if not options.all:
        places = places[apart(tree, scanned.nodes[places], options.limit)]
    return [
        Pick(
            node=int(scanned.nodes[place]),
            llr=float(scanned.llr[place]),
            p=float(p[place]),
            question=question,
            counted=outcomes,
            kept=kept,
        )
        for place in places[: options.limit]
    ]


def _held_out(tree, found: Sequence[Pick], clusters: list[dict], options: FindingsOptions) -> dict:
    """Test every cluster on the half that it was not found on, and say so in it."""
    tested = [raised_p(tree, pick.node, pick.kept, pick.question.strata, options.seed) for pick in found]
    confirmed = 0
    for pick, cluster, p in zip(found, clusters, holm(np.array(tested)), strict=True):
        inside = pick.kept[cluster["lo"] : cluster["hi"]]
        known = inside[inside >= 0]
        holds = bool(p <= options.alpha)
        confirmed += holds
        cluster["held_out"] = {
            "size": len(known),
            "rate": float(np.mean(known == 1)) if len(known) else None,
            "p": float(p),
            "confirmed": holds,
        }
    return {"found": len(found), "confirmed": confirmed, "rate": confirmed / len(found) if found else None}


KINDS = tuple(QUESTIONS)


def check_options(options: FindingsOptions, n: int) -> None:
    """Refuse options that are out of bounds or do not belong together.

    Raises
    ------
    InputError
    """
    if options.kind not in KINDS:
        raise InputError(f"kind: there are no findings {options.kind!r}; there are: {', '.join(KINDS)}.")
    if not 0 < options.alpha < 1:
        raise InputError(f"alpha: {options.alpha}; a level between 0 and 1 is expected, such as 0.05.")
    if not 1 <= options.permutations <= MOST_PERMUTATIONS:
        raise InputError(f"permutations: {options.permutations}; 1 to {MOST_PERMUTATIONS:,} are expected.")
    tests = 1 if options.kind == "errors" else 2
    if tests / (options.permutations + 1) > options.alpha:
        least = int(np.ceil(tests / options.alpha - 1 - 1e-9))
        raise InputError(
            f"permutations: {options.permutations} are too few for anything to reach p = {options.alpha}; "
            f"take {least} or more."
        )
    most = max(n // 2, FindingsOptions.min_size)
    if not 1 <= options.min_size <= most:
        raise InputError(
            f"min_size: {options.min_size}; 1 to {most} is expected: clusters of more than half of all images "
            "are no findings."
        )
    if not 1 <= options.limit <= MOST_CLUSTERS:
        raise InputError(f"limit: {options.limit}; 1 to {MOST_CLUSTERS:,} is expected.")
    if options.seed < 0:
        raise InputError(f"seed: {options.seed}; 0 or more is expected.")
    for name, kinds in (("model", ["errors"]), ("models", ["regressions"]), ("by", ["drift"])):
        if getattr(options, name) is not None and options.kind not in kinds:
            raise InputError(f"{name}: belongs to the findings {', '.join(kinds)}, not to {options.kind!r}.")
