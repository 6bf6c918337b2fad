"""A server of the web that answers late, seldom, wrongly, or leads elsewhere."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from explorer.errors import ImageError, RemoteError, SourceError
from explorer.images.fetch_ahead import fetched_ahead
from explorer.images.fetched import Remote
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.remote import retries
from explorer.remote.listing import list_below
from explorer.remote.reading import ask, read_all, read_span
from explorer.remote.retries import Patience, problem_of
from explorer.sources import open_source
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder

OPTIONS = BuildOptions(workers=0)


class Server(ThreadingHTTPServer):
    """Serves what `files` has, in whatever way `behave` says."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.headers: dict[str, str] = {"ETag": '"1"', "Last-Modified": "Sun, 29 Nov 2026 10:00:00 GMT"}
        self.behave = lambda handler: False
        self.asked: Counter[str] = Counter()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        """Answer."""
        path = self.path.partition("?")[0]
        self.server.asked[path] += 1
        if self.server.behave(self):
            return
        data = self.server.files.get(path)
        if data is None:
            self.fail(404)
            return
        span = self.headers.get("Range")
        if span:
            first, last = map(int, span.removeprefix("bytes=").split("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
            data = data[first : last + 1]
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status: int) -> bool:
        """Answer with a status alone."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def lead(self, address: str) -> bool:
        """Answer with another address."""
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def log_message(self, *_arguments) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch, tmp_path):
    """One, and hardly any pause between attempts."""
    monkeypatch.setattr(retries.time, "sleep", lambda _seconds: None)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "account"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    running = Server()
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def table(server: Server, folder: Path, count: int) -> Path:
    """A table of so many pictures there."""
    for i in range(count):
        server.files[f"/{i}.png"] = picture_bytes(draw(i, i))
    path = folder / "t.csv"
    path.write_text("url\n" + "".join(f"{server.url}/{i}.png\n" for i in range(count)))
    return path


@pytest.mark.usefixtures("cheap_projection")
def test_every_third_request_fails_and_nothing_is_lost(server, tmp_path):
    """All images are there after as many attempts as it takes; a refresh asks for a byte of each."""
    path, turn = table(server, tmp_path, 12), iter(range(10_000))
    server.behave = lambda handler: next(turn) % 3 == 0 and handler.fail(503)
    report = build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=FakeEncoder())
    assert (report.new, report.failed) == (12, 0)
    encoder = FakeEncoder()
    again = build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=encoder)
    assert not again.published and (again.kept, encoder.seen) == (12, 0)


@pytest.mark.usefixtures("cheap_projection")
def test_failures_are_listed_with_reasons_and_an_outage_takes_nothing_away(server, tmp_path):
    """403 and 404 are asked once; while a server is away what it has stays as it was indexed."""
    path = table(server, tmp_path, 4)
    del server.files["/1.png"]
    server.behave = lambda handler: handler.path == "/2.png" and handler.fail(403)
    report = build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=FakeEncoder())
    failed = {
        f["path"].rpartition("/")[2]: f["reason"] for f in open_index(report.index).failures.to_pylist()
    }
    assert failed == {"1.png": "nothing is there (404)", "2.png": "access is refused (403)"}
    assert server.asked["/1.png"] == server.asked["/2.png"] == 1
    server.behave = lambda handler: handler.fail(500)
    encoder = FakeEncoder()
    away = build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=encoder)
    assert (away.kept, away.removed, away.failed, encoder.seen) == (2, 0, 2, 0)
    server.behave = lambda handler: False
    server.files["/1.png"] = picture_bytes(draw(1, 1))
    back = build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=encoder)
    assert (back.new, back.kept, back.failed, encoder.seen) == (2, 2, 0, 2)


@pytest.mark.usefixtures("cheap_projection")
def test_a_host_that_falls_silent_stops_the_build_which_goes_on_there(server, tmp_path, monkeypatch):
    """One line; what was read is kept, and is not asked for again."""
    path = table(server, tmp_path, 60)
    monkeypatch.setattr("explorer.images.fetch_ahead.fetched_ahead.__defaults__", (4,))
    server.behave = lambda handler: sum(server.asked.values()) > 30 and handler.fail(503)
    with pytest.raises(
        SourceError, match=r"stopped answering \(the server says 503, 5 times\)\. What was read"
    ):
        build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=FakeEncoder())
    server.behave, encoder = (lambda handler: False), FakeEncoder()
    report = build_index(path, tmp_path / "t.dendro", OPTIONS, encoder=encoder)
    assert (report.new, report.failed) == (60, 0) and 0 < encoder.seen < 60


@pytest.mark.usefixtures("cheap_projection")
def test_pictures_of_annotations_are_fetched_with_their_boxes(server, tmp_path):
    """One that is cut off is asked for again; what cannot be had is listed for each box, without secrets."""
    names = ("good", "torn-once", "torn", "gone", "refused")
    for name in names[:3]:
        server.files[f"/{name}.png"] = picture_bytes(draw(1, 1))

    def behave(handler) -> bool:
        path = handler.path.partition("?")[0]
        if path == "/refused.png":
            return handler.fail(403)
        if path == "/torn.png" or (path == "/torn-once.png" and server.asked[path] == 1):
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            handler.wfile.write(b"\x89PNG")
            handler.close_connection = True
            return True
        return False

    server.behave = behave
    images = [
        {
            "id": i,
            "file_name": f"{i}.png",
            "coco_url": f"{server.url}/{name.replace(' ', '-')}.png?token=hush",
        }
        for i, name in enumerate(names)
    ]
    boxes = [{"image_id": i, "category_id": 1, "bbox": [k, 2, 9, 9]} for i in range(5) for k in (1, 2)]
    file = tmp_path / "instances.json"
    content = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "cat"}]}
    file.write_text(json.dumps(content))
    options = BuildOptions(workers=0, source=SourceOptions(fetch=True, items="objects"))
    report = build_index(file, tmp_path / "t.dendro", options, encoder=FakeEncoder())
    assert (report.new, report.failed) == (4, 6)
    reasons = {
        row["path"].rpartition("/")[2].partition(".")[0]: row["reason"]
        for row in open_index(report.index).failures.to_pylist()
    }
    assert reasons == {
        "torn": "the answer was cut off, 5 times",
        "gone": "nothing is there (404)",
        "refused": "access is refused (403)",
    }
    assert server.asked["/good.png"] == 1 and server.asked["/torn-once.png"] == 2
    assert not any(b"hush" in each.read_bytes() for each in report.index.rglob("*") if each.is_file())


def test_a_server_that_does_not_answer_in_time(server, monkeypatch):
    """It is given up."""
    monkeypatch.setattr("explorer.remote.systems.SECONDS", 0.2)
    from explorer.remote.systems import _web

    _web.cache_clear()
    server.behave = lambda handler: time.sleep(1) or True
    real = time.monotonic()
    with pytest.raises(RemoteError, match="no answer within") as caught:
        read_all(f"{server.url}/x.png", 1000, Patience(attempts=2))
    _web.cache_clear()
    assert caught.value.temporary and time.monotonic() - real < 10


def test_answers_without_an_end_and_servers_that_know_no_spans(server):
    """No more is read than an image may have; what was not asked for is passed over."""
    server.files["/x"] = bytes(range(256)) * 100
    with pytest.raises(ImageError, match="too large for an image"):
        read_all(f"{server.url}/x", 1000)
    assert read_span(f"{server.url}/x", 3, 6) == b"\3\4\5"

    def whole(handler: Handler) -> bool:
        del handler.headers["Range"]
        return False

    server.behave = whole
    assert read_span(f"{server.url}/x", 3, 6) == b"\3\4\5"
    assert ask(f"{server.url}/x").size == 25_600


@pytest.mark.parametrize("place", ["http://169.254.169.254/latest/", "http://[fe80::1]/"])
def test_the_own_network_link_is_never_asked(server, place):
    """Neither by its address nor where another address leads there."""
    with pytest.raises(RemoteError, match="own network link"):
        read_all(place, 1000)
    with pytest.raises(SourceError, match="own network link"):
        open_source(f"{place}shards.zip")
    server.behave = lambda handler: handler.lead(place)
    with pytest.raises(RemoteError, match="own network link"):
        read_all(f"{server.url}/x.png", 1000)


def test_errors_show_no_secret():
    """Whatever a library says of an address."""
    said = OSError("400, message='Bad', url='https://h/x.png?X-Amz-Signature=abc&token=def'")
    problem = problem_of(said, "https://h/x.png?X-Amz-Signature=abc")
    assert "abc" not in str(problem) and "def" not in str(problem)
    assert problem_of(FileNotFoundError(), "s3://b/x").gone


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "nothing is there"),
        (403, r"access is refused \(403\)"),
        (451, "the server says 451"),
        (503, "the server says 503, 3 times"),
    ],
)
def test_a_source_that_cannot_be_had_says_why(server, status, said):
    """One file of the web: what its server says, and not that nothing is there."""
    server.behave = lambda handler: handler.fail(status)
    with pytest.raises(SourceError, match=said):
        open_source(f"{server.url}/shards.zip")


def test_a_source_on_a_host_that_does_not_answer_is_not_absent(server):
    """The host is named wrongly, or away."""
    server.server_close()
    with pytest.raises(SourceError, match=r"cannot be reached \(.*\), 3 times"):
        open_source(f"{server.url}/shards.zip")


def test_many_are_asked_for_at_a_time_and_come_in_order(server):
    """As many as are allowed and no more; order is kept."""
    now, most, lock = [0], [0], threading.Lock()

    def slow(_handler: Handler) -> bool:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.02)
        with lock:
            now[0] -= 1
        return False

    server.behave = slow
    items = []
    for i in range(40):
        server.files[f"/{i}"] = b"%d" % i
        items.append((i, Remote(f"{server.url}/{i}")))
    found = [(position, got.data) for position, got in fetched_ahead(items, 1000, in_flight=8)]
    assert found == [(i, b"%d" % i) for i in range(40)]
    assert 4 <= most[0] <= 8


@pytest.mark.usefixtures("cheap_projection")
def test_a_folder_on_the_web_is_what_its_pages_link_to_and_nothing_beside(server, tmp_path):
    """Pages of sub-folders are read, links that lead up or elsewhere are not followed."""
    server.headers = {}
    pages = {
        "/d/": '<a href="../">up</a><a href="a.png">a</a><a href="leaf/">l</a><a href="https://h.x/z.png">z</a>',
        "/d/leaf/": '<a href="/d/leaf/b%20c.png">b</a><a href="/other.png">o</a><a href="?C=M">by name</a>',
    }
    server.files |= {name: text.encode() for name, text in pages.items()}
    server.files |= {name: picture_bytes(draw(1, 1)) for name in ("/d/a.png", "/other.png")}
    server.files["/d/leaf/b%20c.png"] = picture_bytes(draw(2, 2))
    report = build_index(f"{server.url}/d/", tmp_path / "d.dendro", OPTIONS, encoder=FakeEncoder())
    index = open_index(report.index)
    assert sorted(index.items["path"].to_pylist()) == ["a.png", "leaf/b%20c.png"]
    for row in range(2):
        with index.open_image(row) as original:
            assert original.read().startswith(b"\x89PNG")
    assert not server.asked["/other.png"] and not server.asked["/"]


def test_pages_that_link_on_and_on_are_given_up(server, monkeypatch):
    """As those of a calendar."""
    monkeypatch.setattr("explorer.remote.listing._PAGES", 20)

    def onward(handler: Handler) -> bool:
        text = b'<a href="next/">next</a>'
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)
        return True

    server.behave = onward
    with pytest.raises(RemoteError, match="more than 20 folders below it"):
        list_below(f"{server.url}/d/")
