"""What is made of one build, each thing once: kept by the function that makes it and what that was given."""

from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock, RLock
from typing import Any, Protocol, TypeVar, TypeVarTuple

_Value = TypeVar("_Value")
_Asked = TypeVarTuple("_Asked")
_MISSING = object()
_LABEL_FREE = "_label_free"


class Memory:
    """What was made, until it is cleared; safe to share between threads."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._making: dict[Hashable, RLock] = {}
        self._made: dict[Hashable, Any] = {}

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what is kept under `key`, made by `make` where it is not there yet; errors are not kept.

        Whoever asks for the same waits; all else can be read meanwhile.
        """
        found = self._made.get(key, _MISSING)
        if found is not _MISSING:
            return found
        with self._guard:
            making = self._making.setdefault(key, RLock())
        with making:
            found = self._made.get(key, _MISSING)
            if found is _MISSING:
                found = self._made[key] = make()
            return found

    def clear(self) -> None:
        """Forget everything; what was handed out stays valid."""
        with self._guard:
            self._made.clear()


class _Cached(Protocol):
    def cached(self, make: Callable[..., Any], *arguments: Hashable) -> Any: ...


_Index = TypeVar("_Index", bound=_Cached)


_Function = TypeVar("_Function", bound=Callable[..., Any])


def label_free(make: _Function) -> _Function:
    """Mark what is made of an index as the same whatever its labels are.

    What is not marked is made again for the same index with corrected labels
    (`explorer.decisions.corrected_labels`), which is never wrong.
    """
    setattr(make, _LABEL_FREE, True)
    return make


def is_label_free(make: Callable[..., Any]) -> bool:
    """Tell whether something is marked so."""
    return getattr(make, _LABEL_FREE, False)


def once(make: Callable[[_Index, *_Asked], _Value]) -> Callable[[_Index, *_Asked], _Value]:
    """Decorate a method of an index, so that what it returns for the same arguments is made once."""

    @wraps(make)
    def asked(index: _Index, *arguments: *_Asked) -> _Value:
        return index.cached(make, *arguments)

    return asked
