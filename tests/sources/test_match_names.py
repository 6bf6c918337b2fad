"""Names of classes that are spelt differently: one where the meaning is certain, else untouched."""

import pytest

from explorer.sources.classes.match_names import CLASSES, spell_alike


def spelt(**names: list[str]) -> dict[str, list[str]]:
    """How the names of each column are spelt afterwards."""
    return {column: list(now.values()) for column, now in spell_alike(names).items()}


def names_alike(label: list[str], prediction: list[str]) -> list[str]:
    """Spellings of labels and predictions, which must then be the same ones."""
    found = spelt(label=label, prediction=prediction)
    assert set(found["label"]) == set(found["prediction"])
    return found["label"]


@pytest.mark.parametrize(
    ("label", "prediction", "wanted"),
    [
        (["3.0", "1.0"], ["3", "1"], ["3", "1"]),
        (["3", "1"], ["3.", "1.00"], ["3", "1"]),
        (["-1.0"], ["-1"], ["-1"]),
        (["007", "010"], ["7", "10"], ["007", "010"]),
        (["0.50", "1"], ["0.5", "1.0"], ["0.50", "1"]),
        (["caf\u00e9"], ["cafe\u0301"], ["caf\u00e9"]),
        (["cafe\u0301"], ["caf\u00e9"], ["caf\u00e9"]),
        (["cat ", "dog"], ["cat", "\tdog\u00a0"], ["cat", "dog"]),
        (["Cat", "DOG"], ["cat", "dog"], ["Cat", "DOG"]),
        (["Stra\u00dfe"], ["STRASSE"], ["Stra\u00dfe"]),
        (["True", "False"], ["true", "false"], ["True", "False"]),
        (["true", "false"], ["1", "0"], ["true", "false"]),
        (["False", "True"], ["0.0", "1.0"], ["False", "True"]),
        (["0", "1"], ["TRUE", "FALSE"], ["0", "1"]),
        (["TRUE"], ["1"], ["TRUE"]),
        (["None", "NA"], ["none", "na"], ["None", "NA"]),
        (["yes", "no"], ["True", "False"], ["yes", "no"]),
        (["TRUE", "FALSE"], ["y", "n"], ["TRUE", "FALSE"]),
        (["0", "1"], ["No", "Yes"], ["0", "1"]),
        (["T", "F"], ["true", "false"], ["T", "F"]),
        (["on", "off"], ["1.0", "0.0"], ["on", "off"]),
        (
            ["golden_retriever", "t-shirt"],
            ["Golden Retriever", "T\u2013shirt"],
            ["golden_retriever", "t-shirt"],
        ),
        (["class 3", "class 4"], ["class_3", "class-4"], ["class 3", "class 4"]),
        (["golden\u00a0 retriever"], ["golden retriever"], ["golden retriever"]),
        (["cat\u200b", "\ufeffdog"], ["cat", "do\u00adg"], ["cat", "dog"]),
        (["\uff23\uff21\uff34", "\ufb01sh"], ["CAT", "fish"], ["\uff23\uff21\uff34", "\ufb01sh"]),
        (["lady\u2019s slipper"], ["lady's slipper"], ["lady\u2019s slipper"]),
        (["1.500000000000000000e+01", "-2e+00"], ["15", "-2"], ["1.500000000000000000e+01", "-2e+00"]),
        (
            ["tensor(3)", "tensor(1, device='cuda:0')"],
            ["3", "1"],
            ["tensor(3)", "tensor(1, device='cuda:0')"],
        ),
        (["3", "1"], ["np.int64(3)", "[1]"], ["3", "1"]),
        (["cat", "dog"], ["b'cat'", "'dog'"], ["cat", "dog"]),
    ],
)
def test_names_that_mean_the_same_are_one(label, prediction, wanted):
    """Numbers, Unicode forms, spaces at the ends, case, truth values: spelt as the labels are."""
    assert names_alike(label, prediction) == wanted


@pytest.mark.parametrize(
    ("label", "prediction"),
    [
        (["Polish", "polish"], ["polish"]),  # two classes
        (["07", "7"], ["7"]),
        (["1.5", "1"], ["15"]),
        (["0", "1", "2"], ["true", "false"]),
        (["0", "1"], ["yes", "unknown"]),
        (["0", "1"], ["cat", "dog"]),  # which is which?
        (["1", "2"], ["0", "1"]),  # which counts from 1? (said by `doubts`)
        (["1e2"], ["100"]),
        (["c-3", "c 3"], ["c_3"]),
        (["class_3"], ["3"]),
        (["n02099601"], ["golden retriever"]),
        (["cats"], ["cat"]),
        (["B-"], ["B"]),
        (["-1"], ["1"]),
        (["[1, 2]"], ["1"]),
        (["\u00b2"], ["2"]),
        (["\u0663"], ["3"]),
        (["-"], ["."]),
    ],
)
def test_what_is_not_certain_stays(label, prediction):
    """Every name as it was."""
    assert spelt(label=label, prediction=prediction) == {"label": label, "prediction": prediction}


def test_one_column_has_one_spelling_of_what_looks_the_same():
    """A space at the end and a point without decimals do not make two classes, nor does a Unicode form."""
    assert spelt(label=["cat", "cat ", "3", "3.0", "e\u0301", "\u00e9"]) == {
        "label": ["cat", "cat", "3", "3", "\u00e9", "\u00e9"]
    }


def test_a_lonely_spelling_stays():
    """What nothing else spells differently is as the user wrote it."""
    assert spelt(label=[" cat", "3.0", "True"]) == {"label": [" cat", "3.0", "True"]}


def test_every_model_is_matched():
    """And each by itself: what is uncertain in one says nothing of the other."""
    found = spell_alike(
        {"label": ["Cat", "Dog"], "prediction:a": ["cat", "dog"], "prediction:b": ["CAT", "cat", "dog "]}
    )
    assert found["prediction:a"] == {"cat": "Cat", "dog": "Dog"}
    assert found["prediction:b"] == {"CAT": "CAT", "cat": "cat", "dog ": "Dog"}


def test_classes_give_the_spelling_and_stay_as_many():
    """The names of probabilities' columns win; two of them are never made one."""
    found = spell_alike({CLASSES: ["cat ", "Dog"], "label": ["cat", "dog"], "prediction": ["CAT", "Dog"]})
    assert [list(names.values()) for names in found.values()] == [["cat ", "Dog"]] * 3
    found = spell_alike({CLASSES: ["e\u0301", "\u00e9"], "label": ["\u00e9"]})
    assert list(found[CLASSES].values()) == ["e\u0301", "\u00e9"]


def test_numbers_count_the_classes():
    """Labels or predictions that are places in the file of classes, counted from 0."""
    found = spell_alike({CLASSES: ["cat", "dog"], "label": ["dog", "cat"], "prediction": ["1", "0"]})
    assert found["prediction"] == {"1": "dog", "0": "cat"}
    found = spell_alike({CLASSES: ["cat", "dog"], "label": ["1.0", "0.0"], "prediction": ["1"]})
    assert found["label"] == {"1.0": "dog", "0.0": "cat"} and found["prediction"] == {"1": "dog"}


@pytest.mark.parametrize("label", [["1", "2"], ["-1", "0"], ["0", "cat"], ["00", "01"]])
def test_numbers_that_count_no_classes_stay(label):
    """Counted from 1, with a number that is none, mixed with names."""
    assert list(spell_alike({CLASSES: ["cat", "dog"], "label": label})["label"].values()) == label
