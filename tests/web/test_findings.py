"""The route of findings: the same document as from Python, kept, and refusals in one sentence."""

import numpy as np
import pytest

from explorer.index.made_later import kept_array
from explorer.options import FindingsOptions
from explorer.web.builds import session as sessions
from explorer.web.builds.session import Session
from explorer.web.page.components import unbroken
from explorer.web.page.findings.finding_parameters import explanation_parameters

QUICK = {"permutations": 99}


def get(client, status=200, path="", **params):
    """JSON of a GET, with the status expected."""
    answer = client.get(f"/api/findings{path}", params=QUICK | params)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_route_gives_what_python_gives(client, small_index):
    """With every parameter."""
    assert get(client) == small_index.findings(permutations=99).document()
    asked = {"model": "b", "given": "class", "limit": 3, "min_size": 5, "alpha": 0.99, "seed": 4}
    answer = get(client, **asked, all=True, held_out=True)
    assert answer == small_index.findings(permutations=99, **asked, all=True, held_out=True).document()
    assert 1 <= len(answer["clusters"]) <= 3
    drift = get(client, kind="drift", by=["label", "apple", "leaf"])
    assert drift == small_index.findings("drift", permutations=99, by=("label", "apple", "leaf")).document()
    models = get(client, kind="regressions", models=["b", "prediction"])
    assert models == small_index.findings("regressions", permutations=99, models=("b", "")).document()


def test_what_is_made_first_is_said_while_it_is_made(client):
    """One sentence, which no other route waits to tell; nothing once it is there."""
    folder = client.app.state.workspace.session.index.folder
    seen = []

    def make():
        seen.append(get(client, path="/working")["said"])
        return np.zeros(0)

    kept_array(folder, "nearest-test", make, lambda _: True, 1_000)
    (folder / "later-nearest-test.npy").unlink()
    assert seen == ["Lists of neighbours are made first and kept, once for each set of images that count."]
    assert get(client, path="/working") == {"said": ""}


def test_explanation_is_what_python_gives(client, small_index):
    """Of a number, with the parameters of the findings; none of what is not explained or not there."""
    told = get(client, path="/explanation", model="b", number=1, alpha=0.99)
    found = small_index.findings(permutations=99, model="b", alpha=0.99)
    assert told == small_index.explain(found, 1) and told["sentence"]
    assert "no finding 9" in get(client, 404, path="/explanation", number=9)["error"]
    refused = get(client, 400, path="/explanation", kind="outliers")["error"]
    assert "errors, regressions, drift, labels" in refused
    assert "alpha" in get(client, 400, path="/explanation", alpha=2)["error"]


@pytest.mark.parametrize(
    "options",
    [
        FindingsOptions("drift", by=("label", "apple", "leaf"), permutations=99, seed=3),
        FindingsOptions("regressions", models=("prediction", "b"), permutations=99, limit=7, seed=5),
        FindingsOptions(
            "errors",
            "b",
            given="class",
            held_out=True,
            all=True,
            alpha=0.9,
            min_size=5,
            permutations=99,
            seed=4,
        ),
    ],
)
def test_cards_ask_for_what_was_found(client, monkeypatch, options):
    """The parameters of a card are read as the options that it was found by."""
    asked = []
    monkeypatch.setattr(sessions, "explain_finding", lambda *given: asked.append(given[1::2]) or {})
    answer = client.get(f"/api/findings/explanation?{explanation_parameters(options, 3)}")
    assert (answer.status_code, answer.json()) == (200, {})
    assert asked == [(options, 3)]


def test_bad_parameters_are_refused_in_a_sentence(client):
    """By the route's types or by the engine, status 400."""
    assert "alpha" in get(client, 400, alpha=2)["error"]
    assert "min_size" in get(client, 400, min_size=0)["error"]
    assert "errors" in get(client, 400, kind="nonsense")["error"]
    assert "3 are expected" in get(client, 400, kind="drift", by=["split", "train"])["error"]
    assert "no value" in get(client, 400, kind="drift", by=["split", "train", "val"])["error"]


def test_the_same_question_is_computed_once(small_index, monkeypatch):
    """Kept by build and options; other options are another question."""
    asked = []
    real = sessions.find
    monkeypatch.setattr(sessions, "find", lambda *given: asked.append(given[1]) or real(*given))
    session = Session(small_index)
    one, other = FindingsOptions(permutations=99), FindingsOptions(permutations=99, seed=1)
    first = session.findings(one)
    assert session.findings(FindingsOptions(permutations=99)) is first
    session.findings(other)
    assert asked == [one, other]


@pytest.mark.parametrize("sign", ["=", "<", "≤"])
def test_a_p_value_is_not_parted_at_the_end_of_a_line(sign):
    """Spaces around its sign do not break; all others do."""
    kept = f"34% wrong, p\u00a0{sign}\u00a00.001; a map p = x"
    assert unbroken(f"34% wrong, p {sign} 0.001; a map p = x") == kept
