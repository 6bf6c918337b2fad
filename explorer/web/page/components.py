"""Small pieces that several panels share: buttons, headings, numbers in words, Mantine's settings."""

import re
from typing import Any

from dash import html

THEME = {
    "primaryColor": "blue",
    "defaultRadius": 6,
    "fontFamily": "var(--sans)",
    "fontFamilyMonospace": "var(--mono)",
    "fontSizes": {"xs": "13px", "sm": "13px", "md": "13px", "lg": "15px"},
    "headings": {"fontFamily": "var(--sans)"},
    "cursorType": "pointer",
    "respectReducedMotion": True,
}
"""Mantine's own theme. Its colours are mapped onto the page's custom properties in `css/mantine.css`."""


def named_grid(name: str) -> dict[str, list[str]]:
    """Say to listeners of a grid what it is called for those who hear it (`frontend_assets/bridge.js`)."""
    # Dash begins to listen once the grid is ready.
    said = [f"named(params.api, '{name}')"]
    return {"rowDataUpdated": said, "firstDataRendered": said}


def wildcards(attributes: dict[str, str]) -> dict[str, Any]:
    """Return attributes that are no names of Python, `aria-…` and `data-…`, for a component of Dash."""
    return dict(attributes)


def icon(name: str) -> html.Span:
    """Draw one of the icons of `css/tokens.css` in the colour of the text around it."""
    return html.Span(className=f"icon icon-{name}", **wildcards({"aria-hidden": "true"}))


def icon_button(name: str, words: str, **attributes) -> html.Button:
    """Make a square button with an icon; `words` say what it does, on hover and to a screen reader."""
    return html.Button(
        icon(name),
        className="icon-button",
        title=words,
        type="button",
        **wildcards({"aria-label": words, **attributes}),
    )


def text_button(words: str, icon_name: str | None = None, **attributes) -> html.Button:
    """Make a plain button with words on it."""
    children = [icon(icon_name), words] if icon_name else words
    return html.Button(children, className="button", type="button", **attributes)


def heading(words: str) -> html.H2:
    """Head a section of a panel."""
    return html.H2(words, className="heading")


def unbroken(sentence: str) -> str:
    """Keep a p-value and its sign on one line: `p = 0.001`."""
    return re.sub(r"\bp ([=<≤]) (?=\d)", "p\u00a0\\1\u00a0", sentence)


END = 8
"""Letters at the end of a name that are always seen: what tells files apart mostly stands there."""


def in_two(name: str) -> list[html.Span]:
    """Split a name, so that a cut one has its end (`.in-two` of `css/inspector.css`): `n0…475.JPEG`."""
    return [html.Span(name[:-END]), html.Span(name[-END:])]


def coded(sentence: str) -> list:
    """Set what stands between backticks, names of columns and commands, as code."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return [sentence]
    return [html.Code(part) if i % 2 else part for i, part in enumerate(parts) if part]


def empty(words: str, *more) -> html.P:
    """Say what would fill an empty panel."""
    return html.P([*coded(words), *more], className="empty")


def doubts(sentences: list[str]) -> list[html.P]:
    """Say what should be known before rates are believed."""
    return [html.P(coded(sentence), className="caption doubt", role="note") for sentence in sentences]


def failed(sentence: str) -> list:
    """Say in a panel what went wrong, and offer to ask again."""
    return [
        html.Span(coded(sentence[:1].upper() + sentence[1:]), className="field-error", role="alert"),
        html.Button("Try again", className="link", type="button", **wildcards({"data-action": "retry"})),
    ]
