"""How long work tells of itself: a bar on a terminal, plain lines elsewhere, silence in a library."""

import sys
import time
from collections.abc import Callable
from typing import IO, Protocol

from explorer.terminal import escaped, write_lines

WRITING = "Writing"
"""The stage in which a build is put in its place; nothing is told from within it."""


class Progress(Protocol):
    """What a long-running function reports to. One stage follows another; `close` ends the last."""

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Begin a stage of `total` steps (None: not known)."""

    def update(self, done: int, total: int | None = None) -> None:
        """`done` steps of the stage are behind us; fits every `progress(done, total)` callback."""

    def detail(self, text: str) -> None:
        """Say more with the next update of the stage, such as bytes and their rate."""

    def note(self, text: str) -> None:
        """Say one line that is no progress, such as which encoder was taken."""

    def close(self) -> None:
        """End the current stage."""


class SilentProgress:
    """Says nothing; the default of library calls."""

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Nothing."""

    def update(self, done: int, total: int | None = None) -> None:
        """Nothing."""

    def detail(self, text: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class CallbackProgress(SilentProgress):
    """Calls a function with how far the stage is, and says nothing.

    Parameters
    ----------
    callback : callable
        Called with steps done and steps in all.
    """

    def __init__(self, callback: Callable[[int, int], None]) -> None:
        self._callback = callback

    def update(self, done: int, total: int | None = None) -> None:
        """Hand it on."""
        self._callback(done, done if total is None else total)


def as_progress(given: Progress | Callable[[int, int], None] | None) -> Progress:
    """Return the `Progress` that a caller gave, or one that calls the function that was given instead."""
    if given is None:
        return SilentProgress()
    return CallbackProgress(given) if callable(given) else given


class BarProgress:
    """A bar with rate and time left, by tqdm.

    Parameters
    ----------
    stream : file
        A terminal.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._bar = None

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Begin a new bar."""
        from tqdm import tqdm

        self.close()
        self._bar = tqdm(
            total=total, desc=name, unit=f" {unit}" if unit else "", file=self._stream, dynamic_ncols=True,
            mininterval=0.2, smoothing=0.1, leave=True,
        )  # fmt: skip

    def update(self, done: int, total: int | None = None) -> None:
        """Move the bar to `done`."""
        if self._bar is None:
            return
        if total is not None and total != self._bar.total:
            self._bar.total = total
        self._bar.update(done - self._bar.n)

    def detail(self, text: str) -> None:
        """Show it behind the rate."""
        if self._bar is not None:
            self._bar.set_postfix_str(text, refresh=False)

    def note(self, text: str) -> None:
        """Print a line above the bar."""
        from tqdm import tqdm

        tqdm.write(escaped(text), file=self._stream)

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class LineProgress:
    """Plain lines for a stream that is no terminal: at most one every few seconds, and one a stage.

    Parameters
    ----------
    stream : file
        Where lines go.
    every : float
        Seconds between two lines of one stage.
    """

    def __init__(self, stream: IO[str] | None, every: float = 5.0) -> None:
        self._stream = stream
        self._every = every
        self._name = ""
        self._unit = ""
        self._total: int | None = None
        self._done = 0
        self._detail = ""
        self._first: tuple[int, float] | None = None
        self._began = self._said = 0.0

    def stage(self, name: str, total: int | None = None, unit: str = "") -> None:
        """Say the name of the stage."""
        self.close()
        self._name, self._unit, self._total, self._done = name, unit, total, 0
        self._first, self._detail = None, ""
        self._began = self._said = time.monotonic()
        self.note(f"{name}…")

    def update(self, done: int, total: int | None = None) -> None:
        """Say how far the stage is, if the last line is long enough ago."""
        self._done = done
        self._total = total if total is not None else self._total
        now = time.monotonic()
        # The rate counts from the first update: what came before it was starting up.
        self._first = self._first or (done, now)
        if not self._name or now - self._said < self._every:
            return
        self._said = now
        unit = f" {self._unit}" if self._unit else ""
        share = f" of {self._total}{unit} ({100 * done / self._total:.0f}%)" if self._total else unit
        self.note(f"{self._name}: {done}{share}{self._pace(done, now, unit)}{self._detail}")

    def detail(self, text: str) -> None:
        """Say it at the end of the next line."""
        self._detail = f", {text}" if text else ""

    def _pace(self, done: int, now: float, unit: str) -> str:
        """Rate and time left, as far as they can be told."""
        before, began = self._first or (done, now)
        if done <= before or now <= began:
            return ""
        rate = (done - before) / (now - began)
        left = f", {_duration((self._total - done) / rate)} left" if self._total else ""
        return f", {_rate(rate)}{unit}/s{left}"

    def note(self, text: str) -> None:
        """Print one line."""
        write_lines(self._stream, text)

    def close(self) -> None:
        """Say how long a stage took, if it was long enough to wonder."""
        took = time.monotonic() - self._began
        if self._name and took >= self._every:
            self.note(f"{self._name}: done in {_duration(took)}")
        self._name = ""


def make_progress(stream: IO[str] | None = None) -> Progress:
    """A bar when `stream` (default: stderr) is a terminal, else lines."""
    stream = stream if stream is not None else sys.stderr
    # There is none where whoever started this process has closed it.
    if stream is not None and stream.isatty():
        return BarProgress(stream)
    return LineProgress(stream)


def _rate(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"


def _duration(seconds: float) -> str:
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"
