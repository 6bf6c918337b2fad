"""What is seen, as the address of the page says it: names and values, defaults absent."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from explorer.errors import InputError
from explorer.numerals import to_int
from explorer.web.page.controls import CONTROLS, MOST_TEXT

PLACES = ("node", "row", "tree")
"""Names in the address that no control has: cluster and image on the page, and the tree that they are of."""
NAMES = (*PLACES, *(control.address for control in CONTROLS))
_NUMBERS = frozenset(
    {"node", "row", *(control.address for control in CONTROLS if isinstance(control.default, int))}
)


def view_of(given: Any) -> dict[str, int | str]:
    """Bring a view in its form.

    Parameters
    ----------
    given : mapping, or str
        Names and values as in the address of the page, or such an address.

    Returns
    -------
    dict
        Numbers as numbers, all else as text; without what is None or empty.

    Raises
    ------
    InputError
        When it is no view, or a name is none of `NAMES`.
    """
    if isinstance(given, str):
        given = dict(parse_qsl(urlsplit(given).query))
    if not isinstance(given, Mapping):
        raise InputError(f"A view is a dictionary such as {{'node': 12}}, not {type(given).__name__}.")
    unknown = [name for name in given if name not in NAMES]
    if unknown:
        raise InputError(f"A view has no {unknown[0]!r}; it has {', '.join(NAMES)}.")
    return {name: _value(name, given[name]) for name in NAMES if given.get(name) not in (None, "")}


def _value(name: str, value: Any) -> int | str:
    if name in _NUMBERS:
        try:
            return to_int(value) if isinstance(value, str) else int(value)
        except (TypeError, ValueError):
            raise InputError(f"{name} of a view is a number, not {str(value)[:40]!r}.") from None
    text = str(value)
    if len(text) > MOST_TEXT:
        raise InputError(f"{name} of a view has {len(text):,} characters; {MOST_TEXT:,} are taken.")
    return text
