"""The service and the page where an image has several classes, and where predictions are numbers."""

import json

import pytest
from starlette.testclient import TestClient

from explorer.errors import InputError
from explorer.web.app import create_app
from explorer.web.page.classes.callbacks import class_rows
from explorer.web.page.classes.panel import panel as class_panel
from explorer.web.page.error_words import error_facts, several_words, signed
from explorer.web.page.findings import panel as findings_panel
from explorer.web.page.findings import query
from explorer.web.page.inspector import cluster_panel
from tests.tasks import regression, several_classes


@pytest.fixture(scope="module")
def several(small_index, tmp_path_factory):
    app = create_app(several_classes(small_index, tmp_path_factory.mktemp("several")))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client, app


@pytest.fixture(scope="module")
def numbers(small_index, tmp_path_factory):
    app = create_app(regression(small_index, tmp_path_factory.mktemp("numbers")))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client, app


def said(component) -> str:
    return json.dumps(component, default=lambda each: each.to_plotly_json())


def session_of(app):
    return app.state.workspace.session


@pytest.mark.parametrize(
    "path",
    [
        "", "api/index", "api/view?node=598&color=findings:errors",
        "api/nodes/590?by=split", "api/items/7",
        "api/facets", "api/findings?kind=errors&permutations=99",
        "api/findings?kind=regressions&permutations=99",
        "api/findings?kind=duplicates", "api/findings?kind=quality",
        "api/list?sort=label", "api/list?named=true",
        "api/nodes/590/contrast", "api/search?text=plum",
        "api/suggestions?text=pl", "api/review?kind=outliers",
    ],
)  # fmt: skip
def test_every_route_answers(several, numbers, path):
    """Or refuses with a sentence; none breaks."""
    for client, _ in (several, numbers):
        answer = client.get(f"/{path}")
        assert answer.status_code < 500, answer.text
        if path.startswith("api/findings") or path in ("", "api/index", "api/items/7", "api/facets"):
            assert answer.status_code == 200


def test_what_is_absent_is_said(several, numbers):
    """With the task, in the answer about the index and in the refusal of a finding."""
    about = several[0].get("/api/index").json()
    assert about["task"] == "multilabel" and "no confusion matrix" in about["absent"]["matrix"]
    assert numbers[0].get("/api/index").json()["absent"].keys() >= {"classes", "fairness", "findings"}
    refused = numbers[0].get("/api/findings?kind=labels")
    assert refused.status_code == 400 and "are numbers: no label can be called wrong" in refused.text
    found = several[0].get("/api/findings?class=big&permutations=99").json()
    assert found["clusters"][0]["class"] == "big"


def test_the_panel_of_classes(several, numbers, small_index):
    """A table and unevenness of several classes, without the matrix; for numbers what there is instead."""
    shown = said(class_panel(session_of(several[1]).index, ["split"]))
    assert "no confusion matrix" in shown and '"confusion"' not in shown and '"fairness"' in shown
    shown = said(class_panel(session_of(numbers[1]).index, ["split"]))
    assert "so there are no classes: errors have a size instead" in shown and "ag" not in shown.split()
    assert '"children": "absolute_error"' in shown and "`" not in shown  # as code
    assert '"confusion"' in said(class_panel(small_index, ["split"]))


def test_the_table_says_how_images_fare_as_a_whole(several):
    """Beside the classes; and of each class how many images miss it."""
    views = session_of(several[1]).views
    rows, caption = class_rows(views, {"node": views.index.root, "model": "", "where": ""})
    assert (
        "Subset accuracy 8" in caption
        and "Jaccard 0.9" in caption
        and "Hamming loss 0.0" in caption
        and "missed" in caption
    )
    assert "found, " in rows[0]["recall_words"] and "missed" in rows[0]["recall_words"]


def test_the_inspector_shows_sizes_of_errors(numbers, several):
    """With that of the cluster around; of several classes the share of images that are right in all."""
    session = session_of(numbers[1])
    about = session.cluster(int(session.index.tree.children[session.index.root][0]), session.filter(""), None)
    shown = said(cluster_panel._rates(about))
    assert "MAE" in shown and " around" in shown and "R\\u00b2" in shown and "Errors of b" in shown
    session = session_of(several[1])
    about = session.cluster(session.index.root, session.filter(""), None)
    assert "All classes right, with 95% interval" in said(cluster_panel._rates(about))


def test_findings_that_are_offered(several, numbers):
    """Those that need one class an image are not."""
    for _, app in (several, numbers):
        offered = query.choices(session_of(app))
        assert {"errors", "regressions", "drift"} <= offered.keys()
        assert not {"labels", "classes", "errors.class"} & offered.keys() and len(offered) == 6


def test_findings_of_one_of_several_classes(several, numbers):
    """The panel offers the classes, asks for the one that the address names, and says what it looks for."""
    session = session_of(several[1])
    asked = query.read("errors;class=it%27s%20odd;min=7", session)
    assert asked.of_class == "it's odd" and str(asked) == "errors;class=it%27s%20odd;min=7"
    found = query.options(asked, "b")
    assert (found.of_class, found.model, found.min_size) == ("it's odd", "b", 7)
    assert "misses it's odd more often" in asked.wording.about
    (offered,) = findings_panel.parts(asked, session)
    assert offered.data == session.index.classes and offered.value == "it's odd" and offered.clearable
    for app, text in (
        (several[1], "errors;class=gone"),
        (several[1], "drift;class=big"),
        (numbers[1], "errors;class=big"),
    ):
        with pytest.raises(InputError, match="is no class to ask about"):
            query.read(text, session_of(app))
    assert findings_panel.parts(query.read("errors", session_of(numbers[1])), session_of(numbers[1])) == []


def test_words():
    """Signs, what is undefined, one class."""
    assert [signed(value) for value in (1.25, -0.3, 0.0)] == ["+1.25", "−0.3", "0"]
    facts = dict(error_facts({"mae": 2.0, "rmse": 3.0, "bias": -1.0, "r2": None, "judged": 5}, {"mae": 1.0}))
    assert facts["MAE"] == "2, 1 around" and facts["R²"] == "undefined"
    found = {"jaccard": 0.5, "hamming_loss": 0.25, "f1_micro": None, "missed": 1, "extra": 0}
    assert several_words(found) == "Jaccard 0.500, Hamming loss 0.250; 1 class missed, 0 extra"
