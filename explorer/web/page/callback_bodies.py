"""What the browser sends to callbacks of the page, checked before Dash makes anything of it."""

import json
from typing import Any, Literal, NotRequired

from dash._grouping import grouping_len
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from explorer.errors import InputError, NotFoundError
from explorer.web.page import ids
from explorer.web.responses import validation_sentence

LONGEST_SHOWN = 80


class StandingView(TypedDict):
    """The view that stands (`summary` in `modules/page/dash-sync.mjs`), as far as the server reads it."""

    node: int
    count: int
    matching: int
    where: str
    model: NotRequired[str | None]
    labels: NotRequired[str]


class CallbackBody(TypedDict):
    """What the findings panel asks for."""

    text: str
    model: str | None
    outlined: bool
    labels: NotRequired[str]


class FilledFor(TypedDict):
    """What a store of the server's was filled for."""

    of: Any


class Cell(TypedDict):
    """A cell of the class table that was clicked."""

    rowId: str


VALUES: dict[tuple[str, str], Any] = {
    (ids.AT_REST, "data"): StandingView,
    (ids.WHERE, "data"): str,
    (ids.ROW, "data"): int,
    (ids.FIND_ASKED, "data"): CallbackBody,
    (ids.FOUND, "data"): FilledFor,
    (ids.GALLERY, "data"): FilledFor,
    (ids.TABS, "value"): str,
    (ids.CLASS_TABS, "value"): str,
    (ids.FAIR_BY, "value"): str,
    (ids.AGAINST, "value"): str,
    (ids.CURVE_OF, "value"): str,
    (ids.SUREST, "value"): int,
    (ids.THRESHOLD, "value"): float | int | Literal[""],
    (ids.PROVIDER, "forceColorScheme"): str,
    (ids.CONFUSION_DIALOG, "opened"): bool,
    (ids.CLASS_GRID, "cellClicked"): Cell,
}
"""What the inputs of callbacks hold, by component (or kind of component) and property; each may be null."""

_STRICT = ConfigDict(strict=True)
_ADAPTERS: dict[tuple[object, str], TypeAdapter] = {
    key: TypeAdapter(kind, config=_STRICT if kind in (str, int, bool) else None)
    for key, kind in VALUES.items()
}


class CallbackPart(BaseModel):
    """An input, a state or an output."""

    id: str | dict[str, str | int]
    property: str
    value: Any = None


class Body(BaseModel):
    """A request of Dash's renderer."""

    model_config = _STRICT

    output: str
    outputs: CallbackPart | list[CallbackPart | list[CallbackPart]] | None = None
    inputs: list[CallbackPart | list[CallbackPart]]
    state: list[CallbackPart | list[CallbackPart]] = []
    changedPropIds: list[str] = []


def check_body(callbacks: dict, body: object) -> None:
    """Check what the browser sent against the callback that it names.

    Parameters
    ----------
    callbacks : dict
        Dash's `callback_map`.
    body : object
        Decoded JSON; None where there is none.

    Raises
    ------
    NotFoundError
        When there is no such callback in the server.
    InputError
        When the body is not one that the page sends to it.
    """
    if body is None:
        raise InputError("callback: JSON is expected, as the page sends it (application/json, UTF-8).")
    try:
        read = Body.model_validate(body)
    except ValidationError as error:
        raise InputError(f"callback: {validation_sentence(error, skip=0)}") from None
    known = callbacks.get(read.output)
    if known is None or "callback" not in known:
        raise NotFoundError(f"callback: there is none for {read.output[:LONGEST_SHOWN]!r}. Reload the page.")
    _check_parts("inputs", read.inputs, known["inputs"])
    _check_parts("state", read.state, known["state"])
    _check_outputs(read.outputs, known)
    parts = [part for given in read.inputs for part in (given if isinstance(given, list) else [given])]
    there = {f"{_written(part.id)}.{part.property}" for part in parts}
    for changed in read.changedPropIds:
        if changed not in there:
            raise InputError(f"callback: changedPropIds: {changed[:LONGEST_SHOWN]!r} is none of the inputs.")


def _check_parts(name: str, given: list[CallbackPart | list[CallbackPart]], known: list[dict]) -> None:
    if len(given) != len(known):
        raise InputError(f"callback: {len(given)} {name} were sent; {len(known)} are expected.")
    for part, expected in zip(given, known, strict=True):
        several = expected["id"].startswith("{")
        if isinstance(part, list) != several:
            raise InputError(f"callback: {name}: {expected['id']} is {'a list' if several else 'no list'}.")
        for one in part if isinstance(part, list) else [part]:
            _check_part(name, one, expected)


def _check_part(name: str, part: CallbackPart, expected: dict) -> None:
    said = f"callback: {name}: {expected['id']}.{expected['property']}"
    if part.property != expected["property"] or not _fits(part.id, expected["id"]):
        raise InputError(f"{said} was expected; {_written(part.id)[:LONGEST_SHOWN]} was sent.")
    kind = part.id if isinstance(part.id, str) else part.id.get("type")
    adapter = _ADAPTERS.get((kind, part.property))
    try:
        if adapter is not None and part.value is not None:
            adapter.validate_python(part.value)
    except ValidationError as error:
        raise InputError(f"{said}: {validation_sentence(error, skip=0)}") from None


def _check_outputs(given: CallbackPart | list | None, known: dict) -> None:
    indices = known["outputs_indices"]
    if known["no_output"]:
        return
    one = isinstance(indices, int)
    sent = given if isinstance(given, list) else [] if given is None else [given]
    if one != isinstance(given, CallbackPart) or len(sent) != (1 if one else grouping_len(indices)):
        raise InputError("callback: outputs: these are not those of the callback. Reload the page.")
    named = known["output"] if isinstance(known["output"], list | tuple) else [known["output"]]
    for part, expected in zip(sent, named, strict=True):
        named_one = [part] if isinstance(part, CallbackPart) else part
        pattern = expected.component_id_str()
        several = pattern.startswith("{")
        if isinstance(part, list) != several or not all(_fits(single.id, pattern) for single in named_one):
            raise InputError(f"callback: outputs: {expected} was expected. Reload the page.")


def _fits(given: str | dict, expected: str) -> bool:
    """Tell whether an id is the one of a callback, or one of the kind that its pattern names."""
    if not expected.startswith("{"):
        return given == expected
    pattern = json.loads(expected)
    return (
        isinstance(given, dict)
        and given.keys() == pattern.keys()
        and all(given[key] == value for key, value in pattern.items() if not isinstance(value, list))
    )


def _written(given: str | dict) -> str:
    """Write an id as Dash does."""
    return given if isinstance(given, str) else json.dumps(given, sort_keys=True, separators=(",", ":"))
