"""`dendro evaluate`: the document, and plain words."""

import json
import sys

import pytest

from explorer import cli


@pytest.fixture
def evaluation(small_index_path, monkeypatch, capfd):
    """Run the command on the small index; status, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        given = ["dendro", "evaluate", str(small_index_path), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", given)
        capfd.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capfd.readouterr()
        return caught.value.code, out, err

    return run


def test_json_is_the_document(evaluation, small_index):
    """Of every option."""
    status, out, err = evaluation("--json")
    assert (status, err) == (0, "") and json.loads(out) == json.loads(json.dumps(small_index.evaluate()))
    options = ("--model", "b", "--against", "prediction", "--class", "plum", "--bins", 5, "--node", 590)
    asked = {"model": "b", "against": "prediction", "of_class": "plum", "bins": 5, "node": 590}
    status, out, _ = evaluation(*options, "--where", "price > 1", "--json")
    assert json.loads(out) == json.loads(json.dumps(small_index.evaluate(where="price > 1", **asked)))


def test_people_read_plain_words(evaluation):
    """Each model, then the two beside each other with a line a class."""
    status, out, _ = evaluation()
    assert status == 0 and "expected calibration error" in out and "average precision" in out
    assert "b less prediction, on" in out and "Holm" in out
    _, out, _ = evaluation("--model", "b", "--where", "label <> prediction")
    assert "b:" in out and "less" not in out
    _, out, _ = evaluation("--where", "label <> prediction")
    assert "rates of right ones say nothing here" in out


def test_a_model_that_is_not_there_is_one_line(evaluation):
    """And status 1."""
    status, out, err = evaluation("--model", "c")
    assert status == 1 and not out and "There is no model 'c'" in err


def test_explain_says_why_a_class_is_taken_for_another(evaluation, small_index):
    """Under each model that makes the mistake, as from Python; one that does not make it says so."""
    part = {"where": "price > 1"}
    mistake = small_index.evaluate(model="b", **part)["models"][0]["mistakes"][0]
    pair = (mistake["label"], mistake["prediction"])
    told = small_index.explain_mistake(*pair, model="b", **part)
    assert told["having"]["count"] == mistake["count"]
    asked = ("--where", part["where"], "--explain", *pair)
    _, out, _ = evaluation("--model", "b", *asked, "--json")
    assert json.loads(out)["models"][0]["explanation"] == json.loads(json.dumps(told))
    _, out, _ = evaluation("--model", "b", *asked)
    assert told["sentence"] in out and f"most frequent mistakes: {pair[0]} → {pair[1]}" in out
    status, out, _ = evaluation("--model", "b", "--where", f"label = '{pair[1]}'", "--explain", *pair)
    assert status == 0 and f"No image of {pair[0]} is predicted as {pair[1]} here." in out
    status, _, err = evaluation("--explain", pair[0], "nothing")
    assert status == 1 and "There is no class 'nothing'; there are: " in err
    assert evaluation("--class", "nothing")[2] == err
