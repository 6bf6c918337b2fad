"""`dendro serve` and `dendro open`: an index that is served, or served while the rest is read."""

import json
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from explorer.index.locks import BuilderLock
from explorer.index.reader import open_index
from tests.index.drawing import draw_folder
from tests.test_cli import python

SERVE = """
import sys, threading
from explorer import cli
from explorer.web.server import serve

def loaded(*_):
    heavy = ("torch", "umap", "numba", "sklearn", "open_clip", "timm")
    print("LOADED", [m for m in heavy if m in sys.modules], flush=True)

real = serve._Server.shutdown
async def shutdown(self, sockets=None):
    loaded()
    await real(self, sockets)
serve._Server.shutdown = shutdown
sys.argv = ["dendro", *sys.argv[1:]]
cli.main()
"""


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen
    url: str

    def get(self, path: str = "") -> tuple[int, bytes]:
        """Status and body."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def stop(self, by: int = signal.SIGINT) -> tuple[int, str, str]:
        """End it; status, the rest of stdout, stderr."""
        self.process.send_signal(by)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@pytest.fixture
def served():
    """Start servers that end with the test."""
    running = []

    def start(*arguments: object) -> Served:
        process = python(SERVE, *arguments)
        running.append(process)
        return Served(process, process.stdout.readline().strip())

    yield start
    for process in running:
        process.kill()
        process.communicate()


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
    return wait_until(server, lambda build: build["build"] and reached(build))


def wait_until(server: Served, reached: Callable[[dict], bool]) -> dict:
    """Ask where the build stands until it is so far, also before there is one."""
    deadline = time.monotonic() + 120
    while True:
        build = json.loads(server.get("api/build")[1])
        if reached(build):
            return build
        assert build["state"] != "failed" and time.monotonic() < deadline
        time.sleep(0.05)


def test_it_serves_what_another_process_builds(served, source, tmp_path: Path) -> None:
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


def test_without_a_first_build_it_ends_and_says_why(served, tmp_path: Path) -> None:
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


def test_the_first_map_of_another_process_is_waited_for(served, source, small_index_path, tmp_path):
    """The page says so and cannot pause it; where the other ends without a map, it is built here."""
    path = tmp_path / "items.dendro"
    path.mkdir()
    with BuilderLock(path):
        server = served("open", *source)
        waits = wait_until(server, lambda build: build["stage"].startswith("Another process"))
        assert (waits["state"], waits["changes"], waits["build"]) == ("running", False, None)
    assert wait_for(server, lambda build: build["state"] == "done")["n"] == 40
    assert "Its first map is waited for." in server.stop()[2]
    shutil.rmtree(path)
    path.mkdir()
    with BuilderLock(path):
        server = served("open", *source)
        wait_until(server, lambda build: build["stage"].startswith("Another process"))
        shutil.copytree(small_index_path, path, dirs_exist_ok=True)
        assert wait_for(server)["n"] == 300


def test_what_another_process_builds_is_served_as_it_is(served, source, tmp_path: Path) -> None:
    """The second of two that open the same source."""
    server = served("open", *source)
    wait_for(server)
    server.stop()
    with BuilderLock(tmp_path / "items.dendro"):
        server = served("open", *source)
        assert wait_for(server)["state"] == "none"
        assert "is being built by another process" in server.stop()[2]


def test_serve_answers_without_the_model_libraries(served, small_index_path: Path) -> None:
    """The first line of stdout is the address; Ctrl-C ends it quietly; torch and umap stayed away."""
    server = served("serve", small_index_path, "--no-browser", "--port", 0)
    assert server.url.startswith("http://127.0.0.1:")
    status, body = server.get("api/index")
    assert status == 200 and json.loads(body)["n"] == 300
    assert server.get()[0] == 200
    status, out, err = server.stop()
    assert status == 0 and out == "LOADED []\n" and err == ""


def test_open_serves_an_index_under_a_prefix_with_a_token(served, small_index_path: Path) -> None:
    """An index is served as it is; a visitor without the token is turned away."""
    server = served(
        "open", small_index_path, "--no-browser", "--port", 0, "--token", "se cret", "--url-prefix", "a/b/"
    )
    address, _, query = server.url.partition("?")
    assert address.endswith("/a/b/") and query == "token=se%20cret"
    server.url = address
    assert server.get("api/index")[0] == 401
    assert server.get("api/index?token=se%20cret")[0] == 200
