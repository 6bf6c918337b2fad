"""Numbers of an earlier build name the same images, whatever was added, renamed and removed since."""

from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from explorer.dataset import open_index
from explorer.decisions.editing import save_view
from explorer.errors import WhereError
from explorer.filters.carried_filters import in_this_build
from explorer.filters.filter import filter_of, mask_of
from explorer.index import earlier_trees
from explorer.index.fingerprint import tree_fingerprint
from explorer.indexing.build_index import build_index
from explorer.view.map.places import places_of
from explorer.view.other_build import place_in
from explorer.web.app import create_app
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")


@pytest.fixture
def index_of(pictures: Path, options):
    """Build the index of the pictures as they are, and open it."""

    def build():
        return open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)

    return build


def paths(index, where: str) -> list[str]:
    """Paths of the images that a filter leaves, sorted."""
    mask = mask_of(index, filter_of(index, where))
    return sorted(index.items["path"].filter(mask).to_pylist())


def add(folder: Path, *seeds: int) -> None:
    """Put further pictures into one of the class folders, so that the tree is another."""
    for seed in seeds:
        (next(folder.iterdir()) / f"more-{seed}.png").write_bytes(picture_bytes(draw(seed % 5, seed)))


def test_sets_name_the_same_images_in_a_later_build(index_of, pictures):
    """Rows, a cluster and examples: by path, and by content where a file was renamed."""
    before = index_of()
    tree = tree_fingerprint(before)
    node = int(before.tree.children[before.root][0])
    inside = paths(before, f"cluster({node}, '{tree}')")
    chosen = paths(before, f"images('3,7,20:24', '{tree}')")
    renamed = pictures / chosen[0]
    renamed.rename(renamed.with_name("renamed.png"))
    add(pictures, 900, 901)
    after = index_of()
    assert tree_fingerprint(after) != tree
    now = sorted(str(Path(path).with_name("renamed.png")) if path == chosen[0] else path for path in chosen)
    assert paths(after, f"images('3,7,20:24', '{tree}')") == now
    assert filter_of(after, f"images('3,7,20:24', '{tree}')").words == ["6 chosen images"]
    there = set(paths(after, f"cluster({node}, '{tree}')"))
    assert len(there & set(inside)) > 0.5 * len(there | set(inside))
    example = before.items["path"][30].as_py()
    (row,) = np.flatnonzero(np.array(after.items["path"].to_pylist()) == example)
    assert paths(after, f"alike('30', 0.2, '{tree}')") == paths(after, f"alike('{row}', 0.2)")
    both = f"label is not null and not images('3,7,20:24', '{tree}')"
    assert len(paths(after, both)) == after.n - 6


def test_images_that_are_gone_are_counted(index_of, pictures):
    """In the words of a clause, and from build to build; a set of which none is left names none."""
    before = index_of()
    tree = tree_fingerprint(before)
    three = paths(before, f"images('3,7,20', '{tree}')")
    (pictures / three[0]).unlink()
    middle = index_of()
    (pictures / three[1]).unlink()
    add(pictures, 910)
    after = index_of()
    said = f"images('3,7,20', '{tree}')"
    assert paths(after, said) == three[2:] and filter_of(after, said).words == ["1 chosen image, 2 gone"]
    on_the_way = in_this_build(middle, said)
    assert on_the_way.endswith(f"'{tree_fingerprint(middle)}', 1)")
    assert paths(after, on_the_way) == three[2:]
    assert filter_of(after, on_the_way).words == ["1 chosen image, 2 gone"]
    row = before.items["path"].to_pylist().index(three[0])
    for call in (f"images('{row}'", f"alike('{row} -5', 0.2", f"cluster({row}"):
        gone = f"{call}, '{tree}')"
        assert paths(after, gone) == []
        assert filter_of(after, gone).words == ["no chosen image, 1 gone"]
        assert filter_of(after, in_this_build(after, gone)).words == ["no chosen image, 1 gone"]


def test_a_filter_is_written_anew_with_the_numbers_of_a_build(index_of, pictures):
    """Also where a number said nothing of its tree; all else of the filter stays."""
    before = index_of()
    tree = tree_fingerprint(before)
    add(pictures, 920, 921)
    after = index_of()
    text = "(label = 'it''s' or not images('3,7')) and found('plum', 0.5)"
    moved = in_this_build(after, text, tree)
    assert moved.endswith(") and found('plum', 0.5)")
    assert tree_fingerprint(after) in moved and tree not in moved and "'it''s'" in moved
    assert paths(after, moved) == paths(after, text.replace("'3,7'", f"'3,7', '{tree}'"))
    assert in_this_build(after, moved) == moved
    for same in (
        "label = 'plum'",
        "images('3",
        "",
        "images('3', 'ffffffff')",
        f"images('99', '{tree}')",
    ):
        assert in_this_build(after, same, tree) == same


def test_what_was_no_part_of_the_tree_is_refused(index_of, pictures):
    """And trees that no build knows."""
    tree = tree_fingerprint(index_of())
    add(pictures, 930)
    after = index_of()
    for wrong, said in (
        (f"images('40', '{tree}')", "no row 40 in the earlier build, which has 40"),
        (f"alike('40', 0.5, '{tree}')", "no row 40 in the earlier build"),
        (f"cluster(79, '{tree}')", "79 is none of the earlier build"),
        ("images('1', 'ffffffff')", "does not know any more where they went"),
        (f"images('1', '{tree}', 0.5)", "takes last how many images are gone"),
    ):
        with pytest.raises(WhereError, match=said):
            paths(after, wrong)


def test_a_place_on_the_map_of_an_earlier_build_is_known_by_its_images(index_of, pictures):
    """Also two builds later, by a server that never served the first."""
    first = index_of()
    tree, there = tree_fingerprint(first), np.column_stack(places_of(first).of(slice(None)))
    for seed in (960, 961):
        add(pictures, seed)
        last = index_of()
    earlier = earlier_trees.earlier_tree(last, tree)
    assert earlier is not None and earlier.places is not None and earlier.age == 2
    assert np.abs((earlier.places + 0.5) / 65536 - there).max() < 1 / 65536
    client = TestClient(create_app(last), base_url="http://localhost")
    answer = client.post("/api/build/places", json={"of": tree, "at": [*there[5], 0.05]})
    place = place_in(last, earlier, (*there[5], 0.05))
    assert place is not None and answer.json()["at"] == pytest.approx(place)


def test_as_many_trees_are_known_as_are_kept_and_those_of_saved_views(index_of, pictures, monkeypatch):
    """Of which view, its address says: beside a place, or within its filter."""
    monkeypatch.setattr(earlier_trees, "KEPT", 1)
    first = index_of()
    add(pictures, 940)
    second = index_of()
    save_view(second, "of the first", f"?where=images%28%273%27%2C+%27{tree_fingerprint(first)}%27%29")
    save_view(second, "of the second", f"?node=4&tree={tree_fingerprint(second)}")
    trees = [tree_fingerprint(index) for index in (first, second)]
    for seed in (941, 942, 943):
        add(pictures, seed)
        last = index_of()
        trees.append(tree_fingerprint(last))
    known = [earlier_trees.earlier_tree(last, tree) is not None for tree in trees]
    assert known == [True, True, False, True, False]
    assert paths(last, f"images('3', '{trees[0]}')") == paths(first, "images('3')")


def test_labels_alone_make_no_other_tree(index_of, pictures):
    """A build of the same tree knows what the one before it knew."""
    first = index_of()
    add(pictures, 950)
    second = index_of()
    (pictures / "notes.txt").write_text("passed over")
    third = index_of()
    assert third.build != second.build and tree_fingerprint(third) == tree_fingerprint(second)
    for index in (second, third):
        assert earlier_trees.earlier_tree(index, tree_fingerprint(first)) is not None
        assert earlier_trees.earlier_tree(index, tree_fingerprint(second)) is None
