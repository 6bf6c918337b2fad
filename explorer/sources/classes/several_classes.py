"""Labels of which one cell names several classes, and numbers that may stand for no class."""

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from explorer.index.format import LABEL
from explorer.sources.classes.match_names import class_columns
from explorer.sources.columns.typed import all_numbers
from explorer.words import counted

SEPARATORS = ("|", ";")
"""Hardly ever part of a name."""
_PUNCTUATION = (",", "+")
"""Part of many a name (`tench, Tinca tinca`): they separate where the parts come again elsewhere."""
_ORDINARY = ("/", "&", ":", "\n", "\t", " and ", " ")
"""Part of most names that have them: they separate where each part is a name of its own elsewhere."""
BRACKETS = ("[]", "()", "{}")
BETWEEN_QUOTES = ("' '", '" "')
_NONE = "-1"
_EXAMPLES = 2
_LONGEST = 40


def about_several_classes(items: pa.Table) -> list[str]:
    """Say where cells of labels or predictions name several classes: rates take each text as one.

    Parameters
    ----------
    items : pyarrow.Table
        As in `Source.items`.

    Returns
    -------
    list of str
        One sentence, or none.
    """
    found = {}
    for column in class_columns(items.column_names):
        values = pc.unique(items[column].drop_null())
        joined = _joined(values.to_pylist(), numbers=all_numbers(values))
        if joined:
            found["labels" if column == LABEL else "predictions"] = joined
    if not found:
        return []
    joined = next(iter(found.values()))
    examples = ", ".join(repr(name[:_LONGEST]) for name in joined[:_EXAMPLES])
    more = ", …" if len(joined) > _EXAMPLES else ""
    return [
        f"The {' and the '.join(found)} seem to name several classes in one cell ({examples}{more}): "
        "every rate takes the whole text as one class (`--task multilabel` takes them apart)."
    ]


def about_minus_one(items: pa.Table) -> list[str]:
    """Say that -1 among labels that count from 0 is taken as a class."""
    if LABEL not in items.column_names or not pc.any(pc.equal(items[LABEL], _NONE)).as_py():
        return []
    others = [name for name in pc.unique(items[LABEL].drop_null()).to_pylist() if name != _NONE]
    if "0" not in others or not all(map(str.isdecimal, others)):
        return []
    count = pc.sum(pc.equal(items[LABEL], _NONE)).as_py()
    return [
        f"The label -1, of {counted(count, 'image')}, is taken as a class like the others, which count "
        "from 0: leave it empty where it stands for no label."
    ]


def _joined(names: Sequence[str], numbers: bool) -> list[str]:
    """The names that seem to be several."""
    lists = [name for name in names if is_list(name)]
    if lists:
        return lists
    for sign in SEPARATORS + (() if numbers else _PUNCTUATION):
        parts = {name: [part.strip() for part in name.split(sign) if part.strip()] for name in names}
        joined = [name for name in names if len(parts[name]) > 1]
        if not joined:
            continue
        uneven = sign in SEPARATORS and len({len(of_name) for of_name in parts.values()}) > 1
        if uneven or come_again(parts, joined):
            return joined
    alone = set(names)
    for sign in _ORDINARY:
        parts = {name: [part.strip() for part in name.split(sign)] for name in names if sign in name.strip()}
        if parts and all(alone.issuperset(of_name) for of_name in parts.values()):
            return list(parts)
    return []


def come_again(parts: dict[str, list[str]], joined: Sequence[str]) -> bool:
    """Tell whether half of the parts of joined names, or more, are in another name, too."""
    seen = Counter(part for of_name in parts.values() for part in set(of_name))
    of_joined = {part for name in joined for part in parts[name]}
    return 2 * sum(seen[part] > 1 for part in of_joined) >= len(of_joined)


def is_list(name: str) -> bool:
    """Tell whether this is several values as JSON or a program writes them: `["a", "b"]`, `['a' 'b']`."""
    text = name.strip()
    if text[:1] + text[-1:] not in BRACKETS:
        return False
    return "," in text[1:-1].rstrip(" ,") or any(between in text for between in BETWEEN_QUOTES)
