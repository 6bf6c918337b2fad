"""`dendro findings`: the document, plain words, and one line where something is wrong."""

import json
import re
import sys

import pytest

from explorer import cli
from explorer.cli.findings import findings_lines


@pytest.fixture
def findings(small_index_path, monkeypatch, capfd):
    """Run the command on the small index; status, stdout and stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        given = ["dendro", "findings", str(small_index_path), *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", given)
        capfd.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capfd.readouterr()
        return caught.value.code, out, err

    return run


def test_json_is_the_document(findings, small_index):
    """One document and nothing else, of every option."""
    status, out, err = findings("--permutations", 99, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == small_index.findings(permutations=99).document()
    options = (
        "--given",
        "class",
        "--limit",
        2,
        "--min-size",
        5,
        "--alpha",
        0.5,
        "--seed",
        3,
        "--all",
        "--held-out",
    )
    status, out, _ = findings("--model", "b", "--permutations", 99, *options, "--json")
    asked = {
        "given": "class",
        "limit": 2,
        "min_size": 5,
        "alpha": 0.5,
        "seed": 3,
        "all": True,
        "held_out": True,
    }
    assert json.loads(out) == small_index.findings(model="b", permutations=99, **asked).document()


def test_people_read_plain_words(findings):
    """Images, rates inside and elsewhere, and p."""
    status, out, _ = findings("--permutations", 99)
    assert status == 0
    assert "% wrong (at least about" in out and "elsewhere, p = 0.01" in out and "plum" in out
    _, out, _ = findings("--kind", "regressions", "--models", "prediction", "b", "--permutations", 99)
    assert "right by b and wrong by prediction" in out
    _, out, _ = findings("--kind", "drift", "--by", "label", "apple", "leaf", "--permutations", 99)
    assert "% label apple (at least about" in out
    _, out, _ = findings("--kind", "labels", "--permutations", 99)
    assert "Nothing stands out" in out  # all neighbours agree with the labels


def test_nothing_is_an_answer(findings):
    """Where nothing is significant it says so, with status 0."""
    status, out, _ = findings("--model", "b", "--alpha", 0.02, "--permutations", 99)
    assert status == 0 and out.startswith("Nothing stands out among 29")


def test_held_out_says_how_many_are_confirmed(findings):
    """In the last line, and for each."""
    _, out, _ = findings("--held-out", "--permutations", 99)
    assert "confirmed on the other half of the images." in out.splitlines()[-1]
    first = out.splitlines()[0]
    assert re.search(r"; confirmed on \d+ held out: \d+% \(\d+–\d+%\), p ", first)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--model", "c"), "there are: prediction, b"),
        (("--min-size", 9999), "min_size"),
        (("--kind", "drift", "--by", "nowhere", "a", "b"), "nowhere"),
    ],
)
def test_what_is_wrong_is_one_line(findings, arguments, said):
    """Status 1, nothing on stdout."""
    status, out, err = findings(*arguments)
    assert (status, out) == (1, "")
    assert err.startswith("dendro: ") and said in err and err.count("\n") == 1


def test_an_unknown_kind_is_wrong_usage(findings):
    """Status 2, and the kinds that there are."""
    status, out, err = findings("--kind", "nonsense")
    assert (status, out) == (2, "") and "'errors', 'regressions', 'drift'" in err


def test_small_rates_keep_a_decimal():
    """187 images, 50% wrong against 24% elsewhere; 0.4% is not 0%."""
    cluster = {"node": 5, "size": 187, "known": 187, "rate": 0.5, "outside": 0.24, "p": 0.001, "title": "cat"}
    document = {"kind": "errors", "clusters": [cluster], "images": [], "groups": []}
    assert findings_lines(document) == [
        "node 5        187 images, 50% wrong against 24% elsewhere, p = 0.001  cat"
    ]
    document["clusters"] = [{**cluster, "rate": 0.004, "outside": None, "known": 180, "title": ""}]
    assert findings_lines(document) == ["node 5        187 images, of 180 known 0.4% wrong, p = 0.001"]


def test_images_and_classes_are_told_in_a_line_each():
    """What is suggested for an image; classes that share a cluster, and one that lies in several."""
    image = {"row": 7, "path": "a.png", "label": "cat", "suggested": "dog", "score": 0.98}
    document = {"kind": "labels", "clusters": [], "images": [image], "groups": []}
    assert findings_lines(document) == ["  0.9800        7  a.png  cat → dog"]
    shared = {"node": 9, "size": 1204, "suggests": "merge", "classes": ["cat", "dog"], "score": 0.3}
    apart = {"node": 5, "size": 80, "suggests": "split", "classes": ["crane"], "nodes": [5, 3], "score": 0.2}
    document = {"kind": "classes", "clusters": [shared, apart], "images": [], "groups": []}
    assert findings_lines(document) == [
        "node 9        cat and dog share a cluster of 1,204 images, mixed 30% as much as at random",
        "node 5        crane lies in 2 clusters apart (nodes 5, 3); score 0.20",
    ]


def test_explain_says_under_each_what_tells_it(findings, small_index):
    """In the document as from Python, on the terminal in lines; refused of what is not explained."""
    _, out, _ = findings("--permutations", 99, "--limit", 2, "--explain", "--json")
    document = json.loads(out)
    found = small_index.findings(permutations=99, limit=2)
    told = [cluster.pop("explanation") for cluster in document["clusters"]]
    assert document == found.document()
    assert told == [small_index.explain(found, i + 1) for i in range(len(told))] and told
    _, out, _ = findings("--permutations", 99, "--limit", 1, "--explain")
    assert told[0]["sentence"] in out
    status, _, err = findings("--kind", "outliers", "--explain")
    assert status == 1 and "not explained" in err
