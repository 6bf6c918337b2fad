"""The routes of decisions: what they show, take and refuse."""

import shutil

import pytest
from starlette.testclient import TestClient

from explorer.dataset import open_index
from explorer.options import ServeOptions
from explorer.web.app import create_app


@pytest.fixture
def index_path(small_index_path, tmp_path):
    """Folder of an index of its own."""
    return shutil.copytree(small_index_path, tmp_path / "mine.dendro")


def client_of(path, at="localhost", **options) -> TestClient:
    """A client of a server of its own."""
    app = create_app(path, ServeOptions(**options))
    return TestClient(app, base_url=f"http://{at}", raise_server_exceptions=False)


@pytest.fixture
def client(index_path):
    """A client of a local server."""
    return client_of(index_path)


def test_tags_are_put_on_and_taken_off(client):
    """The answer says what changed and how all stands; views and items follow."""
    assert client.get("/api/tags").json()["tags"] == []
    made = client.post("/api/tags", json={"tag": "fix", "rows": [1, 2], "author": "Ada"})
    assert made.status_code == 200, made.text
    assert made.json()["tags"] == [{"tag": "fix", "count": 2}]
    assert made.json()["change"]["parts"] == 2
    assert client.get("/api/view", params={"where": "tag = 'fix'"}).json()["matching"] == 2
    said = client.get("/api/items/1").json()["decisions"]
    assert (said["tags"], said["history"][0]["author"]) == (["fix"], "Ada")
    client.post("/api/tags", json={"tag": "fix", "remove": True, "rows": [1]})
    assert client.get("/api/view", params={"where": "tag = 'fix'"}).json()["matching"] == 1
    columns = {column["name"]: column for column in client.get("/api/index").json()["columns"]}
    assert columns["tag"]["values"] == ["fix"]


def test_what_is_decided_can_be_coloured_by(client):
    """It is offered by the page once something is decided, and an address may ask for it before."""
    assert "column:tag" in client.get("/").text
    assert "column:tag" not in client.get("/_dash-layout").text
    client.post("/api/tags", json={"tag": "fix", "rows": [1, 2]})
    assert "column:tag" in client.get("/_dash-layout").text
    assert (
        client.get("/api/view", params={"color": "column:tag"}).json()["legend"]["steps"][0]["words"] == "fix"
    )


def test_a_cluster_or_a_filter_is_decided_about(client):
    """Instead of rows."""
    n = client.post("/api/tags", json={"tag": "plums", "where": "label = 'plum'"}).json()["change"]["parts"]
    assert client.get("/api/view", params={"where": "tag = 'plums'"}).json()["matching"] == n > 10
    assert client.post(
        "/api/tags", json={"tag": "all", "node": client.get("/api/index").json()["root"]}
    ).is_success


def test_labels_notes_and_verdicts(client):
    """Given, listed, exported, undone and done again."""
    client.post("/api/corrections", json={"label": "plum", "rows": [3], "author": "Ada"})
    client.post("/api/notes", json={"note": "dark", "rows": [3], "author": "Ada"})
    client.post("/api/verdicts", json={"verdict": "label is right", "rows": [3], "author": "Ada"})
    said = client.get("/api/items/3").json()["decisions"]
    assert (said["corrected"], said["note"], said["verdicts"]) == ("plum", "dark", ["label is right"])
    (found,) = client.get("/api/corrections").json()["corrections"]
    assert (found["corrected"], found["by"], found["row"]) == ("plum", "Ada", 3)
    table = client.get("/api/corrections", params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0] == '"path","given","corrected","by","when"'
    assert len(client.get("/api/decisions").json()["decisions"]) == 3
    undone = client.post("/api/undo", json={"author": "Ada"}).json()
    assert undone["verdicts"] == [] and undone["change"]["what"].startswith("Say")
    assert client.post("/api/redo", json={"author": "Ada"}).json()["verdicts"][0]["count"] == 1
    assert client.post("/api/redo", json={"author": "Ada"}).json()["change"] is None


def test_a_page_undoes_its_own_change(client):
    """By its id and time; what the same person did elsewhere stays, and is told as the last."""
    mine, theirs = (
        client.post("/api/tags", json={"tag": tag, "rows": [3], "author": "Ada"}).json()
        for tag in ("here", "there")
    )
    assert theirs["last"]["what"] == "Tag 1 image there"
    named = {"change": mine["change"]["id"], "time": mine["change"]["time"]}
    undone = client.post("/api/undo", json=named | {"author": "Bob"}).json()
    assert (undone["change"]["parts"], [one["tag"] for one in undone["tags"]]) == (1, ["there"])
    assert client.post("/api/redo", json=named).json()["change"]["parts"] == 1
    assert client.post("/api/undo", json=named | {"time": ""}).json()["change"] is None


def test_saved_views(client):
    """Kept under a name until they are forgotten."""
    client.post("/api/saved-views", json={"name": "dark", "address": "/?node=3"})
    (view,) = client.get("/api/saved-views").json()["views"]
    assert (view["name"], view["address"]) == ("dark", "?node=3")
    assert client.post("/api/saved-views", json={"name": "dark", "address": None}).json()["views"] == []


@pytest.mark.parametrize(
    ("route", "body", "status"),
    [
        ("tags", {"tag": "", "rows": [1]}, 400),
        ("tags", {"tag": "x" * 101, "rows": [1]}, 400),
        ("tags", {"tag": "a\nb", "rows": [1]}, 400),
        ("tags", {"tag": 3, "rows": [1]}, 400),
        ("tags", {"tag": "fix", "rows": [True]}, 400),
        ("tags", {"tag": "fix", "rows": ["1"]}, 400),
        ("tags", {"tag": "fix", "rows": []}, 400),
        ("tags", {"tag": "fix", "rows": [300]}, 404),
        ("tags", {"tag": "fix", "rows": [-1]}, 404),
        ("tags", {"tag": "fix", "rows": [2**70]}, 400),
        ("tags", {"tag": "fix", "node": 10**9}, 404),
        ("tags", {"tag": "fix", "node": 1, "rows": [1]}, 400),
        ("tags", {"tag": "fix", "where": "label ="}, 400),
        ("tags", {"tag": "fix", "rows": [1], "spell": 1}, 400),
        ("tags", {"tag": "fix", "rows": [1], "author": "x" * 101}, 400),
        ("tags", ["fix"], 400),
        ("corrections", {"label": "x" * 501, "rows": [1]}, 400),
        ("corrections", {"rows": [1]}, 400),
        ("notes", {"note": "x" * 10_001, "rows": [1]}, 400),
        ("verdicts", {"verdict": "wicked", "rows": [1]}, 400),
        ("saved-views", {"name": "v", "address": "?a=\nb"}, 400),
        ("undo", {"author": 3}, 400),
        ("undo", {"change": 2**63}, 400),
        ("redo", {"change": "1"}, 400),
    ],
)
def test_what_no_decision_may_say_is_refused(client, index_path, route, body, status):
    """With a sentence, and nothing is written."""
    answer = client.post(f"/api/{route}", json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"].endswith(".") or answer.json()["error"]
    assert client.get("/api/tags").json()["tags"] == []


def test_bodies_are_bounded(client):
    """What is too large is refused before it is read."""
    assert client.post("/api/tags", content=b"[" * (2**21 + 1)).status_code == 413
    assert client.post("/api/undo", content=b"[" * (2**16 + 1)).status_code == 413
    assert client.post("/api/tags", content=b"[" * 100_000).status_code == 400


@pytest.mark.parametrize(
    ("options", "host", "headers"),
    [
        ({"read_only": True}, "localhost", {}),
        ({"host": "0.0.0.0"}, "example.org", {}),
        ({"host": "0.0.0.0", "token": "s", "read_only": True}, "example.org", {"authorization": "Bearer s"}),
    ],
)
def test_servers_that_take_no_change_show_and_refuse(index_path, options, host, headers):
    """With 403 and a sentence, whatever is to be changed."""
    open_index(index_path).tag("fix", rows=[1], author="Ada")
    client = client_of(index_path, host, **options)
    client.headers.update(headers)
    shown = client.get("/api/tags").json()
    assert (shown["tags"], shown["changes"]) == ([{"tag": "fix", "count": 1}], False)
    for route, body in (
        ("tags", {"tag": "more", "rows": [1]}), ("corrections", {"label": "x", "rows": [1]}),
        ("notes", {"note": "x", "rows": [1]}), ("verdicts", {"verdict": "label is right", "rows": [1]}),
        ("saved-views", {"name": "x", "address": "?"}), ("undo", {"author": "Ada"}), ("redo", {}),
    ):  # fmt: skip
        answer = client.post(f"/api/{route}", json=body)
        assert answer.status_code == 403, route
        assert "takes no change" in answer.json()["error"]
    assert client.get("/api/tags").json()["revision"] == 1


def test_who_has_the_token_may_change(index_path):
    """By the name that they give; without one, nobody's."""
    client = client_of(index_path, "example.org", host="0.0.0.0", token="s")
    client.headers["Authorization"] = "Bearer s"
    assert client.post("/api/tags", json={"tag": "fix", "rows": [1]}).is_success
    assert client.get("/api/items/1").json()["decisions"]["history"][0]["author"] == ""


def test_other_sites_change_nothing(client):
    """A page of another site cannot tag."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        answer = client.post("/api/tags", json={"tag": "fix", "rows": [1]}, headers=headers)
        assert answer.status_code == 403
    assert client.get("/api/tags").json()["tags"] == []


def test_a_damaged_file_is_said_and_the_server_opens(index_path):
    """Everything else answers."""
    (index_path / "user.sqlite").write_bytes(b"nothing of the kind " * 500)
    client = client_of(index_path)
    assert client.get("/api/view").status_code == 200
    assert client.get("/").status_code == 200
    assert "user.sqlite" in client.get("/api/tags").json()["problem"]
    answer = client.post("/api/tags", json={"tag": "fix", "rows": [1]})
    assert answer.status_code == 503
    assert "user.sqlite" in answer.json()["error"]
    assert client.get("/api/items/1").status_code == 200


def test_rows_of_another_build_are_refused(client):
    """A row is a number, and the same number is another image in another build."""
    answer = client.post("/api/tags", json={"tag": "fix", "rows": [1]}, headers={"Dendro-Build": "other"})
    assert answer.status_code == 409


def test_two_browsers(client, index_path):
    """Both see what either decides."""
    other = client_of(index_path)
    client.post("/api/tags", json={"tag": "fix", "rows": [1]})
    other.post("/api/tags", json={"tag": "fix", "rows": [2]})
    for each in (client, other):
        assert each.get("/api/view", params={"where": "tag = 'fix'"}).json()["matching"] == 2


def test_who_knows_all_is_told_nothing(client, index_path):
    """A page asks every few seconds; what somebody else decided is a whole answer again."""
    known = {"revision": client.get("/api/tags").json()["revision"]}
    assert client.get("/api/tags", params=known).status_code == 204
    client_of(index_path).post("/api/tags", json={"tag": "fix", "rows": [2]})
    assert client.get("/api/tags", params=known).json()["tags"] == [{"tag": "fix", "count": 1}]


def test_labels_as_given_or_corrected(client, index_path):
    """One parameter of every route that judges; Dash says it in a header."""
    index = open_index(index_path)
    given = client.get("/api/items/3").json()["label"]
    client.post("/api/corrections", json={"label": "quince", "rows": [3]})
    as_corrected = {"labels": "corrected"}
    assert client.get("/api/items/3").json()["label"] == given
    assert client.get("/api/items/3", params=as_corrected).json()["label"] == "quince"
    assert client.get("/api/items/3", headers={"dendro-labels": "corrected"}).json()["label"] == "quince"
    asked = {"where": "label = 'quince'"}
    assert client.get("/api/view", params=asked).json()["matching"] == 0
    assert client.get("/api/view", params=asked | as_corrected).json()["matching"] == 1
    assert "quince" in client.get("/api/index", params=as_corrected).json()["classes"]
    assert "quince" not in client.get("/api/index").json()["classes"]
    node = client.get(f"/api/nodes/{index.root}", params=as_corrected).json()
    assert "quince" in [one["name"] for one in node["classes"]]
    made = client.post("/api/tags", params=as_corrected, json={"tag": "fix", **asked}).json()
    assert made["change"]["parts"] == 1
    table = client.post("/api/exports", params=as_corrected, json={"rows": [3]}).text
    assert table.count('"quince"') == 2
    diff = client.get("/api/corrections", params=as_corrected).json()["corrections"][0]
    assert (diff["given"], diff["corrected"]) == (given, "quince")


def test_findings_follow_the_corrections(client, index_path):
    """What was found by other labels is found anew, and by the given ones nothing changes."""
    asked = {"kind": "errors", "permutations": 99}
    index = open_index(index_path)
    before = client.get("/api/findings", params=asked).json()
    for row in (index.correct() == 0).nonzero()[0][:2].tolist():
        label = index.classes[index.predictions()[row]]
        rate = client.get("/api/findings", params=asked | {"labels": "corrected"}).json()["rate"]
        client.post("/api/corrections", json={"label": label, "rows": [row]})
        after = client.get("/api/findings", params=asked | {"labels": "corrected"}).json()["rate"]
        assert after < rate <= before["rate"]
    assert client.get("/api/findings", params=asked).json() == before


def test_other_labels_are_refused(client):
    """With one sentence, wherever they are asked for."""
    for answer in (
        client.get("/api/view", params={"labels": "<b>"}),
        client.get("/api/view", headers={"dendro-labels": "x" * 5000}),
    ):
        assert answer.status_code == 400
        assert "given or corrected is expected" in answer.json()["error"]


def test_rows_that_decisions_choose_are_not_kept_for_ever(client, index_path):
    """What a browser keeps is what cannot change any more."""
    build, root = open_index(index_path).build, open_index(index_path).root
    client.post("/api/corrections", json={"label": "quince", "rows": [3]})
    path = f"/api/nodes/{root}/rows"
    for params, lasting in (
        ({}, True),
        ({"where": "label = 'plum'"}, True),
        ({"where": "tag = 'fix'"}, False),
        ({"labels": "corrected", "where": "label = 'quince'"}, False),
    ):
        said = client.get(path, params=params | {"build": build}).headers["cache-control"]
        assert ("immutable" in said) == lasting


def test_views_are_saved_renamed_and_forgotten(client):
    """Several as one change, which is undone as one; a name without an address forgets nothing."""
    route = "/api/saved-views"
    client.post(route, json={"name": "<b>dark</b>", "address": "?where=x"})
    renamed = {"views": [{"name": "<b>dark</b>", "address": None}, {"name": "light", "address": "?where=x"}]}
    made = client.post(route, json=renamed).json()
    assert made["change"]["what"] == "Rename the view <b>dark</b> to light"
    assert [view["name"] for view in made["views"]] == ["light"]
    many = {"views": [{"name": f"v{i}", "address": "?"} for i in range(5)]}
    assert client.post(route, json=many).json()["change"]["what"] == "Save 5 views"
    assert len(client.post("/api/undo", json={}).json()["views"]) == 1
    for wrong in ({"name": "light"}, {}, {"views": []}, {"views": [{"name": "", "address": "?"}]}):
        assert client.post(route, json=wrong).status_code == 400
    assert client.post(route, json={"views": [{"name": "x", "address": "?"}] * 1001}).status_code == 400
    assert len(client.get(route).json()["views"]) == 1


def test_a_cluster_is_decided_about_as_such(client, index_path):
    """It stands beside the images, in the list of decisions and with the cluster."""
    node = int(open_index(index_path).tree.cut(12)[3])
    made = client.post("/api/tags", json={"tag": "odd", "cluster": node, "author": "Ada"}).json()
    assert made["tags"] == []
    assert [(each["node"], each["tags"], each["author"]) for each in made["clusters"]] == [
        (node, ["odd"], "Ada")
    ]
    client.post("/api/notes", json={"note": "look", "cluster": node})
    said = client.get(f"/api/nodes/{node}").json()["decisions"]
    assert (said["tags"], said["note"]) == (["odd"], "look")
    assert client.get(f"/api/nodes/{node - 1}").json()["decisions"] is None
    for wrong in ({"rows": [1]}, {"node": 3}, {"where": "true"}):
        assert client.post("/api/tags", json={"tag": "odd", "cluster": node} | wrong).status_code == 400
    assert client.post("/api/corrections", json={"label": "plum", "cluster": node}).status_code == 400
    assert client.post("/api/tags", json={"tag": "odd", "cluster": 10**9}).status_code == 404
