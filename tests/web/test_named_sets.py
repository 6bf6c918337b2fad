"""A found set as a clause of the filter: everything on a server works inside it."""

from threading import Event, Thread

import pytest
from starlette.testclient import TestClient

from explorer.dataset import open_index
from explorer.web.app import create_app
from explorer.web.builds.in_background import InBackground

LIKE = "alike('30', 0.5)"


def count(client, where: str) -> int:
    """How many images a filter leaves."""
    return client.get("/api/filter", params={"where": where}).json()["matching"]


def test_facets_searches_and_exports_work_inside_it(client, small_index):
    """As inside any other filter, and with others."""
    ranked = client.get("/api/search", params={"row": 30, "cut": 0.5, "limit": 300}).json()
    inside = {hit["row"] for hit in ranked["results"]} | {30}
    matching = count(client, LIKE)
    assert 1 < matching < small_index.n and matching == len(inside)
    view = client.get("/api/view", params={"where": f"{LIKE} and label = 'plum'"}).json()
    labels = small_index.items["label"].to_pylist()
    assert view["matching"] == sum(labels[row] == "plum" for row in inside)
    assert view["clause_words"] == ["alike 1 image, from 0.5", ""]
    facets = client.get("/api/facets", params={"where": LIKE, "column": "label"}).json()["facets"]
    assert sum(value["count"] for value in facets[0]["values"]) <= matching
    found = client.get("/api/search", params={"text": "plum", "where": LIKE, "limit": 300}).json()
    assert {hit["row"] for hit in found["results"]} == {row for row in inside if labels[row] == "plum"}
    asked = {"where": LIKE, "format": "csv"}
    lines = client.post("/api/exports", json=asked).text.strip().splitlines()
    assert len(lines) == matching + 1


def test_what_is_wrong_is_pointed_at(client):
    """With its place in the text."""
    refused = client.get("/api/filter", params={"where": "label = 'plum' and images('1', 'ffffffff')"})
    assert refused.status_code == 400 and "another build" in refused.json()["error"]
    assert refused.json()["position"][0] >= len("label = 'plum' and ")


@pytest.mark.parametrize("where", ["found('plum')", "FOUND ( 'plum' )"])
def test_requests_wait_for_words_without_a_thread(small_index_path, monkeypatch, where):
    """What words are searched by is loaded first; meanwhile all else is answered."""
    index, begun, go = open_index(small_index_path), Event(), Event()
    app = create_app(index)

    def slow() -> None:
        begun.set()
        go.wait(20)

    monkeypatch.setattr(app.state.workspace.session, "classes", InBackground("classes", slow))
    with TestClient(app, base_url="http://localhost") as client:
        told: list[int] = []
        asking = Thread(target=lambda: told.append(count(client, where)))
        asking.start()
        try:
            assert begun.wait(10)
            assert count(client, "label = 'plum'") > 0 and not told
        finally:
            go.set()
        asking.join(20)
        assert told[0] >= count(client, "label = 'plum'")


def test_images_that_were_sent_and_forgotten_are_said_to_be(client):
    """In a sentence, as everywhere."""
    refused = client.get("/api/filter", params={"where": "alike('image:ffffffffffff', 0.1)"})
    assert refused.status_code == 400 and "not there any more" in refused.json()["error"]
