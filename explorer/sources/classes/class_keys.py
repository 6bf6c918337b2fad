"""What two spellings of a class have in common: keys that are equal where the meaning is."""

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_WITH_EXPONENT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-][0-9]{1,3}")
"""As programs write it, with a sign; `1e5` may be an identifier."""
_PRINTED = re.compile(
    r"(?:[\w.]*\b(?:tensor|array|bool_?|str_?|bytes_|u?int\d*|float\d*)\((?P<value>.*?)"
    r"(?:, ?(?:dtype|device|shape)=[^()]*(?:\(\))?)*\)|"
    r"\[(?P<only>[^,\[\]]*)\]|b?(?P<quote>['\"])(?P<text>.*)(?P=quote))"
)
"""A value as a program prints it: `tensor(3)`, `np.int64(3)`, `b'cat'`, `[3]`, `'cat'`."""
_PRINTED_ENDS = (")", "]", "'", '"')
_BETWEEN_WORDS = re.compile(r"[\s_\u2010-\u2015-]+")
_APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u00b4`", "'''''")
_JOINERS = "\u200c\u200d"
_VARIATION = "\ufe0e\ufe0f"
_SAME_LETTERS = ("<wide>", "<narrow>", "<compat>", "<noBreak>")
"""Forms of letters for one way to write; `²` is another sign than `2`."""
TRUTHS = (("0", "1"), ("false", "true"), ("no", "yes"), ("f", "t"), ("n", "y"), ("off", "on"))
"""How truth values are written, in lower case."""


def plain(name: str) -> str:
    """Return what one sees of a name: spaces, Unicode form and invisible signs aside, `3` for `3.0`."""
    if not name.isascii():
        name = "".join(sign for sign in unicodedata.normalize("NFC", name) if not _is_invisible(sign))
    return _whole(" ".join(name.split()))


def numeric(name: str) -> str | None:
    """Return a number without what changes nothing (`007`, `1.50`, `1.5e+01`); None for what is no number."""
    text = _value(name)
    if _WITH_EXPONENT.fullmatch(text):
        text = format(Decimal(text), "f")
    found = _NUMBER.fullmatch(text)
    if not found or not (found[2] or found[3]):
        return None
    before, after = found[2].lstrip("0") or "0", (found[3] or "").rstrip("0")
    sign = "-" if found[1] == "-" and (before, after) != ("0", "") else ""
    return f"{sign}{before}.{after}" if after else sign + before


def worded(name: str) -> str:
    """Return the words of a name: case, full width, `_` or `-` for a space, and quotes around it aside."""
    text = _value(name)
    if not text.isascii():
        text = "".join(map(_usual_form, text)).translate(_APOSTROPHES)
    text = _BETWEEN_WORDS.sub(" ", text)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def _value(name: str) -> str:
    """A name without what a program prints around it."""
    text = plain(name)
    while (
        text[-1:] in _PRINTED_ENDS
        and (found := _PRINTED.fullmatch(text))
        and (inner := found["value"] or found["only"] or found["text"])
    ):
        text = plain(inner)
    return text


def _whole(name: str) -> str:
    before, point, after = name.partition(".")
    digits = before.removeprefix("-").removeprefix("+")
    return before if point and not after.strip("0") and digits.isascii() and digits.isdigit() else name


def _is_invisible(sign: str) -> bool:
    return sign in _VARIATION or (unicodedata.category(sign) == "Cf" and sign not in _JOINERS)


def _usual_form(sign: str) -> str:
    kind = unicodedata.decomposition(sign).partition(" ")[0]
    return unicodedata.normalize("NFKC", sign) if kind in _SAME_LETTERS else sign
