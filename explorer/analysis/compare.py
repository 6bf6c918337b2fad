"""Questions that compare: one model with another, one value of a column with another."""

import numpy as np

from explorer.analysis.questions import Asked, Question, check_judged, find_model, strata_of
from explorer.errors import InputError
from explorer.index.checks import shown_model


def ask_regressions(index, options) -> Asked:
    """Ask where one model is right and another wrong, and where it is the other way round.

    Raises
    ------
    InputError
        When there are no labels, or not two models.
    """
    check_judged(index)
    if options.models is None and len(index.models) != 2:
        known = ", ".join(shown_model(model) for model in index.models)
        raise InputError(
            f"Regressions compare two models; {index.name} has: {known}. Name two, `models` A B."
        )
    first, second = (find_model(index, name) for name in options.models or index.models)
    if first == second:
        raise InputError(f"models: {shown_model(first)} is compared with itself; name two models.")
    strata = strata_of(index, options.given)
    right = {model: index.correct(model) for model in (first, second)}
    questions = [
        Question(
            regressed(right[better], right[worse]),
            strata,
            {"better": shown_model(better), "worse": shown_model(worse)},
        )
        for better, worse in ((first, second), (second, first))
    ]
    return Asked(questions)


def regressed(better: np.ndarray, worse: np.ndarray) -> np.ndarray:
    """Return (n,) int8: 1 where the first is right and the second wrong, -1 where either is not known."""
    found = ((better == 1) & (worse == 0)).astype(np.int8)
    found[(better < 0) | (worse < 0)] = -1
    return found


def ask_drift(index, options) -> Asked:
    """Ask which of two values a column has, once for each.

    Raises
    ------
    InputError
        When no column and values are given, or they are not there.
    """
    if options.by is None:
        raise InputError("Drift compares two values of a column; name them, `by` COLUMN A B.")
    column, *values = options.by
    codes, found = index.codes(column)
    for value in values:
        if value not in found:
            shown = ", ".join(found[:12]) + (", …" if len(found) > 12 else "")
            raise InputError(f"by: the column {column!r} has no value {value!r}; it has: {shown or 'none'}.")
    if values[0] == values[1]:
        raise InputError(f"by: {values[0]!r} is compared with itself; name two values of {column!r}.")
    here = [codes == found.index(value) for value in values]
    either = here[0] | here[1]
    strata = strata_of(index, options.given)
    questions = [
        Question(np.where(either, mine, -1).astype(np.int8), strata, {"column": column, "value": value})
        for mine, value in zip(here, values, strict=True)
    ]
    return Asked(questions)
