"""A build in the background as the process that started it has it: where it stands, pause, go on, end."""

import json
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Thread
from typing import IO

from explorer.errors import ExplorerError, IndexBusyError
from explorer.indexing.build_index import index_path_of
from explorer.indexing.growing.child import GO_ON, PAUSE
from explorer.indexing.growing.task import Task
from explorer.progress import WRITING, Progress

_BOOT = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from explorer.indexing.growing.child import serve; serve()"
)
_NEW_PROCESS_GROUP = 0x200  # of Windows, as subprocess.CREATE_NEW_PROCESS_GROUP there

RUNNING, PAUSED, DONE, FAILED = "running", "paused", "done", "failed"


@dataclass(frozen=True)
class BuildStanding:
    """Where a build stands.

    Attributes
    ----------
    state : str
        `running`, `paused`, `done` or `failed`.
    stage : str
        What it does, as progress says it.
    read, of : int
        Images that are known or were read so far, and how many there are; 0 before that is known.
    seconds_left : float or None
        Of reading; None where it is not known.
    published : int or None
        Images of the newest build that it made or found; None before there is one.
    error : str
        Why it failed.
    busy : bool
        Whether that is because another process builds the same index.
    done : int
        Steps of the stage that are behind it.
    total : int or None
        Of how many; None where that is not known.
    unit : str
        What a step is.
    """

    state: str = RUNNING
    stage: str = ""
    read: int = 0
    of: int = 0
    seconds_left: float | None = None
    published: int | None = None
    error: str = ""
    busy: bool = False
    done: int = 0
    total: int | None = None
    unit: str = ""

    @property
    def pausable(self) -> bool:
        """Whether a pause would hold it up: once all is read, what it writes is its end."""
        return self.state == RUNNING and not (self.stage == WRITING and self.read >= self.of)


class BackgroundBuild:
    """A process that builds an index in stages.

    Parameters
    ----------
    task : Task

    Attributes
    ----------
    index_path : Path
        Folder of the index.
    """

    def __init__(self, task: Task) -> None:
        self.index_path: Path = index_path_of(task.source, task.out)
        self._task = task
        self._changed = Condition()
        self._standing = BuildStanding()
        self._known = 0
        self._process: subprocess.Popen | None = None
        self._told: Progress | None = None
        self._ending = False

    @property
    def standing(self) -> BuildStanding:
        """Where it stands now."""
        return self._standing

    def start(self, progress: Progress | None = None) -> None:
        """Begin, or begin again after a failure.

        Parameters
        ----------
        progress : Progress or None
            Told of the stages until there is a build to be looked at.
        """
        # A process group of its own: Ctrl-C in a terminal reaches this process only, which ends the other.
        group, flags = (0, 0) if os.name == "posix" else (None, _NEW_PROCESS_GROUP)
        self._told = progress
        self._standing = replace(self._standing, state=RUNNING, error="", busy=False)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=group,
            creationflags=flags,
        )
        self._send(pickle.dumps(sys.path) + pickle.dumps(self._task))
        Thread(target=self._listen, args=(self._process,), name="build", daemon=True).start()

    def wait_for_first(self) -> None:
        """Wait until there is a build to be looked at.

        Raises
        ------
        IndexBusyError
            Another process builds the same index.
        ExplorerError
            It failed before; the message is that of the error.
        """
        with self._changed:
            while self._standing.published is None and self._standing.state in (RUNNING, PAUSED):
                self._changed.wait(0.5)  # not for ever: Ctrl-C is heard between
            now, told, self._told = self._standing, self._told, None
        if told is not None:
            told.close()
        if now.published is None and now.state == FAILED:
            raise (IndexBusyError if now.busy else ExplorerError)(now.error)

    def pause(self) -> None:
        """Rest, with all that was done kept; nothing where it does not run, or writes its last build."""
        with self._changed:
            if self._standing.pausable:
                self._send(PAUSE.encode() + b"\n")
                self._standing = replace(self._standing, state=PAUSED)

    def go_on(self) -> None:
        """Go on after a pause, or once more after a failure."""
        with self._changed:
            if self._standing.state == PAUSED:
                self._send(GO_ON.encode() + b"\n")
                self._standing = replace(self._standing, state=RUNNING)
            elif self._standing.state == FAILED:
                self.start()

    def stop(self, seconds: float = 1.0) -> None:
        """End it; what was done is kept.

        Parameters
        ----------
        seconds : float
            To wait for its end at most: it ends by itself once its input does.
        """
        process, self._ending = self._process, True
        if process is None:
            return
        with suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)

    def _send(self, data: bytes) -> None:
        process = self._process
        with suppress(OSError):  # it has ended, which is heard from its output
            if process is not None and process.stdin is not None:
                process.stdin.write(data)
                process.stdin.flush()

    def _listen(self, process: subprocess.Popen) -> None:
        """Follow what it tells, to its end."""
        output: IO[bytes] | None = process.stdout
        for line in output or ():
            name, *values = json.loads(line)
            with self._changed:
                self._standing = self._heard(name, values)
                self._pass_on(name, values)
                self._changed.notify_all()
        status = process.wait()
        with self._changed:
            if self._standing.state in (RUNNING, PAUSED) and not self._ending:
                error = f"The build ended unexpectedly (exit status {status}); what was read is kept."
                self._standing = replace(self._standing, state=FAILED, error=error)
            self._changed.notify_all()

    def _heard(self, name: str, values: list) -> BuildStanding:
        now = self._standing
        if name == "begun":
            self._known, of = values
            return replace(now, read=self._known, of=of)
        if name == "stage":
            name, total, unit = values
            return replace(now, stage=name, done=0, total=total, unit=unit)
        if name == "update":
            done, total, reads, left = values
            now = replace(now, done=done, total=now.total if total is None else total)
            return replace(now, read=self._known + done, seconds_left=left) if reads else now
        if name == "published":
            return replace(now, published=values[0])
        if name == "done":
            return replace(now, state=DONE, published=values[0], seconds_left=0.0, stage="")
        if name == "failed":
            return replace(now, state=FAILED, error=values[0], busy=values[1])
        return now

    def _pass_on(self, name: str, values: list) -> None:
        if self._told is None:
            return
        if name == "stage":
            self._told.stage(*values)
        elif name == "update":
            self._told.update(*values[:2])
        elif name == "note":
            self._told.note(*values)
