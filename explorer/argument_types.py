"""What public functions are given, held against the types that they are written with, by one sentence."""

import inspect
import os
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, wraps
from numbers import Integral, Real
from pathlib import Path
from reprlib import Repr
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from explorer.errors import ArgumentError
from explorer.words import whole_number

_F = TypeVar("_F", bound=Callable[..., Any])
_WORDS: dict[Any, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    bytes: "bytes",
    Path: "a path",
    np.ndarray: "an array",
    dict: "a mapping",
    type(None): "None",
}
_KINDS: dict[Any, str] = {int: "iu", float: "iuf", str: "UO", bool: "b", np.ndarray: "iufb"}
"""Of the numbers in an array that stands for a list."""
_SEVERAL = {str: "texts", int: "whole numbers", float: "numbers", Path: "paths", np.ndarray: "arrays"}
_BEYOND = 1 << 63
"""Whole numbers from here on are none of NumPy's."""


class _Brief(Repr):
    """Values in brief, whole numbers of any size among them."""

    def repr_int(self, x: int, level: int) -> str:
        return whole_number(x)


_BRIEF = _Brief()
_BRIEF.maxstring = _BRIEF.maxother = 60


def takes(*further: Callable, but: Sequence[str] = ()) -> Callable[[_F], _F]:
    """Make a function that refuses arguments of other types than it is written with.

    Parameters
    ----------
    *further : callable
        Functions or dataclasses that its `**` arguments go to: these have their names and types.
    but : sequence of str
        Arguments of those that cannot be given.

    Raises
    ------
    ArgumentError
        When the function is called so: a sentence says which argument, what it takes, and what came.
    """

    def of(function: _F) -> _F:
        signature = inspect.signature(function)
        own = [p.name for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]

        @wraps(function)
        def checked(*given: Any, **named: Any) -> Any:
            known = _taken((function, *further))
            for name in named:
                if further and (name in but or name not in known):
                    several = ", ".join(each for each in known if each not in (*but, "self"))
                    raise ArgumentError(
                        f"{function.__name__} has no argument {name!r}; there are: {several}."
                    )
            for name, value in {**dict(zip(own, given, strict=False)), **named}.items():
                check_type(name, value, known.get(name, Any))
            return function(*given, **named)

        return cast(_F, checked)

    return of


def check_fields(options: Any) -> None:
    """Refuse a dataclass of which a field is of another type than it is written with; of those within, too.

    Raises
    ------
    ArgumentError
    """
    for name, type_ in get_type_hints(type(options)).items():
        value = getattr(options, name)
        check_type(name, value, type_)
        if type(value) is type_ and hasattr(value, "__dataclass_fields__"):
            check_fields(value)


def check_type(name: str, value: object, type_: Any) -> None:
    """Refuse what is of another type.

    Numbers of NumPy are numbers, whole numbers are numbers, and truth values are neither. Lists may be any
    sequence but a text, and arrays; a list of pairs may be a mapping. `Any` takes all.

    Raises
    ------
    ArgumentError
    """
    if _fits(value, type_):
        return
    if (beyond := _beyond(value)) is not None and _fits(_without_beyond(value), type_):
        raise ArgumentError(f"{name}: {whole_number(beyond)} is beyond whole numbers of 64 bits.")
    shown = "None" if value is None else f"{_BRIEF.repr(value)} ({type(value).__name__})"
    raise ArgumentError(f"{name} takes {_in_words(type_)}, and not {shown}.")


@cache
def _taken(functions: tuple[Callable, ...]) -> dict[str, Any]:
    """The types of all arguments, those of the first function first."""
    known: dict[str, Any] = {}
    for function in functions:
        hints = get_type_hints(function)
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                known.setdefault(parameter.name, hints.get(parameter.name, Any))
    return known


def _fits(value: object, type_: Any) -> bool:
    origin, inside = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        return any(_fits(value, each) for each in inside)
    if type_ in (str, bytes, bool, int, float):
        return _fits_plain(value, type_)
    if type_ is Path:
        return isinstance(value, str | os.PathLike)
    if type_ is type(None):
        return value is None
    kind = origin or type_
    if kind is Any or not isinstance(kind, type):
        return True
    if issubclass(kind, Callable) and not issubclass(kind, type):
        return callable(value)
    if issubclass(kind, Mapping):
        return isinstance(value, Mapping)
    if issubclass(kind, Iterable) and kind.__module__ in ("builtins", "collections.abc"):
        return _fits_several(value, kind, inside)
    return isinstance(value, kind) if not getattr(kind, "_is_protocol", False) else True


def _fits_plain(value: object, type_: type) -> bool:
    if type_ is bool:
        return isinstance(value, bool | np.bool_)
    if type_ in (str, bytes):
        return isinstance(value, type_)
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral if type_ is int else Real):
        return False
    return not _is_beyond(value)


def _is_beyond(value: object) -> bool:
    return isinstance(value, Integral) and not -_BEYOND <= int(value) < _BEYOND


def _beyond(value: object) -> int | None:
    """The first whole number, among several or alone, that is none of NumPy's."""
    several = value if isinstance(value, list | tuple) else [value]
    return next((int(each) for each in several if isinstance(each, Integral) and _is_beyond(each)), None)


def _without_beyond(value: object) -> object:
    """The same with 0 for such numbers."""
    if isinstance(value, list | tuple):
        return [0 if _is_beyond(each) else each for each in value]
    return 0


def _fits_several(value: object, kind: type, inside: tuple) -> bool:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        return False
    of = [each for each in inside if each is not Ellipsis]
    pairs = bool(of) and get_origin(of[0]) is tuple
    if isinstance(value, Mapping):
        return pairs
    if isinstance(value, np.ndarray):
        kinds = _KINDS.get(of[0], "") if of else ""
        return value.ndim > 0 and not pairs and (not kinds or value.dtype.kind in kinds or not value.size)
    if not isinstance(value, Sequence | set | frozenset):
        return not issubclass(kind, Sequence) or hasattr(value, "__len__")
    if issubclass(kind, tuple) and Ellipsis not in inside and of:
        return len(value) == len(of) and all(map(_fits, value, of))
    return not of or all(_fits(each, of[0]) for each in value)


def _in_words(type_: Any) -> str:
    origin, inside = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        *first, last = dict.fromkeys(map(_in_words, inside))
        return f"{', '.join(first)} or {last}" if first else last
    if type_ in _WORDS:
        return _WORDS[type_]
    kind = origin or type_
    if not isinstance(kind, type):
        return "something else"
    if issubclass(kind, Callable) and not issubclass(kind, type):
        return "a function"
    if issubclass(kind, Mapping):
        return "a mapping"
    if issubclass(kind, Iterable) and kind.__module__ in ("builtins", "collections.abc"):
        of = [each for each in inside if each is not Ellipsis]
        many = f"{len(of)} " if issubclass(kind, tuple) and Ellipsis not in inside and of else "a list of "
        return many + (_SEVERAL.get(of[0], "values") if of else "values")
    return f"a {kind.__name__}"
