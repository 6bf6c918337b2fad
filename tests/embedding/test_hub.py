"""The hub is asked briefly, or not at all."""

import hashlib
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from explorer import __version__
from explorer.embedding import hub
from explorer.embedding.hub import Answer, HubRepository, ask, cached, fetch, quiet_hub, remote_weights
from explorer.errors import EncoderError
from tests.embedding.conftest import put_in_cache

REMOTE = HubRepository("org/model", ("a.safetensors", "b.bin"))
COMMIT = "a" * 40


@contextmanager
def serving(files: dict[str, bytes], status: int = 200, agents: list | None = None):
    """A hub on this machine with the files of org/model; gives its address and the paths asked for."""
    asked = []

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.answer(body=False)

        def do_GET(self):
            self.answer(body=True)

        def answer(self, body: bool):
            asked.append((self.command, self.path))
            if agents is not None:
                agents.append(self.headers["User-Agent"])
            content = files.get(self.path.rpartition("/")[2])
            self.send_response(404 if content is None else status)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{hashlib.sha256(content or b"").hexdigest()}"')
            self.send_header("Content-Length", str(len(content or b"")))
            if 300 <= status < 400:
                self.send_header("Location", "http://nowhere.invalid/")
            self.end_headers()
            if body and content:
                self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent():
    """A server that accepts connections and never says a word; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("name", "repository", "files"),
    [
        ("org/model/", "org/model", ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")),
        ("org/model/w.bin", "org/model", ("w.safetensors", "w.bin")),
        ("org/model/w.safetensors", "org/model", ("w.safetensors",)),
    ],
)
def test_names_of_files(name, repository, files):
    """As open_clip's table has them: a folder stands for the usual names, safetensors come first."""
    assert remote_weights(name) == HubRepository(repository, files)


def test_the_cache_is_looked_into_without_asking(empty_cache, no_network):
    """The first file that is there is found, and no socket is opened either way."""
    assert cached(REMOTE) is None
    second = put_in_cache(empty_cache, "org/model", "b.bin", b"b")
    assert cached(REMOTE) == second
    first = put_in_cache(empty_cache, "org/model", "a.safetensors", b"a")
    assert cached(REMOTE) == first


def test_the_hub_has_the_second_file(hub_at):
    """Each file is asked for in turn, and the size is told."""
    with serving({"b.bin": b"12345"}) as (address, asked):
        hub_at(address)
        assert ask(REMOTE) == Answer("b.bin", 5)
    assert asked == [("HEAD", f"/org/model/resolve/main/{name}") for name in REMOTE.files]


def test_a_redirect_is_answer_enough(hub_at):
    """Large files lie elsewhere; the other host is not asked."""
    with serving({"a.safetensors": b"123"}, status=302) as (address, _):
        hub_at(address)
        assert ask(REMOTE).file == "a.safetensors"


def test_the_hub_does_not_have_it(hub_at):
    """The answer's number is passed on as the reason."""
    with serving({}) as (address, _):
        hub_at(address)
        answer = ask(REMOTE)
    assert answer.file is None
    assert "404" in answer.reason


def test_nobody_listens(hub_at):
    """A refused connection is a reason, at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    hub_at(f"http://127.0.0.1:{port}")
    answer = ask(REMOTE)
    assert answer.file is None
    assert "cannot be reached" in answer.reason


def test_a_silent_hub_is_given_up(hub_at):
    """A hub that accepts and never answers is given up at the deadline, for all files together."""
    with silent() as address:
        hub_at(address)
        began = time.monotonic()
        answer = ask(REMOTE, deadline=0.3)
        assert time.monotonic() - began < 3
    assert answer.file is None
    assert "0.3 s" in answer.reason


def test_a_name_server_that_hangs_is_given_up(hub_at, monkeypatch):
    """Even what no socket timeout covers, resolving the name, ends at the deadline."""
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(20) and [])
    hub_at("http://hub.invalid")
    began = time.monotonic()
    answer = ask(REMOTE, deadline=0.3)
    assert time.monotonic() - began < 3
    release.set()
    assert "did not answer" in answer.reason


def test_the_deadline_is_within_five_seconds():
    """Nobody waits longer than that for a hub, whoever asks."""
    assert hub.DEADLINE < 5
    assert ask.__defaults__ == (hub.DEADLINE,)


def test_the_user_s_own_offline_setting_is_kept(monkeypatch, no_network):
    """With HF_HUB_OFFLINE set, the hub is not asked."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE" in ask(REMOTE).reason


def test_fetching_fills_the_cache(hub_at, empty_cache):
    """A fetched file is in the cache, where the next run finds it."""
    with serving({"a.safetensors": b"weights"}) as (address, _):
        hub_at(address)
        path = fetch(REMOTE, "a.safetensors")
    assert path.read_bytes() == b"weights"
    assert cached(REMOTE) == path


def test_a_fetch_says_who_asks(hub_at, empty_cache, monkeypatch):
    """And not what else is installed here."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", False)
    agents = []
    with serving({"a.safetensors": b"weights"}, agents=agents) as (address, _):
        hub_at(address)
        fetch(REMOTE, "a.safetensors")
    assert set(agents) == {f"dendro-explorer/{__version__}"}


def test_a_failed_fetch_is_one_sentence(hub_at, empty_cache):
    """A download that fails is an EncoderError on one line."""
    with serving({}) as (address, _):
        hub_at(address)
        with pytest.raises(EncoderError, match=r"a\.safetensors of org/model failed") as caught:
            fetch(REMOTE, "a.safetensors")
    assert "\n" not in str(caught.value)


def test_settings_of_the_hub_s_library_are_put_back(monkeypatch):
    """Telemetry and bars are off within, and as before after, an error included."""
    from huggingface_hub import constants
    from huggingface_hub.utils import are_progress_bars_disabled

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    bars = are_progress_bars_disabled()
    with pytest.raises(ZeroDivisionError), quiet_hub(offline=True):
        assert constants.HF_HUB_DISABLE_TELEMETRY
        assert constants.HF_HUB_OFFLINE
        assert are_progress_bars_disabled()
        raise ZeroDivisionError
    assert not constants.HF_HUB_DISABLE_TELEMETRY
    assert not constants.HF_HUB_OFFLINE
    assert are_progress_bars_disabled() == bars
