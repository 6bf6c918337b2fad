"""A review: images of a kind of findings one after the other, what stands about each, what may be said."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from explorer.analysis.findings.answers import ReviewAnswer
from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.kinds.duplicates import split_columns
from explorer.analysis.findings.limits import check_options
from explorer.decisions.current import decided
from explorer.decisions.decision_columns import column_names
from explorer.decisions.decision_kinds import CORRECTED, TAG
from explorer.decisions.decision_lists import at_row, corrected_words
from explorer.decisions.editing import Asked
from explorer.errors import DecidedMeanwhileError, InputError
from explorer.filters.clauses import literal
from explorer.index.arrow_values import texts_at
from explorer.index.format import LABEL
from explorer.index.reader import Index
from explorer.options import FindingsOptions

_SINGLE = {"step": None, "steps": None, "transform": None, "split": None, "exact": False}


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
        one picture share, else None; of a sequence `step` and `steps` (`Extent`), else None;
        `transform`, what was done to a copy as against the first, None where that was not asked; and the
        `split` of a copy, None where no column tells splits; and whether all files of its group are `exact`
        copies, which hold the same bytes.
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
    split = next(iter(split_columns(index)), None) if found.groups else None
    for number, group in enumerate(found.groups):
        rows = group["rows"]
        told = {
            "row": rows,
            "path": group["paths"],
            "label": _texts(index, LABEL if index.has_truth else None, rows),
            "split": _texts(index, split, rows),
            "transform": group["transforms"] or [None] * len(rows),
            "step": _steps(group),
        }
        copies = [dict(zip(told, values, strict=True)) for values in zip(*told.values(), strict=True)]
        images += [
            {
                **copy,
                "suggested": None,
                "group": number,
                "steps": _steps_in_all(group),
                "exact": group["how"] == "exact",
            }
            for copy in copies
        ]
    return images, max(len(found.images), len(found.groups)) == limit


def _texts(index: Index, name: str | None, rows: list[int]) -> list[str | None]:
    return [None] * len(rows) if name is None else texts_at(index.items[name], rows)


def _steps(group: dict) -> list[int | None]:
    """Return in which step of a run each of its images is; of what is no run None."""
    return group["extent"]["step"] if _steps_in_all(group) else [None] * len(group["rows"])


def _steps_in_all(group: dict) -> int | None:
    extent = group["extent"]
    return extent["steps"] if extent and extent["steps"] > 1 else None


def review_document(index: Index, kind: str, images: Sequence[dict], more: bool) -> dict:
    """Return what `/api/review` answers: images with what stands about each, and the answers there are.

    Of each the `outcome`, and the label that it is `corrected` to, None for none.

    Parameters
    ----------
    index : Index
    kind : str
    images, more
        As `images_to_review` gives them.
    """
    answers = reviewed_kind(kind).answers
    outcomes = _outcomes(index, answers)
    corrected = decided(index).corrected
    said = [corrected_words(index, value) for value in corrected.values]
    labels = dict(zip(corrected.rows.tolist(), said, strict=True))
    return {
        "build": index.build,
        "kind": kind,
        "revision": decided(index).revision,
        "answers": [asdict(answer) for answer in answers],
        "images": [
            image | {"outcome": outcomes.get(image["row"], ""), "corrected": labels.get(image["row"])}
            for image in images
        ],
        "more": more,
        "left": _left(index, answers),
    }


@dataclass(frozen=True)
class AnswerMeaning:
    """What an answer is.

    Attributes
    ----------
    asked : Asked
        The decision.
    instead : list of Asked
        What does not stand beside it: the other answers.
    rows : list of int
        Images that it is about.
    freed : list of int
        Images of which it no longer holds.
    outcome : str
        What is counted of the images that it is about.
    """

    asked: Asked
    instead: list[Asked]
    rows: list[int]
    freed: list[int]
    outcome: str


def answered(kind: str, key: str, label: str | None, row: int, copies: Sequence[int] = ()) -> AnswerMeaning:
    """Return the decision that an answer about an image is.

    Parameters
    ----------
    kind, key : str
        Of findings, and of the answer.
    label : str, optional
        That the answer gives.
    row : int
        The image.
    copies : sequence of int
        All copies of its picture, where the answer is about the others.

    Raises
    ------
    InputError
        When the kind has no such answer, or there are no other copies.
    """
    answers = reviewed_kind(kind).answers
    given = next((answer for answer in answers if answer.key == key), None)
    if given is None:
        keys = ", ".join(answer.key for answer in answers)
        raise InputError(f"answer: {key[:20]!r} is none of {keys}.")
    asked = Asked(given.decides, given.name, label if given.decides == CORRECTED else "")
    instead = [Asked(other.decides, other.name) for other in answers]
    if not given.others:
        return AnswerMeaning(asked, instead, [row], [], given.outcome)
    others = [copy for copy in copies if copy != row]
    if not others:
        raise InputError("copies: this answer is about the other copies of a picture; name them.")
    return AnswerMeaning(asked, instead, others, [row], given.outcome)


def check_as_seen(index: Index, kind: str, said: AnswerMeaning, seen: Mapping[int, str]) -> None:
    """Refuse an answer about what others have decided since it was looked at.

    What they said as this answer says it is no reason. Of copies all are looked at: where each of two people
    takes away another copy, the picture would be gone.

    Parameters
    ----------
    index : Index
    kind : str
        Of findings.
    said : AnswerMeaning
    seen : mapping of int to str
        By row the outcome that stood when it was looked at.

    Raises
    ------
    DecidedMeanwhileError
        When another one stands now.
    """
    answers = reviewed_kind(kind).answers
    now = _outcomes(index, answers)
    wanted = dict(seen) | dict.fromkeys(said.rows, said.outcome) | dict.fromkeys(said.freed, "")
    for row, before in seen.items():
        stands = now.get(row, "")
        if stands == before or (stands == wanted[row] and _as_corrected(index, said, row)):
            continue
        about = at_row(index, row)
        so = {(answer.decides, answer.name) for answer in answers if answer.outcome == stands}
        names = {each["author"] for each in about["history"] if (each["kind"], each["name"]) in so}
        by = f" by {', '.join(sorted(filter(None, names)))}" if any(names) else ""
        to = f" to {about['corrected']}" if (CORRECTED, "") in so else ""
        raise DecidedMeanwhileError(
            f"Decided meanwhile{by}: {stands or 'taken back'}{to}. Nothing was changed; answer again to put "
            "yours in its place."
        )


def _as_corrected(index: Index, said: AnswerMeaning, row: int) -> bool:
    """Whether a label that is corrected is corrected to the one that is said."""
    return said.asked.kind != CORRECTED or at_row(index, row)["corrected"] == said.asked.value


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
    names = dict.fromkeys(answer.name for answer in answers if answer.decides == TAG)
    column = column_names(index)[TAG]
    return " and ".join(f"({column} is null or {column} != {literal(name)})" for name in names)
