"""Decisions about clusters as such: changed, undone, found again by content."""

import json
import sqlite3

import pytest

from explorer.dataset import open_index
from explorer.decisions.cluster_decisions import cluster_subject, decided_clusters, place_cluster
from explorer.errors import InputError, NotFoundError
from explorer.indexing.build_index import build_index
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder


@pytest.fixture
def node(index) -> int:
    """A cluster of some twenty images."""
    return int(index.tree.cut(12)[3])


def test_a_cluster_is_tagged_noted_and_judged_as_one_thing(index, node):
    """Its images are not; each change is undone as any other."""
    index.tag("odd ones", cluster=node, author="Ada")
    index.tag("again", cluster=node)
    index.note("<b>look</b>\nhere", cluster=node)
    index.judge("not an outlier", cluster=node)
    said = index.clusters()[node]
    assert (said.tags, said.note, said.verdicts) == (
        ("again", "odd ones"),
        "<b>look</b>\nhere",
        ("not an outlier",),
    )
    assert index.tags() == {} and said.how == ""
    assert "cluster" in index.undo().what
    index.untag("again", cluster=node)
    index.note("", cluster=node)
    said = index.clusters()[node]
    assert (said.tags, said.note, said.author) == (("odd ones",), "", "Ada")
    open_index(index.path).untag("odd ones", cluster=node)
    assert index.clusters() == {}


def test_what_is_no_decision_about_a_cluster_is_refused(index, node):
    """A label is of images; and a node must be there."""
    with pytest.raises(InputError, match="not of a cluster"):
        index.correct_labels("plum", cluster=node)
    with pytest.raises(NotFoundError):
        index.tag("fix", cluster=10**9)
    with pytest.raises(InputError):
        index.tag("", cluster=node)


def test_every_node_of_a_tree_is_told_from_the_others(index):
    """Each is found as itself in its own build."""
    for node in [*index.tree.cut(40).tolist(), index.root, 0]:
        subject = cluster_subject(index, node)
        assert place_cluster(index, subject.hash, subject.about) == (node, 0)


@pytest.fixture
def built(pictures, options, cheap_projection):
    """A folder of pictures and a function that indexes it again."""

    def build():
        return open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)

    return pictures, build


def paths_of(index, node: int) -> set[str]:
    """Paths of the images of a cluster."""
    return set(index.items["path"].to_pylist()[index.tree.lo[node] : index.tree.hi[node]])


def test_a_cluster_is_followed_through_a_refresh(built):
    """Under other names it is the same cluster; with a few other images it is that one, and that is said."""
    folder, build = built
    index = build()
    node = int(index.tree.cut(3)[0])
    before = paths_of(index, node)
    index.tag("these", cluster=node)
    index.close()
    first = sorted(before)[0]
    (folder / first).rename(folder / "renamed.png")
    index = build()
    ((found, said),) = index.clusters().items()
    assert paths_of(index, found) == before - {first} | {"renamed.png"}
    assert (said.tags, said.how) == (("these",), "")
    index.close()
    (folder / sorted(before)[1]).unlink()
    (folder / sorted(before)[2]).write_bytes(picture_bytes(draw(1, 999)))
    index = build()
    ((found, said),) = index.clusters().items()
    assert len(paths_of(index, found) & before) > len(before) / 2
    assert said.how == "changed"
    index.untag("these", cluster=found)
    assert index.clusters() == {}


def test_a_cluster_whose_images_are_gone_rests(index, node, tmp_path):
    """It is kept, exported, and there again where its images are."""
    index.tag("these", cluster=node, author="Ada")
    written = tmp_path / "all.json"
    assert index.export_decisions(written) == 1
    (row,) = json.loads(written.read_text("utf-8"))
    subject = cluster_subject(index, node)
    gone = json.dumps(json.loads(subject.about) | {"sample": ["00", "11"]})
    assert place_cluster(index, subject.hash, gone) is None
    index.undo("Ada")
    assert index.clusters() == {}
    index.import_decisions(written, author="Bob")
    assert index.clusters()[node].author == "Ada"
    written.write_text(json.dumps([row | {"about": gone}]), "utf-8")
    (index.path / "user.sqlite").unlink()
    again = open_index(index.path)
    assert again.import_decisions(written).parts == 1
    assert again.clusters() == {}


@pytest.mark.parametrize(
    "about",
    ["", "[]", "null", "{", "[" * 50_000, '{"by": "path"}', '{"by": "label", "count": 3, "sample": ["x"]}',
     '{"by": "hash", "count": true, "sample": ["x"]}', '{"by": "hash", "count": 3, "sample": []}',
     '{"by": "hash", "count": 3, "sample": [5]}', '{"by": "hash", "count": 1e400, "sample": ["x"]}'],
)  # fmt: skip
def test_a_file_may_say_anything_of_a_cluster(index, node, tmp_path, about):
    """What is no description of one is nowhere in the build, and is not imported."""
    index.tag("these", cluster=node)
    with sqlite3.connect(index.path / "user.sqlite") as db:
        db.execute("UPDATE subjects SET about = ?, revision = 99", (about,))
        db.execute("UPDATE state SET revision = 99")
    assert decided_clusters(open_index(index.path)) == {}
    if about:
        row = {"hash": "00", "kind": "tag", "name": "x", "about": about}
        (tmp_path / "c.json").write_text(json.dumps([row]), "utf-8")
        with pytest.raises(InputError, match="no cluster"):
            index.import_decisions(tmp_path / "c.json")
