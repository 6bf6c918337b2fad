"""What a scan asks of every image, and the first such question: is the model wrong?"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from explorer.errors import InputError
from explorer.index.checks import check_model


@dataclass(frozen=True)
class Question:
    """A yes-or-no question about images.

    Attributes
    ----------
    outcomes : (n,) int8
        1 yes, 0 no, -1 not known.
    strata : (n,) int32 or None
        Classes that are held fixed, -1 (a class of its own) where not known.
    toward : dict
        What tells the findings of this question from those of others asked at the same time: keys and values
        of the JSON of a cluster.
    """

    outcomes: np.ndarray
    strata: np.ndarray | None = None
    toward: dict | None = None

    @cached_property
    def stratum_rates(self) -> np.ndarray:
        """(classes + 1,) float64: the rate in every class of `strata`; the last is that of unknown ones."""
        known = self.outcomes >= 0
        kinds, most = self.strata[known], int(self.strata.max(initial=-1))
        kinds = np.where(kinds < 0, most + 1, kinds)
        positives = np.bincount(kinds, weights=self.outcomes[known] == 1, minlength=most + 2)
        return positives / np.maximum(1, np.bincount(kinds, minlength=most + 2))


@dataclass(frozen=True)
class Asked:
    """What a kind of findings asks of an index, and what it finds without a scan.

    Attributes
    ----------
    questions : list of Question
        A scan each.
    images, groups : list of dict
        As DESIGN.md has them, most suspicious first.
    picks : list of Pick
        Clusters, most suspicious first.
    """

    questions: list[Question] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)
    groups: list[dict] = field(default_factory=list)
    picks: list = field(default_factory=list)


def ask_errors(index, options) -> Asked:
    """Ask whether the model is wrong.

    Raises
    ------
    InputError
        When there are no labels, no predictions or no such model.
    """
    model = find_model(index, options.model)
    return Asked([Question(_reversed(index.correct(model)), strata_of(index, options.given))])


def find_model(index, name: str | None) -> str:
    """Return the model that a name means; the first one where there is no name.

    Raises
    ------
    InputError
        When it is not there, or there are no predictions or labels to judge it by.
    """
    check_judged(index)
    return check_model(index, name)


def check_judged(index) -> None:
    """Refuse an index without predictions, or without labels to hold them against."""
    if not index.models:
        raise InputError(
            f"No predictions in {index.name}. Add a column `prediction` (or `prediction:NAME` for each of "
            "several models) to the table and index it again."
        )
    if not index.has_labels:
        raise InputError(
            f"No labels in {index.name}, so that no prediction is right or wrong. Add a column `label` to "
            "the table and index it again."
        )


def _reversed(correct: np.ndarray) -> np.ndarray:
    return np.where(correct < 0, -1, 1 - correct).astype(np.int8)


def strata_of(index, given: str | None) -> np.ndarray | None:
    """Return (n,) int32 the classes to hold fixed, None where nothing is given.

    Raises
    ------
    InputError
        When something else than the class is given, or there are not two classes.
    """
    if given is None:
        return None
    if given not in ("class", "label"):
        raise InputError(f"given: {given!r}; what can be held fixed is `class`.")
    if not index.has_labels:
        raise InputError(f"No labels in {index.name}: there are no classes to hold fixed. Leave `given` out.")
    codes = index.labels()
    if len(np.unique(codes[codes >= 0])) < 2:
        raise InputError(
            f"Fewer than two classes are labelled in {index.name}: there is nothing to hold fixed. "
            "Leave `given` out."
        )
    return codes
