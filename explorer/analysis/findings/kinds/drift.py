"""What changed between two groups of images: the values of a column."""

import numpy as np

from explorer.analysis.findings.explains import Explains
from explorer.analysis.findings.finding_kind import Kind, KindResult, Wording
from explorer.analysis.findings.question import Question
from explorer.analysis.findings.requirements import strata_of
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.options import FindingsOptions
from explorer.words import listed


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """Ask which of two values a column has, once for each."""
    if options.by is None:
        raise InputError("Drift compares two values of a column; name them, `by` COLUMN A B.")
    column, *values = options.by
    codes, found = index.codes(column)
    for value in values:
        if value not in found:
            raise InputError(
                f"by: the column {column!r} has no value {value!r}; it has: {listed(found, 12)}."
            )
    if values[0] == values[1]:
        raise InputError(f"by: {values[0]!r} is compared with itself; name two values of {column!r}.")
    here = [codes == found.index(value) for value in values]
    either = here[0] | here[1]
    strata = strata_of(index, options.given)
    questions = [
        Question(np.where(either, mine, -1).astype(np.int8), strata, {"column": column, "value": value}, True)
        for mine, value in zip(here, values, strict=True)
    ]
    return KindResult(questions)


def _words(options: FindingsOptions, cluster: dict) -> tuple[str, str]:
    other = next(value for value in (options.by or ())[1:] if value != cluster["value"])
    return f"of {cluster['column']} {cluster['value']}", f"{cluster['column']} {other}"


KIND = Kind(
    name="drift",
    wording=Wording(
        "What changed between two groups", "Clusters with more images of one group than the other."
    ),
    ask=_ask,
    scans=True,
    compares="by",
    outcome=lambda cluster: f"{cluster['column']} {cluster['value']}",
    explains=Explains(_words, apart=lambda cluster: frozenset([cluster["column"]])),
)
