"""The API's routes on the small index: what they answer, and how they refuse."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.export.sampling import METHODS
from explorer.export.sampling.asked_sample import options_of
from explorer.filters.filter import filter_of
from explorer.view import ViewRequest, make_view
from explorer.web.builds.sent_images import SentImages
from explorer.web.routes import examples
from tests.images.odd import png_header


def get(client, path, status=200, **params):
    """JSON of a GET, with the status expected."""
    answer = client.get(f"/api/{path}", params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_index_says_what_is_served(client, small_index):
    """Counts, columns, classes, models and what is available."""
    answer = get(client, "index")
    assert (answer["n"], answer["root"], answer["build"]) == (300, 598, small_index.build)
    assert answer["classes"] == small_index.classes
    assert answer["models"] == ["", "b"]
    assert answer["stale"] is False
    assert answer["text_search"] is False
    assert answer["query_encoder"]["state"] == "none"
    columns = {column["name"]: column for column in answer["columns"]}
    assert columns["price"]["kind"] == "number"
    assert columns["place"]["values"] == ["it's here", "New York", "Zürich"]
    assert columns["path"]["values"] is None


def test_view_is_what_make_view_gives(client, small_index):
    """The route adds nothing and loses nothing."""
    answer = get(client, "view", clusters=9, width=800, height=500, thumb=30, where="price < 50", model="b")
    assert answer == make_view(
        small_index, ViewRequest(None, 9, 800, 500, 30, filter_of(small_index, "price < 50"), "b")
    )


def test_node_counts_classes(client, small_index):
    """Against counting the labels and verdicts of its rows."""
    node = int(small_index.tree.children[small_index.tree.root, 0])
    answer = get(client, f"nodes/{node}")
    rows = np.arange(answer["lo"], answer["hi"])
    labels, correct = small_index.labels()[rows], small_index.correct("")[rows]
    for entry in answer["classes"]:
        mine = labels == small_index.classes.index(entry["name"])
        assert entry["count"] == mine.sum()
        assert entry["judged"] == (correct[mine] >= 0).sum()
        if entry["judged"]:
            right = (correct[mine] == 1).sum()
            assert entry["accuracy"] == entry["recall"] == pytest.approx(right / entry["judged"], abs=1e-4)
        assert entry["share"] == pytest.approx(mine.sum() / (labels >= 0).sum(), abs=1e-4)
    assert sum(entry["count"] for entry in answer["classes"]) == (labels >= 0).sum()
    assert [model["name"] for model in answer["models"]] == ["", "b"]
    assert answer["models"][0]["accuracy"] == pytest.approx((correct[correct >= 0] == 1).mean(), abs=1e-4)
    wrong = sum(pair["count"] for pair in answer["confusion"])
    assert wrong == (correct == 0).sum()
    assert set(answer["representatives"]) <= set(rows.tolist())


def test_node_has_the_confusion_of_its_rows(client, small_index):
    """The matrix counts every judged row of the model that is asked for."""
    matrix = get(client, "nodes/598", model="b")["matrix"]
    labels, predictions = small_index.labels(), small_index.predictions("b")
    codes = [small_index.classes.index(name) for name in matrix["names"]]
    expected = [[int(((labels == a) & (predictions == b)).sum()) for b in codes] for a in codes]
    assert matrix["counts"] == expected
    assert matrix["mistakes"] == matrix["shown"] == (small_index.correct("b") == 0).sum()
    assert matrix["classes"] == 5


def test_node_measures_fairness_by_a_column(client, small_index):
    """MacroStd of the split, class by class, most uneven first; an unknown column is refused."""
    fair = get(client, "nodes/598", by="split")["fairness"]
    labels, correct = small_index.labels(), small_index.correct("")
    split = small_index.column("split")
    stds = []
    for entry in fair["classes"]:
        mine = (labels == small_index.classes.index(entry["name"])) & (correct >= 0)
        rates = [(correct[mine & (split == value)] == 1).mean() for value in ("test", "train")]
        weights = [(mine & (split == value)).sum() for value in ("test", "train")]
        mean = np.average(rates, weights=weights)
        assert entry["std"] == pytest.approx(
            np.sqrt(np.average((rates - mean) ** 2, weights=weights)), abs=1e-4
        )
        assert entry["worst"]["accuracy"] == pytest.approx(min(rates), abs=1e-4)
        stds.append(entry["std"])
    assert len(stds) == 5
    assert stds == sorted(stds, reverse=True)
    assert fair["macro_std"] == pytest.approx(np.mean(stds), abs=1e-4)
    assert 0 < fair["by_chance"] < 0.5 and 0 < fair["p_value"] <= 1
    assert len(get(client, "nodes/598", by="price")["fairness"]["classes"]) == 5
    assert get(client, "nodes/598")["fairness"] is None
    assert "nosuch" in get(client, "nodes/598", 404, by="nosuch")["error"]


def test_node_under_a_filter(client):
    """Only what matches counts."""
    answer = get(client, "nodes/598", where="label = 'plum'")
    assert [entry["name"] for entry in answer["classes"] if entry["count"]] == ["plum"]
    absent = [entry for entry in answer["classes"] if not entry["count"]]
    assert absent
    assert {entry["precision"] for entry in absent} == {None}
    assert {entry[score] for entry in absent for score in ("recall", "accuracy", "f1")} == {None}
    assert answer["matching"] == answer["classes"][0]["count"]


def test_representatives_are_nearest_to_the_mean(client, small_index):
    """Against computing all distances."""
    answer = get(client, "nodes/598")
    vectors = np.asarray(small_index.embeddings, dtype=np.float64)
    gaps = np.linalg.norm(vectors - vectors.mean(axis=0), axis=1)
    assert answer["representatives"] == np.argsort(gaps, kind="stable")[:12].tolist()


def test_item_has_all_that_is_known(client, small_index):
    """Columns as JSON has them, the file, neighbours and a cluster to show."""
    row = int(np.flatnonzero(np.isnan(small_index.column("price")))[0])
    answer = get(client, f"items/{row}")
    assert answer["columns"]["price"] is None
    assert answer["columns"]["modified"].startswith("2023-11-14T")
    assert answer["file"] == str(small_index.image_file(row))
    assert answer["models"][1] == {
        "name": "b",
        "prediction": answer["columns"]["prediction:b"],
        "confidence": answer["columns"]["confidence:b"],
        "right": {1: True, 0: False, -1: None}[int(small_index.correct("b")[row])],
    }
    assert [near["row"] for near in answer["neighbors"]] == small_index.neighbors.rows[row].tolist()
    distances = [near["distance"] for near in answer["neighbors"]]
    assert distances == sorted(distances)
    assert small_index.tree.lo[answer["node"]] <= row < small_index.tree.hi[answer["node"]]


@pytest.mark.parametrize("model", ["", "b"])
def test_neighbours_say_what_a_model_takes_them_for(client, small_index, model):
    """Label, prediction and verdict of each, of the model that is asked for; the first without one."""
    for row in (0, 150):
        near = get(client, f"items/{row}", model=model)["neighbors"]
        assert near == (get(client, f"items/{row}")["neighbors"] if not model else near)
        column = f"prediction:{model}" if model else "prediction"
        for one in near:
            place = one["row"]
            assert one["label"] == small_index.items["label"][place].as_py()
            assert one["prediction"] == small_index.items[column][place].as_py()
            known = one["label"] is not None and one["prediction"] is not None
            assert one["right"] is (one["label"] == one["prediction"] if known else None)
    assert client.get("/api/items/0", params={"model": "none such"}).status_code == 404


def test_search_by_words_and_by_row(client):
    """Ranked rows with scores and a node each."""
    words = get(client, "search", text="plum", limit=3)
    assert words["how"] == "words" and words["total"] > 3
    assert len(words["results"]) == 3
    assert set(words["results"][0]) == {"row", "path", "score", "node"}
    like = get(client, "search", row=3, node=598, limit=5, where="label = 'apple'")
    assert 3 not in [result["row"] for result in like["results"]] and like["total"] is None


def test_search_by_image_needs_an_encoder(client):
    """An index of own vectors has none: a sentence, not a crash."""
    answer = client.post("/api/search", content=b"\x89PNG")
    assert answer.status_code == 400
    assert "encoder" in answer.json()["error"]


@pytest.mark.parametrize(("limit", "most"), [(599, 599), (10**9, 40_000_000)])
def test_an_image_to_search_with_is_held_to_the_lower_limit(small_index, monkeypatch, limit, most):
    """That of the index, or that of the server, and no option is named that would not help."""
    manifest = replace(small_index.manifest, options={"image": {"max_pixels": limit}})
    monkeypatch.setattr(small_index, "manifest", manifest)
    data = png_header(1, most + 1) if most > 599 else png_header(30, 20)
    with pytest.raises(InputError, match=f"at most {most:,} pixels") as refusal:
        examples.take(SimpleNamespace(index=small_index, sent=SentImages()), data, None)
    assert "--" not in str(refusal.value)


def test_search_by_an_empty_form(client):
    """A form without a file names the field it lacks."""
    answer = client.post("/api/search", files={"other": ("a.png", b"x")})
    assert answer.status_code == 400
    assert "image" in answer.json()["error"]


@pytest.mark.parametrize(
    "wanted", [{"node": True}, {"node": False}, {"rows": [1, True]}, {"rows": True}, {"node": "1.5"}]
)
def test_a_truth_value_is_no_node_and_no_row(client, wanted):
    """`true` is not the number 1."""
    answer = client.post("/api/exports", json=wanted)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(f"{next(iter(wanted))}: input should be a valid")


@pytest.mark.parametrize("form", [False, True])
def test_export_of_a_node(client, small_index, form):
    """JSON and a plain form give the same download."""
    wanted = {"node": 590, "format": "csv", "where": "price < 50"}
    answer = client.post("/api/exports", data=wanted) if form else client.post("/api/exports", json=wanted)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    lo, hi = small_index.tree.lo[590], small_index.tree.hi[590]
    matching = (small_index.column("price")[lo:hi] < 50).sum()
    assert len(answer.text.strip().splitlines()) == matching + 1


def test_formats_that_suit_the_index_are_told(client, small_index):
    """Those of marked objects suit no index without any; of folders, some are sent as archives."""
    told = client.get("/api/exports").json()
    samples = {each["name"]: each["sized"] for each in told["samples"]}
    assert samples["k-center"] and not samples["best-copies"]
    assert sorted(each["name"] for each in told["samples"] if each["towards"]) == ["importance", "simcore"]
    options = {each["name"]: {one["name"]: one for one in each["options"]} for each in told["samples"]}
    assert options["density"]["keep"]["values"] == ["hard", "easy", "random"]
    assert (options["simcore"]["clusters"]["usual"], options["density"]["cells"]["usual"]) == ("100", "")
    assert {"label", "price"} < {*options["typical"]["by"]["values"]} and options["random"] == {}
    assert options["cluster-margin"]["model"]["values"] == ["prediction", "b"]
    for name, method in METHODS.items():
        given = {each: one["usual"] for each, one in options[name].items() if one["usual"]}
        assert options_of(method, given) == options_of(method, {})
    assert told["index"] == str(small_index.path) and told["layouts"] == ["path", "class", "cluster"]
    sent = {each["name"]: each["sent"] for each in told["formats"]}
    assert sent["csv"] and sent["fiftyone"] and not sent["folder"] and "coco" not in sent
    answer = client.post("/api/exports", json={"rows": [5, 2], "format": "fiftyone"})
    assert answer.content[:2] == b"PK" and "fiftyone.zip" in answer.headers["content-disposition"]


@pytest.mark.parametrize("form", [False, True])
def test_export_of_what_is_found(client, small_index, form):
    """A finding, a search and a filter narrow each other, as in `Dataset.select`."""
    wanted = {"finding": "errors:1", "search": "plum", "limit": 5, "where": "price > 0", "format": "jsonl"}
    answer = client.post("/api/exports", data=wanted) if form else client.post("/api/exports", json=wanted)
    assert answer.status_code == 200, answer.text
    rows = small_index.select(finding="errors:1", search="plum", limit=5, where="price > 0")
    paths = [json.loads(line)["path"] for line in answer.text.splitlines()]
    assert paths == small_index.column("path")[rows].tolist()


@pytest.mark.parametrize(
    "wanted",
    [
        {"sample": "k-center", "size": 5, "seed": 2},
        {"sample": ["stratified;size=50", "k-center"], "size": 5},
        {"sample": "simcore", "size": 5, "target": "label = 'plum'"},
    ],
)
def test_export_of_a_sample(client, small_index, wanted):
    """The same as in Python."""
    answer = client.post("/api/exports", json=wanted | {"format": "jsonl"})
    assert answer.status_code == 200, answer.text
    paths = [json.loads(line)["path"] for line in answer.text.splitlines()]
    assert paths == small_index.column("path")[small_index.select(**wanted)].tolist()


@pytest.mark.parametrize("how", ["json", "form", "file"])
def test_export_of_a_sample_towards_rows(client, small_index, how):
    """What was selected is drawn towards, and not drawn."""
    rows = [3, 4, 250]
    wanted = {"sample": "simcore;clusters=2", "size": 5, "format": "jsonl"}
    if how == "json":
        answer = client.post("/api/exports", json=wanted | {"target_rows": rows})
    elif how == "form":
        answer = client.post("/api/exports", data=wanted | {"target_rows": "3,4,250"})
    else:
        files = {"target_rows": np.array(rows, "<u4").tobytes()}
        answer = client.post("/api/exports", data=wanted, files=files)
    assert answer.status_code == 200, answer.text
    drawn = small_index.select(sample="simcore;clusters=2", size=5, target=np.array(rows))
    paths = [json.loads(line)["path"] for line in answer.text.splitlines()]
    assert paths == small_index.column("path")[drawn].tolist() and not set(rows) & set(drawn.tolist())


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"sample": "simcore", "size": 5, "target_rows": [9999]}, 404),
        ({"sample": "simcore", "size": 5, "target_rows": []}, 400),
        ({"sample": "simcore", "size": 5, "target_rows": [1], "target": "price > 0"}, 400),
        ({"size": 5, "target_rows": [1]}, 400),
        ({"tag": "none"}, 404),
        ({"finding": "errors:999"}, 404),
        ({"finding": "errors;permutations=9999999"}, 400),
        ({"finding": "nonsense"}, 400),
        ({"cut": 0.5}, 400),
        ({"search": "plum", "limit": 0}, 400),
        ({"search": "plum", "cut": "nan"}, 400),
        ({"sample": "random"}, 400),
        ({"sample": "random", "size": 301}, 400),
        ({"sample": "random", "size": True}, 400),
        ({"sample": "simcore", "target": "/etc/vectors.npy", "size": 3}, 400),
        ({"size": 3}, 400),
    ],
)
def test_what_cannot_be_chosen_for_an_export_is_refused(client, wanted, status):
    """One sentence each."""
    answer = client.post("/api/exports", json=wanted)
    assert answer.status_code == status
    assert "\n" not in answer.json()["error"]


def test_export_of_rows_as_zip(client):
    """Originals in an archive."""
    answer = client.post("/api/exports", json={"rows": [5, 2], "format": "zip"})
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    "body",
    [b"{", b"[]", b'{"format": "exe"}', b'{"nodes": 3}', b'{"rows": ["a"]}', b"\xff\xfe", b"[" * 100_000],
)
def test_export_refuses_other_bodies(client, body):
    """Anything else is 400 with one line."""
    answer = client.post("/api/exports", content=body)
    assert answer.status_code == 400
    assert "\n" not in answer.json()["error"]


HOSTILE = [
    ("view?node=-1", 404),
    ("view?node=99999999999999999999", 404),
    ("view?node=nan", 400),
    ("view?clusters=-1", 400),
    ("view?clusters=1e9", 400),
    ("view?width=-5", 400),
    ("view?height=999999999", 400),
    ("view?thumb=NaN", 400),
    ("view?thumb=inf", 400),
    ("view?model=nobody", 404),
    ("view?where=1;drop table items", 400),
    ("view?where=' or ''='", 400),
    ("view?where=load_extension('x') = 1", 400),
    ("view?where=path in (select 1)", 400),
    ("view?where=%00", 400),
    ("view?where=%ff%fe", 400),
    ("view?where=" + "(" * 5000, 400),
    ("nodes/-1", 404),
    ("nodes/599", 404),
    ("nodes/abc", 400),
    ("nodes/5?model=x", 404),
    ("items/-1", 404),
    ("items/300", 404),
    ("items/1e3", 400),
    ("items/999999999999999999999/image", 404),
    ("items/5/image?max=0", 400),
    ("items/5/image?max=999999", 400),
    ("items/..%2f..%2fetc%2fpasswd", 404),
    ("thumbs", 400),
    ("thumbs?rows=", 400),
    ("thumbs?rows=-1", 400),
    ("thumbs?rows=300", 404),
    ("thumbs?rows=1.5", 400),
    ("thumbs?rows=1:2:0", 400),
    ("thumbs?rows=0:999999999999", 400),
    ("thumbs?rows=1:2:3:4", 400),
    ("thumbs?rows=١", 400),
    ("thumbs?rows=1&size=0", 400),
    ("thumbs?rows=1&size=99999", 400),
    ("thumbs?rows=1&build=older", 409),
    ("search", 400),
    ("search?text=", 400),
    ("search?text=%20&limit=5", 400),
    ("search?text=a&row=1", 400),
    ("search?row=300", 404),
    ("search?text=cat&node=9999", 404),
    ("search?text=cat&limit=0", 400),
    ("search?text=cat&where=nope", 400),
    ("nothing", 404),
    ("", 404),
]


@pytest.mark.parametrize(
    "route", ["view?node=", "items/", "nodes/", "map/names?level=", "findings?min_size="]
)
def test_a_long_number_is_not_repeated(client, route):
    """Its beginning says which it was."""
    answer = client.get(f"/api/{route}{'9' * 400}")
    assert answer.status_code in (400, 404)
    assert "99999999999999999999… (400 digits)" in answer.json()["error"]


@pytest.mark.parametrize(("path", "status"), HOSTILE)
def test_hostile_requests_get_a_sentence(client, path, status):
    """Never a traceback, never a 500: JSON with one line."""
    answer = client.get(f"/api/{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    sentence = answer.json()["error"]
    assert sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "MADEUP"])
@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("/api/view", "GET, HEAD"),
        ("/api/tags", "GET, HEAD, POST"),
        ("/api/reload", "POST"),
        ("/docs", "GET, HEAD"),
        ("/_dash-update-component", "POST"),
        ("/assets/modules/state.mjs", "GET, HEAD"),
    ],
)
def test_other_methods_are_refused(client, method, path, taken):
    """JSON too, and what is taken instead, whichever way the route came to the application."""
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, taken)
    assert answer.json()["error"] == f"{method} is not taken at {path}; it takes {taken}."


def test_reading_what_only_takes_posts_is_refused(client):
    """GET and HEAD are not named as what it takes."""
    for method in ("GET", "HEAD"):
        answer = client.request(method, "/api/build/places")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_what_was_not_foreseen_is_one_sentence(small_index, caplog):
    """A defect inside a route: 500, no traceback in the answer, all of it in the log."""
    from starlette.testclient import TestClient

    from explorer.web.app import create_app

    app = create_app(small_index)
    app.state.workspace.session.views.view = lambda request: 1 / 0
    answer = TestClient(app, base_url="http://localhost").get("/api/view")
    assert answer.status_code == 500
    assert "division" not in answer.text
    assert "Something went wrong" in answer.json()["error"]
    assert "ZeroDivisionError" in caplog.text


def test_large_answers_are_compressed(client):
    """JSON is, for who can read it; packs of thumbnails are not."""
    assert client.get("/api/view").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/api/view", headers={"accept-encoding": "identity"}).headers
    assert "content-encoding" not in client.get("/api/thumbs?rows=0:200").headers


def test_docs_describe_every_route(client):
    """The reference page names each path and loads nothing from another host."""
    description = json.loads(client.get("/api/openapi.json").text)
    page = client.get("/docs").text
    assert {"/api/view", "/api/thumbs", "/api/items/{row}", "/api/search"} <= set(description["paths"])
    assert all(path in page for path in description["paths"])
    assert "http" not in page.replace('http-equiv="', "")


def test_of_more_classes_than_anybody_reads_the_most_frequent_are_told(client, small_index, monkeypatch):
    """The count is of all; the caption on the page says so."""
    from explorer.view import Views, cluster_summary
    from explorer.web.page.classes import callbacks as classes

    whole = cluster_summary.describe_cluster(Views(small_index), small_index.tree.root)
    monkeypatch.setattr(cluster_summary, "MOST_CLASSES", 3)
    views = Views(small_index)
    few = cluster_summary.describe_cluster(views, small_index.tree.root)
    assert few["classes"] == whole["classes"][:3]
    assert few["class_count"] == whole["class_count"] == len(whole["classes"]) == 5
    rows, caption = classes.class_rows(views, {"node": small_index.tree.root, "where": "", "model": ""})
    assert len(rows) == 3 and caption == "The 3 most frequent of 5 classes in 300 images"


def test_the_rows_of_a_cluster_are_all_that_match(client, small_index):
    """Not those that a view has room for: what a selection is made of."""
    tree = small_index.tree
    node = int(tree.ancestor_with(0, 100))
    prices = small_index.column("price")[tree.lo[node] : tree.hi[node]]
    answer = client.get(f"/api/nodes/{node}/rows", params={"where": "price < 50"})
    rows = np.frombuffer(answer.content, "<u4")
    assert rows.tolist() == (np.flatnonzero(prices < 50) + tree.lo[node]).tolist()
    whole = client.get(f"/api/nodes/{node}/rows")
    assert len(whole.content) == 4 * (tree.hi[node] - tree.lo[node])
    assert client.get("/api/nodes/9999/rows").status_code == 404


def test_a_view_marks_what_it_is_asked_to(client):
    """By words, by rows, by a condition; each cell counts all, and every drawn image has a sign."""
    for asked in ({"text": "plum"}, {"rows": "0:60"}, {"mark": "label = 'plum'"}):
        view = get(client, "view", clusters=6, width=400, height=300, **asked)
        assert view["marked"] == sum(cell["marked"] for cell in view["cells"]) > 0
        assert all(len(cell["thumbs"]["marked"]) == len(cell["thumbs"]["rows"]) for cell in view["cells"])


@pytest.mark.parametrize("options", [{"host": "0.0.0.0"}, {"token": "t"}])
def test_places_on_this_machine_are_told_to_nobody_else(small_index, client, options):
    """A server that others may reach names paths relative to the source, in the API, the page and exports."""
    from starlette.testclient import TestClient

    from explorer.options import ServeOptions
    from explorer.web.app import create_app

    root = small_index.manifest.source["root"]
    assert root in client.get("/api/index").text and root in client.post("/api/exports", json={}).text
    headers = {"authorization": "Bearer t"}
    shared = TestClient(
        create_app(small_index, ServeOptions(**options)), base_url="http://localhost", headers=headers
    )
    for path in ("index", "items/0", "items/0?x=1", "nodes/598", "search?row=1", "findings?kind=outliers"):
        answer = shared.get(f"/api/{path}")
        assert answer.status_code == 200 and root not in answer.text
    assert shared.get("/api/index").json()["source"] == {"kind": "folder", "location": "pictures"}
    assert shared.get("/api/items/0").json()["file"] == small_index.items["path"][0].as_py()
    assert root not in shared.get("/").text + shared.get("/_dash-layout").text
    for format_ in ("csv", "jsonl", "zip"):
        sent = shared.post("/api/exports", json={"rows": [1, 2], "format": format_}).content
        assert sent and root.encode() not in sent


FORM = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
ENDED = b"--x--\r\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (FORM % (b"rows", b'; filename="a"', b"\1\0\0\0"), "cut short"),
        (FORM % (b"node", b"", b"590") + (FORM % (b"where", b"", b"price"))[:-9], "cut short"),
        (FORM % (b"where", b'; filename="a"', b"price < 50") + ENDED, "where: a file"),
        (FORM % (b"node", b"", b"590") + FORM % (b"node", b"", b"591") + ENDED, "node: it was sent twice"),
        (FORM % (b"rows", b'; filename="a"', b"\1\0\0\0") + FORM % (b"rows", b"", b"3") + ENDED, "twice"),
        (b"no form at all", "cannot be read"),
    ],
)
def test_a_form_of_which_a_part_would_be_passed_over(client, body, said):
    """Is refused: what is missing would make the download another, larger one."""
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = client.post("/api/exports", content=body, headers=headers)
    assert answer.status_code == 400 and said in answer.json()["error"]
    assert ".." not in answer.json()["error"]
    plain = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/api/exports", content=b"rows=1&rows=2", headers=plain).status_code == 400
