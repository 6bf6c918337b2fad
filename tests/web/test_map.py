"""The routes of the map on the small index: what they answer, how long it keeps, and how they refuse."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from explorer.layout.plane.plane import DEEPEST

SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1]]


def get(client, path, status=200, **params):
    """JSON of a GET, with the status expected."""
    answer = client.get(f"/api/map{path}", params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_the_map_says_how_it_is_asked_for(client, small_index):
    """Sizes, depth and the frame of the cluster."""
    answer = get(client, "", node=590)
    assert (answer["n"], answer["places"], answer["shades"], answer["node"]) == (300, 16, 32, 590)
    left, top, right, bottom = answer["frame"]
    assert 0 <= left <= right <= 1 and 0 <= top <= bottom <= 1
    assert answer["build"] == small_index.build


def test_tiles_in_the_order_asked_for(client):
    """As one answer; all that is under them is counted once."""
    asked = [(1, x, y) for y in range(2) for x in range(2)]
    answer = get(client, "/tiles", tiles=",".join("/".join(map(str, tile)) for tile in asked))
    assert [(tile["z"], tile["x"], tile["y"]) for tile in answer["tiles"]] == asked
    assert sum(tile["count"] for tile in answer["tiles"]) == 300


def test_what_depends_on_the_build_alone_is_kept(client, small_index):
    """For ever where the build is named; not where words or decisions are asked for."""
    build = small_index.build
    for path, params in (
        ("", {}),
        ("/tiles", {"tiles": "0/0/0"}),
        ("/tiles", {"tiles": "0/0/0", "where": "price < 50", "mark": "label = 'plum'", "color": "class"}),
        ("/names", {"level": 1}),
        ("/outline", {"node": 590}),
        ("/points", {"rows": "1,2"}),
    ):
        kept = client.get(f"/api/map{path}", params={**params, "build": build})
        assert "immutable" in kept.headers["cache-control"], path
        assert client.get(f"/api/map{path}", params=params).headers["cache-control"] == "no-cache"
    for more in ({"text": "plum"}, {"where": "tag = 'x'"}, {"mark": "tag = 'x'"}, {"labels": "corrected"}):
        answer = client.get("/api/map/tiles", params={"tiles": "0/0/0", "build": build, **more})
        assert answer.headers["cache-control"] == "no-store", more
    assert get(client, "/tiles", 409, tiles="0/0/0", build="another")["error"]


def test_the_extent_of_a_cluster_is_outlined(client, small_index):
    """Around its images under the filter; nothing where none is left."""
    rows = f"{small_index.tree.lo[590]}:{small_index.tree.hi[590]}"
    x, y = np.array(get(client, "/points", rows=rows)["points"]).T
    answer = get(client, "/outline", node=590)
    lines = [np.reshape(line, (-1, 2)) for line in answer["lines"]]
    assert answer["node"] == 590 and lines and all(len(line) > 3 for line in lines)
    corners = np.concatenate(lines)
    for axis, places in ((0, x), (1, y)):
        assert corners[:, axis].min() <= np.median(places) <= corners[:, axis].max()
    assert get(client, "/outline", node=590, where="price < 20")["lines"] != answer["lines"]
    assert get(client, "/outline", node=590, where="label = 'no such'")["lines"] == []
    assert get(client, "/outline", 404, node=10**6)["error"]


def test_points_are_in_the_order_of_their_rows(client):
    """One pair a row."""
    one, two = get(client, "/points", rows="5,3")["points"]
    assert get(client, "/points", rows="3")["points"] == [two]
    assert get(client, "/points", rows="5:6")["points"] == [one]


def test_a_polygon_gives_rows(client, small_index):
    """As u32, under the filter and within the cluster."""
    body = {"polygon": SQUARE, "where": "split = 'test'"}
    answer = client.post("/api/map/rows", json=body)
    assert answer.headers["content-type"] == "application/octet-stream"
    found = np.frombuffer(answer.content, "<u4").tolist()
    assert set(found) <= set(np.flatnonzero(small_index.column("split") == "test").tolist())
    assert len(found) > 60
    assert len(client.post("/api/map/rows", json={**body, "node": 3}).content) <= 4


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("", {"node": -1}),
        ("", {"node": 599}),
        ("", {"node": "1e9"}),
        ("", {"where": "price <"}),
        ("/tiles", {}),
        ("/tiles", {"tiles": ""}),
        ("/tiles", {"tiles": "NaN/0/0"}),
        ("/tiles", {"tiles": "0/-1/0"}),
        ("/tiles", {"tiles": "1/2/0"}),
        ("/tiles", {"tiles": f"{DEEPEST + 1}/0/0"}),
        ("/tiles", {"tiles": "99999999999999999999/0/0"}),
        ("/tiles", {"tiles": "0/0/0,1/0/0"}),
        ("/tiles", {"tiles": ",".join(["0/0/0"] * 65)}),
        ("/tiles", {"tiles": "0/0/0" * 1000}),
        ("/tiles", {"tiles": "0/0/0", "where": "nothing = 1"}),
        ("/tiles", {"tiles": "0/0/0", "mark": "("}),
        ("/tiles", {"tiles": "0/0/0", "rows": "1,x"}),
        ("/tiles", {"tiles": "0/0/0", "rows": "300"}),
        ("/tiles", {"tiles": "0/0/0", "model": "none"}),
        ("/tiles", {"tiles": "0/0/0", "color": "sky"}),
        ("/tiles", {"tiles": "0/0/0", "color": "column:none"}),
        ("/tiles", {"tiles": "0/0/0", "node": 599}),
        ("/names", {}),
        ("/names", {"level": -1}),
        ("/names", {"level": 8}),
        ("/names", {"level": "NaN"}),
        ("/names", {"level": 1, "node": 599}),
        ("/names", {"level": 1, "where": "'"}),
        ("/points", {"rows": "300"}),
        ("/points", {"rows": "-1"}),
        ("/points", {"rows": "0:6000"}),
        ("/points", {"rows": "9" * 61_000}),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(client, path, params):
    """With a status of the client's, never one of the server's."""
    answer = client.get(f"/api/map{path}", params=params)
    assert answer.status_code in (400, 404), answer.text
    assert answer.json()["error"] and "\n" not in answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"null", b"\xff", b'{"polygon": 3}', b'{"polygon": []}',
        b'{"polygon": [[0, 0], [1, 1]]}', b'{"polygon": [[0, 0], [1, 1], [NaN, 0]]}',
        b'{"polygon": [[0, 0], [1, 1], [1e999, 0]]}', b'{"polygon": [[0, 0], [1, 1], [1e300, 0]]}',
        b'{"polygon": [[0, 0, 0], [1, 1], [1, 0]]}', b'{"polygon": [["a", 0], [1, 1], [1, 0]]}',
        json.dumps({"polygon": SQUARE, "node": 599}).encode(),
        json.dumps({"polygon": SQUARE, "node": -1}).encode(),
        json.dumps({"polygon": SQUARE, "where": "price <"}).encode(),
        json.dumps({"polygon": SQUARE, "where": "x" * 100_000}).encode(),
        json.dumps({"polygon": SQUARE, "more": 1}).encode(),
        json.dumps({"polygon": [[0, 0]] * 5000}).encode(),
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_polygon_is_refused_in_a_sentence(client, body):
    """Likewise."""
    answer = client.post("/api/map/rows", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 404, 413), answer.text
    assert answer.json()["error"] and "\n" not in answer.json()["error"]


def test_forty_at_once_are_answered_alike(client):
    """Each from its own thread, of deep tiles that nobody asked for before."""
    asked = [f"6/{x}/{y}" for x in range(28, 36) for y in range(28, 33)]
    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(lambda tile: get(client, "/tiles", tiles=tile, where="price > 3"), asked))
    together = get(client, "/tiles", tiles=",".join(asked), where="price > 3")["tiles"]
    assert [answer["tiles"][0] for answer in answers] == together
