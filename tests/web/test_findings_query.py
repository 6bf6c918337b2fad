"""What the findings panel asks: read from the address and written to it, and what is refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from explorer.errors import InputError
from explorer.options import FindingsOptions
from explorer.web.page.findings import working
from explorer.web.page.findings.cards import _cluster, _group, _select
from explorer.web.page.findings.query import SHOWN, FindingsQuery, choices, compared_columns, options, read


def session_of(models=(), classes=(), columns=()):
    """As much of a session as is asked here."""
    index = SimpleNamespace(
        name="images",
        models=list(models),
        classes=list(classes),
        has_labels=bool(classes),
        has_truth=bool(classes),
        task="classification",
        judged=bool(models and classes),
        mistaken=bool(models and classes),
        labels=lambda: np.arange(len(classes)),
    )
    return SimpleNamespace(index=index, columns=[{"name": n, "values": v} for n, v in columns])


SPLIT = ("split", ["test", "train"])
PLACE = ("place", ["a:b", "a;b", "c", "ü%/?&"])
FULL = session_of(["", "b"], ["cat", "dog"], [SPLIT, PLACE])


def test_what_is_worked_on_is_said():
    """What is looked for, and in how many images."""
    session = session_of(["", "b"], ["cat", "dog"], [SPLIT])
    session.index.n = 1204
    assert working.words("errors;min=30", session) == "Where the model is wrong: looking at 1,204 images…"
    assert working.words("outliers", session).endswith("1,204 images…")


def test_only_what_the_index_can_answer_is_offered(small_app):
    """Without labels there are duplicates, outliers and quality; drift needs a column with two values."""
    assert list(choices(session_of())) == ["duplicates", "outliers", "quality"]
    assert list(choices(session_of(columns=[("split", ["train"]), ("path", None)]))) == [
        "duplicates",
        "outliers",
        "quality",
    ]
    assert "drift" in choices(session_of(columns=[SPLIT]))
    assert "regressions" not in choices(session_of(["a"], ["cat", "dog"]))
    assert (
        list(choices(FULL))[:3] == ["errors", "errors-given-class", "regressions"] and len(choices(FULL)) == 9
    )
    real = small_app.state.workspace.session
    assert set(compared_columns(real)) >= {"label", "split", "place"}


@pytest.mark.parametrize(
    "asked",
    [
        FindingsQuery("errors"),
        FindingsQuery("errors-given-class"),
        FindingsQuery("regressions", "", "prediction", "b"),
        FindingsQuery("drift", "place", "a:b", "ü%/?&"),
        FindingsQuery("drift", "place"),
        FindingsQuery("drift", "place", "", "c"),
        FindingsQuery("errors", min_size=30, held_out=True),
        FindingsQuery("drift", "place", "a;b", "c", 2),
        FindingsQuery("duplicates", transformed=True),
    ],
)
def test_what_is_written_is_read_again(asked):
    """Whatever is in the names of columns and values."""
    assert read(str(asked), FULL) == asked


def test_what_can_only_be_one_thing_is_filled_in():
    """Two models; the one column; the two values of a column."""
    assert read("regressions", FULL) == FindingsQuery("regressions", "", "prediction", "b")
    assert read("drift", FULL) == FindingsQuery("drift")
    assert read("drift:split::", FULL) == FindingsQuery("drift", "split", "test", "train")
    one = session_of(columns=[SPLIT])
    assert read("drift", one) == FindingsQuery("drift", "split", "test", "train")


def test_options_are_those_of_the_command_line():
    """Errors are of the model in view; nothing is looked for while something is left to choose."""
    assert options(FindingsQuery("errors"), "b") == FindingsOptions("errors", model="b", limit=SHOWN)
    assert options(FindingsQuery("errors-given-class"), "") == FindingsOptions(
        "errors", given="class", limit=SHOWN
    )
    assert options(FindingsQuery("labels"), "b") == FindingsOptions("labels", limit=SHOWN)
    assert options(FindingsQuery("drift", "split", "test"), "") is None
    assert options(FindingsQuery("regressions", "", "", "b"), "") is None
    held = options(FindingsQuery("labels", min_size=30, held_out=True), "")
    assert held == FindingsOptions("labels", limit=SHOWN, min_size=30, held_out=True)
    assert options(FindingsQuery("outliers", min_size=30, held_out=True), "") == FindingsOptions(
        "outliers", limit=SHOWN
    )
    copies = options(FindingsQuery("duplicates", transformed=True), "")
    assert copies == FindingsOptions("duplicates", limit=SHOWN, transformed=True)
    assert options(FindingsQuery("outliers", transformed=True), "") == FindingsOptions(
        "outliers", limit=SHOWN
    )
    asked = options(FindingsQuery("drift", "split", "test", "train"), "")
    assert asked == FindingsOptions("drift", by=("split", "test", "train"), limit=SHOWN)


@pytest.mark.parametrize("text", ["", "nonsense", ":", "errors given", "ERRORS", "drift%3Asplit", "\x00"])
def test_nonsense_is_refused_in_a_sentence(text):
    """It says what there is."""
    with pytest.raises(InputError, match="is not one of errors"):
        read(text, FULL)


@pytest.mark.parametrize("least", ["", "-1", "1e3", "abc", "9" * 50, "²"])
def test_a_size_that_is_no_number_is_refused(least):
    """In a sentence that names it."""
    with pytest.raises(InputError, match="a number of images is expected"):
        read(f"errors;min={least}", FULL)


def test_what_is_missing_is_left_to_be_chosen():
    """A part that is not there yet, or empty, is no fault."""
    assert read("regressions:b", FULL) == FindingsQuery("regressions", "", "b", "")
    assert read("drift:place:c", FULL) == FindingsQuery("drift", "place", "c", "")
    assert read("errors;;held;", FULL) == FindingsQuery("errors", held_out=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("drift:place:c:a%3Ab:d:e", "takes 3 to compare; 5 were given"),
        ("errors:what", "errors takes nothing to compare"),
        ("errors;x;held", "'x' is none of class=NAME, min=IMAGES, held, transformed."),
        ("drift:gone", "'gone' is no column"),
        ("drift:place:gone", "'gone' is no value of place"),
        ("regressions:gone", "'gone' is no model"),
    ],
)
def test_what_cannot_be_asked_is_told_and_not_passed_over(text, told):
    """The panel would answer another question than the address asks."""
    with pytest.raises(InputError, match=told):
        read(text, FULL)


def test_all_that_is_listed_can_be_selected():
    """Images of a list and of groups, behind one button that counts them; another filters by them."""
    button, _, only = _select([{"row": 7}], [{"rows": [3, 4]}])
    assert button.children == "Select 3 images" and getattr(button, "data-rows") == "7 3 4"
    assert getattr(only, "data-action") == "only" and getattr(only, "data-rows") == "7 3 4"
    assert _select([{"row": 7}], [])[0].children == "Select the image"
    assert _select([], []) == []


def test_every_card_filters_by_its_images():
    """By the node where it is a cluster, by the images where it is none, or a group of copies."""
    about = {
        "title": "t",
        "size": 3,
        "known": 3,
        "rate": 0.5,
        "outside": 0.1,
        "interval": [0.2, 0.8],
        "p": None,
    }
    about |= {"representatives": [], "within": 0, "nested": [], "ratio": 5, "llr": 1, "node": 12}
    ball = about | {"rows": [9, 4], "center": 9, "window": "near"}
    group = {"rows": [3, 4], "paths": ["a", "b"], "how": "exact", "crosses": []}
    what = FindingsQuery("errors")
    shown = [_cluster(what, "errors", 0, each, None) for each in (about, ball)] + [_group(what, group)]
    assert [_filters(card) for card in shown] == [
        {"data-node": "12"},
        {"data-rows": "9 4"},
        {"data-rows": "3 4"},
    ]


def _filters(part) -> dict[str, str] | None:
    """What the button *Only these* in a part of the page says."""
    said = part.to_plotly_json()["props"] if hasattr(part, "to_plotly_json") else {}
    if said.get("data-action") == "only":
        return {name: said[name] for name in ("data-node", "data-rows") if name in said}
    children = part if isinstance(part, list) else said.get("children")
    found = (_filters(child) for child in (children if isinstance(children, list) else []))
    return next((each for each in found if each), None)
