"""The application as a whole: two in one process, prefixes, the page beside the API, reloading."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from starlette.testclient import TestClient

from explorer.errors import IndexFormatError, InputError
from explorer.options import ServeOptions
from explorer.web.app import create_app
from explorer.web.builds.workspace import Workspace
from explorer.web.page.asking import ask
from explorer.web.responses import JsonAnswer
from explorer.web.server.urls import normal_prefix
from tests.event_loop import run


def test_the_page_and_the_api_share_a_server(client):
    """Dash answers the root; the API is not swallowed by it, nor is what does not exist."""
    page = client.get("/")
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert client.get("/_dash-layout").status_code == 200
    assert client.get("/api/nothing").json()["error"]
    assert client.get("/nothing/at/all").status_code == 404
    assert client.get("/favicon.ico").status_code == 204


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/assets/css/tokens.css", "/api/index", "/api/items/0/image", "/api/nothing"]
)
def test_head_is_get_without_the_body(client, path):
    """What monitors and proxies ask: the same status and kind, nothing sent."""
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.headers["content-type"]) == (get.status_code, get.headers["content-type"])
    assert head.content == b""


@pytest.mark.parametrize("name", ["{%scripts%}", "{%config%}{%renderer%}", "{%dendro_config%}", "{%none%}"])
def test_names_that_look_like_the_template(small_index_path, tmp_path, name):
    """An index, a model or a label called as a part of the template is shown; each part stands there once."""
    shutil.copytree(small_index_path, tmp_path / f"{name}.dendro")
    with TestClient(create_app(tmp_path / f"{name}.dendro"), base_url="http://localhost") as client:
        page = client.get("/").text
    assert f"<title>{name}</title>" in page
    assert page.count('id="_dash-config"') == page.count('id="_dash-renderer"') == 1
    assert page.count('id="dendro-config"') == 1
    config = page.split('id="dendro-config">')[1].split("</script>")[0]
    assert json.loads(config)["name"] == name


@pytest.mark.parametrize("prefix", ["/dendro", "dendro/", "/a/b/"])
def test_everything_moves_under_a_prefix(small_index, prefix):
    """Page, API, documentation and assets; the root leads there."""
    app = create_app(small_index, ServeOptions(url_prefix=prefix))
    under = normal_prefix(prefix)
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get(f"{under}/api/index").json()["n"] == small_index.n
        assert client.get(f"{under}/").status_code == 200
        assert client.get(f"{under}/docs").status_code == 200
        assert client.get(f"{under}/_dash-layout").status_code == 200
        assert client.get(f"{under}/api/nothing").status_code == 404
        assert client.get(f"{under}/nothing").status_code == 404
        moved = client.get(f"{under}?node=5", follow_redirects=False)
        assert moved.headers["location"].endswith(f"{under}/?node=5")


def test_a_proxy_may_take_the_prefix_off(small_index):
    """The same answers, without a redirect that would come back to where it started."""
    app = create_app(small_index, ServeOptions(url_prefix="/user/x/proxy/8050"))
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
        for path in ("/", "/docs", "/api/index", "/_dash-layout", "/assets/css/tokens.css", "/favicon.ico"):
            assert client.get(path).status_code in (200, 204)
        page = client.get("/").text
        entry = re.search(r'src="/user/x/proxy/8050(/assets/\w+/modules/page/boot\.mjs)"', page)
        assert entry and client.get(entry[1]).status_code == 200
        assert client.get("/api/nothing").status_code == 404
        assert client.put("/api/view").status_code == 405


def test_scripts_of_dash_sleep_in_the_page(small_index):
    """The browser neither loads nor runs them by itself; under a prefix their sources keep it."""
    app = create_app(small_index, ServeOptions(url_prefix="/walk"))
    with TestClient(app, base_url="http://localhost") as client:
        page = client.get("/walk/").text
    tags = re.findall(r"<script\b[^>]*>", page)
    asleep = [tag for tag in tags if 'type="text/plain"' in tag]
    of_dash = [tag for tag in tags if "dash" in tag or "bridge.js" in tag]
    assert [tag for tag in of_dash if tag not in asleep] == [
        '<script id="_dash-config" type="application/json">'
    ]
    sources = [tag for tag in asleep if "data-src" in tag]
    assert len(sources) >= 9 and all('data-src="/walk/' in tag for tag in sources)
    assert asleep[-1] == '<script type="text/plain" id="_dash-renderer">'


@pytest.mark.parametrize("prefix", ["/a b", "../x", "/./a", "/a?b", "/a#b", "/a%20b", "/ä"])
def test_a_prefix_that_no_address_has(prefix):
    """Refused before anything is served under it."""
    with pytest.raises(InputError, match="--url-prefix"):
        normal_prefix(prefix)


@pytest.mark.parametrize(
    ("given", "expected"), [("", ""), ("/", ""), ("a", "/a"), ("/a/", "/a"), ("//a//b/", "/a/b")]
)
def test_prefixes_have_one_form(given, expected):
    """A slash before, none after."""
    assert normal_prefix(given) == expected


def test_two_applications_in_one_process(small_index):
    """Each answers for itself, whichever was made last, during and after both have started."""
    first = create_app(small_index, ServeOptions(url_prefix="/one"))
    second = create_app(small_index, ServeOptions(url_prefix="/two"))
    with (
        TestClient(first, base_url="http://localhost") as one,
        TestClient(second, base_url="http://localhost") as two,
    ):
        assert one.get("/one/").status_code == 200
        assert two.get("/two/").status_code == 200
        assert one.get("/two/").status_code == 404
        assert two.get("/one/").status_code == 404
        assert one.get("/one/api/nothing").status_code == 404
        assert one.get("/one/elsewhere").status_code == 404
    assert first.state.workspace is not second.state.workspace


def test_takes_a_folder_or_an_opened_index(small_index, small_index_path):
    """Either way the same build is served."""
    assert create_app(small_index_path).state.workspace.index.build == small_index.build
    assert create_app(small_index).state.workspace.index is small_index


def test_a_folder_that_is_no_index(tmp_path):
    """One sentence at the start, not an error on every request."""
    with pytest.raises(IndexFormatError, match="not an index"):
        create_app(tmp_path)


def refreshed(path):
    """Write the same index again as a newer build."""
    from explorer.index.reader import open_index
    from explorer.index.writer import BuildContents, write_build

    with open_index(path) as old:
        write_build(
            path,
            BuildContents(
                items=old.items, embeddings=old.embeddings, colors=old.colors,
                merges=old.tree.merges,
                thumbnails=([b"", old.thumbnails.read(row, 160)] for row in range(old.n)),
                neighbors=old.neighbors, projection=old.projection, source=old.manifest.source,
                encoder=old.encoder, levels=tuple(old.manifest.levels), classes=old.classes,
            ),
        )  # fmt: skip


def test_a_newer_build_is_offered_and_taken_when_asked(small_index_path, tmp_path):
    """Until then the old one is served, and its thumbnails; after it, rows of the old are refused by name."""
    import shutil

    path = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    client = TestClient(create_app(path), base_url="http://localhost")
    old = client.get("/api/index").json()
    refreshed(path)
    offered = client.get("/api/index").json()
    assert (offered["build"], offered["stale"]) == (old["build"], True)
    assert client.get(f"/api/thumbs?rows=1&build={old['build']}").status_code == 200
    assert client.post("/api/reload").json()["changed"] is True
    taken = client.get("/api/index").json()
    assert (taken["build"] != old["build"], taken["stale"], taken["name"]) == (True, False, "copy")
    assert taken["stale"] is False
    asked = ("view", "items/1", "search?text=plum", "findings", "nodes/1", "thumbs?rows=1")
    refused = [client.get(f"/api/{path}", headers={"Dendro-Build": old["build"]}) for path in asked]
    refused.append(client.get(f"/api/items/1/image?build={old['build']}"))
    refused.append(client.post(f"/api/exports?build={old['build']}", json={"rows": [1]}))
    refused.append(client.post("/_dash-update-component", json={}, headers={"Dendro-Build": old["build"]}))
    assert [answer.status_code for answer in refused] == [409] * len(refused)
    assert all("Reload the page" in answer.json()["error"] for answer in refused)
    assert client.get("/api/view", headers={"Dendro-Build": taken["build"]}).status_code == 200
    assert client.post("/api/reload").json()["changed"] is False


def test_after_a_reload_nothing_holds_the_old_build(small_index_path, tmp_path):
    """A page, a view and a filter were made of it, and yet the next refresh may remove it."""
    import gc
    import os
    import shutil
    import time

    from explorer.index.locks import lock_for_removal

    path = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    client = TestClient(create_app(path), base_url="http://localhost")
    build = client.get("/api/view?where=price>5").json()["build"]
    assert client.get("/_dash-layout").status_code == 200
    workspace = client.app.state.workspace
    assert "price" in workspace.session.varied
    assert lock_for_removal(path / "builds" / build) is None
    refreshed(path)
    assert client.post("/api/reload").json()["changed"] is True
    deadline = time.monotonic() + 10
    while (held := lock_for_removal(path / "builds" / build)) is None:
        assert time.monotonic() < deadline
        gc.collect()  # a thread lets go of what it answered with only after the answer
        time.sleep(0.05)
    os.close(held)


def test_a_newer_build_that_cannot_be_read_changes_nothing(small_index_path, tmp_path):
    """The old one goes on, which one sentence says; it is the index's state, and no defect of the server."""
    import shutil

    path = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    client = TestClient(create_app(path), base_url="http://localhost")
    manifest = path / "manifest.json"
    document = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(document | {"build": "20300101T000000-00000000"}))
    answer = client.post("/api/reload")
    assert answer.status_code == 409
    assert "goes on being served" in answer.json()["error"] and "20300101" in answer.json()["error"]
    assert "409" in client.get("/api/openapi.json").json()["paths"]["/api/reload"]["post"]["responses"]
    assert client.get("/api/view").status_code == 200


def test_an_index_that_is_moved_away_is_not_called_damaged(small_index_path, tmp_path):
    """What was not read yet cannot be had: 503, as what may be there again, and what to do."""
    import shutil

    path = shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    client = TestClient(create_app(path), base_url="http://localhost", raise_server_exceptions=False)
    path.rename(tmp_path / "elsewhere.dendro")
    for asked in ("thumbs?rows=1", "search?row=1"):
        answer = client.get(f"/api/{asked}")
        assert answer.status_code == 503, answer.text
        assert "the index was moved or deleted while it was open" in answer.json()["error"]


def test_serving_imports_nothing_heavy():
    """torch, umap and what comes with them stay out until a query needs an encoder."""
    code = "import json, sys, explorer.web.app; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "umap", "numba", "open_clip", "timm", "sklearn"} & set(json.loads(run.stdout))


def test_the_workspace_has_one_session_a_build(small_index):
    """What is cached belongs to the build, and stays while it is served."""
    workspace = Workspace(small_index, ServeOptions())
    assert workspace.session is workspace.session
    assert workspace.reload() is False


def test_damage_is_a_failure_of_the_server_and_is_logged_once(small_index, monkeypatch, caplog):
    """Nothing that the client could mend: 500, with what to do, and a line that names the route."""
    app = create_app(small_index)
    views = app.state.workspace.session.views

    def damaged(_request):
        raise IndexFormatError("tree.npz cannot be read; build the index again")

    monkeypatch.setattr(views, "view", damaged)
    answer = TestClient(app, base_url="http://localhost").get("/api/view")
    assert (answer.status_code, answer.json()["error"]) == (
        500,
        "tree.npz cannot be read; build the index again",
    )
    assert [record.getMessage() for record in caplog.records if "tree.npz" in record.getMessage()] == [
        "GET /api/view: tree.npz cannot be read; build the index again"
    ]


def test_sentences_name_no_folder_to_who_works_elsewhere(small_index, monkeypatch):
    """Whatever goes wrong, in the API and in a panel: the file's name is enough for whoever cannot see it."""
    root = small_index.manifest.source["root"]
    broken = IndexFormatError(f"{small_index.path}/tree.npz is damaged; the images lie in {root}/plum.")

    def fails(*_):
        raise broken

    monkeypatch.setattr("explorer.web.routes.views.describe", fails)
    said = "pictures.dendro/tree.npz is damaged; the images lie in plum."
    for options, expected in ((ServeOptions(), str(broken)), (ServeOptions(token="t"), said)):
        app = create_app(small_index, options)
        client = TestClient(app, base_url="http://localhost", headers={"authorization": "Bearer t"})
        assert client.get("/api/index").json()["error"] == expected
        workspace = app.state.workspace
        _, problem = run(lambda w=workspace: ask(w, w.pools.panels, fails))
        assert expected[:1].upper() + expected[1:] in str(problem)


def test_answers_are_json_whatever_is_in_them():
    """NaN is null, and half of a sign, which a request may hold, is a question mark."""
    assert JsonAnswer({"a": [float("nan"), float("inf"), 0.5, 2**70]}).body == (
        b'{"a":[null,null,0.5,1180591620717411303424]}'
    )
    assert json.loads(JsonAnswer({"error": "x\ud800é"}).body) == {"error": "x?é"}
