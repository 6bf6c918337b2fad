"""A review: images of a kind of findings one after the other, what stands about each, what may be said."""

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from explorer.analysis.findings.answers import ReviewAnswer
from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.limits import check_options
from explorer.decisions.current import decided
from explorer.decisions.decision_columns import column_names
from explorer.decisions.decision_kinds import CORRECTED, TAG
from explorer.decisions.editing import Asked
from explorer.errors import InputError
from explorer.filters.clauses import literal
from explorer.index.arrow_values import texts_at
from explorer.index.format import LABEL
from explorer.index.reader import Index
from explorer.options import FindingsOptions

_NO_STEP = {"step": None, "steps": None}
_SINGLE = {**_NO_STEP, "transform": None}


def reviewed_kind(name: str) -> Kind:
    """Return a kind whose findings can be reviewed.

    Raises
    ------
    InputError
        When it is none.
    """
    kinds = {kind.name: kind for kind in KINDS.values() if kind.answers}
    if name not in kinds:
        raise InputError(f"kind: {name[:80]!r} cannot be reviewed; choose one of {', '.join(kinds)}.")
    return kinds[name]


def images_to_review(
    index: Index, kind: str, limit: int, transformed: bool = False
) -> tuple[list[dict], bool]:
    """Return the images of a review in its order, whatever was decided; nothing is scanned.

    Parameters
    ----------
    index : Index
    kind : str
    limit : int
        Images, or groups of them, at most.
    transformed : bool
        Of `duplicates`: also groups of copies that are rotated, flipped, or grayscale.

    Returns
    -------
    images : list of dict
        `row`, `path`, `label`, `suggested` (None where no label is), `group`: a number that the copies of
        one picture share, else None; of a sequence `step` and `steps` (`Extent`), else None; and
        `transform`, what was done to a copy as against the first, None where that was not asked.
    more : bool
        Whether there may be others.

    Raises
    ------
    InputError
        When the kind cannot be reviewed, the index lacks what it needs, or the limit is out of bounds.
    """
    options = FindingsOptions(reviewed_kind(kind).name, limit=limit, transformed=transformed)
    check_options(options, index.n)
    found = reviewed_kind(kind).find(index, options)
    images = [
        {**{name: image[name] for name in ("row", "path", "label", "suggested")}, "group": None, **_SINGLE}
        for image in found.images
    ]
    for number, group in enumerate(found.groups):
        labels = (
            texts_at(index.items[LABEL], group["rows"]) if index.has_truth else [None] * len(group["rows"])
        )
        done = group["transforms"] or [None] * len(group["rows"])
        told = zip(group["rows"], group["paths"], labels, _steps(group), done, strict=True)
        images += [
            {"row": row, "path": path, "label": label, "suggested": None, "group": number, **step}
            | {"transform": transform}
            for row, path, label, step, transform in told
        ]
    return images, max(len(found.images), len(found.groups)) == limit


def _steps(group: dict) -> list[dict]:
    extent = group["extent"]
    if not extent or extent["steps"] == 1:
        return [_NO_STEP] * len(group["rows"])
    return [{"step": step, "steps": extent["steps"]} for step in extent["step"]]


def review_document(index: Index, kind: str, images: Sequence[dict], more: bool) -> dict:
    """Return what `/api/review` answers: images with the `outcome` of what stands about each, and answers.

    Parameters
    ----------
    index : Index
    kind : str
    images, more
        As `images_to_review` gives them.
    """
    answers = reviewed_kind(kind).answers
    outcomes = _outcomes(index, answers)
    return {
        "build": index.build,
        "kind": kind,
        "revision": decided(index).revision,
        "answers": [asdict(answer) for answer in answers],
        "images": [image | {"outcome": outcomes.get(image["row"], "")} for image in images],
        "more": more,
        "left": _left(index, answers),
    }


def answered(kind: str, key: str, label: str | None) -> tuple[Asked, list[Asked]]:
    """Return the decision that an answer is, and those that do not stand beside it: the other answers.

    Raises
    ------
    InputError
        When the kind has no such answer.
    """
    answers = reviewed_kind(kind).answers
    given = next((answer for answer in answers if answer.key == key), None)
    if given is None:
        keys = ", ".join(answer.key for answer in answers)
        raise InputError(f"answer: {key[:20]!r} is none of {keys}.")
    value = label if given.decides == CORRECTED else ""
    return Asked(given.decides, given.name, value), [Asked(other.decides, other.name) for other in answers]


def _outcomes(index: Index, answers: Sequence[ReviewAnswer]) -> dict[int, str]:
    """Return by row what stands; where two answers do, since somebody decided elsewhere, the first."""
    now = decided(index)
    found: dict[int, str] = {}
    for answer in reversed(answers):
        named = now.tags if answer.decides == TAG else now.verdicts
        rows = (
            now.corrected.rows
            if answer.decides == CORRECTED
            else named.get(answer.name, np.empty(0, np.int64))
        )
        found.update(dict.fromkeys(rows.tolist(), answer.outcome))
    return found


def _left(index: Index, answers: Sequence[ReviewAnswer]) -> str:
    """Return the filter that leaves what is not tagged to go; empty where no answer tags."""
    names = [answer.name for answer in answers if answer.decides == TAG]
    column = column_names(index)[TAG]
    return " and ".join(f"({column} is null or {column} != {literal(name)})" for name in names)
