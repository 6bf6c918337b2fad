"""Titles with less room than they need."""

import json
import re
from pathlib import Path

from explorer.analysis.titles.color_words import SHADES
from explorer.export.figures.chips import Style, chips
from explorer.export.figures.elided_titles import elided
from explorer.export.figures.figure import LIGHT, TextLine
from explorer.export.figures.fonts import Fonts


def test_titles_are_cut_as_on_the_page():
    """The same table as for the page's own titles; a letter is as wide as any other."""
    for title, room, beside, shown, *names in json.loads(
        (Path(__file__).parents[1] / "elided.json").read_text("utf-8")
    ):
        assert elided(title, room, len, beside, *names) == shown, f"{title} in {room}"


def test_the_page_knows_the_words_of_colour_and_light():
    """A word that is missing there is never said alone, as it is in figures."""
    module = Path(__file__).parents[2] / "frontend_assets/modules/elide.mjs"
    (pattern,) = re.findall(r"SHADES = /(.+)/;", module.read_text("utf-8"))
    words = [*SHADES, "car", "darker red"]
    assert {word for word in words if re.search(pattern, word)} == SHADES


def test_titles_of_one_group_say_what_differs():
    """Two cars in a group: neither is the car."""
    box = {"y": 0, "w": 90, "h": 60, "band": 16, "matching": 9, "count": 9, "accuracy": None, "thumbs": {}}
    cells = [{**box, "x": 100 * i, "title": f"automobile, {hue}"} for i, hue in enumerate(("red", "blue"))]
    pieces = chips({"cells": cells, "frames": []}, Style(Fonts(), LIGHT))
    words = [piece.text for piece in pieces if isinstance(piece, TextLine)]
    assert [text.split("… ")[-1] for text in words] == ["red", "blue"]


def test_the_title_of_a_group_has_fewer_numbers_before_that_of_its_first_cell_lies_below_it():
    """As on the page; in a narrow cell there is no room for both."""
    box = {"x": 0, "y": 0, "h": 90, "band": 16, "matching": 1234, "count": 1234, "accuracy": None}
    frame = {**box, "title": "animals", "w": 400, "node": 1}

    def said(wide: int) -> list[tuple[str, bool]]:
        view = {"cells": [{**box, "title": "automobile", "w": wide, "thumbs": {}}], "frames": [frame]}
        lines = [piece for piece in chips(view, Style(Fonts(), LIGHT)) if isinstance(piece, TextLine)]
        return [(line.text, line.y > box["band"]) for line in lines]

    assert ("1,234", False) in said(400)[-2:]
    assert said(150) == [("automobile", False), ("animals", False)]
    assert said(100)[0] == ("automobile", True)
