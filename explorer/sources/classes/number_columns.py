"""Labels and predictions that are numbers, and how far each prediction is off."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import SourceError
from explorer.index.format import LABEL, PREDICTION
from explorer.index.item_columns import ABSOLUTE_ERROR, ERROR, free_name, models_of, of_model
from explorer.sources.classes.match_names import class_columns
from explorer.words import count, counted

_NUMBER = r"^[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?$"
"""With a decimal point or comma; `nan`, `inf` and words are none."""
_EXAMPLES = 2
_LONGEST = 40


def as_numbers(items: pa.Table, told: bool, written: Mapping[str, str]) -> tuple[pa.Table, list[str]]:
    """Make numbers of the labels and predictions of an item table, with the errors beside them.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`, with columns of classes as text.
    told : bool
        Whether somebody has said that they are numbers.
    written : mapping
        As in `Source`.

    Returns
    -------
    items : pyarrow.Table
        With `label` and `prediction…` as float64, missing where no finite number was written, and for each
        model `error…` (prediction - label) and `absolute_error…`.
    notes : list of str
        What they were taken for, and what was left out.

    Raises
    ------
    SourceError
        No label, or no prediction of a model, is a number.
    """
    notes = [_taken(items.column_names, told)]
    for name in class_columns(items.column_names):
        numbers, lost = _numbers(items[name].combine_chunks())
        if lost and numbers.null_count == len(numbers) and not told:
            # Beside models that come near to the numbers, one that names classes.
            kept = free_name(written.get(name) or "text_of_" + name.replace(":", "_"), items.column_names)
            items = items.rename_columns([kept if n == name else n for n in items.column_names])
            notes.append(f"`{written.get(name, name)}` holds no numbers: kept as `{kept}`.")
            continue
        if lost and numbers.null_count == len(numbers):
            raise SourceError(
                f"The column `{written.get(name, name)}` has no number ({_some(lost)}), and "
                "`--task regression` compares numbers: name another column, or leave the task out "
                "(`--forget task` where the index remembers it)"
            )
        if lost:
            where, verb = counted(sum(lost.values()), "value"), "is" if sum(lost.values()) == 1 else "are"
            notes.append(
                f"{where} of `{written.get(name, name)}` {verb} no finite number ({_some(lost)}): taken as "
                "missing."
            )
        items = items.set_column(items.column_names.index(name), name, numbers)
    return _with_errors(items), notes


def _numbers(texts: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, dict[str, int]]:
    """(n,) float64, and what was written that is none, with how often it was."""
    words = pc.utf8_trim_whitespace(texts)
    looks = pc.fill_null(pc.match_substring_regex(words, _NUMBER), False)
    plain = pc.replace_substring_regex(pc.replace_substring(words, ",", "."), r"^\+", "")
    values = pc.if_else(looks, plain, pa.scalar(None, pa.string())).cast(pa.float64())
    values = pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))
    others = words.filter(pc.and_(pc.is_valid(words), pc.is_null(values)))
    return values, {v["values"]: v["counts"] for v in pc.value_counts(others).to_pylist()}


def _with_errors(items: pa.Table) -> pa.Table:
    if LABEL not in items.column_names:
        return items
    for model in models_of(items.column_names):
        error = pc.subtract(items[of_model(PREDICTION, model)], items[LABEL])
        # Of two numbers near the largest ones the difference may be none.
        error = pc.if_else(pc.is_finite(error), error, pa.scalar(None, pa.float64()))
        for part, column in ((ERROR, error), (ABSOLUTE_ERROR, pc.abs(error))):
            items = items.append_column(free_name(of_model(part, model), items.column_names), column)
    return items


def _taken(names: Sequence[str], told: bool) -> str:
    models = models_of(names)
    both = "Labels and predictions" if models else "Labels"
    errors = f": `{of_model(ERROR, models[0])}` is prediction - label" if models and LABEL in names else ""
    other = "" if told else " (`--task classification` takes them for classes)"
    return f"{both} are numbers and taken for a regression{errors}{other}."


def _some(found: Mapping[str, int]) -> str:
    shown = ", ".join(repr(text[:_LONGEST]) for text in list(found)[:_EXAMPLES])
    return shown + (f" and {count(len(found) - _EXAMPLES)} more" if len(found) > _EXAMPLES else "")
