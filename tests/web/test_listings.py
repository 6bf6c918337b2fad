"""The routes of lists: rows and windows in any order, exact counts, hostile requests, forty at once."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from starlette.testclient import TestClient

from explorer.dataset import open_index
from explorer.decisions.editing import Asked, decide
from explorer.web.app import create_app
from explorer.web.page.controls import MOST_TEXT


def rows_of(answer) -> list[int]:
    """The rows of a binary answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/octet-stream"
    return np.frombuffer(answer.content, "<u4").tolist()


def test_rows_come_in_the_order_that_is_asked_for(client, small_index):
    """All of them, a part of them, and the number of all in a header."""
    price = small_index.column("price")
    asked = {"sort": "column:price", "descending": "true", "where": "price > 50"}
    answer = client.get("/api/nodes/598/rows", params=asked)
    expected = sorted(np.flatnonzero(price > 50).tolist(), key=lambda row: (-price[row], row))
    assert rows_of(answer) == expected
    assert int(answer.headers["dendro-total"]) == len(expected)
    part = client.get("/api/nodes/598/rows", params=asked | {"offset": 10, "limit": 5})
    assert rows_of(part) == expected[10:15]
    assert int(part.headers["dendro-total"]) == len(expected)
    assert rows_of(client.get("/api/nodes/598/rows", params=asked | {"offset": 999})) == []


def test_windows_are_parts_of_the_same_list(client):
    """Whatever their size, and with the same counts."""
    asked = {"sort": "column:place", "rows": "5,20:40", "only": "true"}
    rows = rows_of(client.get("/api/nodes/598/rows", params=asked))
    found = []
    for offset in range(0, 25, 7):
        answer = client.get("/api/nodes/598/images", params=asked | {"offset": offset, "limit": 7}).json()
        assert (answer["total"], answer["matching"], answer["marked"]) == (21, 300, 21)
        assert len(answer["colors"]) == 6 * len(answer["rows"]) == 6 * len(answer["signs"])
        found += answer["rows"]
    assert found == rows
    assert set(rows) == {5, *range(20, 40)}


def test_a_window_finds_the_place_of_an_image(client):
    """Also outside the window; none where it is not in the list."""
    asked = {"sort": "column:path", "limit": 0, "find": 17}
    rows = rows_of(client.get("/api/nodes/598/rows", params={"sort": "column:path"}))
    assert client.get("/api/nodes/598/images", params=asked).json()["place"] == rows.index(17)
    assert client.get("/api/nodes/598/images", params=asked | {"where": "price < 0"}).json()["place"] is None


def test_scores_are_of_words_or_of_images(client):
    """As the search itself ranks them; the examples, which it leaves out, are among the images like them."""
    found = [each["row"] for each in client.get("/api/search?text=plum&limit=300").json()["results"]]
    asked = "text=plum&only=true&sort=score&descending=true"
    assert rows_of(client.get(f"/api/nodes/598/rows?{asked}")) == found
    like = [each["row"] for each in client.get("/api/search?like=5&like=9&limit=10").json()["results"]]
    asked = "like_rows=5,9&cut=-1&sort=score&descending=true&limit=10"
    listed = rows_of(client.get(f"/api/nodes/598/rows?{asked}"))
    assert {5, 9} < set(listed) and [row for row in listed if row not in (5, 9)] == like[: len(listed) - 2]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, True),
        ({"sort": "column:price"}, True),
        ({"where": "tag = 'fix'"}, False),
        ({"sort": "column:tag"}, False),
        ({"sort": "score", "text": "plum"}, False),
        ({"text": "plum"}, False),
    ],
)
def test_what_decisions_change_is_not_kept_by_browsers(client, small_index, asked, kept):
    """Of a build all else is."""
    answer = client.get("/api/nodes/598/rows", params=asked | {"build": small_index.build})
    assert answer.status_code == 200
    assert ("immutable" in answer.headers["cache-control"]) == kept


def test_a_tag_is_an_order_at_once(small_index_path, tmp_path):
    """Tagged images come first as soon as they are tagged."""
    copy = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    index = open_index(copy)
    with TestClient(create_app(index), base_url="http://localhost") as client:
        asked = "/api/nodes/598/rows?sort=column:tag&limit=2"
        assert rows_of(client.get(asked)) == [0, 1]
        decide(index, (70, 200), Asked("tag", "fix"))
        assert rows_of(client.get(asked)) == [70, 200]


HOSTILE = [
    ("rows?sort=price", 400),
    ("rows?sort=column:", 404),
    ("rows?sort=column:%00", 404),
    ("rows?sort=" + "x" * 600, 400),
    ("rows?sort=score", 400),
    ("rows?sort=score&text=!!", 400),
    ("rows?sort=score&text=" + "a" * 3000, 400),
    ("rows?sort=score&like_rows=1", 400),
    ("rows?sort=score&cut=0&like_rows=300", 404),
    ("rows?sort=listed", 400),
    ("rows?descending=perhaps", 400),
    ("rows?only=true", 400),
    ("rows?only=true&rows=300", 404),
    ("rows?only=true&rows=1:2:0", 400),
    ("rows?only=true&text=!!", 400),
    ("rows?only=true&mark=nope", 400),
    ("rows?where=(((", 400),
    ("rows?where=" + "(" * (MOST_TEXT + 1), 400),
    ("rows?offset=-1", 400),
    ("rows?offset=99999999999999999999", 400),
    ("rows?limit=-1", 400),
    ("rows?build=older", 409),
    ("images?limit=20001", 400),
    ("images?limit=1001&named=true", 400),
    ("images?find=300", 404),
    ("images?find=x", 400),
    ("images?model=none", 404),
]


@pytest.mark.parametrize(("path", "status"), HOSTILE)
def test_hostile_requests_get_a_sentence(client, path, status):
    """One line, and what to do."""
    answer = client.get(f"/api/nodes/598/{path}")
    assert answer.status_code == status, answer.text
    sentence = answer.json()["error"]
    assert sentence and "\n" not in sentence


def test_forty_at_once_are_held_by_the_pools(small_index):
    """Each is answered in full or told when to ask again; a view is answered meanwhile."""
    app = create_app(small_index)
    pool = app.state.workspace.pools.lookups.options
    price = small_index.column("price")
    with TestClient(app, base_url="http://localhost") as client:

        def ask(i: int) -> bool:
            answer = client.get(f"/api/nodes/598/rows?sort=column:price&where=price%20>%20{i}")
            if answer.status_code == 503:
                assert int(answer.headers["retry-after"]) > 0 and "busy" in answer.json()["error"]
                return False
            assert len(rows_of(answer)) == (price > i).sum()
            return True

        with ThreadPoolExecutor(41) as threads:
            view = threads.submit(client.get, "/api/view")
            answered = list(threads.map(ask, range(40)))
            assert view.result().status_code == 200
        assert sum(answered) >= pool.waiting // 2
        assert all(ask(i) for i in range(40))
