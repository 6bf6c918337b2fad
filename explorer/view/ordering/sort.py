"""What images may be sorted by, and how an address says it."""

from dataclasses import dataclass

from explorer.analysis.findings.requirements import meets
from explorer.analysis.findings.suspicion import require_labels
from explorer.decisions.decision_columns import column_names
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.view.ordering.column_keys import check_column, is_sortable

TREE, SCORE, SUSPICION, LISTED, COLUMN = "tree", "score", "suspicion", "listed", "column:"


@dataclass(frozen=True)
class Sort:
    """How images are sorted; of equals the order of the tree stays, and what has no value comes last.

    Attributes
    ----------
    by : str
        `tree`; `column:NAME`; `score`, of what is searched for; `listed`, the order in which the rows that
        are marked are named; or `suspicion`: how likely the label is wrong.
    descending : bool
        Greatest first; of the tree, from right to left.
    """

    by: str = TREE
    descending: bool = False

    @property
    def column(self) -> str | None:
        """Name of the column that it is by; None where it is by none."""
        return self.by[len(COLUMN) :] if self.by.startswith(COLUMN) else None

    def check(self, index: Index) -> None:
        """Refuse what cannot be sorted by.

        Raises
        ------
        InputError
            When it is none of these, or labels cannot be doubted.
        NotFoundError
            When there is no such column.
        """
        if self.column is not None:
            check_column(index, self.column)
        elif self.by == SUSPICION:
            require_labels(index)
        elif self.by not in (TREE, SCORE, LISTED):
            raise InputError(
                f"sort: {self.by[:80]!r} is none of {TREE}, {SCORE}, {SUSPICION}, {LISTED} and {COLUMN}NAME."
            )


def sorts(index: Index) -> list[dict]:
    """List what images can be sorted by.

    Returns
    -------
    list of dict
        `value` as the API takes it, and `label` for a person. `score` stands for that of a search, where one
        is open.
    """
    found = [{"value": TREE, "label": "tree order"}, {"value": SCORE, "label": "score"}]
    if meets(index, require_labels):
        found.append({"value": SUSPICION, "label": "suspicion of the label"})
    names = [field.name for field in index.items.schema if is_sortable(field.type)]
    return found + [
        {"value": f"{COLUMN}{name}", "label": name} for name in (*names, *column_names(index).values())
    ]
