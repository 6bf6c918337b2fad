"""The routes of a build that goes on while an earlier one is served."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from explorer.index.format import MANIFEST
from explorer.index.manifests import publish
from explorer.index.reader import open_index
from explorer.indexing.growing.background_build import BuildStanding
from explorer.options import ServeOptions
from explorer.web.app import create_app


class Growing:
    """Stands where a test says."""

    def __init__(self, **standing) -> None:
        self.standing = BuildStanding(**standing)

    def pause(self) -> None:
        self.standing = replace(self.standing, state="paused")

    def go_on(self) -> None:
        self.standing = replace(self.standing, state="running")


@pytest.fixture
def folder(small_index_path: Path, tmp_path: Path) -> Path:
    """A copy of the small index that says it is 300 of 900 images."""
    copied = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    with open_index(copied) as index:
        counts = index.manifest.counts | {"partial": {"of": 900, "even": True}}
        publish(copied, replace(index.manifest, counts=counts))
    return copied


def client_of(folder: Path, growing=None, **options) -> TestClient:
    app = create_app(folder, ServeOptions(**options), growing)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def test_where_the_build_stands(folder: Path):
    """And that it can be paused, and goes on."""
    growing = Growing(stage="Reading and embedding", read=420, of=900, seconds_left=61.5, published=300)
    client = client_of(folder, growing)
    answer = client.get("/api/build")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "state": "running", "stage": "Reading and embedding", "read": 420, "of": 900, "seconds_left": 61.5,
        "error": "", "build": open_index(folder).build, "n": 300, "stale": False, "newest": 300,
        "partial": {"of": 900, "even": True}, "changes": True, "pausable": True,
    }  # fmt: skip
    assert client.post("/api/build", json={"do": "pause"}).json()["state"] == "paused"
    assert client.post("/api/build", json={"do": "go on"}).json()["state"] == "running"
    growing.standing = BuildStanding(stage="Writing", read=900, of=900)
    assert client.get("/api/build").json()["pausable"] is False
    assert client.post("/api/build", json={"do": "stop"}).status_code == 400


def test_who_may_not_change_may_not_pause(folder: Path):
    """Nor is there anything to pause where nothing goes on."""
    growing = Growing()
    for options in ({"read_only": True}, {"host": "0.0.0.0", "token": None}):
        client = client_of(folder, growing, **options)
        assert client.post("/api/build", json={"do": "pause"}).status_code == 403
        assert client.get("/api/build").json()["changes"] is False
    assert growing.standing.state == "running"
    client = client_of(folder)
    assert client.get("/api/build").json() | {"build": ""} == {
        "state": "none", "stage": "", "read": 300, "of": 900, "seconds_left": None, "error": "", "build": "",
        "n": 300, "stale": False, "newest": 300, "partial": {"of": 900, "even": True}, "changes": False,
        "pausable": False,
    }  # fmt: skip
    refused = client.post("/api/build", json={"do": "pause"})
    assert refused.status_code == 400 and "dendro open" in refused.json()["error"]


def test_an_error_names_no_folder_to_strangers(folder: Path):
    """What failed is said without where it lies."""
    growing = Growing(state="failed", error=f"The index at {folder} could not be finished (No space left).")
    client = client_of(folder, growing, host="0.0.0.0", token=None)
    assert str(folder.parent) not in client.get("/api/build").json()["error"]


def test_the_page_says_from_its_first_frame_what_it_rests_on(folder: Path, small_index_path: Path):
    """The room is kept, and the index, its notes and its page tell the same."""
    client = client_of(folder)
    page = client.get("/").text
    assert 'data-growing="open"' in page and "300 of 900 images" in page
    about = client.get("/api/index").json()
    assert about["partial"] == {"of": 900, "even": True} and about["notes"][0].startswith(
        "These are 300 of 900"
    )
    assert 'data-growing="none"' in client_of(small_index_path).get("/").text
    assert client_of(small_index_path).get("/api/index").json()["partial"] is None


def test_places_of_a_build_before(folder: Path, small_index):
    """The same build: every place is its own. Another: by path. One that was never served: 404."""
    client = client_of(folder)
    first = open_index(folder)
    ask = {"of": first.build, "nodes": [first.root, 310], "rows": [0, 7]}
    same = client.post("/api/build/places", json=ask).json()
    assert same["nodes"][0] == first.root and same["rows"] == [0, 7] and same["build"] == first.build
    assert same["shares"] == [1, 1]
    document = json.loads((folder / MANIFEST).read_text())
    again = f"{first.build}x"
    shutil.copytree(folder / "builds" / first.build, folder / "builds" / again)
    publish(folder, replace(first.manifest, build=again))
    assert document["build"] != again and client.get("/api/build").json()["stale"] is True
    assert client.post("/api/reload").json() == {"changed": True, "build": again}
    moved = client.post("/api/build/places", json=ask).json()
    assert moved == same | {"build": again}
    unknown = client.post("/api/build/places", json=ask | {"of": "never"})
    assert unknown.status_code == 404 and "never" in unknown.json()["error"]
    for wrong in ({"rows": [300]}, {"rows": [-1]}, {"nodes": [599]}, {"rows": ["0"]}, {"more": 1}):
        assert client.post("/api/build/places", json=ask | wrong).status_code == 400


def test_the_page_knows_which_trees_can_be_asked_for(small_index_path: Path, tmp_path: Path, monkeypatch):
    """Those that the index keeps and that this server served; not its own."""
    folder = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    client = client_of(folder)

    def config() -> dict:
        return json.loads(re.search(r'id="dendro-config"[^>]*>(.*?)</script>', client.get("/").text, re.S)[1])

    first = config()
    assert first["tree"] and first["earlier"] == []
    monkeypatch.setattr("explorer.web.builds.workspace.trees_known", lambda index: ["aaaa", first["tree"]])
    assert config()["earlier"] == ["aaaa"]
