"""The process that builds in the background, and who looks after it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from explorer.errors import ExplorerError, IndexBusyError
from explorer.index.locks import BuilderLock
from explorer.index.reader import open_index
from explorer.indexing.growing.background_build import BackgroundBuild, BuildStanding
from explorer.indexing.growing.growth import GrowthPlan
from explorer.indexing.growing.task import Task
from explorer.options import BuildOptions, SourceOptions
from explorer.progress import WRITING
from tests.index.drawing import draw_folder

PLAN = GrowthPlan(first=10, seconds=1e9, fewest=4, sizes=(20,), least_left=0, share=1e9)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """A table of 60 pictures with vectors of its own, so that no encoder is loaded."""
    paths = draw_folder(tmp_path / "pictures", 60)
    (tmp_path / "items.csv").write_text("path\n" + "".join(f"{path}\n" for path in paths))
    np.save(tmp_path / "vectors.npy", np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32))
    source = SourceOptions(embeddings=tmp_path / "vectors.npy")
    options = BuildOptions(source=source, workers=0, neighbors=5, projection=False)
    return Task((tmp_path / "items.csv",), None, options, PLAN)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_pauses_goes_on_and_survives_being_killed(task: Task) -> None:
    """The first build can be opened while the others are read; what a kill leaves is gone on from."""
    build = BackgroundBuild(task)
    build.start()
    build.pause()
    assert build.standing.state == "paused"
    waiting = Thread(target=build.wait_for_first, daemon=True)
    waiting.start()
    time.sleep(0.5)
    assert build.standing.published is None and waiting.is_alive()
    build.go_on()
    waiting.join(60)
    assert build.standing.of == 60 and open_index(build.index_path).n in (10, 20, 60)
    if build.standing.state == "running":
        os.kill(build._process.pid, signal.SIGKILL)
        until(lambda: build.standing.state in ("failed", "done"))
    if build.standing.state == "failed":
        assert "ended unexpectedly" in build.standing.error
        build.go_on()
    until(lambda: build.standing.state == "done")
    assert open_index(build.index_path).n == 60 == build.standing.published
    build.stop()


@pytest.mark.parametrize(
    ("standing", "pausable"),
    [
        ({"stage": "Reading", "read": 60, "of": 60}, True),
        ({"stage": WRITING, "read": 20, "of": 60}, True),
        ({"stage": WRITING, "read": 60, "of": 60}, False),
        ({"stage": WRITING}, False),
        ({"state": "paused"}, False),
    ],
)
def test_what_nothing_holds_up_is_not_said_to_be_paused(task: Task, standing: dict, pausable: bool) -> None:
    """Nothing is read after the last build is written, so no pause is heard any more."""
    build = BackgroundBuild(task)
    build._standing = BuildStanding(**standing)
    before = build.standing.state
    assert build.standing.pausable is pausable
    build.pause()
    assert build.standing.state == ("paused" if pausable else before)


def test_what_cannot_be_built_is_said_before_there_is_anything(task: Task, tmp_path: Path) -> None:
    """In the words of the build, and with the kind of error that another builder is."""
    (tmp_path / "none").mkdir()
    build = BackgroundBuild(Task((tmp_path / "none",)))
    build.start()
    with pytest.raises(ExplorerError, match="an empty folder"):
        build.wait_for_first()
    build = BackgroundBuild(task)
    build.index_path.mkdir()
    with BuilderLock(build.index_path):
        build.start()
        with pytest.raises(IndexBusyError, match="is being built by another process"):
            build.wait_for_first()


_STARTS_AND_DIES = """
import os, pickle, sys, time
from explorer.indexing.growing.background_build import BackgroundBuild, BuildStanding
build = BackgroundBuild(pickle.load(sys.stdin.buffer))
build.start()
while build.standing.stage != "Scanning" and build.standing.state == "running":
    time.sleep(0.01)
print(build._process.pid, flush=True)
os._exit(1)
"""


def test_it_ends_with_whoever_started_it(task: Task) -> None:
    """However that ended: nothing goes on that nobody looks after."""
    import pickle

    done = subprocess.run(
        [sys.executable, "-c", _STARTS_AND_DIES], input=pickle.dumps(task), capture_output=True, check=False
    )
    pid = int(done.stdout)

    def gone() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z"
        except FileNotFoundError:
            return True

    until(gone, 20)
