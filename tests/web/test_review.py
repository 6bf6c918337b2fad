"""The routes of a review: what they tell, take and refuse; where the page offers one."""

import pytest
from starlette.testclient import TestClient

from explorer.options import ServeOptions
from explorer.web.app import create_app
from explorer.web.page.findings import cards, query
from tests.browser.reworked import with_mistakes


@pytest.fixture
def index_path(small_index, tmp_path):
    """Folder of an index of its own: labels of 6 images are wrong, three files hold the same bytes."""
    return with_mistakes(small_index, tmp_path)


def client_of(path, at="localhost", **options) -> TestClient:
    """A client of a server of its own."""
    app = create_app(path, ServeOptions(**options))
    return TestClient(app, base_url=f"http://{at}", raise_server_exceptions=False)


def read(client, kind="labels", **params):
    """The document of a review."""
    answer = client.get("/api/review", params={"kind": kind} | params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_answers_are_told_and_taken(index_path):
    """By one browser and seen by another, which counts what stands; undone with the rest."""
    ada, ben = client_of(index_path), client_of(index_path)
    images = read(ada)["images"]
    assert [answer["key"] for answer in read(ada)["answers"]] == ["y", "n", "l"]
    first, second = images[:2]
    given = {
        "kind": "labels",
        "row": first["row"],
        "answer": "y",
        "label": first["suggested"],
        "author": "Ada",
    }
    made = ada.post("/api/review", json=given)
    assert made.status_code == 200, made.text
    assert made.json()["change"]["parts"] == 1 and made.json()["counts"]["corrected"] == 1
    ben.post("/api/review", json={"kind": "labels", "row": second["row"], "answer": "n", "author": "Ben"})
    assert [image["outcome"] for image in read(ada)["images"][:3]] == ["corrected", "kept", ""]
    assert [image["row"] for image in read(ben)["images"]] == [image["row"] for image in images]
    [correction] = ada.get("/api/corrections").json()["corrections"]
    assert (correction["given"], correction["corrected"]) == (first["label"], first["suggested"])
    assert ada.post("/api/undo", json={"author": "Ada"}).json()["change"]["what"].startswith("Correct")
    assert [image["outcome"] for image in read(ben)["images"][:2]] == ["", "kept"]


def test_nothing_is_decided_over_what_somebody_else_has_decided_meanwhile(index_path):
    """Who answers once more, knowing of it, is taken at their word; the same answer twice is no quarrel."""
    client = client_of(index_path)
    row = read(client)["images"][0]["row"]
    mine = {"kind": "labels", "row": row, "answer": "n", "seen": {row: ""}, "author": "Ada"}
    client.post("/api/review", json=mine | {"answer": "l", "label": "owl", "author": "Ben"})
    refused = client.post("/api/review", json=mine)
    assert refused.status_code == 409
    assert refused.json()["error"].startswith(
        "Decided meanwhile by Ben: corrected to owl. Nothing was changed"
    )
    same = mine | {"answer": "l", "label": "owl"}
    assert client.post("/api/review", json=same).status_code == 200
    assert client.post("/api/review", json=same | {"label": "elk"}).status_code == 409
    assert client.post("/api/review", json=mine | {"seen": {row: "corrected"}}).status_code == 200
    assert read(client)["images"][0]["outcome"] == "kept"


def test_of_two_copies_not_both_are_removed_by_two_people(index_path):
    """Who takes away the second has not seen that the first is to go."""
    client = client_of(index_path)
    copies = [image["row"] for image in read(client, "duplicates")["images"]]
    said = {"kind": "duplicates", "answer": "x", "seen": dict.fromkeys(map(str, copies), "")}
    assert client.post("/api/review", json=said | {"row": copies[0]}).status_code == 200
    client.post("/api/corrections", json={"rows": copies, "label": "owl", "author": "Ben"})
    refused = client.post("/api/review", json=said | {"row": copies[1]})
    assert refused.status_code == 409 and "to be removed. Nothing" in refused.json()["error"]
    assert "Ben" not in refused.json()["error"]
    assert [image["outcome"] for image in read(client, "duplicates")["images"][:2]] == ["to be removed", ""]


def test_one_copy_is_kept(index_path):
    """By one answer about the others, which names them."""
    client = client_of(index_path)
    given = {"kind": "duplicates", "row": 101, "answer": "o", "copies": [100, 101, 102]}
    assert client.post("/api/review", json=given).json()["change"]["parts"] == 2
    outcomes = [image["outcome"] for image in read(client, "duplicates")["images"][:3]]
    assert outcomes == ["to be removed", "", "to be removed"]
    assert client.post("/api/review", json=given | {"copies": [101, 300]}).status_code == 404


def test_what_is_left_is_a_filter(index_path):
    """It leaves all but what a review tagged to go."""
    client = client_of(index_path)
    document = read(client, "duplicates")
    row = document["images"][0]["row"]
    client.post("/api/review", json={"kind": "duplicates", "row": row, "answer": "x"})
    view = client.get("/api/view", params={"where": document["left"]}).json()
    assert view["matching"] == view["count"] - 1
    assert read(client)["left"] == ""


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"answer": "q"}, 400),
        ({"answer": "l"}, 400),  # without a label
        ({"answer": "y", "label": " "}, 400),
        ({"kind": "errors"}, 400),
        ({"kind": "k" * 1000}, 400),
        ({"row": 300}, 404),
        ({"row": -1}, 404),
        ({"row": True}, 400),
        ({"more": 1}, 400),
        ({"kind": "duplicates", "answer": "o"}, 400),  # without the copies
        ({"kind": "duplicates", "answer": "o", "row": 300, "copies": [1, 2]}, 404),
    ],
)
def test_what_cannot_be_taken_is_refused_in_a_sentence(index_path, given, status):
    """And nothing is decided."""
    client = client_of(index_path)
    answer = client.post("/api/review", json={"kind": "labels", "row": 3, "answer": "n"} | given)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"].endswith(".")
    assert client.get("/api/tags").json()["revision"] == 0


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"kind": "errors"},
        {"kind": "labels", "limit": 0},
        {"limit": 10**6},
        {"kind": "labels", "transformed": True},
    ],
)
def test_what_cannot_be_reviewed_is_refused(client, params):
    """A kind whose findings are clusters, none, more than are told at once."""
    answer = client.get("/api/review", params=params)
    assert answer.status_code == 400 and "error" in answer.json()


def test_a_server_that_takes_no_change_refuses(index_path):
    """It tells how the review stands all the same."""
    client = client_of(index_path, read_only=True)
    row = read(client)["images"][0]["row"]
    assert client.post("/api/review", json={"kind": "labels", "row": row, "answer": "n"}).status_code == 403


@pytest.mark.parametrize(
    ("choice", "offered"),
    [
        ("labels", True),
        ("labels-given-class", True),
        ("duplicates", True),
        ("outliers", True),
        ("errors", False),
    ],
)
def test_the_page_offers_a_review_of_what_has_answers(small_index, choice, offered):
    """By the description of the kind; where nothing was found there is nothing to review."""
    asked = query.FindingsQuery(choice)
    image = {"row": 1, "path": "a.png", "label": "plum", "suggested": "leaf", "score": 0.5}
    group = {"rows": [1, 2], "paths": ["a.png", "b.png"], "how": "exact", "crosses": [], "extent": None}
    document = small_index.findings(asked.kind.name, permutations=99).document() | {
        "images": [],
        "groups": [],
    }
    listed = {"groups": [group]} if choice == "duplicates" else {"images": [image]}
    drawn = str(cards.cards(asked, document | listed))
    assert ("data-review" in drawn) is offered and "data-transformed" not in drawn
    also = str(cards.cards(query.FindingsQuery(choice, transformed=True), document | listed))
    assert ("data-transformed" in also) is offered
    assert "data-review" not in str(cards.cards(asked, document))
