"""Words through the encoder's classes on a server: scored once, in the background, and waited for."""

import time
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from starlette.testclient import TestClient

from explorer.dataset import open_index
from explorer.errors import EncoderError
from explorer.web.app import create_app
from explorer.web.builds import class_search
from explorer.web.builds.class_search import ClassSearch
from tests.event_loop import run

BEAGLE = 162


class Head:
    """Takes for a beagle what is as row 17 is."""

    def __init__(self, index) -> None:
        self.vector = np.asarray(index.embeddings[17], np.float32)

    def logits(self, vectors):
        """(m, 1000)."""
        scores = np.zeros((len(vectors), 1000), np.float32)
        scores[:, BEAGLE] = 10 * (np.asarray(vectors, np.float32) @ self.vector)
        return scores


@pytest.fixture
def index(small_index_path, monkeypatch):
    """An index that says that the packaged encoder made its vectors; that is another one."""
    import explorer.embedding.service as service

    opened = open_index(small_index_path)
    encoder = {**opened.manifest.encoder, "name": "packaged"}
    monkeypatch.setattr(opened, "manifest", replace(opened.manifest, encoder=encoder))
    monkeypatch.setattr(service, "load_class_head", lambda _info: Head(opened))
    return opened


@pytest.fixture
def client(index):
    """A client of a server of it."""
    with TestClient(create_app(index), base_url="http://localhost") as found:
        yield found


def test_a_kind_finds_what_the_encoder_takes_for_one(client, index):
    """The most like first, with a cut, a histogram and clusters."""
    answer = client.get("/api/search", params={"text": "dogs", "bins": 10, "clusters": 8}).json()
    assert answer["how"] == "classes" and answer["results"][0]["row"] == 17
    assert answer["cut"] == pytest.approx(0.1) and "118 classes that are “dogs”" in answer["note"]
    assert sum(answer["histogram"]["counts"]) == index.n
    assert sum(each["count"] for each in answer["clusters"]) == answer["total"]
    assert all(each["title"] for each in answer["clusters"])
    wider = client.get("/api/search", params={"text": "dogs", "cut": 0.001}).json()
    assert wider["total"] > answer["total"]


def test_the_map_marks_what_the_search_found(client):
    """Of the same words as many images are marked, asked in any order."""
    marked = client.get("/api/view", params={"text": "dogs"}).json()["marked"]
    assert marked == client.get("/api/search", params={"text": "dogs"}).json()["total"] > 0


def test_python_asks_the_same(client, index):
    """`Index.search` needs no server."""
    rows = [hit["row"] for hit in index.search(text="beagle").results]
    assert rows == [
        hit["row"] for hit in client.get("/api/search", params={"text": "beagle"}).json()["results"]
    ]


def test_without_weights_names_and_labels_are_searched(index, monkeypatch):
    """And why is said, on a server and in Python."""
    import explorer.embedding.service as service

    def missing(_info):
        raise EncoderError("the weights are gone")

    monkeypatch.setattr(service, "load_class_head", missing)
    with TestClient(create_app(index), base_url="http://localhost") as client:
        answer = client.get("/api/search", params={"text": "plum"}).json()
    assert answer["how"] == "words" and answer["total"] > 0 and "weights are gone" in answer["note"]
    assert "weights are gone" in index.search(text="plum").note


def test_it_is_made_once_and_no_longer_waited_for_than_asked(index, monkeypatch):
    """Whoever does not wait is told that it is not there yet."""
    import explorer.embedding.service as service

    begun, go_on = [], Event()

    def slow(_info):
        begun.append(1)
        go_on.wait(30)
        return Head(index)

    monkeypatch.setattr(service, "load_class_head", slow)
    classes = ClassSearch(index)
    assert classes.state == "idle"
    assert run(lambda: classes.ready(0.05)) is False
    go_on.set()
    assert run(classes.ready) is True and run(classes.ready) is True
    assert (classes.state, begun) == ("ready", [1])


def test_pages_have_what_words_need_loaded_ahead(client):
    """The classes only, which a first search finds there; the encoder of images waits for an image."""
    told = client.post("/api/encoder", params={"ahead": True}).json()
    assert told["state"] == "idle" and told["classes"] in ("loading", "ready")
    until = time.monotonic() + 10
    while client.post("/api/encoder?ahead=1").json()["classes"] != "ready":
        assert time.monotonic() < until
        time.sleep(0.01)


def test_nothing_long_is_begun_ahead(index, monkeypatch):
    """Of many images classes are scored when somebody is about to search."""
    monkeypatch.setattr(class_search, "QUICK", index.n - 1)
    with TestClient(create_app(index), base_url="http://localhost") as client:
        assert client.post("/api/encoder?ahead=1").json()["classes"] == "idle"
        assert client.post("/api/encoder").json()["classes"] in ("loading", "ready")


def test_other_encoders_have_no_classes(small_index):
    """There is nothing to wait for."""
    classes = ClassSearch(small_index)
    assert (classes.state, run(classes.ready)) == ("none", True)


def test_examples_are_asked_for_by_their_rows(client, index):
    """Repeated parameters; what cannot be used is refused in a sentence."""
    answer = client.get("/api/search", params={"like": [3, 17], "unlike": 8, "limit": 5}).json()
    assert answer["how"] == "examples"
    assert answer["results"] == index.search(like=[3, 17], unlike=[8], limit=5).results
    for wrong, status in (({"unlike": 8}, 400), ({"like": 3, "unlike": 3}, 400), ({"like": 10**9}, 404)):
        refused = client.get("/api/search", params=wrong)
        assert refused.status_code == status and refused.json()["error"]
    assert client.get("/api/search", params={"like": list(range(250))}).status_code == 400
