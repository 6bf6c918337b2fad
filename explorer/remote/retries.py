"""Ask again, a bounded number of times with growing pauses, and say in plain words why that did not help."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from threading import Lock
from typing import NamedTuple, TypeVar

from explorer.errors import InputError, RemoteError
from explorer.remote.addresses import host_of, public
from explorer.remote.systems import SECONDS, system_of

_Answer = TypeVar("_Answer")
_BUSY = (408, 425, 429)
_SILENT = 8
"""Addresses in succession, of one host, that had no answer however often they were asked: then the others are
not asked any more."""
_REFUSED, _GONE = (401, 403), (404, 410)


class Patience(NamedTuple):
    """How often something is asked for.

    Attributes
    ----------
    attempts : int
    first, longest : float
        Seconds of the first pause, each further one twice as long, and of the longest.
    """

    attempts: int = 5
    first: float = 0.5
    longest: float = 8.0


BUILDING = Patience()
LOOKING = Patience(attempts=2)
"""Where somebody waits for one picture."""


def attempt(call: Callable[[], _Answer], address: str, patience: Patience = BUILDING) -> _Answer:
    """Return what a call returns, which is made again where it fails for what passes.

    Raises
    ------
    RemoteError
        With the reason of the last time.
    """
    for number in range(1, patience.attempts + 1):
        try:
            return call()
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - every library raises its own; all are told apart here
            problem, pause = problem_of(error, address), _asked_for(error)
        if not problem.temporary:
            raise problem
        if number == patience.attempts:
            raise RemoteError(problem.address, f"{problem.reason}, {number} times", temporary=True)
        own = min(patience.first * 2 ** (number - 1), patience.longest)
        time.sleep(max(own * random.uniform(0.5, 1), min(pause, patience.longest)))
    raise AssertionError("a patience of no attempt")


def problem_of(error: BaseException, address: str) -> RemoteError:
    """Return in plain words what an error of a library means."""
    shown, status = public(address), _status(error)
    names = " ".join(type(each).__name__ for each in _chain(error))
    own = next((each for each in _chain(error) if isinstance(each, RemoteError)), None)
    if own is not None:
        return own
    if "NoCredentials" in names or "CredentialsError" in names or "DefaultCredentials" in names:
        where = system_of(address).secrets
        return RemoteError(shown, f"no credentials in the environment ({where})")
    # What is behind it in the chain may name a status that no server said.
    if any(each in names for each in ("Payload", "Incomplete")):
        return RemoteError(shown, "the answer was cut off", temporary=True)
    if _is_gone(error, status, names):
        return RemoteError(shown, f"nothing is there ({status or 404})", gone=True)
    if isinstance(error, PermissionError) or status in _REFUSED:
        return RemoteError(shown, f"access is refused ({status or 403})")
    if status is not None and (status in _BUSY or status >= 500):
        return RemoteError(shown, f"the server says {status}", temporary=True)
    if status is not None and status >= 400:
        return RemoteError(shown, f"the server says {status}")
    if isinstance(error, TimeoutError) or "Timeout" in names:
        return RemoteError(shown, f"no answer within {SECONDS:g} s", temporary=True)
    if isinstance(error, OSError) or any(each in names for each in ("Connect", "Disconnected")):
        return RemoteError(shown, f"cannot be reached ({_words(_behind(error))})", temporary=True)
    return RemoteError(shown, f"cannot be read ({_words(error)})")


def _is_gone(error: BaseException, status: int | None, names: str) -> bool:
    """Whether nothing is there: of the web fsspec says so whatever went wrong, and what did is the cause."""
    if status is not None:
        return status in _GONE
    unanswered = any(each in names for each in ("Connect", "Disconnected", "Timeout"))
    return isinstance(error, FileNotFoundError) and not unanswered


def _behind(error: BaseException) -> BaseException:
    return error.__cause__ or error if isinstance(error, FileNotFoundError) else error


class SilentError(RemoteError):
    """The only host there is does not answer any more."""


class Silence:
    """Hosts that do not answer any more, told by addresses in succession; safe to use by many threads."""

    def __init__(self) -> None:
        self._failed: Counter[str] = Counter()
        self._last: dict[str, str] = {}
        self._lock = Lock()

    def check(self, address: str) -> None:
        """Refuse to ask a host again that is silent.

        Raises
        ------
        RemoteError
            It is temporary; a `SilentError` where no other host was asked.
        """
        host = host_of(address)
        with self._lock:
            silent = self._failed[host] >= _SILENT
            alone = len(self._failed) == 1
        if silent and alone:
            raise SilentError(host, f"stopped answering ({self._last[host]})", temporary=True)
        if silent:
            reason = f"not asked for, as {host} stopped answering ({self._last[host]})"
            raise RemoteError(public(address), reason, temporary=True)

    def heard(self, address: str, error: RemoteError | None) -> None:
        """Take down whether an address was answered."""
        host = host_of(address)
        with self._lock:
            if error is None or not error.temporary:
                if self._failed[host] < _SILENT:
                    self._failed[host] = 0
            else:
                self._failed[host] += 1
                self._last.setdefault(host, error.reason)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or each.__context__


def _status(error: BaseException) -> int | None:
    """The number by which a server of the web says what is wrong, wherever a library keeps it."""
    for each in _chain(error):
        response = getattr(each, "response", None)
        if isinstance(response, dict):
            response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        for found in (getattr(each, name, None) for name in ("status", "status_code", "code")):
            if isinstance(found, int) and 100 <= found < 600:
                return found
        for found in (response, getattr(response, "status_code", None)):
            if isinstance(found, int):
                return found
    return None


def _asked_for(error: BaseException) -> float:
    """Seconds after which a busy server wants to be asked again."""
    try:
        return float(getattr(error, "headers", {}).get("Retry-After", 0))
    except (AttributeError, TypeError, ValueError):
        return 0.0


def _words(error: BaseException) -> str:
    said = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return public(str(said).splitlines()[0])[:200]
