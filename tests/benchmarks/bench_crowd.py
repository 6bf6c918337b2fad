"""Fifty people walk through an index while one client asks for the worst that is allowed, of every kind."""

import itertools
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import quote

import numpy as np

from explorer.index.reader import open_index
from explorer.web.app import MOST_CALLBACK_BYTES
from explorer.web.routes.thumbs import MOST_PACK_BYTES
from tests.benchmarks.large import large_index
from tests.benchmarks.server import Server, serving
from tests.benchmarks.walking import Visitor

N = 10_000
USERS = 50
SECONDS = 120
PAUSE = 2.0
"""Seconds that a person looks before the next click, on average."""
ATTACKER = "127.0.2.1"
"""Address of the one client; each of the people has one of their own."""
AT_ONCE = 6
"""Requests of each kind that the one client has under way, which is what a browser allows itself of all."""


def run(table) -> None:
    """Measure, and add rows to the table."""
    with tempfile.TemporaryDirectory() as folder:
        index = large_index(Path(folder), N)
        with serving(index) as server:
            _walk(server, seconds=10)
            alone, before = _walk(server), server.memory().resident
            with _Attack(server, _largest_pack(index)) as attack:
                crowded, most = _walk(server), attack.most_memory
        ratio = _p95(crowded) / _p95(alone)
        table.add(f"/api/view, {USERS} people walking: p95", _words(alone))
        table.add("the same beside one client with the worst of every kind", _words(crowded))
        table.add("the second over the first", f"{ratio:.2f}", "≤ 3", ratio <= 3)
        table.add("memory over that without", f"{most / before:.2f}", "≤ 1.5", most / before <= 1.5)
        answered = ", ".join(f"{name} {attack.statuses[name]}" for name in sorted(attack.statuses))
        table.add("what the one client was answered", answered)


def _p95(seconds: list[float]) -> float:
    return float(np.quantile(seconds, 0.95))


def _words(seconds: list[float]) -> str:
    return f"{1000 * _p95(seconds):.1f} ms (median {1000 * np.median(seconds):.1f}, {len(seconds):,} views)"


def _walk(server: Server, seconds: float = SECONDS) -> list[float]:
    """Seconds of every view that the people asked for."""
    until = time.monotonic() + seconds

    def person(seed: int) -> list[float]:
        rng, found = np.random.default_rng(seed), []
        time.sleep(rng.uniform(0, PAUSE))
        for step in Visitor(server, seed, f"127.0.1.{1 + seed}").walk():
            found.append(step["view"])
            time.sleep(rng.exponential(PAUSE))
            if time.monotonic() > until:
                return found
        return found

    with ThreadPoolExecutor(USERS) as people:
        return [view for views in people.map(person, range(USERS)) for view in views]


class _Attack:
    """One client, in a process of its own: sends costly requests as fast as they are answered, or refused.

    Attributes
    ----------
    statuses : dict of str to dict of int to int
        How often each kind of request was answered so, once it has ended.
    most_memory : int
        Of the server meanwhile, bytes.
    """

    def __init__(self, server: Server, thumbs: bytes, kinds: tuple[str, ...] = ()) -> None:
        self._server = server
        spawning = multiprocessing.get_context("spawn")
        self._stop = spawning.Event()
        self._told, telling = spawning.Pipe(duplex=False)
        self._process = spawning.Process(target=_attack, args=(server, thumbs, kinds, self._stop, telling))
        self._watcher = threading.Thread(target=self._watch)
        self.statuses: dict[str, dict[int, int]] = {}
        self.most_memory = 0

    def __enter__(self) -> "_Attack":
        self._process.start()
        self._watcher.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self.statuses = self._told.recv()
        self._process.join()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            self.most_memory = max(self.most_memory, self._server.memory().resident)


def _attack(server: Server, thumbs: bytes, kinds: tuple[str, ...], stop: Event, telling: Connection) -> None:
    """Ask until it is told to stop, then tell the statuses."""
    requests = _worst(itertools.count(), thumbs)
    statuses = {name: {} for name in kinds or requests}
    threads = [
        threading.Thread(target=_keep_asking, args=(server, requests[name], counted, stop))
        for name, counted in statuses.items()
        for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    telling.send(statuses)


def _keep_asking(server: Server, request: Callable[[], tuple], counted: dict[int, int], stop: Event) -> None:
    connection = server.connect(ATTACKER)
    while not stop.is_set():
        method, path, *body = request()
        with suppress(OSError, HTTPException):
            connection.request(method, path, *body)
            answer = connection.getresponse()
            while answer.read(1 << 20):
                pass
            counted[answer.status] = counted.get(answer.status, 0) + 1
            if answer.status == 503:
                time.sleep(0.05)  # a client that does not even wait as long as it is told
            continue
        connection.close()


def _largest_pack(index: Path) -> bytes:
    """The rows of as many thumbnails as one answer may hold, nine tenths full lest some be larger."""
    with open_index(index) as opened:
        each = len(opened.thumbnails.pack(range(0, N, 100), 160)) / (N // 100)
    return np.arange(int(0.9 * MOST_PACK_BYTES / each), dtype="<u4").tobytes()


def _worst(counter: Iterator[int], thumbs: bytes) -> dict[str, Callable[[], tuple]]:
    """The most costly request of each kind that is allowed; each differs, lest an answer be kept."""
    likes = " or ".join(["path like '%x%y%{0}%'"] * 500)
    callback = b"[" * (MOST_CALLBACK_BYTES - 1)
    return {
        "findings": lambda: ("GET", f"/api/findings?permutations=200000&seed={next(counter)}"),
        "labels": lambda: ("GET", f"/api/findings?kind=labels&seed={next(counter)}"),
        "filters": lambda: ("GET", f"/api/view?where={quote(likes.format(next(counter)))}"),
        "views": lambda: ("GET", "/api/view?clusters=1000&width=8192&height=8192&thumb=4"),
        "clusters": lambda: ("GET", f"/api/nodes/{2 * N - 2}?by=path&where=source_row>{next(counter) % 100}"),
        "thumbs": lambda: ("POST", "/api/thumbs?size=160", thumbs),
        "exports": lambda: ("POST", "/api/exports", b'{"format": "jsonl"}'),
        "callbacks": lambda: ("POST", "/_dash-update-component", callback),
        "words": lambda: ("GET", f"/api/search?text={next(counter)}&limit=10000"),
        "bodies": lambda: ("POST", "/api/search", bytes(2**20)),
    }
