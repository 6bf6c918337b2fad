"""A figure as drawing commands, in CSS pixels of which 96 are an inch, back to front."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Palette:
    """Colours by what they are for, as hex; those of the page (`frontend_assets/css/tokens.css`)."""

    ground: str
    surface: str
    line: str
    text: str
    muted: str


LIGHT = Palette("#ffffff", "#ffffff", "#d9dee5", "#14181d", "#5b6672")
"""The page's light theme on white: paper has no tint."""
DARK = Palette("#0f1114", "#16191d", "#2a2f36", "#e7eaee", "#98a1ab")
THEMES = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class Fill:
    """A filled rectangle.

    Attributes
    ----------
    x, y, w, h : float
    color : str
        Hex.
    opacity : float
    """

    x: float
    y: float
    w: float
    h: float
    color: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Mosaic:
    """Thumbnails side by side, each cropped to fill its tile.

    Attributes
    ----------
    x, y, w, h : int
        Around all of them.
    tiles : (m, 4) int64
        x, y, width, height of each, in the figure.
    rows : (m,) int64
        Of the index.
    """

    x: int
    y: int
    w: int
    h: int
    tiles: np.ndarray
    rows: np.ndarray


@dataclass(frozen=True)
class TextLine:
    """A line of text.

    Attributes
    ----------
    x, y : float
        Where it begins, on the baseline.
    text : str
        Without control characters (`explorer.export.figures.fonts.printable`).
    size : float
    width : float
        That it takes, as measured.
    color : str
        Hex.
    bold : bool
    """

    x: float
    y: float
    text: str
    size: float
    width: float
    color: str
    bold: bool = False


@dataclass(frozen=True)
class Dots:
    """Points of one size.

    Attributes
    ----------
    x, y : (m,) float64
        Their middles.
    color : (m,) int64
        Which of `colors` each has.
    colors : tuple of str
        Hex; those that come first lie below.
    radius : float
    opacity : float
    """

    x: np.ndarray
    y: np.ndarray
    color: np.ndarray
    colors: tuple[str, ...]
    radius: float
    opacity: float = 1.0


Piece = Fill | Mosaic | TextLine | Dots


@dataclass(frozen=True)
class Figure:
    """What is drawn.

    Attributes
    ----------
    width, height : float
        In CSS pixels.
    paper : (float, float)
        Width and height in millimetres: the whole CSS pixels may differ from it by half of one.
    dots : (int, int)
        Pixels across and down, of what is drawn as such.
    dpi : int
        Of them, an inch.
    title : str
        Of the file, for whoever cannot see it.
    ground : str
        Colour behind everything.
    pieces : list of Piece
        Back to front.
    """

    width: float
    height: float
    paper: tuple[float, float]
    dots: tuple[int, int]
    dpi: int
    title: str
    ground: str
    pieces: list[Piece] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Dots of a CSS pixel, so many that all dots are covered."""
        return max(self.dots[0] / self.width, self.dots[1] / self.height)


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour between two, `share` of the second; all hex."""
    pairs = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(p + (q - p) * share):02x}" for p, q in pairs)


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue of a hex colour."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def ink_on(color: str) -> str:
    """Return black or white, whichever is read better on a colour: 4.5 to 1 at least (WCAG 2, 1.4.3)."""
    shares = [
        v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in rgb(color)
    ]
    return "#000000" if 0.2126 * shares[0] + 0.7152 * shares[1] + 0.0722 * shares[2] > 0.179 else "#ffffff"
