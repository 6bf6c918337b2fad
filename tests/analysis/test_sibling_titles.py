"""Titles of the cells of one view: each says what its group does not, and no two say the same."""

import numpy as np
import pyarrow as pa

from explorer.analysis.titles.cluster_titles import TitleMaker
from explorer.analysis.titles.sibling_titles import Family, name_siblings
from tests.analysis.test_cluster_titles import index_of

ROOT, LEFT, RIGHT = 0, 1, 2


class FakeTree:
    """A tree of slices: the root, then its two halves, then four quarters."""

    root = ROOT
    lo = np.array([0, 0, 40, 0, 20, 40, 60])
    hi = np.array([80, 40, 80, 20, 40, 60, 80])


class Asking:
    """All that there is, without a filter."""

    def __init__(self, index):
        self.maker = TitleMaker(index)
        self.tell, self.own, self.facts = self.maker.tell, self.maker.own, self.maker.known
        self.shades = self.maker.shades


def named(colors=None, tree=None, **columns):
    """Titles of the quarters in two groups, and of the groups."""
    index = index_of(colors, path=[f"{i}.png" for i in range(80)], **columns)
    index.tree = FakeTree()
    cells, heads = name_siblings(Family(ROOT, (3, 4, 5, 6), (LEFT, RIGHT), (0, 0, 1, 1)), Asking(index))
    return [told.text for told in cells], [told.text for told in heads]


def test_a_group_says_what_is_common_and_its_cells_what_differs():
    """Vehicles, and of these trucks and cars."""
    label = ["truck"] * 20 + ["automobile"] * 20 + ["dog"] * 20 + ["cat"] * 20
    cells, heads = named(label=label)
    assert heads == ["automobile, truck", "cat, dog"]
    assert cells == ["truck", "automobile", "dog", "cat"]


def test_equal_titles_get_what_tells_them_apart():
    """All of a group are frogs; one half is green, the other grey."""
    green, grey = [[60, 160, 60]] * 20, [[120, 120, 120]] * 20
    colors = np.array(green + grey + grey + grey, np.uint8)
    cells, heads = named(colors, label=["frog"] * 40 + ["dog"] * 20 + ["cat"] * 20)
    assert heads[0] == "frog" and cells[:2] == ["frog, green", "frog, grey"]


def test_equal_titles_get_letters_where_nothing_differs():
    """Two halves that are alike are no less two."""
    cells, heads = named(label=["frog"] * 40 + ["dog"] * 20 + ["cat"] * 20)
    assert cells == ["frog A", "frog B", "dog", "cat"] and heads[0] == "frog"


def test_a_cell_says_what_a_group_of_the_same_name_does_not():
    """Frogs are many in a group, beside cats and hens, and in a green cell of another."""
    label = ["frog"] * 11 + ["cat"] * 9 + ["frog"] * 11 + ["hen"] * 9 + ["dog"] * 20 + ["frog"] * 9
    label += [f"thing {i}" for i in range(11)]
    colors = np.array([[120, 120, 120]] * 60 + [[60, 160, 60]] * 20, np.uint8)
    cells, heads = named(colors, label=label)
    assert heads[0] == "frog" and cells[2:] == ["dog", "frog, green"]


def test_a_second_label_that_is_more_frequent_than_beside():
    """Both are frogs, but with one of them lie birds."""
    label = ["frog"] * 35 + ["bird"] * 5 + ["dog"] * 20 + ["cat"] * 20
    cells, _ = named(label=label)
    assert cells[:2] == ["frog", "frog, bird"]


def test_equal_titles_of_different_groups_are_told_apart():
    """Frogs and dogs lie in both groups; no word but that of the colour tells frogs, and none tells dogs."""
    colors = np.array([[60, 160, 60]] * 20 + [[120, 120, 120]] * 60, np.uint8)
    label = (["frog"] * 20 + ["dog"] * 20) * 2
    cells, heads = named(colors, label=label)
    assert cells == ["frog, green", "dog A", "frog, grey", "dog B"]
    assert heads == ["dog, frog, green", "dog, frog, grey"]


def test_what_is_more_frequent_by_chance_tells_equal_titles_apart_before_letters_do():
    """Both are frogs; three birds are with the one and one is with the other."""
    label = ["frog"] * 17 + ["bird"] * 3 + ["frog"] * 19 + ["bird"] + ["dog"] * 20 + ["cat"] * 20
    cells, _ = named(label=label)
    assert cells[:2] == ["frog, bird", "frog"]


def test_equal_labels_are_told_by_what_the_encoder_takes_them_for_more_often():
    """Eight of twenty dogs look like beagles, of the others none: a guess, and no more is said of it."""
    label = ["dog"] * 40 + ["automobile"] * 20 + ["cat"] * 20
    concept = ["beagle"] * 8 + ["teapot"] * 12 + ["pug"] * 2 + ["teapot"] * 58
    cells, heads = named(label=label, concept=concept)
    assert heads[0] == "dog" and cells[:2] == ["like beagle", "dog"]
    few = ["beagle"] * 3 + ["teapot"] * 17 + ["pug"] * 2 + ["teapot"] * 58
    assert named(label=label, concept=few)[0][:2] == ["dog A", "dog B"]
    often = ["beagle"] * 8 + ["pug"] * 12 + ["beagle"] * 5 + ["pug"] * 15 + ["teapot"] * 40
    assert named(label=label, concept=often)[0][:2] == ["dog A", "dog B"]


def test_what_several_are_like_tells_none_of_them():
    """The first two of three quarters of dogs look like beagles."""
    label = ["dog"] * 60 + ["cat"] * 20
    concept = (["beagle"] * 8 + ["teapot"] * 12) * 2 + ["pug"] * 2 + ["teapot"] * 38
    cells, _ = named(label=label, concept=concept)
    assert cells[:2] == ["dog A", "dog B"]


def test_no_title_is_empty_or_a_count():
    """Nothing is known of any image but its file."""
    index = index_of(path=pa.array([f"{i}.png" for i in range(80)]))
    index.tree = FakeTree()
    cells, heads = name_siblings(Family(ROOT, (3, 4, 5, 6), (LEFT, RIGHT), (0, 0, 1, 1)), Asking(index))
    assert all(told.text and not told.text[0].isdigit() for told in [*cells, *heads])
