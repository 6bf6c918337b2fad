"""From the name of a colouring to the colouring, over one index."""

from explorer.analysis.classes.subgroups import as_numbers
from explorer.analysis.findings.flagged import densities
from explorer.decisions.decision_columns import SEVERAL, decided_kind, joined_codes
from explorer.decisions.decision_kinds import CORRECTED
from explorer.errors import InputError
from explorer.filters.filter import ALL, Filter
from explorer.index.class_sets import sets_of
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import holds_texts, kind_of, models_of, of_model
from explorer.index.reader import Index
from explorer.index.tasks import has_several_classes, label_sets, prediction_sets
from explorer.options import MULTILABEL
from explorer.view.colored_by import by_accuracy, by_density, by_mean
from explorer.view.colored_by_value import AnyValues, SetValues, Values, by_value
from explorer.view.coloring import ACCURACY, CLASS, COLUMN, FINDINGS, Coloring
from explorer.words import UNITS


def choose_coloring(views, color: str, model: str | None, where: Filter) -> Coloring | None:
    """Return the colouring that `color` names, None for an empty name.

    Parameters
    ----------
    views : Views
    color : str
        `accuracy`, `class`, `findings:KIND`, `column:NAME` or empty.
    model : str or None
        Whose predictions are judged.
    where : Filter
        Under which clusters are judged; the data set's own accuracy is of all its images.

    Raises
    ------
    InputError
        When `color` is none of these, or the index has not what it needs.
    NotFoundError
        When there is no such column.
    """
    index = views.index
    if not color:
        return None
    if color == ACCURACY:
        overall = views.accuracy(model, ALL)
        right, known = (0, 0) if overall is None else overall.counts(0, index.n)
        if not known:
            raise InputError("color: accuracy needs a column of labels and one of predictions.")
        return by_accuracy(float(right / known), views.accuracy(model, where).counts)
    if color.startswith(FINDINGS):
        return _by_findings(views, color.removeprefix(FINDINGS), model)
    if color != CLASS and not color.startswith(COLUMN):
        raise InputError(
            f"color: {color[:80]!r} was given; accuracy, class, findings:KIND or column:NAME is expected."
        )
    valued = values_of(index, color)
    return _by_mean(index, color.removeprefix(COLUMN)) if valued is None else by_value(*valued)


def values_of(index: Index, color: str) -> tuple[str, AnyValues, AnyValues | None] | None:
    """Return what `class` or `column:NAME` colours by the most frequent value of.

    Returns
    -------
    (title, values, ruling) or None
        As `by_value` takes them; None for a column of numbers or booleans.

    Raises
    ------
    InputError
        When the index has no labels.
    NotFoundError
        When there is no such column.
    """
    if color != CLASS:
        return _of_column(index, color.removeprefix(COLUMN))
    if has_several_classes(index):
        return CLASS, SetValues(label_sets(index), index.classes, LABEL), None
    if not index.has_labels:
        raise InputError("color: the dominant class needs a column of labels, of one class or several.")
    return CLASS, Values(index.labels(), index.classes, LABEL), None


def _by_findings(views, kind: str, model: str | None) -> Coloring:
    known = densities(views.index)
    if kind not in known:
        there = ", ".join(known) or "none"
        raise InputError(f"color: no density of findings {kind[:80]!r} in this index; there are: {there}.")
    return by_density(known[kind], views.flagged(kind, model))


def _ruling(index: Index, name: str) -> AnyValues | None:
    """What gives classes their colours, whoever names them: labels, else the first model."""
    told = [of_model(PREDICTION, model) for model in index.models]
    if name not in told and name != LABEL:
        return None
    if has_several_classes(index):
        return SetValues(label_sets(index), index.classes)
    return Values(index.labels(), index.classes) if index.has_labels else Values(*index.codes(told[0]))


def _set_values(index: Index, name: str) -> SetValues:
    return SetValues(*sets_of(index.items[name]), name)


def _of_column(index: Index, name: str) -> tuple[str, AnyValues, AnyValues | None] | None:
    kind = decided_kind(index, name)
    if kind is not None:
        codes, values = joined_codes(index, kind)
        single = name if not any(SEVERAL in value for value in values) else ""
        ruled = Values(index.labels(), index.classes) if kind == CORRECTED and index.has_labels else None
        return name, Values(codes, values, single), ruled
    index.column(name)  # which says where there is none
    kind = kind_of(index.items.schema.field(name).type)
    if index.task == MULTILABEL and (name == LABEL or models_of([name])):
        sets = label_sets(index) if name == LABEL else prediction_sets(index, *models_of([name]))
        return name, SetValues(sets, index.classes, name), _ruling(index, name)
    if kind == "text":
        return name, Values(*index.codes(name), name), _ruling(index, name)
    if holds_texts(index.items.schema.field(name).type):
        return name, index.cached(_set_values, name), None
    return None


def _by_mean(index: Index, name: str) -> Coloring:
    kind = kind_of(index.items.schema.field(name).type)
    if kind not in ("number", "boolean"):
        raise InputError(f"color: {name} holds neither numbers nor text.")
    return by_mean(name, as_numbers(index.column(name)), kind == "boolean", UNITS.get(name, ""))
