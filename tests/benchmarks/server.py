"""A server in a process of its own, questions to it over HTTP, and what it takes of memory."""

import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """Resident memory of a process, bytes: `own` is its alone, `mapped` are pages of files that it looked at.

    Mapped pages are resident only as long as nobody needs the room: the kernel drops them first.
    """

    own: int
    mapped: int

    @property
    def resident(self) -> int:
        """All of it, as `VmRSS` counts."""
        return self.own + self.mapped


@dataclass(frozen=True)
class Server:
    """A running server: its port and process, and the seconds from its start to the first answer."""

    port: int
    pid: int
    started: float

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://127.0.0.1:{self.port}/"

    def connect(self, address: str = "127.0.0.1") -> http.client.HTTPConnection:
        """A connection that is kept open, from an address of this machine (on Linux, any of 127.0.0.0/8)."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(address, 0))

    def memory(self) -> Memory:
        """What it takes now (Linux)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        found = dict(line.split(":", 1) for line in lines)
        kib = {name: int(found[name].split()[0]) for name in ("RssAnon", "RssFile", "RssShmem")}
        return Memory(1024 * kib["RssAnon"], 1024 * (kib["RssFile"] + kib["RssShmem"]))


def _environment() -> dict[str, str]:
    """As a user has it: Python keeps compiled modules, so that only the very first start compiles them."""
    kept = str(Path(tempfile.gettempdir()) / f"dendro-bench-pycache-{os.getuid()}")
    without = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return without | {"PYTHONPYCACHEPREFIX": kept}


@contextmanager
def serving(index: Path) -> Iterator[Server]:
    """Serve an index from a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "explorer", "serve", str(index), "--port", str(port), "--no-browser"]
    begun = time.perf_counter()
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment()
    )
    try:
        _until_answered(server, port)
        yield Server(port, server.pid, time.perf_counter() - begun)
    finally:
        server.terminate()
        server.wait(10)


def ask(connection, method: str, path: str, body: bytes | None = None) -> tuple[float, bytes]:
    """Seconds that an answer took, and the answer; a busy server is asked again when it says so.

    Raises
    ------
    RuntimeError
        When its status is not 200.
    """
    begun = time.perf_counter()
    try:
        answer = _request(connection, method, path, body)
    except (ConnectionResetError, BrokenPipeError):
        # The server closes connections that were idle for seconds.
        connection.close()
        begun = time.perf_counter()
        answer = _request(connection, method, path, body)
    data = answer.read()
    while answer.status == 503:
        time.sleep(int(answer.getheader("Retry-After", "1")))
        answer = _request(connection, method, path, body)
        data = answer.read()
    taken = time.perf_counter() - begun
    if answer.status != 200:
        raise RuntimeError(f"{path}: status {answer.status}: {data[:200]!r}")
    if answer.getheader("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    return taken, data


def _request(connection, method: str, path: str, body: bytes | None) -> http.client.HTTPResponse:
    connection.request(method, path, body=body, headers={"Accept-Encoding": "gzip"})
    return connection.getresponse()


def ask_json(connection, path: str) -> tuple[float, dict]:
    """Seconds that an answer took, and what it says."""
    taken, data = ask(connection, "GET", path)
    return taken, json.loads(data)


def _until_answered(server: subprocess.Popen, port: int) -> None:
    while server.poll() is None:
        try:
            ask(http.client.HTTPConnection("127.0.0.1", port, timeout=60), "GET", "/api/index")
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"the server ended with status {server.returncode} before it answered")
