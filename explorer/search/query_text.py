"""What a query asks for and what it rules out: `dog -person -"traffic light"`."""

import re
from dataclasses import dataclass

from explorer.errors import InputError

_EXCLUDED = re.compile(r"""(?<!\S)-(?:"([^"]*)"|([^\W_]\S*))""")
ONLY_EXCLUDED = "the query only says what not to find; write what to find before it, as in “dog -person”"
EMPTY = "the query is empty; write a word, or give an image or a row"


@dataclass(frozen=True)
class Query:
    """Words, and words that rule images out.

    Attributes
    ----------
    wanted : str
    unwanted : tuple of str
        Each a word, or several that are one name.
    """

    wanted: str
    unwanted: tuple[str, ...] = ()


def read_query(text: str) -> Query:
    """Take a query apart: a word after a minus rules out, and so do several in double quotes.

    Raises
    ------
    InputError
        Nothing is asked for.
    """
    unwanted = tuple(dict.fromkeys(quoted or word for quoted, word in _EXCLUDED.findall(text)))
    wanted = _EXCLUDED.sub(" ", text).strip()
    if not wanted:
        raise InputError(ONLY_EXCLUDED if unwanted else EMPTY)
    return Query(wanted, tuple(word for word in unwanted if word.strip()))
