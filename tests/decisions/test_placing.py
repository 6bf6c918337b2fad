"""Where decisions are after files were renamed, replaced, copied and removed: a table a rule."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.decisions.placing import CHANGED, MOVED, SAME, place_images, subjects_at


def build(*files: str) -> SimpleNamespace:
    """What placing reads of an index of `path=hash`, in their order."""
    paths, hashes = zip(*(each.split("=") for each in files), strict=True)
    return SimpleNamespace(items=pa.table({"path": list(paths), "hash": list(hashes)}))


@pytest.mark.parametrize(
    ("files", "copies", "found"),
    [
        (["a/1=x", "a/2=y"], 1, [(0, SAME)]),
        (["a/2=y", "b/9=x"], 1, [(1, MOVED)]),  # renamed
        (["a/1=new", "a/2=y"], 1, [(0, CHANGED)]),  # replaced
        (
            ["a/1=new", "b/9=x"],
            1,
            [(1, MOVED)],
        ),  # content and path swapped: the content is what was looked at
        (["a/1=x", "b/9=x"], 1, [(0, SAME)]),  # a copy was added
        (["a/1=x", "b/9=x"], 2, [(0, SAME)]),  # of two copies the path decides
        (["b/9=x"], 2, []),  # of two copies this one was removed: the other one keeps out of it
        (["a/1=new", "b/9=x"], 2, [(0, CHANGED)]),
        (["c/1=x", "b/0=x"], 1, [(0, MOVED)]),  # moved and copied: the same file name
        (["c/8=x", "b/9=x"], 1, [(1, MOVED)]),  # else the first by path
        (["a/2=y"], 1, []),  # gone
        (["a/1=x", "a/1=x"], 1, [(0, SAME), (1, SAME)]),  # a table that names the file twice
    ],
)
def test_the_rules(files, copies, found):
    """A decision about `a/1` when its content was `x`."""
    placed = place_images(build(*files), [(7, "a/1", "x", copies, "")])
    assert list(zip(placed.rows.tolist(), placed.how.tolist(), strict=True)) == found
    assert placed.known == {7}
    assert placed.subjects.tolist() == [7] * len(found)


def test_no_hash_is_no_content():
    """Images of unknown content are told by their path alone."""
    made = build("a=x", "b=y")
    assert place_images(made, [(1, "b", "", 1, "")]).rows.tolist() == [1]
    assert not len(place_images(made, [(1, "c", "", 1, "")]).rows)
    assert place_images(made, []).rows.dtype == np.int64


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (["a/2=x", "b/1=x"], [0]),  # renamed, and the other one has its name
        (["b/1=x"], []),  # removed
        (["c/9=x"], []),  # removed, and the other one renamed
        (["c/1=x", "c/9=x"], [0]),  # both moved: the same file name
        (["v2/a/1=x", "v2/b/1=x"], [0]),  # all of it moved
        (["c/8=x", "c/9=x"], []),  # both renamed: either may be it
        (["a/2=x", "b/1=x", "c/1=x"], []),  # and copied anew
    ],
)
def test_one_of_two_copies(files, found):
    """A decision about `a/1`, when `b/1` was the same picture, never passes to `b/1`."""
    before = build("a/1=x", "b/1=x")
    [subject] = subjects_at(before, np.array([0]))
    assert (subject.copies, subject.about) == (2, '["b/1"]')
    placed = place_images(build(*files), [(7, subject.path, subject.hash, subject.copies, subject.about)])
    assert placed.rows.tolist() == found
    assert not len(place_images(build(*files), [(7, "a/1", "x", 2, "{damaged")]).rows)
