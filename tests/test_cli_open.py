"""`dendro open` of what is to be indexed: served while the rest is read."""

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from explorer.index.locks import BuilderLock
from explorer.index.reader import open_index
from tests.index.drawing import draw_folder
from tests.test_cli import Served, served  # noqa: F401 (a fixture)


@pytest.fixture
def source(tmp_path: Path) -> list[object]:
    """A table of 40 pictures with vectors of its own, and the options that need neither encoder nor map."""
    paths = draw_folder(tmp_path / "pictures", 40)
    (tmp_path / "items.csv").write_text("path\n" + "".join(f"{path}\n" for path in paths))
    np.save(tmp_path / "vectors.npy", np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32))
    options = ("--embeddings", tmp_path / "vectors.npy", "--no-projection", "--no-browser", "--port", 0)
    return [tmp_path / "items.csv", *options]


def wait_for(server: Served, reached: Callable[[dict], bool] = lambda build: bool(build["build"])) -> dict:
    """Ask where the build stands until it is so far: by default, until there is one."""
    deadline = time.monotonic() + 120
    while True:
        build = json.loads(server.get("api/build")[1])
        if reached(build) and build["build"]:
            return build
        assert build["state"] != "failed" and time.monotonic() < deadline
        time.sleep(0.05)


def test_it_serves_what_another_process_builds(served, source, tmp_path: Path) -> None:  # noqa: F811
    """The address answers at once, the whole build can be asked for, and Ctrl-C ends both."""
    server = served("open", *source)
    assert server.url.startswith("http://127.0.0.1:")
    first = json.loads(server.get("api/build")[1])
    assert first["build"] is None and first["step"]["done"] == 0
    build = wait_for(server, lambda build: build["state"] == "done")
    assert (build["read"], build["of"], build["newest"]) == (40, 40, 40)
    status, _, err = server.stop(signal.SIGINT)
    assert status == 0 and "Traceback" not in err
    with open_index(tmp_path / "items.dendro") as index, BuilderLock(index.path):
        assert index.n == 40 and index.manifest.partial is None


def test_without_a_first_build_it_ends_and_says_why(served, tmp_path: Path) -> None:  # noqa: F811
    """A folder without images; and Ctrl-C before there is anything."""
    (tmp_path / "empty").mkdir()
    server = served("open", tmp_path / "empty", "--no-browser", "--port", 0)
    server.process.wait(60)
    status, _, err = server.stop()
    assert status == 1 and f"dendro: {tmp_path / 'empty'}: an empty folder" in err
    draw_folder(tmp_path / "pictures", 3)
    server = served("open", tmp_path / "pictures", "--encoder", "clip", "--no-browser", "--port", 0)
    status, _, err = server.stop(signal.SIGINT)
    assert status == 130 and "interrupted; what was done is kept" in err and "Traceback" not in err


def test_what_another_process_builds_is_served_as_it_is(served, source, tmp_path: Path) -> None:  # noqa: F811
    """The second of two that open the same source."""
    server = served("open", *source)
    wait_for(server)
    server.stop()
    with BuilderLock(tmp_path / "items.dendro"):
        server = served("open", *source)
        assert wait_for(server)["state"] == "none"
        assert "is being built by another process" in server.stop()[2]
