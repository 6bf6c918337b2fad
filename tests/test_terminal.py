"""Text for terminals: nothing in it that a terminal would obey or that JSON would not read."""

import io
import json

import pytest

from explorer.progress import BarProgress, LineProgress
from explorer.terminal import escaped, json_text, write_lines


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain, größer, 日本, 😀", "plain, größer, 日本, 😀"),
        ("\x1b[31mred\x07", "\\u001b[31mred\\u0007"),
        ("a\tb\nc\r", "a\\tb\\nc\\r"),
        ("\x7f\x9b31m", "\\u007f\\u009b31m"),
        ("\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"),
        ("\u2028\u2029\ufeff", "\\u2028\\u2029\\ufeff"),
        ("\udcff.png", "\\udcff.png"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text, safe):
    """Control, order of writing, line ends, half characters; letters and emoji stay."""
    assert escaped(text) == safe


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "UTF8"])
def test_json_is_json_in_any_encoding(encoding):
    """Also with signs that are escaped."""
    document = {"path": "😀 \x1b[31m \u202e \u2028 \udcff \x9b.png"}
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    write_lines(stream, *json_text(document, stream).splitlines())
    written = stream.buffer.getvalue().decode(encoding)
    assert json.loads(written) == document and not set(written) & set("\x1b\u202e\u2028\x9b")
    assert ("😀" in written) == encoding.lower().startswith("utf")


def test_notes_of_progress_are_safe():
    """They name files."""
    for make in (LineProgress, BarProgress):
        stream = io.StringIO()
        make(stream).note("\x1b]0;title\x07.png")
        assert stream.getvalue() == "\\u001b]0;title\\u0007.png\n"


def test_a_closed_stream_takes_nothing():
    """And is no error."""
    write_lines(None, "x")
