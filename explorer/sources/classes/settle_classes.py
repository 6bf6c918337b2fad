"""What every source goes through at last: classes of labels, predictions and probabilities are settled."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.format import LABEL
from explorer.index.item_columns import holds_texts
from explorer.options import AUTO, CLASSIFICATION, MULTILABEL, REGRESSION
from explorer.sources.annotations.annotated import CATEGORIES
from explorer.sources.classes.class_lists import apart
from explorer.sources.classes.doubts import doubts, doubts_of_lists
from explorer.sources.classes.likely_classes import with_likely_classes
from explorer.sources.classes.match_names import class_columns, match_names
from explorer.sources.classes.number_columns import as_numbers
from explorer.sources.classes.several_classes import about_minus_one, about_several_classes
from explorer.sources.classes.targets import target_columns
from explorer.sources.columns.column_roles import free_name
from explorer.sources.columns.table_columns import only_names
from explorer.sources.columns.typed import typed
from explorer.sources.source import Source


def settle_classes(source: Source, task: str | None = None) -> Source:
    """Spell the classes of a source alike, set aside what is none, and note what remains in doubt.

    Parameters
    ----------
    source : Source
        Its columns of classes are texts, or lists of texts where an image has several.
    task : str or None
        As in `SourceOptions`: unless it is told, labels and predictions are several classes where they are
        lists or surely written so (`class_lists`), numbers of a regression where both are numbers to come
        near to (`target_columns`), and else one class an image.

    Raises
    ------
    SourceError
        They are not what the task says.
    """
    told = None if task == AUTO else task
    if told in (CLASSIFICATION, REGRESSION):
        source = replace(source, items=_without_lists(source.items))
    if told == REGRESSION:
        return _regression(source, told=True)
    lists = apart(source.items, told == MULTILABEL) if told != CLASSIFICATION else None
    if lists is not None:
        return _several(source, *lists)
    items, classes = match_names(source.items, source.classes)
    targets = target_columns(items) if classes is None and told is None else []
    if LABEL in targets and len(targets) > 1:
        return _regression(source, told=False)
    notes = [*source.notes]
    if classes and source.probabilities is None and not class_columns(items.column_names):
        notes.append(
            "The classes of --classes are of no use here: there are no labels, predictions or "
            "--probabilities."
        )
    if targets:
        items, kept = _set_aside(items, targets, source.written)
        notes.append(_about_targets(source.items[targets[0]], targets, kept))
    doubted = [*doubts(items, classes), *about_several_classes(items), *about_minus_one(items)]
    return replace(source, items=items, classes=classes, notes=(*notes, *doubted), doubts=tuple(doubted))


def _without_lists(items: pa.Table) -> pa.Table:
    """Make texts of lists of names, where somebody says that each is one."""
    for name in class_columns(items.column_names):
        if holds_texts(items.schema.field(name).type):
            place = items.column_names.index(name)
            items = items.set_column(place, name, only_names(items[name].combine_chunks()))
    return items


def _several(source: Source, items: pa.Table, said: str) -> Source:
    """Settle several classes an image."""
    items, classes = match_names(items, source.classes)
    items, about = with_likely_classes(items, source.probabilities, classes)
    doubted = doubts_of_lists(items, classes)
    # Marks in images are surely several classes, and without predictions nothing is right or wrong.
    told = CATEGORIES not in items.column_names or len(class_columns(items.column_names)) > 1
    notes = (*source.notes, *([said] if told else []), *about, *doubted)
    return replace(source, items=items, classes=classes, notes=notes, doubts=tuple(doubted))


def _regression(source: Source, told: bool) -> Source:
    items, notes = as_numbers(source.items, told, source.written)
    return replace(source, items=items, notes=(*source.notes, *notes))


def _set_aside(items: pa.Table, targets: list[str], written: dict[str, str]) -> tuple[pa.Table, list[str]]:
    """Make columns of numbers of labels and predictions; their names as the user has them, where free."""
    kept = []
    for name in targets:
        # What stays is no model any more, and must not be called as one.
        part, colon, model = name.partition(":")
        free = free_name(
            written.get(name) or (f"{part}_source:{model}" if colon else name), {*items.column_names}
        )
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
