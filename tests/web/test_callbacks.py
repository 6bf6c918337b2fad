"""Callbacks of the page: what the browser sends is checked, and a defect is logged and said."""

import copy
import json
import logging

import pytest
from dash import ALL, Dash, Input, Output, html
from starlette.testclient import TestClient

from explorer.cancellation import CancelledError
from explorer.errors import BusyError, InputError, NotFoundError
from explorer.web.app import create_app
from explorer.web.page.callback_bodies import VALUES, check_body

PATH = "/_dash-update-component"
VIEW = {"node": 598, "count": 300, "matching": 300, "where": "", "model": "", "build": "b", "title": "All"}
INSPECT = {
    "output": "..inspector.children...gallery.data..",
    "outputs": [{"id": "inspector", "property": "children"}, {"id": "gallery", "property": "data"}],
    "inputs": [
        {"id": "row", "property": "data", "value": 7},
        {"id": "view-at-rest", "property": "data", "value": VIEW},
    ],
    "changedPropIds": ["row.data"],
    "state": [{"id": "gallery", "property": "data"}],
}
PICK = {
    "output": "wanted.data",
    "outputs": {"id": "wanted", "property": "data"},
    "inputs": [{"id": "class-grid", "property": "cellClicked", "value": {"rowId": "plum"}}],
    "changedPropIds": ["class-grid.cellClicked"],
    "state": [{"id": "where", "property": "data", "value": "price > 5"}],
}
PARTS = {
    "output": '..{"of":["ALL"],"type":"sum"}.children...total.data..',
    "outputs": [
        [{"id": {"type": "sum", "of": 1}, "property": "children"}],
        {"id": "total", "property": "data"},
    ],
    "inputs": [[{"id": {"type": "part", "of": 1}, "property": "value", "value": 1}]],
    "changedPropIds": ['{"of":1,"type":"part"}.value'],
}


def changed(body: dict, *path, to=None) -> dict:
    """A copy of a body with one value put elsewhere; without `to`, the value is taken out."""
    body = copy.deepcopy(body)
    place = body
    for key in path[:-1]:
        place = place[key]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return body


def test_what_the_page_sends_is_answered(client):
    """One output and several."""
    assert client.post(PATH, json=INSPECT).json()["response"]["gallery"]["data"]["of"]["row"] == 7
    wanted = client.post(PATH, json=PICK).json()["response"]["wanted"]["data"]
    assert wanted == {"where": "price > 5 and label = 'plum'"}
    assert client.post(PATH, json=changed(PICK, "inputs", 0, "value")).status_code == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ([], 400),
        ("x", 400),
        (7, 400),
        (changed(PICK, "output"), 400),
        (changed(PICK, "output", to="nothing.here"), 404),
        (changed(PICK, "output", to="clusters.value"), 404),
        (changed(PICK, "output", to=7), 400),
        (changed(PICK, "output", to=["wanted.data"]), 400),
        (changed(PICK, "outputs"), 400),
        (changed(PICK, "outputs", to=[]), 400),
        (changed(PICK, "outputs", to="x"), 400),
        (changed(PICK, "outputs", "id", to="other"), 400),
        (changed(PICK, "inputs"), 400),
        (changed(PICK, "inputs", to=[]), 400),
        (changed(PICK, "inputs", to={}), 400),
        (changed(PICK, "inputs", to=[None]), 400),
        (changed(PICK, "inputs", 0, "id"), 400),
        (changed(PICK, "inputs", 0, "id", to="row"), 400),
        (changed(PICK, "inputs", 0, "property", to="children"), 400),
        (changed(PICK, "inputs", 0, to=[]), 400),
        (changed(PICK, "inputs", 0, "value", to="x"), 400),
        (changed(PICK, "inputs", 0, "value", to=[1]), 400),
        (changed(PICK, "inputs", 0, "value", "rowId"), 400),
        (changed(INSPECT, "inputs", 1, "value", "count", to="many"), 400),
        (changed(PICK, "changedPropIds", to="x"), 400),
        (changed(PICK, "changedPropIds", to=["{.data"]), 400),
        (changed(PICK, "changedPropIds", to=[{}]), 400),
        (changed(INSPECT, "inputs", 0, "value", to="seven"), 400),
        (changed(INSPECT, "state"), 400),
        (changed(INSPECT, "state", 0, "value", to={"of2": 1}), 400),
        (changed(INSPECT, "outputs", 1), 400),
        (changed(INSPECT, "outputs", 0, to=[]), 400),
        (changed(PICK, "state", 0, "value", to=5), 400),
    ],
)
def test_malformed_bodies_are_refused_in_one_sentence(client, caplog, body, status):
    """Unknown callbacks, missing and superfluous parts, wrong types, values of no control: no defect."""
    answer = client.post(PATH, json=body)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert not caplog.records


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"\xff\xfe{}", "application/json"),
        (b'{"output": "\xe9"}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"NaN", "application/json"),
        (json.dumps(PICK).encode(), "text/plain"),
        (b"\x00", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_json_is_refused(client, content, kind):
    """Not JSON, not UTF-8, or sent as something else."""
    answer = client.post(PATH, content=content, headers={"content-type": kind})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("callback: ")
    assert answer.headers["content-type"] == "application/json"


@pytest.fixture(scope="module")
def of_parts():
    """Callbacks of components that are named by a pattern: the page may get some at any time."""
    app = Dash(__name__)
    app.layout = html.Div()
    outputs = [Output({"type": "sum", "of": ALL}, "children"), Output("total", "data")]
    app.callback(outputs, Input({"type": "part", "of": ALL}, "value"))(lambda values: (values, sum(values)))
    app._setup_server()
    return app.callback_map


def test_ids_of_a_pattern_are_taken(of_parts):
    """As many as the page has."""
    check_body(of_parts, PARTS)


@pytest.mark.parametrize(
    "body",
    [
        changed(PARTS, "inputs", 0, to={"id": "x", "property": "value"}),
        changed(PARTS, "inputs", 0, 0, "id", to={"type": "other", "of": 1}),
        changed(PARTS, "inputs", 0, 0, "id", to={"type": "part"}),
        changed(PARTS, "inputs", 0, 0, "id", to="part"),
        changed(PARTS, "outputs", 0, 0, "id", to={"type": "part", "of": 1}),
        changed(PARTS, "changedPropIds", to=['{"of":2,"type":"part"}.value']),
    ],
)
def test_ids_of_no_pattern_are_refused(of_parts, body):
    """Of another kind, of another shape, or none."""
    with pytest.raises(InputError, match="callback"):
        check_body(of_parts, body)


def test_a_defect_in_a_callback_is_logged_once_and_said(small_index, monkeypatch, caplog):
    """With the callback that failed; the answer is a sentence."""

    def broken(*_):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("explorer.web.page.inspector.callbacks._content", broken)
    caplog.set_level(logging.INFO)
    app = create_app(small_index)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.post(PATH, json=INSPECT)
    assert answer.status_code == 500
    assert "its log says what" in answer.json()["error"]
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "_dash-update-component" in record.getMessage() and "inspector.children" in record.getMessage()
    assert record.exc_info[0] is ZeroDivisionError


@pytest.mark.parametrize("error", [BusyError("Busy.", 7), CancelledError("The server is stopping.")])
def test_a_callback_that_has_to_wait_is_asked_again(client, monkeypatch, error):
    """A server that is busy or stopping says when; that is no answer to show in a panel."""

    def busy(*_):
        raise error

    monkeypatch.setattr("explorer.web.page.inspector.callbacks._content", busy)
    answer = client.post(PATH, json=INSPECT)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) == error.retry_after


def test_what_cannot_be_answered_is_said_in_the_panel(client, monkeypatch):
    """With a way to ask again, which is not taken for the answer that is there already."""

    def gone(*_):
        raise NotFoundError("there is no image 7 in this index.")

    monkeypatch.setattr("explorer.web.page.inspector.callbacks._content", gone)
    answer = client.post(PATH, json=INSPECT)
    assert answer.status_code == 200
    assert "There is no image 7" in answer.text and "Try again" in answer.text
    assert answer.json()["response"]["gallery"]["data"]["of"] is None


def test_every_input_of_a_callback_is_of_a_known_kind(client):
    """A new input needs a line in `VALUES`, or its callback meets whatever is sent."""
    for callback in client.get("/_dash-dependencies").json():
        if callback["clientside_function"]:
            continue
        for part in callback["inputs"] + callback["state"]:
            name = json.loads(part["id"])["type"] if part["id"].startswith("{") else part["id"]
            assert (name, part["property"]) in VALUES


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/nothing/here.js",
        "/_dash-component-suites/dash/nothing.js",
        "/_dash-component-suites/dash/../../../etc/passwd",
        "/_dash-component-suites/os/path.py",
        "/_dash-component-suites/dash_ag_grid/x.v1_2_3m123.js",
        "/_dash-component-suites/dash/%00.js",
        "/_dash-component-suites/dash/",
        "/assets/nothing.css",
        "/assets/%00",
        "/assets/modules/nothing.mjs",
        "/assets/modules/%2e%2e/%2e%2e/pyproject.toml",
        "/assets/" + "x" * 5000,
        "/_dash-nothing",
    ],
)
def test_files_that_are_not_there(client, caplog, path):
    """404 and a sentence, nothing in the log."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is nothing at" in answer.json()["error"]
    assert not caplog.records
