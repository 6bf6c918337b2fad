"""Ctrl-C, SIGTERM and a closed terminal: one orderly end, within two seconds, whatever is running."""

import atexit
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from types import FrameType
from typing import NoReturn

import click

GRACE = 1.0
"""Seconds that what is running has to tidy up. What it writes is safe to leave at any moment."""
LAST = 0.4
"""Seconds after that to remove leftovers; what remains, whoever works there next sweeps."""

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class EndSignals:
    """How a command ends before its time: by `KeyboardInterrupt` in the main thread, and if that is not heard
    in time, as in the middle of a long computation in C, by a thread that ends the process.

    Attributes
    ----------
    text : str
        What people are told.
    leftovers : list of callables
        Called when the process has to be ended from outside the main thread.
    number : int or None
        The signal that came.
    told : bool
        Whether people were told.
    """

    def __init__(self) -> None:
        self.text = "interrupted"
        self.leftovers: list[Callable[[], object]] = []
        self.number: int | None = None
        self.told = False
        self._raised = False
        self._watching = True

    @property
    def status(self) -> int:
        """Exit status, as a shell gives it for that signal."""
        return 128 + (self.number or signal.SIGINT)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Hear signals inside; those that our parent has us ignore are ignored."""
        ours = [number for number in _SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
        before = {number: signal.signal(number, self._interrupt) for number in ours}
        here, there = socket.socketpair()
        here.setblocking(False)
        # The interpreter writes the number at once; a handler has to wait until the main thread runs Python.
        signal.set_wakeup_fd(here.fileno(), warn_on_full_buffer=False)
        Thread(target=self._watch, args=(there, frozenset(ours)), daemon=True).start()
        try:
            yield
        finally:
            if (
                self.number is None
            ):  # else threads may be running on: the process is to end in time nevertheless
                signal.set_wakeup_fd(-1)
                here.close()
                for number, handler in before.items():
                    signal.signal(number, handler)

    @contextmanager
    def left_to_server(self) -> Iterator[None]:
        """Inside, something else sees to it that the process ends in time."""
        self._watching = False
        try:
            yield
        finally:
            self._watching = True

    @contextmanager
    def says(self, text: str) -> Iterator[None]:
        """Tell people this if it happens inside."""
        before, self.text = self.text, text
        yield
        self.text = before  # not after an exception: it is told after this is left

    def leave(self, status: int) -> NoReturn:
        """End the process in order, or at once after a signal: what was open is tidied up by then.

        An orderly end waits for threads and takes libraries down one by one. That can take seconds, in which
        no thread of ours could end it.
        """
        if self.number is None:
            atexit.register(_die_quietly)
            sys.exit(status)
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # none, gone, closed
                stream.flush()
        os._exit(status)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.number = self.number or number
        if not self._raised:  # a second one is no reason to tidy up by half
            self._raised = True
            raise KeyboardInterrupt

    def _watch(self, signals: socket.socket, ours: frozenset[int]) -> None:
        while True:
            received = signals.recv(1)
            if not received:
                return
            if received[0] in ours and self._watching:
                break
        self.number = self.number or received[0]
        time.sleep(GRACE)
        self._end()

    def _end(self) -> None:
        sweeping = Thread(target=self._remove_leftovers, daemon=True)
        sweeping.start()
        sweeping.join(LAST)
        if not self.told and sys.stderr is not None:
            with suppress(OSError, ValueError):
                os.write(sys.stderr.fileno(), f"\ndendro: {self.text}\n".encode())
        os._exit(self.status)

    def _remove_leftovers(self) -> None:
        for remove in self.leftovers:
            with suppress(OSError):
                remove()


def _die_quietly() -> None:
    """Have Ctrl-C end an interpreter that is ending anyway: it would say where it was just then."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def current_ending() -> EndSignals:
    """How the command that runs ends before its time."""
    return click.get_current_context().ensure_object(EndSignals)
