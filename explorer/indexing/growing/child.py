"""The process that builds in the background: told what to do on stdin, it tells how far it is on stdout.

Each event is a line of JSON, each command a line. It ends when its input ends, however the process before
it ends; what it writes is safe to leave at any moment.
"""

import _thread
import json
import os
import pickle
import sys
import time
from contextlib import suppress
from threading import Lock, Thread
from typing import IO, Any

from explorer.errors import ExplorerError, IndexBusyError
from explorer.indexing.build_index import BuildRequest, run_build
from explorer.indexing.growing.growth import Growth
from explorer.indexing.growing.reporting import Reporting
from explorer.indexing.growing.task import Task

PAUSE, GO_ON = "pause", "go on"
GRACE = 2.0
"""Seconds to put down what was embedded last, once nobody listens any more."""
_LOW = 10
"""Niceness once there is something to be looked at: who looks comes first."""


def serve() -> None:
    """Build as asked on stdin."""
    commands = sys.stdin.buffer
    # What libraries print must not get among the events.
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    task = pickle.load(commands)
    teller = _Teller(events)
    reporting = Reporting(teller.send)
    with suppress(KeyboardInterrupt):  # that may come as soon as commands are heard
        Thread(target=_obey, args=(commands, reporting), name="commands", daemon=True).start()
        _build(task, reporting, teller)
    os._exit(0)  # at once: libraries take seconds to be taken down one by one


class _Teller:
    """Sends events; where nobody takes them, the process is to end."""

    def __init__(self, events: IO[str]) -> None:
        self._events = events
        self._lock = Lock()

    def send(self, name: str, *values: Any) -> None:
        with self._lock, suppress(OSError, ValueError):
            self._events.write(json.dumps([name, *values]) + "\n")


def _build(task: Task, reporting: Reporting, teller: _Teller) -> None:
    def published(n: int) -> None:
        teller.send("published", n)
        if hasattr(os, "nice"):
            with suppress(OSError):
                os.nice(max(0, _LOW - os.nice(0)))

    growth = Growth(task.plan, begun=lambda known, of: teller.send("begun", known, of), published=published)
    try:
        report = run_build(BuildRequest(task.source, task.out, task.options, reporting, growth=growth))
        teller.send("done", report.kept + report.new + report.changed)
    except (ExplorerError, OSError, MemoryError) as error:
        teller.send("failed", str(error) or type(error).__name__, isinstance(error, IndexBusyError))


def _obey(commands: IO[bytes], reporting: Reporting) -> None:
    """Hear commands until there are no more; then end the process, in order if that is soon."""
    for line in commands:
        said = line.decode().strip()
        if said == PAUSE:
            reporting.going.clear()
        elif said == GO_ON:
            reporting.going.set()
    reporting.going.set()
    _thread.interrupt_main()
    time.sleep(GRACE)
    os._exit(130)
