"""Sets of images that a filter names: rows, a cluster, what a search finds."""

import numpy as np
import pytest

from explorer.dataset import open_index
from explorer.errors import WhereError
from explorer.filters.filter import filter_of, mask_of
from explorer.filters.named_sets import SetQuery, searching
from explorer.index.fingerprint import tree_fingerprint
from explorer.index.reader import open_index as open_plain


@pytest.fixture(scope="module")
def index(small_index_path):
    """An index that can be searched."""
    return open_index(small_index_path)


def rows(index, text: str) -> list[int]:
    """Rows that a filter leaves."""
    mask = mask_of(index, filter_of(index, text))
    assert mask is not None
    return np.flatnonzero(mask).tolist()


def test_images_are_named_by_their_rows(index):
    """Rows and ranges, as an address has them; in any order."""
    assert rows(index, "images('7,3,10:16:2')") == [3, 7, 10, 12, 14]


def test_a_cluster_is_its_slice(index):
    """From its first row to its last."""
    node = int(index.tree.children[index.root][0])
    assert rows(index, f"cluster({node})") == list(range(index.tree.lo[node], index.tree.hi[node]))


def test_what_words_find_is_what_a_search_finds(index):
    """Names and labels, as a search without a cut; and with one."""
    found = index.search(text="plum", limit=300)
    assert rows(index, "found('plum')") == sorted(hit["row"] for hit in found.results)
    assert len(rows(index, "found('plum or what', 0.9)")) <= found.total
    assert rows(index, "FOUND ( 'plum' )") == rows(index, "found('plum')")


def test_what_is_alike_is_what_a_search_finds(index):
    """And the examples, not the counter-examples: whoever tags all that is like these means these, too."""
    for examples, asked in (
        ("30", {"row": 30}),
        ("30,31", {"like": [30, 31]}),
        ("3:5 -8", {"like": [3, 4], "unlike": [8]}),
    ):
        ranked = index.search(**asked, limit=40)
        cut = ranked.results[-1]["score"]
        found = sorted(hit["row"] for hit in index.search(**asked, cut=cut, limit=300).results)
        these = [asked["row"]] if "row" in asked else asked["like"]
        assert rows(index, f"alike('{examples}', {cut})") == sorted({*found, *these})
        assert not {*these} & {*found} and 8 not in rows(index, "alike('3:5 -8', -9)")


def test_sets_are_joined_as_conditions_are(index):
    """With `and`, `or`, `not` and conditions on columns."""
    plums = rows(index, "label = 'plum'")
    assert rows(index, "label = 'plum' and images('0:40')") == [row for row in plums if row < 40]
    assert rows(index, f"not images('1:{index.n}')") == [0]
    assert rows(index, "(images('3') or cluster(5)) and not images('5')") == sorted({3, 5} - {5})


def test_numbers_of_another_tree_are_refused(index):
    """A link of another build says so, instead of showing other images."""
    tree = tree_fingerprint(index)
    assert rows(index, f"images('3', '{tree}')") == [3]
    for text in ("images('3', 'ffffffff')", "cluster(4, 'ffffffff')", "alike('3', 0.1, 'ffffffff')"):
        with pytest.raises(WhereError, match="another build"):
            rows(index, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("images('3;4')", "no row and no range"),
        ("images('100000')", "no row 100000"),
        ("images('0:999999999999')", "no row"),
        ("images(3)", "is written"),
        ("images()", "is written"),
        ("images(label)", "not taken"),
        ("images('3') = 4", "not taken"),
        ("images('1', '', '')", "is written"),
        ("cluster(1.5)", "number of a node"),
        ("cluster(99999999)", "no node"),
        ("cluster(1e999)", "number of a node"),
        ("alike('0:999999999999', 0.1)", "at most 200"),
        ("alike('3 -0:999999999999', 0.1)", "at most 200"),
        ("found('')", "empty"),
        ("found('plum', '0.2')", "is written"),
        ("found('plum', -)", "cannot read"),
        ("found(lower('plum'))", "not taken"),
        ("found(distinct 'plum')", "not taken"),
        ("found('plum') over (order by 1)", "not taken"),
        ("label = found('plum')", "not taken"),
        ("alike('3')", "is written"),
        ("alike(' -3', 0.1)", "only counter-examples|took nothing|takes one of"),
        ("alike('3 -3', 0.1)", "both"),
        ("alike('image:ff00', 0.1)", "sent to a server"),
        ("load_extension('x')", "not taken"),
    ],
)
def test_what_names_no_set_is_refused_in_a_sentence(index, text, said):
    """And nothing besides can be called."""
    with pytest.raises(WhereError, match=said):
        rows(index, text)


def test_a_mistake_is_pointed_at(index):
    """Where the call stands, as everything else of a filter."""
    text = "label = 'plum' and images('x')"
    with pytest.raises(WhereError) as refused:
        assert filter_of(index, text).where
    assert refused.value.position is not None
    assert text[slice(*refused.value.position)].startswith("images")


def test_clauses_say_what_they_name(index):
    """For chips; as text they can be read again."""
    sets = "images('3,5:9') and found('plum -dog', 0.25) and cluster(7) and alike('3,4 -9', -0.5)"
    text = f"label = 'plum' and {sets}"
    chosen = filter_of(index, text)
    words = ["", "5 chosen images", "found: plum -dog, from 0.25", "cluster 7"]
    words.append("alike 2 images, unlike 1, from -0.5")
    assert chosen.words == words
    assert " and ".join(chosen.texts) == text
    assert chosen.columns == ("label",)


def test_a_set_is_worked_out_once(small_index_path):
    """However many filters name it: facets ask for each clause by itself."""
    opened, asked = open_plain(small_index_path), []
    searching(opened).find = lambda index, query: asked.append(query) or np.arange(index.n) < 9
    for text in ("found('plum', 0.5)", "found('plum', 0.5) and images('3:20')", "not found('plum', 0.5)"):
        rows(opened, text)
    assert asked == [SetQuery(text="plum", cut=0.5)]


def test_an_index_that_cannot_search_says_so(small_index_path):
    """Rows and clusters need no search."""
    plain = open_plain(small_index_path)
    assert rows(plain, "images('3')") == [3]
    with pytest.raises(WhereError, match="not opened to be searched"):
        rows(plain, "found('plum')")
