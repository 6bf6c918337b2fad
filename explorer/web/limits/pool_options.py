"""What a pool of threads is told of its work."""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.web.limits.shares import Shares
from explorer.web.limits.throttle import Throttle


@dataclass(frozen=True)
class PoolOptions:
    """How much of one kind of work is done at once.

    Attributes
    ----------
    name : str
        What the work is, for a sentence such as "… are being worked on".
    threads : int
        Done at once.
    waiting : int
        Requests that may wait for a thread; a client may have half of them.
    retry_after : int
        Seconds after which to ask again where there is no room.
    nice : int
        Added to the threads' niceness, where threads have one (Linux).
    throttle : Throttle or None
        Told of requests where this work is urgent. Costly work rests wherever it looks whether it is still
        wanted, and so does all work for a client that took more than a share.
    urgent : bool
        Whether people wait for this work at every step.
    costly : bool
        Whether it rests whoever asks for it.
    spare : int
        Done at once beyond these, for clients of whose work none is done, while that is done of one that took
        more than a share, or has several threads. `shares` must be given.
    shares : Shares or None
        Account of what clients take. Who took more than a share is served after the others: urgent work by
        one thread at most, while the others are free for the others; what is not urgent a moment later.
    afterwards : callable or None
        Called in the thread after each piece of work.
    """

    name: str
    threads: int
    waiting: int
    retry_after: int = 2
    nice: int = 0
    throttle: Throttle | None = None
    urgent: bool = False
    costly: bool = False
    spare: int = 0
    shares: Shares | None = None
    afterwards: Callable[[], object] | None = None
