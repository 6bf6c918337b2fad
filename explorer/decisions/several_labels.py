"""Corrected labels where an image has several classes: a list of names, kept as text in JSON."""

import json
import re
from collections.abc import Iterable, Sequence

from explorer.decisions.decision_kinds import CORRECTED, check_label, checked
from explorer.errors import InputError
from explorer.index.reader import Index
from explorer.natural_order import natural_key
from explorer.options import MULTILABEL

MOST_CLASSES = 1000
"""Of one image."""
NONE = "none"
"""What stands for an image without a class, as `as_words` writes it."""
_SURE, _COMMA = re.compile(r"\s*[|;]\s*"), re.compile(r"\s*,\s*")


def corrected_to(given: object, classes: Sequence[str]) -> str:
    """Return classes that an image is corrected to as they are stored: a JSON list, each once, in order.

    Parameters
    ----------
    given : object
        Names in a list; or a text: one class that is known, a JSON list, `none`, known names with commas
        between them, or any with `|`, `;` or, where there is none of these, commas between them.
    classes : sequence of str
        Those that are known; one may have any of these signs in its name.

    Raises
    ------
    InputError
        When it is something else, or a name is none.
    """
    names = _listed(given, classes)
    if len(names) > MOST_CLASSES:
        raise InputError(
            f"{len(names):,} classes were given for an image; at most {MOST_CLASSES:,} are taken."
        )
    distinct = {_class_in(classes, name) for name in names}
    return json.dumps(sorted(distinct, key=natural_key), ensure_ascii=False)


def checked_in(index: Index, kind: str, name: object, value: object) -> tuple[str, str]:
    """Return name and value of a decision about images of an index, as `decision_kinds.checked` does."""
    if kind == CORRECTED and index.task == MULTILABEL:
        return "", corrected_to(value, index.classes)
    if kind == CORRECTED:
        return "", _class_in(index.classes, value)
    return checked(kind, name, value)


def _class_in(classes: Sequence[str], given: object) -> str:
    """Return a label as `check_label` does; a class of the index is taken as it stands, whatever it holds."""
    try:
        label = check_label(given)
    except InputError:
        if given in classes:
            return str(given)
        raise
    return str(given) if label != given and given in classes else label


def classes_in(stored: str) -> list[str]:
    """Return the classes that are stored; a text that was stored as one class is that."""
    found = _of_json(stored)
    return [stored] if found is None else found


def all_in(stored: Iterable[str]) -> set[str]:
    """Return all classes that some texts name."""
    return {name for text in set(stored) for name in classes_in(text)}


def _listed(given: object, classes: Sequence[str]) -> list:
    if isinstance(given, str):
        text = given.strip()
        if text in classes:
            return [text]
        found = [] if text == NONE else _of_json(text)
        if found is not None:
            return found
        known = frozenset(classes)
        names = _between_commas(text, known)
        if _SURE.search(text) and not known.issuperset(names):
            return _between_signs(text, known)
        return names
    if isinstance(given, list | tuple | set | frozenset):
        return list(given)
    raise InputError(f"The label must be a list of classes, or text; got {type(given).__name__}.")


def _between_commas(text: str, classes: frozenset[str]) -> list[str]:
    """Names with commas between them; where several together are a class, the longest is."""
    parts = [part for part in _COMMA.split(text) if part]
    found: list[str] = []
    while parts:
        ends = range(len(parts), 1, -1)
        end = next((end for end in ends if ", ".join(parts[:end]) in classes), 1)
        found.append(", ".join(parts[:end]))
        parts = parts[end:]
    return found or [text]


def _between_signs(text: str, classes: frozenset[str]) -> list[str]:
    """Names with `|` or `;` between them; where several together are a class, the longest is."""
    signs = [match.span() for match in _SURE.finditer(text)]
    begins, ends = [0, *(end for _, end in signs)], [*(begin for begin, _ in signs), len(text)]
    found: list[str] = []
    place = 0
    while place < len(begins):
        further = range(len(ends) - 1, place, -1)
        last = next((each for each in further if text[begins[place] : ends[each]] in classes), place)
        found.append(text[begins[place] : ends[last]])
        place = last + 1
    return [name for name in found if name]


def _of_json(text: str) -> list[str] | None:
    """The names in a JSON list; None where it is none."""
    if not text.startswith("["):
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, list) and all(isinstance(name, str) for name in read) else None
