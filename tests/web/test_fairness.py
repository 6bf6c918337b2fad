"""The panel of fairness: the measure is explained where it stands, and its numbers are said in words."""

import pytest

from explorer.web.page.fairness import panel as fairness

FAIR = {
    "by": "split",
    "macro_std": 0.042,
    "by_chance": 0.035,
    "p_value": 0.005,
    "least": 10,
    "judged": 1300,
    "left_out": 96,
    "classes": [
        {
            "name": "cat",
            "std": 0.01,
            "worst": {"value": "2,435–2,903", "accuracy": 0.5, "images": 1204},
            "best": {"value": "7–2,435", "accuracy": 1.0, "images": 10},
        }
    ],
}


def text(component) -> str:
    """All words of a component, in their order."""
    if component is None or isinstance(component, str):
        return component or ""
    if isinstance(component, list | tuple):
        return "|".join(filter(None, map(text, component)))
    return text(getattr(component, "children", None))


def test_the_measure_is_explained_before_and_after_a_column_is_chosen():
    """Above what is said of the column, which alone changes."""
    [panel] = fairness.panel([])
    about, answer = panel.children[1:]
    assert about.children == fairness.ABOUT and "how unevenly" in fairness.ABOUT
    assert "Choose a column" in text(answer)


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.005, "Chance alone gives 3.5 points: this is more than chance (p = 0.005)."),
        (0.43, "Chance alone gives 3.5 points: this may be chance (p = 0.43)."),
    ],
)
def test_a_spread_is_told_from_chance(p, said):
    """With what chance alone would give; the p-value is not parted."""
    words = text(fairness.describe(FAIR | {"p_value": p})).replace("\u00a0", " ")
    assert said in words and "4.2 points" in words


def test_numbers_are_written_as_everywhere():
    """Points with their unit, rates with their n."""
    words = text(fairness.describe(FAIR))
    assert "1.0 point" in words and "50% of 1,204" in words and "100% of 10" in words
    assert "1,204 images of 1 class; 96 left out" in words


def test_what_cannot_be_told_is_said():
    """No number, and what would be needed."""
    words = text(fairness.describe(FAIR | {"macro_std": None, "classes": []}))
    assert "10 images" in words and "split" in words
