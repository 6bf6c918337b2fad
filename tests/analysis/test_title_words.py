"""Nouns, file names and colours that titles are made of."""

from typing import ClassVar

import numpy as np
import pyarrow as pa
import pytest

from explorer.analysis.titles.color_words import HUES, LIGHT, hue_codes, light_codes, shade_words
from explorer.analysis.titles.name_nouns import name_nouns, readable
from explorer.analysis.titles.sibling_titles import Family, name_siblings
from explorer.analysis.titles.source_titles import Title
from explorer.analysis.titles.terms import make_terms
from explorer.nouns import read_nouns


@pytest.fixture(scope="module")
def nouns():
    """The table that the package ships."""
    return read_nouns()


def test_no_noun_is_a_kind_of_itself(nouns):
    """The table has no circles and no loose ends."""
    for noun, name in enumerate(nouns.names):
        assert name and noun in nouns.line(noun)
        assert all(noun not in nouns.line(parent) for parent in nouns.above[noun])


def test_all_thousand_classes_are_there(nouns):
    """Each of the words of the packaged encoder is known."""
    assert sum(len(found) for found in nouns.classes.values()) == 1000


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("beagle", "dog"),
        ("Dogs", "animal"),
        ("great_white_shark", "fish"),
        ("n02099601", "dog"),
        ("tench, Tinca tinca", "fish"),
        ("n99999999", None),
        ("IMG", None),
        ("", None),
    ],
)
def test_what_a_noun_is_a_kind_of(nouns, text, above):
    """By word, plural, synonym or synset; what is unknown is a kind of nothing."""
    line = {nouns.names[noun] for noun in nouns.find(text)}
    assert (above in line) if above else not line


def test_what_is_ambiguous_among_classes(nouns):
    """Cranes are birds and machines: they have no class in common but what holds for both."""
    assert "bird" not in {nouns.names[noun] for noun in nouns.find("crane", among_classes=True)}
    assert "object" in {nouns.names[noun] for noun in nouns.find("nail", among_classes=True)}


def test_what_values_have_in_common(nouns):
    """Terms of several values, each set of values once, by its most special word."""
    terms = make_terms(["beagle", "pug", "tabby", "Persian cat", "xyz"], nouns)
    common = {name: terms.values_of(5 + i).tolist() for i, name in enumerate(terms.names[5:])}
    assert common == {"dog": [0, 1], "cat": [2, 3], "carnivore": [0, 1, 2, 3]}
    assert terms.spread(np.array([1, 2, 4, 8, 16])).tolist()[5:] == [
        {"dog": 3, "cat": 12, "carnivore": 15}[name] for name in terms.names[5:]
    ]


def test_nouns_of_file_names(nouns):
    """Synsets, names without numbers, else the folder; unknown words name nothing."""
    paths = ["x/n02084071_12.jpg", "a/polar_bear_0012.jpg", "cats/IMG_1.jpg", "a/zzz_1.jpg", None]
    codes, values = name_nouns(pa.array(paths), nouns)
    assert [values[code] if code >= 0 else "" for code in codes] == [
        "n02084071",
        "polar bear",
        "cats",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("a/b/red_fox_0012.jpg", "red fox"),
        ("holiday beach/IMG_0012.jpg", "holiday beach"),
        ("n02084071_12.jpg", "dog"),
        ("12.jpg", ""),
    ],
)
def test_readable_words_of_a_path(nouns, path, said):
    """Of the file's name, else of its folder; nothing where there are none."""
    assert readable(path, nouns) == said


def test_words_for_colors():
    """Hues, grey for what has none; dark and bright beside the others."""
    colors = np.array([[200, 40, 40], [40, 160, 40], [40, 60, 180], [90, 90, 90], [150, 110, 70]], np.uint8)
    assert [HUES[code] for code in hue_codes(colors)] == ["red", "green", "blue", "grey", "brown"]
    light = np.repeat(np.array([[20], [120], [230]], np.uint8), 3, axis=1)
    assert light_codes(np.repeat(light, 10, axis=0)).tolist() == [0] * 10 + [-1] * 10 + [1] * 10
    assert LIGHT == ("dark", "bright")
    assert len(light_codes(np.empty((0, 3), np.uint8))) == 0


def test_equal_titles_say_what_their_pictures_are_most_of():
    """By opponent colours; the one that is left keeps the title, where nobody else has it."""
    dark, grey, green, bright = [60, 60, 60], [120, 120, 120], [110, 130, 110], [200, 200, 200]
    assert shade_words(np.array([bright, dark])) == [", brighter", ", darker"]
    assert shade_words(np.array([grey, green, bright, dark])) == [
        "",
        ", greenest",
        ", brightest",
        ", darkest",
    ]
    assert shade_words(np.array([grey, green, grey]), taken=[""]) == [" A", ", greenest", " B"]
    assert shade_words(np.array([grey, grey])) == [" A", " B"]


def test_of_a_title_with_a_colour_another_tells():
    """Of bright ones, that one is warmer; a word that is behind the title already is not put there again."""
    colors = np.array([[200, 180, 150], [180, 190, 190]])
    assert shade_words(colors, ["ship"]) == [", warmer", ", cooler"]
    assert shade_words(colors, ["ship", "blue"]) == [", redder", ", greener"]
    assert shade_words(colors, ["ship"], [", warmer"])[0] == ", redder"


def test_what_is_dark_is_called_no_brighter():
    """Of several that are called so already, one is darker; of what is red, none is greener."""
    assert shade_words(np.array([[90, 90, 90], [50, 50, 50]]), ["horse", "dark"]) == ["", ", darker"]
    assert shade_words(np.array([[200, 60, 60], [160, 84, 52]]), ["car", "red"]) == [", redder", ""]


class Herd:
    """Clusters that nothing tells from one another but their pictures: node 1 is the darkest."""

    titles: ClassVar = {
        1: ("horse", "dark"),
        2: ("horse", "dark"),
        3: ("horse", "dark"),
        4: ("horse", "darkest"),
        5: ("horse A",),
    }

    def tell(self, questions):
        """Nothing tells them."""
        return [None] * len(questions)

    def own(self, nodes):
        """What they are called by themselves."""
        titles = [self.titles.get(node, (f"group {node}",)) for node in nodes]
        return [Title(", ".join(names), "label", names=names) for names in titles]

    def facts(self, node):
        """None is an image."""
        return []

    def shades(self, nodes):
        """Lighter from node to node."""
        return np.array([[20.0 * node] * 3 for node in nodes])


def test_the_darker_of_two_dark_ones_is_said_once():
    """Not dark and darker, and no title twice: that of what is darkest is another's here."""
    two = Family(9, (1, 2), (7, 8), (0, 1))
    assert [told.text for told in name_siblings(two, Herd())[0]] == ["horse, darker", "horse, dark"]
    five = Family(9, (1, 2, 3, 4, 5), (7, 8), (0, 0, 1, 1, 1))
    cells = [told.text for told in name_siblings(five, Herd())[0]]
    assert cells == ["horse, dark A", "horse, dark B", "horse, dark C", "horse, darkest", "horse A"]
