"""Conditions on columns that hold several texts an image: of any of them, or of all of two columns."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.errors import WhereError
from explorer.filters.typed_values import Value
from explorer.index.class_sets import agreement_of_sets, recoded, sets_of

Evaluate = Callable[[pa.Table], object]


def of_any(evaluate: Evaluate, *values: Value) -> Evaluate:
    """Ask of columns that hold several texts an image whether one of them holds; of others, as they are.

    Raises
    ------
    WhereError
        When two columns are compared, of which one holds several.
    """
    many = [value for value in values if value.many]
    if not many:
        return evaluate
    if len([value for value in values if value.constant is None and value.kind != "null"]) > 1:
        raise WhereError(f"{many[0].said} holds several texts an image; compare it with a quoted text")
    name = many[0].many

    def any_of(items: pa.Table) -> pa.Array:
        lists = items.column(name).combine_chunks()
        found = evaluate(pa.table({name: pc.list_flatten(lists)}))
        truth = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
        holds = np.zeros(len(lists), bool)
        holds[pc.list_parent_indices(lists).to_numpy()[truth]] = True
        return pa.array(holds, mask=pc.is_null(lists).to_numpy(zero_copy_only=False))

    return any_of


def same_texts(equal: bool, left: str, right: str) -> Evaluate:
    """Ask of two columns of several texts whether they hold the same ones in any order, or do not."""

    def compare(items: pa.Table) -> pa.Array:
        (one, its), (other, others) = (
            sets_of(items.column(name).cast(pa.list_(pa.string()))) for name in (left, right)
        )
        names = list(dict.fromkeys([*its, *others]))
        same = agreement_of_sets(recoded(one, its, names), recoded(other, others, names), len(names))
        return pa.array((same == 1) == equal, mask=same < 0)

    return compare
