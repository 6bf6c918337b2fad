"""A real server with more than it can do: others are answered, the rest refused, nothing goes on in vain."""

import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from io import BytesIO
from itertools import repeat

import httpx
import numpy as np
import pytest
import uvicorn

from explorer.cancellation import unless_cancelled
from explorer.web.app import MOST_CALLBACK_BYTES, create_app

COSTLY = "/api/findings?permutations=1000000&seed={}"
"""Half a minute of work on the small index."""
PATIENCE = 120
"""Seconds after which a test gives up: far more than anything here takes on a slow machine."""


@pytest.fixture
def server(small_index):
    """Address of a server in a thread of this process, and its application."""
    app = create_app(small_index)
    bound = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{bound.getsockname()[1]}"
    httpx.get(f"{base}/api/index", timeout=PATIENCE)
    yield base, app
    running.should_exit = True
    app.state.workspace.pools.close()
    thread.join(PATIENCE)


def test_costly_requests_wait_for_their_like_only(server):
    """Forty-five at once: most are refused with a time to ask again, and views are answered meanwhile."""
    base, app = server
    pool = app.state.workspace.pools.findings
    address = base.removeprefix("http://")
    with ExitStack() as open_connections:
        for i in range(45):
            connection = HTTPConnection(address, timeout=PATIENCE)
            open_connections.callback(connection.close)
            connection.request("GET", COSTLY.format(i))
            if i >= pool.options.threads + pool.options.waiting:
                answer = connection.getresponse()
                assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
                assert b"busy" in answer.read()
        for _ in range(5):
            assert httpx.get(f"{base}/api/view", timeout=PATIENCE).status_code == 200
    # They have gone: what they asked for has, too.
    assert httpx.get(f"{base}/api/findings", timeout=PATIENCE).status_code == 200


def test_evaluations_wait_for_each_other_only(server, monkeypatch):
    """Many are refused, and what stands beside the map is answered meanwhile; all end with their clients."""
    base, app = server

    def endless(*_args: object) -> None:
        for _ in unless_cancelled(repeat(None)):
            time.sleep(0.01)

    monkeypatch.setattr("explorer.view.evaluation.calibration.calibration_test", endless)
    pool = app.state.workspace.pools.evaluations
    with ExitStack() as open_connections:
        for i in range(45):
            connection = HTTPConnection(base.removeprefix("http://"), timeout=PATIENCE)
            open_connections.callback(connection.close)
            connection.request("GET", f"/api/evaluation?bins={i + 1}")
            if i >= pool.options.threads + pool.options.waiting:
                answer = connection.getresponse()
                assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
        for node in range(590, 598):
            assert httpx.get(f"{base}/api/nodes/{node}", timeout=PATIENCE).status_code == 200
    until = time.monotonic() + PATIENCE
    while pool._running and time.monotonic() < until:
        time.sleep(0.02)
    assert not pool._running


def test_work_ends_when_its_client_leaves(server):
    """A connection that is closed frees the place that its request had."""
    base, app = server
    pool = app.state.workspace.pools.findings
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(base + COSTLY.format(7), timeout=0.5)
    until = time.monotonic() + PATIENCE
    while pool._running and time.monotonic() < until:
        time.sleep(0.02)
    assert not pool._running
    assert httpx.get(f"{base}/api/findings", timeout=PATIENCE).status_code == 200


def test_costs_beyond_a_request_are_refused(server, monkeypatch):
    """The sentence says how much would be taken, and what takes more."""
    base, _ = server
    monkeypatch.setattr("explorer.analysis.findings.limits.MOST_PERMUTED", 300 * 2000)
    answer = httpx.get(f"{base}/api/findings?permutations=2001", timeout=PATIENCE)
    assert answer.status_code == 400
    assert "at most 2,000" in answer.json()["error"] and "dendro findings" in answer.json()["error"]


def test_a_download_comes_while_it_is_made_and_ends_with_its_client(server):
    """No length is announced, and the place is free again once nobody reads."""
    base, app = server
    pool = app.state.workspace.pools.exports
    with httpx.stream("POST", f"{base}/api/exports", json={"format": "zip"}, timeout=PATIENCE) as answer:
        assert answer.status_code == 200 and "content-length" not in answer.headers
        data = answer.read()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None and len(archive.namelist()) == 301
    with httpx.stream("POST", f"{base}/api/exports", json={"format": "zip"}, timeout=PATIENCE) as answer:
        next(answer.iter_raw())
    until = time.monotonic() + PATIENCE
    while pool._running and time.monotonic() < until:
        time.sleep(0.02)
    assert not pool._running


def test_rows_come_as_a_file_in_a_form(server, small_index):
    """Four bytes a row, as the page sends them."""
    base, _ = server
    rows = np.array([5, 2], "<u4").tobytes()
    fields = {"format": "jsonl", "where": ""}
    answer = httpx.post(f"{base}/api/exports", data=fields, files={"rows": rows}, timeout=PATIENCE)
    assert answer.status_code == 200
    paths = small_index.items["path"].to_pylist()
    assert [line.split('"')[3] for line in answer.text.splitlines()] == [paths[5], paths[2]]
    odd = httpx.post(f"{base}/api/exports", files={"rows": rows[:-1]}, timeout=PATIENCE)
    assert odd.status_code == 400 and "four bytes" in odd.json()["error"]


@pytest.mark.parametrize(
    ("path", "size", "announced"),
    [
        ("/_dash-update-component", MOST_CALLBACK_BYTES + 1, True),
        ("/_dash-update-component", MOST_CALLBACK_BYTES + 1, False),
        ("/api/encoder", 70_000, True),
        ("/api/search", 33 * 2**20, True),
        ("/api/search", 33 * 2**20, False),
        ("/api/exports", 33 * 2**20, True),
        ("/api/exports", 3 * 2**20, False),
        ("/", 70_000, True),
    ],
)
def test_large_bodies_are_refused_before_they_are_parsed(server, path, size, announced):
    """By the length that is announced, or once so much has come; the server goes on."""
    base, _ = server
    body = b"[" + b" " * (size - 2) + b"]"
    content = body if announced else iter([body[i : i + 65536] for i in range(0, size, 65536)])
    headers = {"content-type": "application/json"}
    # A client that still writes may find the connection closed before it reads the answer.
    with suppress(httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        answer = httpx.post(base + path, content=content, headers=headers, timeout=PATIENCE)
        assert answer.status_code == 413
        assert "large" in answer.json()["error"]
    assert httpx.get(f"{base}/api/index", timeout=PATIENCE).status_code == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_busy_server_stops_at_once(small_index_path, how):
    """Whatever is being worked out: it is told, answered with a sentence, and the process ends."""
    command = [
        sys.executable,
        "-m",
        "explorer",
        "serve",
        str(small_index_path),
        "--port",
        "0",
        "--no-browser",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            base = process.stdout.readline().strip().rstrip("/")
            with ThreadPoolExecutor(1) as threads:
                asked = threads.submit(httpx.get, base + COSTLY.format(1), timeout=PATIENCE)
                time.sleep(1)
                began = time.monotonic()
                process.send_signal(how)
                process.wait(PATIENCE)
                assert time.monotonic() - began < PATIENCE / 6
                answer = asked.result()
                assert answer.status_code == 503 and "stopping" in answer.json()["error"]
            assert process.stderr.read() == ""
        finally:
            process.kill()
