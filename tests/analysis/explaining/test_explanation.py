"""Explanations end to end: what is planted is told, what is not is not, whatever stands in the columns."""

from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.analysis.explaining.explanation_words import explanation_lines, fact_words
from explorer.analysis.findings.cluster_records import Pick
from explorer.analysis.findings.finding_kind import Kind, KindResult
from explorer.analysis.findings.kinds import KINDS
from explorer.analysis.findings.kinds import labels as labels_kind
from explorer.analysis.findings.question import Question
from explorer.options import FindingsOptions
from explorer.view.finding_explanation import ClusterExplainer, explain_finding
from tests.analysis.explaining.explained import CAT, DOG, GREEN, WHITE, animals, cluster

ERRORS = FindingsOptions("errors")


def explain(index, rows, options=ERRORS, **said):
    """Of one finding of these rows."""
    document = {"clusters": [cluster(rows) | said]}
    return explain_finding(index, options, document, 1)


@pytest.fixture(scope="module")
def white_dogs():
    """60 of 300 dogs are white, and taken for cats: 50 of them are one finding."""
    colors = np.tile(np.array(GREEN, np.uint8), (600, 1))
    colors[:60] = WHITE
    colors[300:500] = WHITE  # as many cats are, which are right
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[:60] = CAT
    return animals(colors=colors, predictions=predictions)


def test_white_dogs_that_are_taken_for_cats_are_told_so(white_dogs):
    """And that white dogs elsewhere are, too."""
    told = explain(white_dogs, range(50))
    assert told["taken_for"] == [{"class": "cat", "count": 50, "share": 1.0, "share_outside": 1.0, "p": 1.0}]
    first = told["facts"][0]
    assert first["name"] in ("grey", "bright", "bright grey")
    assert (first["share"], first["share_outside"]) == (1, 0)
    assert (first["elsewhere"]["known"], first["elsewhere"]["rate"]) == (10, 1)
    assert first["elsewhere"]["raised"]
    assert told["outside"] == {"count": 240, "of": 240}
    assert "50 of 50 wrong images taken for cat" in told["sentence"]
    assert "right images of dog elsewhere" in told["sentence"] and "Elsewhere, too" in told["sentence"]


def test_what_wrong_images_are_taken_for_more_often_than_elsewhere_is_said_first():
    """Of 50 wrong dogs 30 are taken for cats, as all elsewhere are, and 20 for ships, as none is."""
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[:100] = CAT
    predictions[30:50] = 2
    index = animals(predictions=predictions)
    index.classes.append("ship")
    told = explain(index, range(50))
    assert [each["class"] for each in told["taken_for"]] == ["cat", "ship"]
    said = "20 of 50 wrong images taken for ship (40%; of the wrong ones elsewhere 0%)."
    assert told["sentences"]["taken"] == said
    predictions[30:50] = CAT
    alike = explain(index, range(50))["sentences"]["taken"]
    assert alike.startswith("50 of 50 wrong images taken for cat (100%;")


def test_what_the_encoder_calls_an_object_is_said_to_be_no_animal():
    """The word alone tells nobody what it means; a column's value of that name is what it is."""
    fact = {"source": "concept", "name": "object", "column": None}
    assert fact_words(fact) == "“thing, not an animal” to the encoder"
    assert fact_words({"source": "column", "name": "object", "column": "kind"}) == "kind object"


def test_wrong_images_whose_label_may_be_wrong_itself_are_counted(white_dogs):
    """Of 50 wrong dogs 30 labels are doubted, of the ten elsewhere one; cats and right dogs do not count."""
    predictions = white_dogs.predictions()
    index = animals(predictions=predictions, doubtful=[*range(30), 50, *range(100, 150), *range(300, 400)])
    told = explain(index, range(50))
    assert told["doubtful"] == {"count": 30, "share": 0.6, "share_outside": 0.1}
    said = "30 of 50 have a label that may be wrong itself (60%; of the wrong ones elsewhere 10%)."
    assert told["sentences"]["labels"] == said and said in told["sentence"]
    none = explain(animals(predictions=predictions), range(60))
    assert none["doubtful"] == {"count": 0, "share": 0.0, "share_outside": None}
    assert none["sentences"]["labels"] == "None of 60 has a label that may be wrong itself."


def test_a_column_is_told_with_its_filter_and_a_class_is_not():
    """`camera` phone; cats have phones throughout, but the finding is of dogs."""
    rng = np.random.default_rng(0)
    camera = np.where(np.append(np.arange(300) < 50, rng.random(300) < 0.9), "phone", "it's slr")
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[:30] = CAT
    told = explain(animals(camera=camera.tolist(), predictions=predictions), range(50))
    (fact,) = told["facts"]
    assert (fact["words"], fact["where"]) == ("camera phone", "camera = 'phone'")
    assert (fact["share"], fact["share_outside"]) == (1, 0)
    assert fact["elsewhere"] is None  # no dog elsewhere has one
    assert told["having"] == {"words": "wrong", "count": 30}


def test_where_nothing_tells_it_that_is_said():
    """No reason is made up: random dogs, of which everything that is known is random."""
    rng = np.random.default_rng(3)
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[rng.choice(300, 60, replace=False)] = CAT
    index = animals(
        predictions=predictions,
        place=rng.choice(["Rome", "Oslo", "Bern"], 600).tolist(),
        price=rng.normal(size=600),
        caption=[f"{a} and {b} {i}" for i, (a, b) in enumerate(rng.choice(["ape", "bee", "cow"], (600, 2)))],
        colors=rng.integers(0, 255, (600, 3), np.uint8),
    )
    told = explain(index, rng.choice(300, 60, replace=False))
    assert told["facts"] == [] and told["looked_at"] > 20
    assert "Nothing that is known of the images tells them" in told["sentence"]


def test_words_numbers_lists_and_times_are_facts():
    """Each planted in the same 50 dogs, one at a time."""
    rows, every = range(50), range(600)

    def of(yes, no):
        return [yes if i in rows else no for i in every]

    planted = {
        "“night” in the path": {"paths": [f"{'night' if i in rows else 'day'}-{i}.png" for i in every]},
        "“snow” in caption": {"caption": [f"of snow {i}" if i in rows else f"a field {i}" for i in every]},
        "iso at least 819": {  # the upper tenth of the 350 images that are compared
            "iso": [800 + i if i in rows else i for i in every]
        },
        "tags fog": {"tags": of(["fog", "car"], ["car"])},
        "taken from 2024-05-01": {"taken": of(datetime(2024, 5, 1, 3), datetime(2023, 1, 1))},
        "flash true": {"flash": of(True, False)},
    }  # fmt: skip
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[:30] = CAT
    for words, columns in planted.items():
        facts = explain(animals(predictions=predictions, **columns), rows)["facts"]
        assert words in [fact["words"] for fact in facts], (words, facts)


def test_the_end_of_a_range_that_tells_most_is_told():
    """Of dogs a tenth is dark, most of them wrong: that is told, not that they are of the darker quarter."""
    order = np.random.default_rng(0).permutation(300)
    dark = order[:30]
    brightness = np.linspace(0.4, 0.9, 600)
    brightness[dark] = np.linspace(0.1, 0.2, 30)
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[np.delete(dark, np.s_[::5])] = CAT
    index = animals(predictions=predictions, brightness=brightness.tolist())
    (fact,) = explain(index, np.sort(order[10:40]))["facts"]
    assert fact["column"] == "brightness" and (fact["count"], fact["share_outside"]) == (20, 0.0076)
    assert (fact["elsewhere"]["count"], fact["elsewhere"]["known"]) == (8, 10)


def test_pairs_are_of_one_class_and_use_each_right_image_once():
    """Of two wrong dogs beside one right dog one has it; the nearest cat is of no use."""
    vectors = np.full((8, 1), 100.0)
    vectors[[0, 1, 2, 3]] = [[0], [1], [1.2], [5]]  # dogs; 0 and 1 are wrong
    vectors[4] = 0  # a cat
    predictions = np.array([CAT, CAT, DOG, DOG, CAT, CAT, CAT, CAT], np.int32)
    index = animals(8, vectors=vectors, predictions=predictions)
    pairs = explain(index, [0, 1])["pairs"]
    assert [(pair["row"], pair["nearest"]) for pair in pairs] in ([(0, 2), (1, 3)], [(0, 3), (1, 2)])
    assert sum(pair["distance"] for pair in pairs) == pytest.approx(5.2)
    predictions[3] = CAT
    assert sorted(pair["nearest"] or -1 for pair in explain(index, [0, 1])["pairs"]) == [-1, 2]


def test_a_class_without_right_images_elsewhere_is_said_to_have_none():
    """All dogs are the finding."""
    predictions = np.full(600, CAT, np.int32)
    told = explain(animals(predictions=predictions), range(300))
    assert told["facts"] == [] and "no right images of dog elsewhere" in told["sentence"]


def test_drift_is_explained_without_its_own_column():
    """What is new in `test` is told by what else differs; nothing is taken for anything."""
    split = np.where(np.arange(600) % 2 < 1, "test", "train")
    place = np.where((np.arange(600) < 100) & (split == "test"), "Oslo", "Rome")
    index = animals(split=split.tolist(), place=place.tolist())
    index.codes = lambda name: (np.where(split == "test", 0, 1), ["test", "train"])
    rows = [*range(0, 100, 2), 1, 3]
    options = FindingsOptions("drift", by=("split", "test", "train"))
    told = explain(index, rows, options, column="split", value="test")
    assert [fact["words"] for fact in told["facts"]] == ["place Oslo"]
    assert (told["having"], told["without"]) == ({"words": "of split test", "count": 50}, "split train")
    assert told["taken_for"] == [] and told["doubtful"] is None and not told["sentences"]["labels"]


def test_drift_between_classes_holds_no_class_fixed():
    """Dogs among cats are told from the cats elsewhere."""
    place = np.where(np.arange(600) < 50, "Oslo", "Rome")
    index = animals(place=place.tolist())
    index.codes = lambda name: (index.labels(), ["dog", "cat"])
    options = FindingsOptions("drift", by=("label", "dog", "cat"))
    told = explain(index, range(60), options, column="label", value="dog")
    assert [fact["words"] for fact in told["facts"]] == ["place Oslo"]
    assert (told["classes"], told["outside"]["count"]) == ([], 300)


def test_regressions_are_compared_with_what_the_worse_model_has_right():
    """Where both are wrong there is no contrast."""
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    better, worse = predictions.copy(), predictions.copy()
    worse[:60], better[200:300], worse[200:300] = CAT, CAT, CAT
    place = ["Oslo" if i < 60 or 200 <= i < 240 else "Rome" for i in range(600)]
    index = animals(predictions=predictions, place=place)
    index.models = ["old", "new"]
    of = {"old": better, "new": worse}
    index.predictions = of.__getitem__
    index.correct = lambda model: (index.labels() == of[model]).astype(np.int8)
    options = FindingsOptions("regressions", models=("old", "new"))
    told = explain(index, range(50), options, better="old", worse="new")
    assert told["outside"]["count"] == 140
    (fact,) = told["facts"]
    # Of the 50 in Oslo elsewhere the new one alone is wrong on ten; on the other 40 both are.
    assert (fact["name"], fact["elsewhere"]["count"], fact["elsewhere"]["rate"]) == ("Oslo", 10, 0.2)
    assert fact["elsewhere"]["expected"] == 0.04
    assert told["having"] == {"words": "wrong by new alone", "count": 50}


def test_hostile_text_is_cut_and_stands_as_it_is():
    """Control characters and markup are for whoever shows them to make safe; no name is endless."""
    name = "<script>" + "x" * 500
    camera = [name if i < 50 else "slr" for i in range(600)]
    predictions = np.repeat([DOG, CAT], 300).astype(np.int32)
    predictions[:30] = CAT
    told = explain(animals(camera=camera, predictions=predictions), range(50))
    assert told["facts"][0]["name"] == name
    assert len(told["facts"][0]["words"]) < 80 and len(told["sentence"]) < 500
    assert len(explanation_lines(told)) == 3


def test_a_part_of_a_class_is_told_from_the_rest_of_the_class(monkeypatch):
    """50 dogs in a cluster with some cats: those count neither way, and nothing is said of outcomes."""
    index = animals(camera=["phone" if i < 50 else "slr" for i in range(600)])
    outcomes = (index.labels() == DOG).astype(np.int8)
    toward = {"suggests": "split", "classes": ["dog"], "nodes": [7, 9], "score": 0.3}
    picks = [Pick(7, None, None, Question(outcomes, toward=toward), outcomes)]
    kind = replace(KINDS["classes"], require=lambda _: None, ask=lambda *_: KindResult(picks=picks))
    monkeypatch.setattr("explorer.view.finding_explanation.find_kind", lambda _: kind)
    told = explain(index, [*range(50), *range(300, 310)], FindingsOptions("classes"), **toward)
    assert told["having"] == {"words": "of dog", "count": 50} and told["outside"]["of"] == 250
    (fact,) = told["facts"]
    assert (fact["words"], fact["share"], fact["share_outside"]) == ("camera phone", 1, 0)
    assert fact["elsewhere"] is None and "Elsewhere" not in fact["sentence"] + told["sentence"]
    assert told["sentence"].startswith("More frequent than among other images of dog elsewhere: camera phone")
    assert not told["sentences"]["raised"] and told["called"] is None


def test_doubtful_labels_are_told_with_what_they_should_be(monkeypatch):
    """Of 50 dogs in fog whose labels are doubted 40 are better labelled cat."""
    index = animals(weather=["fog" if i < 50 else "sun" for i in range(600)])
    rows = np.arange(600)
    suggested, issue = index.labels().astype(np.int64), np.zeros(600, np.int8)
    suggested[:40], issue[:50] = CAT, 1
    found = SimpleNamespace(rows=rows, suggested=suggested, issue=issue)
    monkeypatch.setattr(labels_kind, "doubtful_labels", lambda _: found)
    asked = KindResult([Question(issue)])
    kind = replace(KINDS["labels"], require=lambda _: None, ask=lambda *_: asked)
    monkeypatch.setattr("explorer.view.finding_explanation.find_kind", lambda _: kind)
    told = explain(index, range(60), FindingsOptions("labels"))
    assert [(each["class"], each["count"]) for each in told["taken_for"]] == [("cat", 40)]
    assert told["sentence"].startswith("40 of 50 doubtful images better labelled cat.")
    assert "undoubted images of dog elsewhere: weather fog" in told["sentence"]


def test_clusters_that_are_explained_together_are_asked_about_once(white_dogs, monkeypatch):
    """And each is told as it is alone."""
    asked, find = [], Kind.find
    monkeypatch.setattr(Kind, "find", lambda *given: asked.append(1) or find(*given))
    explainer = ClusterExplainer(white_dogs, ERRORS)
    told = [explainer.explain(cluster(rows)) for rows in (range(50), range(20, 60))]
    assert len(asked) == 1
    alone = [explain(white_dogs, rows) for rows in (range(50), range(20, 60))]
    assert [alone[i] | told[i] for i in range(2)] == alone
