"""What options of findings may be."""

import math
from collections.abc import Sequence

import numpy as np

from explorer.analysis.findings.finding_kind import Kind
from explorer.analysis.findings.kinds import KINDS
from explorer.errors import InputError
from explorer.numerals import to_float
from explorer.options import MOST_PERMUTATIONS, MOST_REPORTED, FindingsOptions
from explorer.words import whole_number

MOST_PERMUTED = 2_000_000_000
"""Images times permutations that a server works out for one request: some ten seconds on two cores."""

SAID = {"of_class": "class", "thresholds": "threshold"}
"""Options that commands, routes and messages call otherwise."""


def find_kind(name: str) -> Kind:
    """Return a kind of findings.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    if name not in KINDS:
        raise InputError(f"kind: there are no findings {name!r}; there are: {', '.join(KINDS)}.")
    return KINDS[name]


def check_options(options: FindingsOptions, n: int) -> None:
    """Refuse options that are out of bounds or do not belong together.

    Raises
    ------
    InputError
    """
    kind = find_kind(options.kind)
    if not 0 < options.alpha < 1:
        raise InputError(f"alpha: {options.alpha}; a level between 0 and 1 is expected, such as 0.05.")
    if not 1 <= options.permutations <= MOST_PERMUTATIONS:
        raise InputError(f"permutations: {options.permutations}; 1 to {MOST_PERMUTATIONS:,} are expected.")
    if kind.tests / (options.permutations + 1) > options.alpha:
        least = int(np.ceil(kind.tests / options.alpha - 1 - 1e-9))
        raise InputError(
            f"permutations: {options.permutations} are too few for anything to reach p = {options.alpha}; "
            f"take {least} or more."
        )
    most = max(n // 2, FindingsOptions.min_size)
    if not 1 <= options.min_size <= most:
        given = whole_number(options.min_size)
        raise InputError(
            f"min_size: {given}; 1 to {most} is expected: clusters of more than half of all images are no "
            "findings."
        )
    if not 1 <= options.limit <= MOST_REPORTED:
        raise InputError(f"limit: {options.limit}; 1 to {MOST_REPORTED:,} is expected.")
    if options.seed < 0:
        raise InputError(f"seed: {options.seed}; 0 or more is expected.")
    for other in KINDS.values():
        if other.compares and other is not kind and getattr(options, other.compares) is not None:
            raise InputError(f"{other.compares}: belongs to the kind {other.name}, not to {kind.name}.")
        for option in set(other.takes) - set(kind.takes):
            if getattr(options, option) != getattr(FindingsOptions, option):
                said = SAID.get(option, option)
                raise InputError(f"{said}: belongs to the kind {other.name}, not to {kind.name}.")
    _check_thresholds(kind, options.thresholds)


def read_thresholds(texts: Sequence[str], sign: str) -> tuple[tuple[str, float], ...]:
    """Read thresholds as they are written, `blur=2` with the sign `=`.

    Raises
    ------
    InputError
        When one is no name and number, or a name is there twice.
    """
    found: dict[str, float] = {}
    for text in texts:
        name, _, number = text.partition(sign)
        try:
            value = to_float(number)
        except ValueError:
            raise InputError(
                f"threshold: {text[:80]!r}; a name and a number are expected, such as `blur{sign}2`."
            ) from None
        if name in found:
            raise InputError(f"threshold: {name[:80]!r} is given twice; give it once.")
        found[name] = value
    return tuple(found.items())


def _check_thresholds(kind: Kind, given: Sequence[tuple[str, float]]) -> None:
    names = [threshold.name for threshold in kind.thresholds]
    for name, value in given:
        if name not in names:
            known = ", ".join(names) or "none"
            raise InputError(f"threshold: {kind.name} has no {str(name)[:80]!r}; its thresholds: {known}.")
        if not (isinstance(value, int | float) and math.isfinite(value) and value > 0):
            raise InputError(f"threshold: {name} is {value}; a number above 0 is expected.")


def check_cost(options: FindingsOptions, n: int) -> None:
    """Refuse what would hold up a server that others use, too.

    Raises
    ------
    InputError
    """
    most = max(FindingsOptions.permutations, MOST_PERMUTED // max(n, 1))
    if options.permutations > most:
        raise InputError(
            f"permutations: {options.permutations:,} of {n:,} images are more than a server works out for "
            f"one request; at most {most:,} are, and `dendro findings` on the command line takes more."
        )
