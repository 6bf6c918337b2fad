"""What words may go on to be: by kind, by where they stand, within a time."""

import numpy as np
import pyarrow as pa
import pytest

from explorer.dataset import open_index
from explorer.filters.filter import filter_of, mask_of
from explorer.search import suggestions
from explorer.search.suggestions import LONGEST, Suggester
from tests.browser.reworked import rework

NAMES = ["it's_fast 100%", "\u202eשלום", "<script>.b", "😀 cat", 'a"b', "Über Straße", "x" * 600, "plain"]


@pytest.fixture(scope="module")
def odd(small_index, tmp_path_factory):
    """The small index with odd folders, and a text column of odd values that is named like a keyword."""
    n = small_index.n
    items = small_index.items
    paths = pa.array([f"{'a_b%/sub' if i % 2 else 'axb'}/{i:04d} Dogs.jpg" for i in range(n)])
    items = items.set_column(items.column_names.index("path"), "path", paths)
    items = items.append_column("select", pa.array([NAMES[i % len(NAMES)] for i in range(n)]))
    index = open_index(rework(small_index, tmp_path_factory.mktemp("odd"), items))
    suggester = Suggester(index, by_class=True)
    return index, suggester, suggester.prepare()


def groups(odd, text, **more):
    """Suggestions by kind and column: words and counts."""
    _, suggester, fields = odd
    found, _ = suggester.suggest(text, fields=fields, **more)
    return {
        (each.kind, each.column): [(entry.words, entry.count) for entry in each.entries] for each in found
    }


def test_words_go_on_to_be_labels_classes_and_values(odd):
    """Each with how many there are; a class is a word to search for, all else a clause."""
    index, suggester, fields = odd
    labels = index.items["label"].to_pylist()
    assert groups(odd, "plu")[("label", "label")] == [("plum", labels.count("plum"))]
    assert [name for name, _ in groups(odd, "pl")[("label", "label")]] == ["plum", "apple"]
    assert ("dog", 118) in groups(odd, "dog")[("class", "")]
    assert groups(odd, "DOGS", limit=2)[("file", "path")][0] == ("axb/0000 Dogs.jpg", None)
    assert groups(odd, "uber stras")[("column", "select")] == [("Über Straße", index.n // len(NAMES))]
    (classes, *others), complete = suggester.suggest("dog", fields=fields)
    assert complete and classes.entries[0].search == "dog" and classes.entries[0].where is None
    assert all(entry.where and entry.search is None for group in others for entry in group.entries)


def test_every_clause_leaves_what_it_says(odd):
    """Whatever stands in the values and in the names of folders."""
    index, suggester, fields = odd
    seen = set()
    for text in ("100", "שלום", "script", "cat", "a", "b", "uber", "plain", "x", "axb", "0007", "sub"):
        for group in suggester.suggest(text, 10, fields)[0]:
            for entry in group.entries:
                if entry.where is None:
                    continue
                mask = mask_of(index, filter_of(index, entry.where))
                assert mask.sum() == (entry.count if entry.count is not None else mask.sum()) > 0, entry
                seen.add(group.kind)
                if group.kind == "folder":
                    paths = index.items["path"].to_pylist()
                    assert mask.tolist() == [path.startswith(entry.words) for path in paths]
    assert seen == {"label", "column", "folder", "file"}


def test_what_begins_so_comes_first_then_the_most_frequent(odd):
    """A word that begins so before one that holds it."""
    index, _, _ = odd
    found = groups(odd, "t", limit=10)[("column", "split")]
    counts = dict(found)
    splits = index.items["split"].to_pylist()
    assert counts == {"train": splits.count("train"), "test": splits.count("test")}
    assert [name for name, _ in found] == ["train", "test"]


def test_what_cannot_be_gone_on_with_has_no_suggestion(odd):
    """Signs, nothing, and more than anyone types; long values are no clause."""
    for text in ("", "  ", "!?%", "\u202e", "a" * (LONGEST + 1)):
        assert groups(odd, text) == {}
    assert ("column", "select") not in groups(odd, "xxxxxx")


def test_without_the_columns_there_is_less_and_it_is_said(odd):
    """While they are being read, a person types on."""
    _, suggester, _ = odd
    found, complete = suggester.suggest("dog")
    assert [group.kind for group in found] == ["class"] and not complete


def test_many_names_are_found_by_their_begin_in_no_time(odd, monkeypatch):
    """What holds the words within is looked for as long as there is time, and what was left out is said."""
    index, suggester, _ = odd
    monkeypatch.setattr(suggestions, "CHUNK", 8)
    fields = suggester.prepare()
    assert [known.order is not None for known in fields if len(known.field.values) > 8]
    found, complete = suggester.suggest("0299", fields=fields, seconds=-1)
    files = [entry.words for group in found if group.kind == "file" for entry in group.entries]
    assert files == [index.items["path"][299].as_py()] and not complete
    within, complete = suggester.suggest("99 dogs", 10, fields, seconds=60)
    assert complete
    files = [entry.words for group in within if group.kind == "file" for entry in group.entries]
    assert sorted(files) == sorted(path for path in index.items["path"].to_pylist() if "99 Dogs" in path)
    assert not np.any([entry.count for group in within if group.kind == "file" for entry in group.entries])
