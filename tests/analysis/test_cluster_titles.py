"""Titles: labels, else words, else columns, else concepts, else colours."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.analysis.titles.vocabulary import Vocabulary
from explorer.clustering.tree.dendrogram import build_tree
from explorer.index.item_columns import encode


def caterpillar(n):
    """A tree in which node n + i holds rows 0 … i + 1."""
    chain = [[0, 1, 1, 2], *([n + i - 1, i + 1, i + 1, i + 2] for i in range(1, n - 1))]
    return build_tree(np.array(chain, dtype=float))


def index_of(colors=None, **columns):
    """A stand-in for an index with the columns given; node n + i holds rows 0 … i + 1."""
    items = pa.table(columns)
    grey = np.full((items.num_rows, 3), 120, np.uint8)
    return SimpleNamespace(
        n=items.num_rows,
        items=items,
        tree=caterpillar(items.num_rows),
        colors=grey if colors is None else colors,
        codes=lambda name: encode(items[name]),
        class_shares=None,
        manifest=SimpleNamespace(source={}),
    )


def title(index, rows, mask=None):
    """Title of the node that holds rows 0 … rows - 1."""
    return TitleMaker(index).under(mask).title(index.n + rows - 2)


def labelled(labels, **columns):
    """An index of labels, of files whose names say nothing."""
    return index_of(path=[f"{i}.png" for i in range(len(labels))], label=labels, **columns)


REST = ["eel", "fly", "ant", "owl", "bee"] * 8


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["cat"] * 20, "cat"),
        (["cat"] * 9 + ["dog"] * 3 + ["lamp"] * 8, "cat, lamp"),
        (["cat"] * 18 + ["dog"] * 2, "cat"),
        (["horse"] * 10 + ["chair"] * 10, "chair, horse"),
        (["tench, Tinca tinca"] * 20, "tench"),
        (["n02084071"] * 20, "dog"),
        (["Siamese cat", "Persian cat", "tiger cat", "tabby"] * 5, "cat"),
        (["animal/dog/a", "animal/dog/b", "animal/dog/c", "animal/cat/d"] * 5, "animal"),
    ],
)
def test_labels(labels, expected):
    """One that most images have, else what several have in common, else two; no shares, no counts."""
    assert title(labelled(labels + REST), len(labels)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "a, b; c",
        "Smith, John: 2nd",
        "<b>bold</b>",
        "w/o helmet",
        "km/h",
        "N/A",
        "1/2",
        "///",
        "!?",
        "2024",
        "\"quoted\" 'too'",
        "\u05d0, \u05d1",
        "\U0001f468\u200d\U0001f469, family",
        "long name, " * 25,
    ],
)
def test_a_name_that_a_person_wrote_stands_as_it_is(name):
    """As a label, a class folder, a column's value or a tag, by itself and beside another of its kind."""
    stands = name.strip()
    other = name.replace("o", "0") + "x"
    assert title(labelled([name] * 20 + REST), 20) == stands
    assert title(labelled([name, other] * 10 + REST), 20).count(stands) >= 1
    if name not in ("2024", "1/2"):
        assert title(labelled([None] * 60, note=[name] * 20 + [other] * 40), 20) == stands
    tagged = [[name, "a, b"]] * 20 + [[]] * 40
    assert title(labelled([None] * 60, tags=pa.array(tagged, pa.list_(pa.string()))), 20).count(stands) == 1


def test_names_that_hold_commas_are_kept_apart():
    """A title of two names is of two, however many commas there are."""
    index = labelled(["a, b"] * 10 + ["c: d"] * 10 + REST)
    (told,) = TitleMaker(index).own([index.n + 18])
    assert (told.text, told.words, told.has_signs) == ("a, b, c: d", ("a, b", "c: d"), True)


def test_a_level_above_all_labels_names_no_cluster():
    """It says nothing of what is in it; one below it does."""
    labels = [f"stock/tool/kind {i % 20}" for i in range(60)] + [
        f"stock/toy/kind {i % 20}" for i in range(60)
    ]
    assert title(labelled(labels), 60) == "tool"
    mixed = [f"stock/kind {i % 40}" for i in range(120)]
    assert "stock" not in title(labelled(mixed), 60)
    # What is before the last slash of one name looks like no level: it has none of them.
    nearly = [f"stock/kind {i % 120}" for i in range(238)] + ["stock/ox/one", "stock/ox/one"]
    assert "stock" not in title(labelled(nearly), 120)


def test_two_labels_of_as_many_images_as_what_they_have_in_common():
    """A truck and an automobile say more than motor vehicles where there are no others."""
    assert title(labelled(["truck"] * 10 + ["automobile"] * 9 + ["bus"] + REST), 20) == "truck, automobile"


def test_labels_under_a_mask():
    """What matches is told from what else matches."""
    index = labelled(["cat"] * 6 + ["dog"] * 14 + ["cat"] * 20)
    mask = np.arange(40) >= 5
    assert title(index, 20, mask) == "dog"


@pytest.mark.parametrize(
    ("kinds", "called"),
    [(6, "id 0, id 1, id 2"), (15, "mixed: id 0, id 1"), (30, "grey"), (60, "grey")],
)
def test_of_many_rare_labels_those_that_tell_are_named(kinds, called):
    """Never how many there are, nor the first two of the alphabet, which are no more frequent than chance."""
    labels = [f"id {i % kinds}" for i in range(60)] + [f"other {i}" for i in range(60)]
    assert title(labelled(labels), 60) == called
    assert title(labelled(labels), 120) == "All"


def test_one_label_of_a_few_names_no_cluster():
    """What tells it is 5% of it: its colour says more, and two such labels do, as parts of it."""
    rare = [f"id {i}" for i in range(114)]
    assert title(labelled([*["rare"] * 6, *rare, *(f"other {i}" for i in range(120))]), 120) == "grey"
    assert (
        title(labelled([*["rare"] * 6, *["seldom"] * 6, *rare[6:], *(f"other {i}" for i in range(120))]), 120)
        == "mixed: rare, seldom"
    )


def test_what_is_rarer_here_than_elsewhere_tells_nothing():
    """Dogs are a fifth here and four fifths of the rest: the cluster is one of cats."""
    labels = ["cat"] * 40 + ["dog"] * 12 + ["owl"] * 8 + ["dog"] * 60
    assert title(labelled(labels), 60) == "cat"


def test_where_all_have_the_label_kinds_of_it_tell():
    """The encoder's guesses count that do not contradict the label."""
    labels = ["dog"] * 60
    concept = ["beagle"] * 15 + ["tabby"] * 5 + ["Pekinese"] * 20 + ["tabby"] * 20
    assert title(labelled(labels, concept=concept), 20) == "beagle"


def test_predictions_where_nobody_labelled():
    """A predicted class is a label as long as there is no other."""
    index = index_of(path=[f"{i}.png" for i in range(60)], **{"prediction:net": ["cat"] * 20 + REST})
    assert title(index, 20) == "cat"


def test_words_where_there_are_no_labels():
    """Folder words tell the first half from the second."""
    index = index_of(path=[f"beach/{i}.png" for i in range(10)] + [f"snow/{i}.png" for i in range(10)])
    assert title(index, 10) == "beach"
    assert title(index, 20) == "All"


def test_what_nouns_in_names_have_in_common():
    """Each file says another breed: they are dogs."""
    breeds = ["beagle", "whippet", "Pekinese", "Newfoundland", "keeshond", "malamute"]
    others = ["teapot", "daisy", "obelisk", "volcano", "monarch", "lemon"] * 3
    paths = [f"{i:04d}_{name}.jpg" for i, name in enumerate(breeds + others)]
    assert title(index_of(path=paths), 6) == "dog"


def test_a_column_of_words():
    """What people noted of images names them where labels do not."""
    index = index_of(path=[f"{i}.png" for i in range(60)], weather=["rain"] * 20 + ["sun"] * 40)
    assert title(index, 20) == "rain"


@pytest.mark.parametrize("values", [("cam2", "cam1"), ("17", "3"), ("yes", "no"), ("a1-b2", "c3-d4")])
def test_a_column_of_ids_or_answers_names_nothing(values):
    """Of all pictures of one camera that says nothing of what is on them."""
    index = index_of(path=[f"{i}.png" for i in range(60)], source=[values[0]] * 20 + [values[1]] * 40)
    assert title(index, 20) not in values


def test_no_two_labels_of_a_few_name_a_cluster_of_many_kinds():
    """Half are clothes and none of them is more than a tenth; nearly as many are cars of as many kinds."""
    clothes, cars = ["cardigan", "gown", "kimono", "poncho", "sock"], ["minivan", "limousine", "jeep", "cab"]
    labels = clothes * 12 + cars * 12 + ["banana", "lemon", "pug", "beagle"] * 30
    assert title(labelled(labels), 108) == "car, clothing"


def test_what_is_no_kind_for_the_most_part_says_its_parts():
    """A quarter each, and of nothing a half: there are others."""
    labels = ["pug", "beagle"] * 7 + ["lemon", "banana"] * 6 + [f"id {i}" for i in range(34)]
    assert title(labelled(labels + [f"other {i}" for i in range(60)]), 60).startswith("mixed: ")


def test_a_colour_is_said_behind_the_label():
    """By itself it would name no thing, and where fewer than half have it, it is none of the cluster."""
    colors = np.array([[60, 160, 60]] * 15 + [[120, 100, 80]] * 45, np.uint8)
    known = {"path": [f"{i}.png" for i in range(60)], "label": ["frog"] * 60}
    assert title(index_of(colors, **known), 20) == "frog, green"
    colors[8:20] = 120, 100, 80
    assert "green" not in title(index_of(colors, **known), 20)


def test_words_where_the_cluster_has_no_label():
    """Labels elsewhere do not help here."""
    paths = [f"beach/{i}.png" for i in range(10)] + [f"snow/{i}.png" for i in range(10)]
    assert title(index_of(path=paths, label=[None] * 10 + ["cold"] * 10), 10) == "beach"


def test_concepts_where_there_are_neither():
    """The encoder's own words, or what they have in common."""
    concepts = ["goldfish, Carassius auratus"] * 6 + ["tench"] * 3 + ["crane"] + ["crane"] * 10
    paths = [f"{i}.png" for i in range(20)]
    assert title(index_of(path=paths, concept=concepts), 10) == "goldfish"
    spiders = ["tarantula", "black widow", "garden spider", "wolf spider"] * 5 + ["lemon", "teapot"] * 10
    assert title(index_of(path=[f"{i}.png" for i in range(40)], concept=spiders), 20) == "spider"


def test_colors_where_there_is_nothing_else():
    """Green pictures among grey ones."""
    colors = np.array([[60, 160, 60]] * 20 + [[120, 120, 120]] * 20, np.uint8)
    assert title(index_of(path=[f"{i}.png" for i in range(40)], colors=colors), 20) == "green"


def test_one_image_is_what_is_known_of_it():
    """Its label, else its prediction, words of its path, a guess; its file where there is nothing else."""
    paths = ["a/b/1.png", "a/b/2.png", "2019/red_fox_0012.jpg", "n02084071_12.jpg", "a/b/5.png"]
    index = index_of(
        path=paths, label=["cat", None, None, None, None], concept=["tabby", "pug", "lion", "lion", None]
    )
    assert [TitleMaker(index).title(row) for row in range(4)] == ["cat", "pug", "red fox", "dog"]
    assert TitleMaker(index_of(path=["1.png", "2.png"])).title(0) == "grey"


def test_boxes_name_no_object():
    """Neither the box at the end of a name, nor the folder of all, nor what a detector made of it."""
    paths = [f"shots/{i:03d}.jpg#xywh={i},2,4.5,{i + 9}" for i in range(40)]
    index = index_of(
        path=paths, label=["cat"] * 40, size=["small"] * 20 + ["large"] * 20, outcome=["miss"] * 40,
        weather=["rain"] * 20 + ["sun"] * 20,
    )  # fmt: skip
    index.manifest.source["detections"] = {}
    maker = TitleMaker(index)
    assert [told.text for told in Vocabulary(index).images.facts(3)] == ["cat", "rain", "grey", "003.jpg"]
    assert maker.path_words().vocabulary == ["shots"] and title(index, 20) == "rain"
