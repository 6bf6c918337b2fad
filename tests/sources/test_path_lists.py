"""Lists of images as text, with and without labels."""

import pytest

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources import open_source
from explorer.sources.tables.read_table import read_table


def rows(tmp_path, content, name="train.txt"):
    """What a list says, row by row."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, SourceOptions()).to_pylist()


@pytest.mark.parametrize(
    ("line", "path", "more"),
    [
        ("a.png", "a.png", {}),
        ("./images/My cat.JPEG", "./images/My cat.JPEG", {}),
        ("n01440764/n01440764_10026.JPEG 0", "n01440764/n01440764_10026.JPEG", {"label": "0"}),
        ("a b.png\tcat", "a b.png", {"label": "cat"}),
        ("a.jpg.png,007", "a.jpg.png", {"label": "007"}),
        ("x.jpg A dog, in the sun.", "x.jpg", {"text": "A dog, in the sun."}),
        ("img/a.jpg masks/a.png", "img/a.jpg", {"text": "masks/a.png"}),
        ("s3://bucket/a.png 3", "s3://bucket/a.png", {"label": "3"}),
    ],
)
def test_a_line_is_a_path_and_what_is_said_of_it(tmp_path, line, path, more):
    """Spaces may be in a path, which ends where an image does."""
    assert rows(tmp_path, f"\ufeff# made by hand\r\n\r\n{line}\r\n") == [{"path": path, **more}]


def test_a_line_without_a_label_has_none(tmp_path):
    """And one caption makes all of them text."""
    assert rows(tmp_path, "a.png 1\nb.png\n") == [
        {"path": "a.png", "label": "1"},
        {"path": "b.png", "label": None},
    ]
    assert rows(tmp_path, "a.png 1\nb.png two words\n")[0] == {"path": "a.png", "text": "1"}


def test_a_table_under_that_ending_is_a_table(tmp_path):
    """By the names of its columns."""
    assert rows(tmp_path, "path|size\na.png|3\n") == [{"path": "a.png", "size": 3}]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a.png\ncats\n", "line 2: no path of an image in 'cats'"),
        ("# nothing\n", "no rows"),
        (b"a.png\n\xff\xfe\x00.png\n", "line 2: not UTF-8"),
    ],
)
def test_what_is_no_list_is_refused_in_a_line(tmp_path, content, said):
    """With the place, and what was expected."""
    path = tmp_path / "classes.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SourceError, match=said) as caught:
        open_source(path)
    assert "\n" not in str(caught.value)
