"""What facets are asked for."""

from dataclasses import dataclass

from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.view.marks import NO_MARK, Mark

MOST_FACETS = 24
"""Columns of one answer, where nobody names them; the others are named in it, and can be asked for."""
MOST_VALUES = 1000
"""Of one column in one answer."""
MOST_SEARCHED = 200
"""Characters to look for in values."""


@dataclass(frozen=True)
class FacetRequest:
    """What to count.

    Attributes
    ----------
    where : Filter
        Images that count; each facet leaves out the clauses that are its own.
    node : int or None
        Cluster to count in; None for all images.
    mark : Mark
        What is marked, and counted beside.
    columns : tuple of str
        Whose facets are wanted; those that come first, where there are none.
    search : str
        Only values that hold this, without regard to case.
    values : int
        Most values of a column.
    """

    where: Filter = ALL
    node: int | None = None
    mark: Mark = NO_MARK
    columns: tuple[str, ...] = ()
    search: str = ""
    values: int = 10

    def check(self) -> None:
        """Raise `InputError` where more is asked for than is answered at once."""
        if not 1 <= self.values <= MOST_VALUES:
            raise InputError(
                f"values: {self.values} were asked for; a number from 1 to {MOST_VALUES} is expected."
            )
        if len(self.columns) > MOST_FACETS:
            raise InputError(
                f"column: {len(self.columns)} were named; at most {MOST_FACETS} are counted at once."
            )
        if len(self.search) > MOST_SEARCHED:
            raise InputError(f"search: at most {MOST_SEARCHED} characters are looked for in values.")
