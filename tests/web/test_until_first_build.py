"""What is served before there is a build, and that the application comes in its place."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from explorer.indexing.growing.background_build import BuildStanding
from explorer.options import ServeOptions
from explorer.web import until_first_build
from explorer.web.app import create_app
from explorer.web.until_first_build import UntilFirstBuild


class Growing:
    """Stands where a test says."""

    index_path = Path("somewhere/<b>birds.dendro")

    def __init__(self, **standing) -> None:
        self.standing = BuildStanding(**standing)

    def pause(self) -> None:
        self.standing = replace(self.standing, state="paused")

    def go_on(self) -> None:
        self.standing = replace(self.standing, state="running")


@pytest.fixture(autouse=True)
def hardly_held(monkeypatch):
    """Requests wait for two rounds only."""
    monkeypatch.setattr(until_first_build, "HELD_SECONDS", 0.2)


def client_of(app) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def test_the_page_and_how_far_it_is():
    """Named safely; everything it loads is there; nobody has asked before."""
    growing = Growing(stage="Reading and embedding", done=640, total=2000, unit="images", read=640, of=2000)
    app = UntilFirstBuild(ServeOptions(url_prefix="a"), growing)
    client = client_of(app)
    assert not app.was_asked
    page = client.get("/a/")
    assert page.status_code == 200 and app.was_asked
    assert "&lt;b&gt;birds" in page.text and "<b>" not in page.text and "{%" not in page.text
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    for part in page.text.split('"'):
        if part.startswith("/a/assets/"):
            assert client.get(part).status_code == 200, part
    assert client.get("/a/api/build").json() == {
        "state": "running", "stage": "Reading and embedding", "read": 640, "of": 2000, "seconds_left": None,
        "error": "", "build": None, "n": 0, "stale": False, "newest": None, "partial": None,
        "changes": True, "pausable": True, "step": {"done": 640, "total": 2000, "unit": "images"},
    }  # fmt: skip


def test_it_can_be_paused_by_who_may_change_things():
    """And goes on; what failed does not, since the server ends."""
    growing = Growing(stage="Reading and embedding")
    app = UntilFirstBuild(ServeOptions(), growing)
    client = client_of(app)
    assert client.post("/api/build", json={"do": "pause"}).json()["state"] == "paused"
    assert client.get("/api/build").json()["state"] == "paused"
    assert client.post("/api/build", json={"do": "go on"}).json()["state"] == "running"
    assert client.post("/api/build", json={"do": "stop"}).status_code == 400
    for options in (ServeOptions(read_only=True), ServeOptions(host="0.0.0.0")):
        others = client_of(UntilFirstBuild(options, growing))
        assert others.get("/api/build").json()["changes"] is False
        assert others.post("/api/build", json={"do": "pause"}).status_code == 403
    app.fail("Nothing there.")
    assert client.post("/api/build", json={"do": "go on"}).status_code == 400
    assert client.get("/api/build").json()["changes"] is False


def test_says_of_a_build_what_it_says_beside_an_index(small_index_path: Path):
    """The same names, and `step` besides."""
    growing = Growing(stage="Scanning")
    before = client_of(UntilFirstBuild(ServeOptions(), growing)).get("/api/build").json()
    beside = client_of(create_app(small_index_path, ServeOptions(), growing)).get("/api/build").json()
    assert before.keys() - {"step"} == beside.keys()


def test_what_needs_an_index_waits_a_while_and_is_told_to_come_again(monkeypatch):
    """A sentence, and when; at once where many wait, or where nothing comes any more."""
    app = UntilFirstBuild(ServeOptions(), Growing())
    client = client_of(app)
    for ask in (client.get, client.post):
        answer = ask("/api/view")
        assert answer.status_code == 503 and answer.headers["retry-after"] == "2"
        assert "api/build" in answer.json()["error"]
    monkeypatch.setattr(until_first_build, "HELD_SECONDS", 60)
    app.fail("Nothing there.")
    assert client.get("/api/view").status_code == 503
    app.fail("")
    monkeypatch.setattr(until_first_build, "MOST_HELD", 0)
    assert client.get("/api/view").status_code == 503


def test_the_application_takes_its_place_and_answers_who_waits(small_index_path: Path, monkeypatch):
    """The same client, the same cookie: who was let in is in."""
    monkeypatch.setattr(until_first_build, "HELD_SECONDS", 60)
    options = ServeOptions(host="0.0.0.0", token="secret")
    app = UntilFirstBuild(options, Growing())
    client = client_of(app)
    assert client.get("/api/build").status_code == 401
    assert client.get("/?token=secret", headers={"accept": "text/html"}).status_code == 200
    assert client.get("/api/build").json()["build"] is None
    with ThreadPoolExecutor() as pool:
        view = pool.submit(client.get, "/api/view?width=600&height=400")
        table = pool.submit(client.post, "/api/exports", data={"format": "csv"})
        time.sleep(0.2)
        assert not view.done()
        app.become(create_app(small_index_path, options, admission=app.admission))
    assert view.result().status_code == 200 and view.result().json()["count"] == 300
    assert table.result().text.count("\n") == 301
    assert client.get("/api/build").json()["n"] == 300
    assert "dendro-config" in client.get("/").text


def test_an_error_names_no_folder_to_strangers():
    """Who works on this machine reads all of it."""
    told = []
    for options in (ServeOptions(), ServeOptions(host="0.0.0.0")):
        app = UntilFirstBuild(options, Growing(state="failed", busy=True))
        client = client_of(app)
        assert client.get("/api/build").json()["state"] == "running"  # what is there is about to be served
        app.fail("The folder /home/me/secret holds no images.")
        told.append(client.get("/api/build").json())
    assert [build["state"] for build in told] == ["failed", "failed"]
    assert "/home/me" in told[0]["error"] and told[1]["error"] and "/home" not in told[1]["error"]


def test_other_sites_get_nothing():
    """The guards are those of the service."""
    client = client_of(UntilFirstBuild(ServeOptions(), Growing()))
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    assert client.get("/api/build", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/api/view", content=b"x" * 2**17).status_code == 413
