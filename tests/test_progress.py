"""Progress on a terminal, in a log, and nowhere."""

import io

import pytest

from explorer import progress
from explorer.progress import BarProgress, LineProgress, SilentProgress, make_progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still; set its only element."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_lines_come_seldom_and_say_rate_and_time_left(clock: list[float]) -> None:
    """Five seconds apart at least, however often it is told."""
    out = io.StringIO()
    lines = LineProgress(out)
    lines.stage("Reading", 1000, "images")
    for second in range(1, 11):
        clock[0] = 100 + second
        lines.update(second * 20, 1000)
    lines.close()
    assert out.getvalue().splitlines() == [
        "Reading…",
        "Reading: 100 of 1000 images (10%), 20 images/s, 45 s left",
        "Reading: 200 of 1000 images (20%), 20 images/s, 40 s left",
        "Reading: done in 10 s",
    ]


def test_a_quick_stage_is_one_line(clock: list[float]) -> None:
    """No second line for what took no time."""
    out = io.StringIO()
    lines = LineProgress(out)
    lines.stage("Scanning")
    lines.stage("Writing")
    lines.close()
    assert out.getvalue() == "Scanning…\nWriting…\n"


def test_without_a_total_there_is_no_time_left(clock: list[float]) -> None:
    """Only the count and the rate are known."""
    out = io.StringIO()
    lines = LineProgress(out)
    lines.stage("Scanning", unit="files")
    lines.update(0)
    clock[0] += 6
    lines.update(3)
    assert out.getvalue().endswith("Scanning: 3 files, 0.5 files/s\n")


def test_starting_up_does_not_count_in_the_rate(clock: list[float]) -> None:
    """The first update tells no rate; later ones count from it."""
    out = io.StringIO()
    lines = LineProgress(out)
    lines.stage("Drawing", 101, "images")
    for _ in range(2):
        clock[0] += 8
        lines.update(1 if clock[0] < 110 else 81)
    assert out.getvalue().splitlines()[1:] == [
        "Drawing: 1 of 101 images (1%)",
        "Drawing: 81 of 101 images (80%), 10 images/s, 2 s left",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0 s"), (59, "59 s"), (61, "1 min 01 s"), (3600 + 120, "1 h 02 min")]
)
def test_durations(seconds: float, said: str) -> None:
    """Seconds, minutes, hours."""
    assert progress._duration(seconds) == said


def test_a_terminal_gets_a_bar() -> None:
    """With its name, counts and unit; notes do not break it."""
    out = Terminal()
    bar = make_progress(out)
    assert isinstance(bar, BarProgress)
    bar.update(1)
    bar.stage("Reading", 10, "images")
    bar.update(4, 10)
    bar.note("a word")
    bar.update(10, 10)
    bar.close()
    shown = out.getvalue()
    assert "Reading" in shown and "10/10" in shown and "a word\n" in shown and "images" in shown


def test_anything_else_gets_lines_and_a_library_nothing() -> None:
    """`make_progress` looks at the stream; silence takes every call."""
    assert isinstance(make_progress(io.StringIO()), LineProgress)
    silent = SilentProgress()
    silent.stage("x", 1, "y")
    silent.update(1, 1)
    silent.note("z")
    silent.close()


def test_a_closed_stderr_is_no_fault(monkeypatch):
    """Python has none where whoever started it has closed it (`2>&-`): nothing is said, and work goes on."""
    monkeypatch.setattr("sys.stderr", None)
    progress = make_progress()
    progress.stage("Reading", 2)
    progress.note("one line")
    progress.close()
