"""`dendro open` of what is to be indexed: served while the rest is read."""

import json
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from explorer.index.locks import BuilderLock
from explorer.index.reader import open_index
from tests.index.drawing import draw_folder
from tests.test_cli import served  # noqa: F401 (a fixture)


@pytest.fixture
def source(tmp_path: Path) -> list[object]:
    """A table of 40 pictures with vectors of its own, and the options that need neither encoder nor map."""
    paths = draw_folder(tmp_path / "pictures", 40)
    (tmp_path / "items.csv").write_text("path\n" + "".join(f"{path}\n" for path in paths))
    np.save(tmp_path / "vectors.npy", np.random.default_rng(0).normal(size=(40, 4)).astype(np.float32))
    options = ("--embeddings", tmp_path / "vectors.npy", "--no-projection", "--no-browser", "--port", 0)
    return [tmp_path / "items.csv", *options]


def test_it_serves_what_another_process_builds(served, source, tmp_path: Path) -> None:  # noqa: F811
    """The address comes once there is a build; the whole one can be asked for; Ctrl-C ends both."""
    server = served("open", *source)
    assert server.url.startswith("http://127.0.0.1:")
    deadline = time.monotonic() + 60
    while (build := json.loads(server.get("api/build")[1]))["state"] != "done":
        assert build["state"] == "running" and time.monotonic() < deadline
        time.sleep(0.05)
    assert (build["read"], build["of"], build["newest"]) == (40, 40, 40)
    status, _, err = server.stop(signal.SIGINT)
    assert status == 0 and "Traceback" not in err
    with open_index(tmp_path / "items.dendro") as index, BuilderLock(index.path):
        assert index.n == 40 and index.manifest.partial is None


def test_what_another_process_builds_is_served_as_it_is(served, source, tmp_path: Path) -> None:  # noqa: F811
    """The second of two that open the same source."""
    served("open", *source).stop()
    with BuilderLock(tmp_path / "items.dendro"):
        server = served("open", *source)
        assert json.loads(server.get("api/build")[1])["state"] == "none"
        assert "is being built by another process" in server.stop()[2]
