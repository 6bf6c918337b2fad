"""Text for terminals and for what reads them: the one place that makes it safe.

A file name may hold an escape sequence that colours, moves or retitles a terminal, a sign that turns the
order of what follows, a line end, or bytes that are no text; and a terminal may know few signs.
What cannot be shown as it is, is written the way JSON escapes it, so that a JSON document stays one.
"""

import json
import sys
import unicodedata
from io import TextIOWrapper
from typing import IO

_NEVER_RAW = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: control, format (the order of writing among them), half characters, line ends."""
_JOINERS = "\u200c\u200d"
"""Of the signs of format, those that letters and emoji are made of."""


def escaped(text: str, keep: str = "") -> str:
    r"""Return text without control characters: `\u001b`, `\u202e`, `\n`, `\udcff`, but those in `keep`."""
    if text.isprintable():
        return text
    return "".join(json.dumps(sign)[1:-1] if is_control(sign) and sign not in keep else sign for sign in text)


def json_text(document: object, stream: IO[str] | None) -> str:
    """Return a document as JSON that a stream can write; with other signs than ASCII where it knows them."""
    encoding = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")
    return escaped(json.dumps(document, ensure_ascii=encoding != "utf8", indent=1), keep="\n")


def write_lines(stream: IO[str] | None, *lines: str) -> None:
    """Write lines, each safe; nowhere where whoever started us has closed the stream."""
    if stream is not None:
        stream.write("".join(f"{escaped(line)}\n" for line in lines))
        stream.flush()


def escape_what_cannot_be_encoded() -> None:
    """Let stdout escape the signs that its encoding lacks, as stderr does by itself."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def is_control(sign: str) -> bool:
    """Whether a character is no text: it controls, turns or ends what is around it, or is half of one."""
    return unicodedata.category(sign) in _NEVER_RAW and sign not in _JOINERS
