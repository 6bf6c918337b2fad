"""How charts of the page look, in both themes; the colours are those of `css/tokens.css`."""

from typing import Any

INK = {"dark": "#e7eaee", "light": "#14181d"}
MUTED = {"dark": "#98a1ab", "light": "#5b6672"}
LINE = {"dark": "#2a2f36", "light": "#d9dee5"}
RAISED = {"dark": "#1e2227", "light": "#ffffff"}
ACCENT = {"dark": "#5aa9ff", "light": "#1c6fd6"}
SECOND = {"dark": "#ff9a4d", "light": "#a64900"}


def theme_of(scheme: str | None) -> str:
    """Return `light` or `dark`, as the page is drawn; dark before it says."""
    return "light" if scheme == "light" else "dark"


def base(theme: str, x_words: str, y_words: str, x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """Lay out a small chart: quiet axes with a title each; a legend stands in the page.

    Parameters
    ----------
    theme : str
        `dark` or `light`.
    x_words, y_words : str
        Titles of the axes.
    x, y : dict
        What else plotly is told of them.
    """
    axis = {
        "gridcolor": LINE[theme],
        "linecolor": LINE[theme],
        "zeroline": False,
        "fixedrange": True,
        "ticks": "",
        "tickfont": {"size": 11, "color": MUTED[theme]},
    }
    return {
        "xaxis": axis | {"title": axis_title(x_words, theme)} | x,
        "yaxis": axis | {"title": axis_title(y_words, theme)} | y,
        "font": {"size": 11, "color": INK[theme], "family": "system-ui, sans-serif"},
        "margin": {"l": 48, "r": 16, "b": 36, "t": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": RAISED[theme],
            "bordercolor": LINE[theme],
            "font": {"size": 11, "color": INK[theme]},
            "align": "left",
        },
        "showlegend": False,
        "bargap": 0,
    }


def axis_title(words: str, theme: str) -> dict:
    """Give the title of an axis as plotly takes it."""
    return {"text": words, "font": {"size": 11, "color": MUTED[theme]}, "standoff": 4}
