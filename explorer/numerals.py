"""Numbers as files, addresses and commands write them.

Python's `int` and `float` also take what people write in Python's source or in other digits: of them `1_0`
is ten, and so is `١٠`. In a text that somebody sends, either is a name or a slip.
"""


def to_int(text: str) -> int:
    """Return a whole number in decimal digits; spaces at the ends, a sign and zeros in front are taken.

    Raises
    ------
    ValueError
        The text is none.
    """
    return int(checked(text))


def to_float(text: str) -> float:
    """Return a number in decimal digits, as `float` does; `nan` and `inf` are numbers.

    Raises
    ------
    ValueError
        The text is none.
    """
    return float(checked(text))


def checked(text: str) -> str:
    """Return a text in which a number may be.

    Raises
    ------
    ValueError
        It has an underscore, or signs beyond ASCII.
    """
    if "_" in text or not text.isascii():
        raise ValueError(f"{text[:40]!r} is no number")
    return text
