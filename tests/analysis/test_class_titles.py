"""Titles from the encoder's classes, where nobody labelled."""

import numpy as np
import pytest

from explorer.analysis.titles.cluster_titles import TitleMaker, TitleQuestion
from explorer.analysis.titles.sibling_titles import Family, name_siblings
from explorer.analysis.titles.source_titles import MIXED
from explorer.analysis.titles.sources import count_shares
from explorer.analysis.titles.vocabulary import Vocabulary
from explorer.index.class_shares import ClassShares
from explorer.nouns import read_nouns
from tests.analysis.test_cluster_titles import index_of
from tests.analysis.test_sibling_titles import Asking, FakeTree

NOUNS = read_nouns()
BY_NAME = {NOUNS.names[noun]: place for place, noun in enumerate(NOUNS.class_nouns)}
SYNSETS = {noun: int(offset) for offset, noun in NOUNS.by_synset.items()}
DOGS = ["beagle", "whippet", "pug", "Newfoundland", "keeshond", "malamute", "boxer", "collie"]
TOOLS = ["hammer", "screwdriver", "plunger", "corkscrew", "plow", "hatchet"]


def shares_of(rows):
    """Of a dictionary of names to probabilities for each image."""
    kept = max(map(len, rows))
    classes, shares = np.zeros((len(rows), kept), np.uint16), np.zeros((len(rows), kept), np.float16)
    for row, likely in enumerate(rows):
        classes[row, : len(likely)] = [BY_NAME[name] for name in likely]
        shares[row, : len(likely)] = list(likely.values())
    synsets = np.array([SYNSETS[noun] for noun in NOUNS.class_nouns], np.uint32)
    return ClassShares(classes, shares, len(synsets), synsets)


def unsure(names, count, rng):
    """Images that may show any of some classes: the best one says little."""
    return [dict(zip(names, rng.dirichlet(np.ones(len(names))), strict=True)) for _ in range(count)]


def named(rows, colors=None):
    """Titles of four quarters of 20 images in two groups, and of the groups."""
    index = index_of(colors, path=[f"{i}.png" for i in range(len(rows))])
    index.tree, index.class_shares = FakeTree(), shares_of(rows)
    cells, heads = name_siblings(Family(0, (3, 4, 5, 6), (1, 2), (0, 0, 1, 1)), Asking(index))
    return [told.text for told in cells], [told.text for told in heads]


def test_the_likeliest_class_of_each_image_tells_no_cells_apart():
    """Of two halves of dogs that may be any dog, the one is no pugs and the other no beagles."""
    rows = unsure(DOGS, 40, np.random.default_rng(8)) + rest(42)[:40]
    index = index_of(
        path=[f"{i}.png" for i in range(80)], concept=["pug"] * 20 + ["beagle"] * 20 + ["teapot"] * 40
    )
    index.tree, index.class_shares = FakeTree(), shares_of(rows)
    cells, _ = name_siblings(Family(0, (3, 4, 5, 6), (1, 2), (0, 0, 1, 1)), Asking(index))
    assert [told.text for told in cells[:2]] == ["dog: working dog A", "dog: working dog B"]
    index.class_shares = None
    cells, _ = name_siblings(Family(0, (3, 4, 5, 6), (1, 2), (0, 0, 1, 1)), Asking(index))
    assert [told.text for told in cells[:2]] == ["pug", "beagle"]


def told_of(rows, inside=slice(0, 20)):
    """What tells the first of four quarters from all 80 images."""
    index = index_of(path=[f"{i}.png" for i in range(len(rows))])
    index.tree, index.class_shares = FakeTree(), shares_of(rows)
    (told,) = TitleMaker(index).tell([TitleQuestion(3, (0,))])
    return told


def rest(count=60):
    """Other things, each of its own kind."""
    return [{"teapot": 0.5, "daisy": 0.5}, {"volcano": 1.0}, {"lemon": 1.0}] * (count // 3)


@pytest.mark.parametrize(("side", "said"), [(32, "mammal"), (64, "dog")])
def test_small_pictures_are_called_what_is_likelier(side: int, said: str):
    """40% dogs among zebras: of pictures of 32 pixels that is too unsure, and all but tools are mammals."""
    unsure = {"beagle": 0.2, "pug": 0.2, "tabby": 0.2, "hammer": 0.2, "screwdriver": 0.2}
    rows = [unsure] * 20 + [{"zebra": 1.0}] * 60
    index = index_of(path=[f"{i}.png" for i in range(80)], width=[100] * 80, height=[side] * 80)
    index.tree, index.class_shares = FakeTree(), shares_of(rows)
    index.column = lambda name: index.items[name].to_numpy()
    (told,) = TitleMaker(index).tell([TitleQuestion(3, (0,))])
    assert told is not None and told.words[0] == said


def test_what_several_classes_are():
    """No class has most of the images, and all are dogs; they count by probability, not by the best."""
    told = told_of(unsure(DOGS, 20, np.random.default_rng(0)) + rest())
    assert told.words[0] == "dog" and told.share > 0.85 and told.kind == "concept"


@pytest.mark.parametrize(("share", "said"), [(0.52, "dog: golden retriever"), (0.3, "dog: hunting dog")])
def test_a_class_that_is_sure_is_named_behind_what_all_are(share: float, said: str):
    """The word that holds for all comes first; of a class of less than a half the next wider one."""
    others = dict.fromkeys(DOGS[:7], (1 - share) / 7)
    assert told_of([{"golden retriever": share, **others}] * 20 + rest()).text == said


def test_one_class_stands_alone():
    """Where nearly all images are of it."""
    assert told_of([{"pug": 0.9, "teapot": 0.1}] * 20 + rest()).text == "pug"


@pytest.mark.parametrize(("share", "said"), [(0.5, "dog: pug"), (0.75, "pug")])
def test_a_kind_stands_without_what_its_group_says_where_it_is_sure(share: float, said: str):
    """A half are pugs of a group of dogs: the wider word, which is surer, stays."""
    likely = {"pug": share} | dict.fromkeys(DOGS[3:], (1 - share) / 5)
    others = dict.fromkeys([name for name in DOGS if name != "pug"], 1 / 7)
    cells, heads = named([likely] * 20 + [others] * 20 + rest(39) + [{"lemon": 1.0}])
    assert heads[0].split(":")[0] == "dog" and cells[0] == said


def test_what_all_around_are_too_tells_nothing():
    """Among dogs the kind is told."""
    rows = [{"pug": 0.6, "boxer": 0.4}] * 20 + unsure(DOGS, 60, np.random.default_rng(1))
    assert told_of(rows).text.split(":")[0] not in ("dog", "animal", "mammal")


def test_words_of_a_dictionary_give_way():
    """Dogs, wolves and foxes are canines, as nobody says; most are dogs."""
    told = told_of([{"pug": 0.3, "boxer": 0.3, "timber wolf": 0.2, "red fox": 0.2}] * 20 + rest())
    assert "canine" not in told.words and "carnivore" not in told.words


def test_where_nothing_is_sure_a_wide_word_is_said():
    """Animals of every kind; and of things of every kind nothing."""
    animals = [
        "goldfish",
        "tench",
        "hen",
        "goose",
        "bullfrog",
        "tailed frog",
        "tarantula",
        "slug",
        "zebra",
        "ibex",
    ]
    assert told_of([dict.fromkeys(animals, 0.1)] * 20 + rest()).words[0] == "animal"
    rng = np.random.default_rng(2)
    names = list(BY_NAME)
    scattered = [dict.fromkeys(rng.choice(names, 16, replace=False).tolist(), 1 / 16) for _ in range(80)]
    assert told_of(scattered).text.split(":")[0] in (MIXED, "object", "animal")


def test_siblings_never_share_a_title():
    """Alike in all that is known, they differ in light, else in letters."""
    rng = np.random.default_rng(3)
    dogs, tools = unsure(DOGS, 40, rng), unsure(TOOLS, 40, rng)
    bright, dark = [[180, 180, 180]] * 20, [[60, 60, 60]] * 20
    cells, heads = named(dogs + tools, np.array(bright + dark + bright + bright, np.uint8))
    assert heads[0].split(":")[0] == "dog" and len(set(cells[:2])) == len(set(cells[2:])) == 2
    same = [dict.fromkeys(DOGS, 0.125)] * 40 + [dict.fromkeys(TOOLS, 0.125)] * 40
    cells, _ = named(same, np.array(bright + dark + bright + bright, np.uint8))
    assert cells[0] != cells[1] and "darker" in cells[1]
    assert cells[2][:-1] == cells[3][:-1] != cells[2]


def test_siblings_are_told_by_what_one_is_like():
    """Three in ten may be pugs where beside them none is: too few for a name."""
    others = dict.fromkeys(DOGS[3:], 0.14)
    dogs = [{"pug": 0.3, **others}] * 20 + [dict.fromkeys(DOGS[3:], 0.2)] * 20
    cells, _ = named(dogs + unsure(TOOLS, 40, np.random.default_rng(3)))
    assert cells[0].endswith("like pug") and "like" not in cells[1]
    assert not cells[1].endswith((" A", " B"))


def test_a_group_says_what_its_cells_need_not_repeat():
    """Within dogs the breeds stand alone where they are sure."""
    pugs, boxers = [{"pug": 0.9, "boxer": 0.1}] * 20, [{"boxer": 0.9, "pug": 0.1}] * 20
    cells, heads = named([*pugs, *boxers, *rest(40 - 1), {"lemon": 1.0}])
    assert cells[:2] == ["pug", "boxer"] and heads[0] != heads[1]


def test_labels_say_more():
    """Guesses do not stand in for what people said."""
    rows = unsure(DOGS, 20, np.random.default_rng(4)) + rest()
    index = index_of(path=[f"{i}.png" for i in range(80)], label=["Rex"] * 20 + ["other"] * 60)
    index.tree, index.class_shares = FakeTree(), shares_of(rows)
    (told,) = TitleMaker(index).tell([TitleQuestion(3, (0,))])
    assert told.text == "Rex" and told.kind == "label"


def test_a_single_image_is_what_it_may_show():
    """A kind of thing before the likeliest class."""
    index = index_of(path=[f"{i}.png" for i in range(80)])
    index.tree, index.class_shares = (
        FakeTree(),
        shares_of(unsure(DOGS, 20, np.random.default_rng(5)) + rest()),
    )
    facts = [told.text for told in Vocabulary(index).images.facts(3)]
    assert "dog" in facts and facts[-1] == "3.png"


@pytest.mark.parametrize("mask", [None, np.arange(300) % 3 > 0])
def test_counts_are_sums_of_probabilities(mask):
    """What is left out of an image counts as the rest of it."""
    rng = np.random.default_rng(6)
    shares = shares_of(unsure(DOGS, 300, rng))
    counter = count_shares(shares, NOUNS)
    spans = [(0, 300), (5, 9), (30, 200), (64, 96), (33, 33)]
    counts = (counter if mask is None else counter.under(mask)).count_each(*np.array(spans).T)
    dog = counter.terms.names.index("dog")
    for (lo, hi), count in zip(spans, counts, strict=True):
        rows = np.arange(lo, hi) if mask is None else lo + np.flatnonzero(mask[lo:hi])
        assert count[dog] == pytest.approx(len(rows), abs=1e-3)
        pug = BY_NAME["pug"]
        likely = shares.shares[rows].astype(float)
        likely /= likely.sum(axis=1, keepdims=True)
        assert count[pug] == pytest.approx(likely[shares.classes[rows] == pug].sum(), abs=1e-3)
