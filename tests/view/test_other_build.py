"""Where images and clusters of an earlier build are in a newer one."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from explorer.clustering.tree.dendrogram import build_tree
from explorer.errors import InputError
from explorer.view.map.places import places_of
from explorer.view.other_build import EarlierBuild, place_in


def build(paths: str, merges: list[tuple[int, int]], hashes: str = "") -> SimpleNamespace:
    """An index of images that are called by one letter each; `merges` as SciPy names nodes."""
    n, sizes = len(paths), [1] * len(paths)
    for a, b in merges:
        sizes.append(sizes[a] + sizes[b])
    rows = [(a, b, i + 1.0, sizes[n + i]) for i, (a, b) in enumerate(merges)]
    items = pa.table({"path": list(paths), "hash": list(hashes or paths.upper())})
    tree = build_tree(np.array(rows, float).reshape(-1, 4))
    index = SimpleNamespace(build="b", items=items, tree=tree, n=n, root=2 * n - 2, projection=None)
    index.cached = lambda make: make(index)
    return index


def nodes_in(earlier: EarlierBuild, index: SimpleNamespace, nodes: list[int]) -> list[int | None]:
    """Nodes alone, without how much they share."""
    return [found and found[0] for found in earlier.seen_from(index).nodes_in(index, nodes)]


# a b | c d: ((a b) (c d))
EARLIER = build("abcd", [(0, 1), (2, 3), (4, 5)])
# The same clusters among twice as many images: ((a x b) ((c d) (y z)))... in another order.
NEWER = build("yzcdaxb", [(0, 1), (2, 3), (4, 5), (9, 6), (7, 8), (11, 10)])


def test_images_are_found_by_path_and_else_by_content():
    """What is in neither way there has no row."""
    earlier = EarlierBuild.of(EARLIER)
    assert earlier.seen_from(NEWER).rows.tolist() == [4, 6, 2, 3]
    renamed = build("yzcdqxb", [(0, 1), (2, 3), (4, 5), (9, 6), (7, 8), (11, 10)], "YZCDAXB")
    assert earlier.seen_from(renamed).rows.tolist() == [4, 6, 2, 3]
    gone = build("bc", [(0, 1)])
    assert earlier.seen_from(gone).rows.tolist() == [-1, 0, 1, -1]


def test_a_cluster_is_the_smallest_that_has_the_same_of_the_images_of_both():
    """New images count for nothing; the root is the root, and an image is itself."""
    earlier = EarlierBuild.of(EARLIER)
    ab, cd, root, b = 4, 5, 6, 1
    assert nodes_in(earlier, NEWER, [ab, cd, root, b]) == [10, 8, 12, 6]


def test_a_cluster_that_fell_apart_is_where_most_of_it_is():
    """Three of four images, and one of another."""
    before = build("abcdef", [(0, 1), (2, 3), (6, 7), (4, 5), (8, 9)])
    after = build("abcedf", [(0, 1), (6, 2), (7, 3), (4, 5), (8, 9)])
    earlier = EarlierBuild.of(before)
    assert nodes_in(earlier, after, [8]) == [7]


def test_a_cluster_that_is_gone_and_one_that_never_was():
    """The one has no place, the other is refused."""
    earlier = EarlierBuild.of(EARLIER)
    gone = build("ab", [(0, 1)])
    assert nodes_in(earlier, gone, [5]) == [None]
    with pytest.raises(InputError, match="7 is none of the earlier build, which has 7"):
        nodes_in(earlier, NEWER, [7])


def test_a_place_on_the_map_is_where_its_images_are(small_index):
    """In a plane that was turned by a quarter: the same image in the middle, the same span of the view."""
    before = EarlierBuild.of(small_index).seen_from(small_index)
    here = np.column_stack(places_of(small_index).of(slice(None)))
    x, y, span = place_in(small_index, before, (*here[200], 0.2))
    assert np.hypot(x - here[200, 0], y - here[200, 1]) < 0.1 and 0.1 < span < 0.4
    assert before.places is not None
    turned = np.column_stack([before.places[:, 1], 65535 - before.places[:, 0]])
    earlier = replace(before, places=turned)
    there = (turned[200] + 0.5) / 65536
    assert place_in(small_index, earlier, (*there, 0.2)) == pytest.approx((x, y, span), abs=0.001)


def test_a_place_on_a_map_that_is_not_there():
    """Neither build has one; or they have no image in common."""
    earlier = EarlierBuild.of(EARLIER).seen_from(NEWER)
    assert place_in(NEWER, earlier, (0.5, 0.5, 1.0)) is None
