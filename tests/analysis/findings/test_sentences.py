"""Findings in plain words."""

import pytest

from explorer.analysis.findings.sentences import (
    cluster_sentence,
    context_sentence,
    group_sentence,
    nothing,
    some_of,
    summary,
)

CLUSTER = {"node": 5, "size": 187, "known": 187, "rate": 0.5, "outside": 0.24, "p": 0.001, "title": "cat"}
REST = {"size": 2037, "known": 2037, "rate": 0.32, "listed": False}
TESTED = {"window": "class ball", "center": 8, "size": 150, "rate": 0.44}
CONTEXT = {
    "node": 9,
    "size": 2224,
    "rate": 0.34,
    "title": "animal",
    "rest": REST,
    "own": False,
    "complete": True,
}
NONE = {"clusters": [], "images": [], "groups": [], "rate": 0.24, "n": 10_000, "alpha": 0.05}


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("errors", {}, "187 images, 50% wrong against 24% elsewhere, p = 0.001"),
        ("errors", {"known": 180, "outside": None}, "187 images, of 180 known 50% wrong, p = 0.001"),
        (
            "labels",
            {"rate": 0.011},
            "187 images, 1.1% with a doubtful label against 24% elsewhere, p = 0.001",
        ),
        (
            "regressions",
            {"better": "a", "worse": "b"},
            "187 images, 50% right by a and wrong by b against 24% elsewhere, p = 0.001",
        ),
        (
            "drift",
            {"column": "split", "value": "test"},
            "187 images, 50% split test against 24% elsewhere, p = 0.001",
        ),
        (
            "errors",
            {"held_out": {"confirmed": True, "p": 0.02}},
            "187 images, 50% wrong against 24% elsewhere, p = 0.001; confirmed, p = 0.02",
        ),
        (
            "errors",
            {"least": 0.31, "window": "node", "context": CONTEXT},
            "187 images, 50% wrong (at least about 31%) against 24% elsewhere, p = 0.001; "
            "within 2,224 images at 34%",
        ),
        (
            "errors",
            {"class_rest": {"name": "cat", "size": 13, "known": 12, "rate": 0.25}},
            "187 images, 50% wrong against 24% elsewhere, p = 0.001; the other 12 of cat: 25% wrong",
        ),
        (
            "errors",
            {"class_rest": {"name": "cat", "size": 0, "known": 0, "rate": None}},
            "187 images, 50% wrong against 24% elsewhere, p = 0.001; all there are of cat",
        ),
        (
            "errors",
            {"node": 9, "window": "rest", "context": CONTEXT | {"own": True}},
            "187 images, the rest of 2,224, 50% wrong against 24% elsewhere, p = 0.001",
        ),
        (
            "errors",
            {"window": "whitened class ball", "center": 5, "tested": TESTED},
            "187 images most like image 5, of its class by finer differences, 50% wrong against 24% "
            "elsewhere, p = 0.001 for the 150 images most like image 8, of its class at 44%",
        ),
        (
            "errors",
            {
                "window": "ball",
                "center": 4,
                "tested": {"window": "node", "center": None, "size": 90, "rate": 0.4},
            },
            "187 images most like image 4, 50% wrong against 24% elsewhere, p = 0.001 for the cluster of 90 "
            "images at 40%",
        ),
    ],
)
def test_a_cluster_is_told_in_one_line(kind, more, said):
    """Size, rate inside, rate outside, p."""
    assert cluster_sentence(kind, CLUSTER | more) == said


def test_the_context_says_what_is_beside_a_finding():
    """The others of the broad one: not raised further, a finding too, all of them found, or a rest itself."""

    def said(own=False, complete=True, **rest) -> str:
        context = CONTEXT | {"own": own, "complete": complete, "rest": REST | rest}
        return context_sentence("errors", {"context": context})

    others = "The other 2,037 of these 2,224: 32% wrong"
    assert said() == f"{others}; nothing further stands out among them."
    assert said(complete=False) == f"{others}." and said(listed=True) == f"{others}, a finding of its own."
    assert said(known=0, rate=None) == "All of these 2,224 images are in findings."
    assert said(own=True) == "The others of these 2,224 images are in other findings."
    ball = {"window": "class ball", "center": 4, "context": CONTEXT | {"own": True}}
    assert "187 images most like image 4, of its class, the rest of 2,224, 50%" in cluster_sentence(
        "errors", CLUSTER | ball
    )
    assert context_sentence("errors", {"context": None}) == context_sentence("errors", CLUSTER) == ""


def test_a_group_says_how_it_is_alike_and_what_it_crosses():
    """One file or nearly the same."""
    assert group_sentence({"rows": [1, 2], "how": "exact", "crosses": []}) == "2 images, one file"
    near = {"rows": [1, 2, 3], "how": "near", "crosses": ["split", "label"]}
    assert group_sentence(near) == "3 images, nearly the same; in several values of split, label"


def test_a_run_says_where_it_begins_and_ends_and_how_far_that_is():
    """The ends of a long one are told apart; of a burst that stays there is nothing to tell."""
    extent = {"by": "name", "steps": 3, "step": [1, 2, 3], "ends_alike": False, "apart": 1.26}
    run = {
        "rows": [1, 2, 3],
        "paths": ["a/1.png", "a/2.png", "a/3.png"],
        "how": "near",
        "crosses": ["split"],
        "extent": extent,
    }
    assert group_sentence(run) == (
        "3 images, each nearly the same as the next, from 1.png to 3.png; 3 steps, its ends look different "
        "(1.3 times as far as neighbours reach); in several values of split"
    )
    stays = extent | {"steps": 1, "ends_alike": True, "apart": None}
    assert group_sentence(run | {"extent": stays, "crosses": []}) == (
        "3 images, nearly the same, from 1.png to 3.png"
    )
    back = group_sentence(run | {"extent": extent | {"ends_alike": True, "apart": None}})
    assert "3 steps, its ends look alike;" in back


def test_of_a_run_pictures_from_end_to_end_are_shown():
    """Of other groups the first ones."""
    rows = list(range(100))
    assert some_of({"rows": rows, "extent": {}}, 6) == rows[:6]
    assert some_of({"rows": rows, "extent": {"steps": 9}}, 6) == [0, 19, 39, 59, 79, 99]
    assert some_of({"rows": rows[:3], "extent": {"steps": 2}}, 6) == [0, 1, 2]


def test_the_summary_counts_or_says_that_there_is_nothing():
    """One of each in the singular; nothing says among how many."""
    assert (
        summary(NONE | {"clusters": [1], "images": [1, 2], "groups": [1]}) == "1 cluster, 2 images, 1 group"
    )
    held = {"found": 3, "confirmed": 2, "rate": 2 / 3}
    assert summary(NONE | {"clusters": [1, 2, 3], "held_out": held}) == (
        "3 clusters; 2 of 3 confirmed on the other half"
    )
    assert summary(NONE) == nothing(NONE)
    assert "10,000 images" in nothing(NONE) and "p ≤ 0.05" in nothing(NONE)
    assert nothing(NONE | {"rate": None}) == "Nothing found."
