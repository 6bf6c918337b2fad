"""Ctrl-C, SIGTERM and a closed terminal end a command in order, whatever it is doing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

# Tells when it can be interrupted, and what became of it.
_COMMANDS = """
import atexit, sys, threading, time
from pathlib import Path
from explorer.cli.commands import cli
from explorer.cli.running import main
from explorer.cli.signals import current_ending
from explorer.cli import signals
from explorer.index.workfolder import remove_own, work_folder

signals.GRACE = 0.2
out = Path(sys.argv[2])

@cli.command("calm")
def calm():
    with work_folder(out):
        print("ready", flush=True)
        time.sleep(60)

@cli.command("deaf")
def deaf():
    current_ending().leftovers.append(lambda: remove_own(out.parent))
    with work_folder(out):
        print("ready", flush=True)
        while True:
            try:
                time.sleep(60)
            except KeyboardInterrupt:
                pass

@cli.command("slow")
def slow():
    current_ending().leftovers.append(lambda: time.sleep(60))
    deaf.callback()

@cli.command("thread")
def thread():
    threading.Thread(target=time.sleep, args=(60,)).start()
    print("ready", flush=True)
    time.sleep(60)

@cli.command("teardown")
def teardown():
    atexit.register(print, "taken down")
    print("ready", flush=True)
    time.sleep(60)

@cli.command("building")
def building():
    with current_ending().says("interrupted; resumes"):
        print("ready", flush=True)
        time.sleep(60)

@cli.command("done")
def done():
    print("ready", flush=True)

sys.argv = ["dendro", sys.argv[1]]
main()
"""


def start(name: str, out: Path, **given: object) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMANDS, name, str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **given,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("name", ["calm", "deaf", "thread", "teardown"])
def test_a_signal_ends_a_command_in_order(tmp_path: Path, name: str, by: signal.Signals) -> None:
    """One line, the status of a shell, nothing left: also where the main thread is deaf or threads go on.

    And without taking libraries down, which may take seconds: what is registered for an orderly end is not
    called.
    """
    process = start(name, tmp_path / "out")
    assert name not in ("calm", "deaf") or len(list(tmp_path.iterdir())) == 1
    process.send_signal(by)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (128 + by, "", "dendro: interrupted")
    assert list(tmp_path.iterdir()) == []


def test_it_says_what_a_build_leaves(tmp_path: Path) -> None:
    """The words of the command that was interrupted."""
    process = start("building", tmp_path / "out")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 143 and err.strip() == "dendro: interrupted; resumes"


def test_leftovers_without_end_are_left_to_the_next(tmp_path: Path) -> None:
    """As a folder of a million files on a slow disk."""
    process = start("slow", tmp_path / "out")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143


def test_a_command_that_ends_by_itself_is_not_held_up(tmp_path: Path) -> None:
    """The thread that watches goes with it."""
    process = start("done", tmp_path / "out")
    assert (*process.communicate(timeout=30), process.returncode) == ("", "", 0)


def test_a_signal_that_is_ignored_stays_so(tmp_path: Path) -> None:
    """As by nohup, or Ctrl-C in a job that a shell runs in the background."""
    ignore = 'trap "" HUP INT; exec "$@"'
    command = ["sh", "-c", ignore, "sh", sys.executable, "-c", _COMMANDS, "calm", str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143


_LOADED = """
import os, runpy, sys
class Signals:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), 2)
class SignalsWhenItGoes(Signals):
    def __del__(self):
        self.find_spec(sys.argv[1])
class LosesIt:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            SignalsWhenItGoes()
sys.meta_path.insert(0, {"heard": Signals, "lost": LosesIt}[sys.argv[2]]())
runpy.run_module("explorer", run_name="__main__", alter_sys=False)
"""


@pytest.mark.parametrize("kind", ["heard", "lost"])
@pytest.mark.parametrize("module", ["explorer.cli", "click", "explorer.errors"])
def test_ctrl_c_while_the_command_line_is_loaded(module: str, kind: str) -> None:
    """One line and no traceback, as later; also where Python makes nothing of exceptions."""
    command = [sys.executable, "-c", _LOADED, module, kind]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (130, "dendro: interrupted")


def test_ctrl_c_is_heard_before_anything_is_loaded() -> None:
    """What both ways in go through until then is the package's own file, which imports nothing."""
    code = "import sys; before = set(sys.modules); import explorer; print(set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "{'explorer'}\n"


def test_loading_the_entry_point_leaves_signals_as_they_are() -> None:
    """Whoever imports it, or has Ctrl-C ignored, finds them so afterwards."""
    code = "import explorer.__main__, signal; print(signal.getsignal(signal.SIGINT).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "default_int_handler\n"
