"""What tints the cells: a value for every cluster, the step of a legend it falls into, and both in words.

Python decides, JavaScript draws: a cell gets the number of its legend entry, and an entry says which hue, how
much of it and which pattern. Steps are of the data set and do not move with the view, so that a colour means
the same wherever one walks, unless there are more values than colours.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from explorer.analysis.findings.flagged import densities
from explorer.decisions.decision_columns import column_names, used_columns
from explorer.decisions.decision_kinds import NOTE
from explorer.index.format import IDENTIFYING_COLUMNS
from explorer.index.item_columns import few_listed, few_values, holds_texts, kind_of
from explorer.index.reader import Index
from explorer.index.tasks import has_several_classes

ACCURACY, CLASS, COLUMN, FINDINGS = "accuracy", "class", "column:", "findings:"
LISTED_UP_TO = 200


@dataclass(frozen=True)
class Tint:
    """Where one cluster stands.

    Attributes
    ----------
    step : int or None
        Entry of the legend; None where there is no value.
    words : str
        The value in words.
    """

    step: int | None
    words: str

    def as_json(self) -> dict:
        """Return what a cell of `/api/view` carries."""
        return {"step": self.step, "words": self.words}


@dataclass(frozen=True)
class Coloring:
    """A colouring that is ready to be asked for any cluster.

    Attributes
    ----------
    title : str
    steps : list of dict
        Legend entries: `color` (hex, empty for the ground), `strength` from 0 to 1, `pattern` (plain or
        stripes), `words`, and `where`, the filter that leaves images of that value, empty where none does.
    tints : callable
        `(lo, hi, rows or None) -> list of Tint`, for (K,) slices.
    fit : callable or None
        `(lo, hi, rows or None) -> Coloring` for the cells of a view, where not all values can have a colour.
    marks : tuple of (float, str)
        Of numbers, what is written beside the steps as one bar: how far along, from 0 to 1, and a number in
        words. Empty where steps have no order.
    """

    title: str
    steps: list[dict]
    tints: Callable[..., list[Tint]]
    fit: "Callable[..., Coloring] | None" = None
    marks: tuple[tuple[float, str], ...] = ()

    def in_view(self, lo, hi, rows) -> "Coloring":
        """Return the colouring for a view whose cells are (K,) slices."""
        return self if self.fit is None else self.fit(lo, hi, rows)

    def legend(self) -> dict:
        """Return `legend` of `/api/view`."""
        marks = [{"at": at, "words": words} for at, words in self.marks]
        return {"title": self.title, "steps": self.steps, "marks": marks}


def colorings(index: Index) -> list[dict]:
    """List what the cells can be coloured by; what would tint them all alike is left out.

    Parameters
    ----------
    index : Index

    Returns
    -------
    list of dict
        `value` as `/api/view` takes it, and `label` for a person.
    """
    found = []
    if index.mistaken:
        found.append({"value": ACCURACY, "label": "accuracy"})
    if (index.has_labels and _varies(index.items["label"])) or has_several_classes(index):
        found.append({"value": CLASS, "label": "dominant class"})
    found += [{"value": f"{FINDINGS}{kind}", "label": f"findings: {kind}"} for kind in densities(index)]
    for field in index.items.schema:
        kind = kind_of(field.type)
        offered = index.has_labels or has_several_classes(index)
        if field.name in IDENTIFYING_COLUMNS or (field.name == "label" and offered):
            continue
        listed = (
            kind in ("number", "boolean")
            or few_values(index.items, field.name, LISTED_UP_TO)
            or few_listed(index.items, field.name, LISTED_UP_TO)
        )
        if listed and _varies(index.items[field.name]):
            found.append({"value": f"{COLUMN}{field.name}", "label": field.name})
    return found


def decided_colorings(index: Index) -> list[dict]:
    """List what the cells can be coloured by of what was decided until now; as `colorings`."""
    notes = column_names(index)[NOTE]
    return [{"value": f"{COLUMN}{name}", "label": name} for name in used_columns(index) if name != notes]


def _varies(column: pa.ChunkedArray) -> bool:
    column = pc.list_flatten(column) if holds_texts(column.type) else column
    return pc.count_distinct(column, mode="only_valid").as_py() > 1


def step(color: str, words: str, strength: float = 1.0, pattern: str = "plain", where: str = "") -> dict:
    """Make an entry of a legend."""
    return {"color": color, "strength": strength, "pattern": pattern, "words": words, "where": where}
