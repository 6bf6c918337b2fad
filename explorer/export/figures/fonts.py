"""Fonts of figures: Bitstream Vera, which comes with ReportLab; for other scripts what this machine has."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ImageFont

from explorer.caching import cached_property

OTHERS = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "arial.ttf", "Arial Unicode.ttf",
    "NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "msyh.ttc",
    "YuGothM.ttc", "malgun.ttf", "PingFang.ttc", "AppleSDGothicNeo.ttc", "Hiragino Sans GB.ttc",
    "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf", "NotoSansDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf", "Nirmala.ttc", "tahoma.ttf",
)  # fmt: skip
"""Files that are looked for where this machine keeps its fonts, in this order."""
UNKNOWN = "?"
"""Instead of a sign that no font has."""
_EM = 1000
_NO_SIGN = "\U000effff"
"""A sign that no font has: what is drawn for it is drawn for any that a font lacks."""
_DROPPED = ("Cc", "Cs", "Cf", "Co", "Cn")
"""Categories of Unicode that draw nothing or turn the direction of what follows."""


def printable(text: str) -> str:
    """Return a text in one line, without signs that cannot be seen; XML and PDF hold what is left."""
    line = " ".join(text.split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in _DROPPED)


@dataclass(frozen=True)
class Face:
    """One font file.

    Attributes
    ----------
    path : str
    """

    path: str

    @cached_property
    def measuring(self) -> ImageFont.FreeTypeFont:
        """It, large, so that widths are not rounded."""
        return self.at(_EM)

    def at(self, size: float) -> ImageFont.FreeTypeFont:
        """Return it in a size in pixels."""
        # The basic engine: what is measured sign by sign is drawn so.
        return ImageFont.truetype(self.path, size, layout_engine=ImageFont.Layout.BASIC)

    @cached_property
    def _lacking(self) -> bytes:
        return self._drawn(_NO_SIGN)

    def _drawn(self, sign: str) -> bytes:
        mask: Any = self.measuring.getmask(sign)  # a buffer, which its type does not say
        return bytes(mask)

    def has(self, sign: str) -> bool:
        """Tell whether it can draw a sign."""
        return sign == " " or self._drawn(sign) != self._lacking


class Fonts:
    """The fonts of one figure; each text is taken apart into what each of them can draw.

    Parameters
    ----------
    takes : callable, optional
        Whether what is written can hold a font; any where absent.
    """

    def __init__(self, takes: Callable[[Face], bool] | None = None) -> None:
        self._takes = takes or (lambda face: True)
        self._of_sign: dict[tuple[str, bool], Face | None] = {}

    @cached_property
    def regular(self) -> Face:
        """Bitstream Vera."""
        return Face(_bundled("Vera.ttf"))

    @cached_property
    def bold(self) -> Face:
        """The same in bold."""
        return Face(_bundled("VeraBd.ttf"))

    @cached_property
    def _others(self) -> list[Face]:
        found = []
        for name in OTHERS:
            try:
                face = Face(str(ImageFont.truetype(name, 10).path))
            except OSError:  # not on this machine
                continue
            if self._takes(face):
                found.append(face)
        return found

    def runs(self, text: str, bold: bool = False) -> list[tuple[Face, str]]:
        """Return a text as parts, each with the font that draws it."""
        parts: list[tuple[Face, str]] = []
        for sign in text:
            face = self._face(sign, bold)
            drawn = sign if face is not None else UNKNOWN
            face = face or (self.bold if bold else self.regular)
            if parts and parts[-1][0] is face:
                parts[-1] = face, parts[-1][1] + drawn
            else:
                parts.append((face, drawn))
        return parts

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Return how wide a text is, in the unit of `size`."""
        return sum(face.measuring.getlength(part) for face, part in self.runs(text, bold)) * size / _EM

    def _face(self, sign: str, bold: bool) -> Face | None:
        key = sign, bold
        if key not in self._of_sign:
            first = self.bold if bold else self.regular
            known = (
                first if first.has(sign) else next((face for face in self._others if face.has(sign)), None)
            )
            self._of_sign[key] = known
        return self._of_sign[key]


def _bundled(name: str) -> str:
    import reportlab

    return str(Path(str(reportlab.__file__)).parent / "fonts" / name)
