"""The style sheets: contrast of every text on every ground, in both themes; their order."""

import re
from pathlib import Path

import pytest

from explorer.web.assets import assets_folder
from explorer.web.page.dash_page import SHEETS

TEXTS = ("text", "muted", "accent", "danger")
GROUNDS = ("ground", "surface", "raised")

OF_COPIES = "static"
"""The sheet that static copies have besides."""
BEFORE = "until-first-build"
"""That of the page before there is a map."""


def sheet(name: str) -> str:
    """Text of one of the style sheets."""
    return (assets_folder() / "css" / f"{name}.css").read_text(encoding="utf-8")


def theme_colors() -> dict[str, dict[str, str]]:
    """Custom properties of both themes that are colours in six digits."""
    css = sheet("tokens")
    heads = {"dark": ":root {", "light": ':root[data-theme="light"] {'}
    blocks = {theme: css.split(head, 1)[1].split("}", 1)[0] for theme, head in heads.items()}
    found = {
        theme: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for theme, block in blocks.items()
    }
    return {"dark": found["dark"], "light": found["dark"] | found["light"]}


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, relative luminance)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb`."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_worked_by_hand():
    """Black on white is 21, a colour on itself 1, #777777 on white 4.48."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_text_is_readable_on_every_ground(theme):
    """AA for text of normal size: 4.5 to 1."""
    colors = theme_colors()[theme]
    pairs = {(t, g): contrast(colors[t], colors[g]) for t in TEXTS for g in GROUNDS}
    pairs["text", "accent-soft"] = contrast(colors["text"], colors["accent-soft"])
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_marks_and_controls_stand_out(theme):
    """AA for what is not text: 3 to 1. The tick and the cross on their marks, slider tracks, focus rings."""
    colors = theme_colors()[theme]
    pairs = [("on-mark", "right"), ("on-mark", "wrong"), ("right", "surface"), ("wrong", "surface")]
    pairs += [("line-strong", "surface"), ("accent", "surface"), ("accent", "ground")]
    assert [pair for pair in pairs if contrast(colors[pair[0]], colors[pair[1]]) < 3] == []


def test_colors_are_named_in_one_place_only():
    """Rules use the custom properties: no colour stands in them, and in no sheet but the first."""
    tokens = sheet("tokens")
    rules = tokens[tokens.index("/* ----") :] + "".join(map(sheet, [*SHEETS[1:], OF_COPIES]))
    rules = re.sub(r"url\(.*?\"\)", "", rules)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])|rgba?\(", rules) == []


def test_every_sheet_is_linked_once_in_its_order_after_those_of_libraries(client):
    """Rules of the same weight are won by the later sheet; Dash would link them by name, tokens last."""
    links = re.findall(r'<link rel="stylesheet" href="([^"?]+)', client.get("/").text)
    own = [link for link in links if "/assets/" in link]
    assert own == links[-len(own) :]
    assert [Path(link).stem for link in own] == [*SHEETS]
    assert {path.stem for path in (assets_folder() / "css").iterdir()} == {*SHEETS, OF_COPIES, BEFORE}
    for link in own:
        answer = client.get(link)
        assert answer.headers["content-type"].startswith("text/css")
