"""What a decision may say: kinds, names and texts within bounds, and who says it."""

import getpass
import unicodedata

from explorer.errors import InputError

TAG, NOTE, CORRECTED, VERDICT, VIEW = "tag", "note", "corrected", "verdict", "view"
IMAGE, CLUSTER, INDEX = "image", "cluster", "index"
VERDICTS = ("not a duplicate", "label is right", "not an outlier")
MANY = frozenset({TAG, VERDICT, VIEW})
"""Kinds of which a subject may hold several, each with a name."""

LONGEST_NAME = 100
LONGEST_LABEL = 500
LONGEST_NOTE = 10_000
LONGEST_ADDRESS = 20_000
MOST_TAGS = 1000
"""Different ones."""
_NO_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of signs that no text of one line holds; those of format (Cf) are part of scripts and emoji."""
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what stands behind them, beyond the text itself."""


def check_tag(given: object) -> str:
    """Return a tag, without spaces around it.

    Raises
    ------
    InputError
        When it is empty, too long, or holds what is no text of one line.
    """
    return _line(given, "tag", LONGEST_NAME)


def check_view_name(given: object) -> str:
    """Return the name of a view; as `check_tag`."""
    return _line(given, "name of the view", LONGEST_NAME)


def check_label(given: object) -> str:
    """Return a corrected label; as `check_tag`."""
    return _line(given, "label", LONGEST_LABEL)


def check_note(given: object) -> str:
    """Return a note, of any number of lines; empty for none."""
    text = _text(given, "note", LONGEST_NOTE)
    return text.strip()


def check_address(given: object) -> str:
    """Return the query string of a view: what stands behind the address, `?` or not."""
    text = _text(given, "address of the view", LONGEST_ADDRESS).strip()
    if not text.isprintable():
        raise InputError(
            "The address of the view holds signs that no address can have; copy it from the page."
        )
    return "?" + text[text.find("?") + 1 :] if text else ""


def check_verdict(given: object) -> str:
    """Return a verdict; one of `VERDICTS`."""
    if given not in VERDICTS:
        raise InputError(
            f"{str(given)[:80]!r} is no verdict; one of {', '.join(map(repr, VERDICTS))} is expected."
        )
    return str(given)


def check_author(given: object) -> str:
    """Return the name of who decides; empty where nobody said."""
    text = _text(given or "", "name", LONGEST_NAME)
    return " ".join(text.split()) if _no_line_at(text) is None else ""


def own_name() -> str:
    """Return the name of who works on this machine; empty where it is not known."""
    try:
        return getpass.getuser()[:LONGEST_NAME]
    except (OSError, KeyError):
        return ""


def checked(kind: str, name: object, value: object) -> tuple[str, str]:
    """Return name and value of a decision of a kind, both as they are stored.

    Raises
    ------
    InputError
        When there is no such kind, or it cannot say so.
    """
    if kind == TAG:
        return check_tag(name), ""
    if kind == VERDICT:
        return check_verdict(name), ""
    if kind == NOTE:
        return "", check_note(value)
    if kind == CORRECTED:
        return "", check_label(value)
    if kind == VIEW:
        return check_view_name(name), check_address(value)
    raise InputError(
        f"{kind[:40]!r} is no kind of decision; tag, note, corrected, verdict or view is expected."
    )


def _line(given: object, what: str, longest: int) -> str:
    text = _text(given, what, longest).strip()
    if not text:
        raise InputError(f"The {what} is empty; write one.")
    if (place := _no_line_at(text)) is not None:
        sign = text[place]
        said = f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
        raise InputError(
            f"The {what} {text[:40]!r} holds {said} (character {place + 1}), which is no text of one line; "
            "leave it out."
        )
    return text


def _no_line_at(text: str) -> int | None:
    """Where the first sign stands that no text of one line holds."""
    if text.isprintable():
        return None
    wrong = (i for i, sign in enumerate(text) if sign in _TURNING or unicodedata.category(sign) in _NO_LINE)
    return next(wrong, None)


def _text(given: object, what: str, longest: int) -> str:
    if not isinstance(given, str):
        raise InputError(f"The {what} must be text; got {type(given).__name__}.")
    if len(given) > longest:
        raise InputError(f"The {what} has {len(given):,} characters; at most {longest:,} are taken.")
    if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in given):
        raise InputError(f"The {what} holds a zero byte or half a character, which no text can have.")
    return given
