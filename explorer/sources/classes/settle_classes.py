"""What every source goes through at last: classes of labels, predictions and probabilities are settled."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.format import LABEL
from explorer.sources.classes.doubts import doubts
from explorer.sources.classes.match_names import match_names
from explorer.sources.classes.several_classes import about_minus_one, about_several_classes
from explorer.sources.classes.targets import target_columns
from explorer.sources.columns.column_roles import free_name
from explorer.sources.columns.typed import typed
from explorer.sources.source import Source


def settle_classes(source: Source) -> Source:
    """Spell the classes of a source alike, set aside what is none, and note what remains in doubt."""
    items, classes = match_names(source.items, source.classes)
    targets = target_columns(items) if classes is None else []
    notes = [*source.notes]
    if targets:
        items, kept = _set_aside(items, targets, source.written)
        notes.append(_about_targets(source.items[targets[0]], targets, kept))
    doubted = [*doubts(items, classes), *about_several_classes(items), *about_minus_one(items)]
    return replace(source, items=items, classes=classes, notes=(*notes, *doubted), doubts=tuple(doubted))


def _set_aside(items: pa.Table, targets: list[str], written: dict[str, str]) -> tuple[pa.Table, list[str]]:
    """Make columns of numbers of labels and predictions; their names as the user has them, where free."""
    kept = []
    for name in targets:
        free = free_name(written.get(name, name), {*items.column_names})
        items = items.set_column(
            items.column_names.index(name), free, typed(items[name].combine_chunks().cast(pa.string()))
        )
        kept.append(free)
    return items, kept


def _about_targets(values: pa.ChunkedArray, targets: list[str], kept: list[str]) -> str:
    examples = ", ".join(pc.unique(values.drop_null())[:3].to_pylist())
    what = "The labels" if targets[0] == LABEL else "The predictions"
    places = " and ".join(f"`{name}`" for name in kept)
    return (
        f"{what} are numbers ({examples}, …) and no classes: "
        f"kept as {places}; no accuracy is computed from them."
    )
