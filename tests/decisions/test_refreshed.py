"""Decisions through a refresh: files renamed, replaced, copied and removed between two builds."""

import pytest

from explorer.dataset import open_index
from explorer.decisions.decision_lists import decisions_list
from explorer.indexing.build_index import build_index
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder


@pytest.fixture
def built(pictures, options, cheap_projection):
    """A folder of pictures and a function that indexes it again."""

    def build():
        return open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)

    return pictures, build


def test_tags_follow_their_images(built):
    """Renamed, replaced and removed files, and one that comes back."""
    folder, build = built
    index = build()
    paths = index.items["path"].to_pylist()
    renamed, replaced, removed, stays = paths[:4]
    for row, name in enumerate(("renamed", "replaced", "removed", "stays")):
        index.tag(name, rows=[row])
    index.close()
    content = (folder / removed).read_bytes()
    (folder / renamed).rename(folder / "elsewhere.png")
    (folder / removed).unlink()
    (folder / replaced).write_bytes(picture_bytes(draw(1, 999)))
    index = build()
    where = {
        name: [index.items["path"][int(row)].as_py() for row in rows] for name, rows in index.tags().items()
    }
    assert where == {"renamed": ["elsewhere.png"], "replaced": [replaced], "stays": [stays]}
    listed = {each["name"]: each["how"] for each in decisions(index)}
    assert listed == {"renamed": "moved", "replaced": "changed", "removed": "absent", "stays": ""}
    assert index.decisions()["absent"] == 1
    (folder / removed).write_bytes(content)
    assert set(build().tags()) == {"renamed", "replaced", "removed", "stays"}


def decisions(index) -> list[dict]:
    """All that is decided."""
    return decisions_list(index)


def test_a_tag_is_taken_off_wherever_it_was_put_on(built):
    """Of a file that was renamed, the tag that was put on under the old name."""
    folder, build = built
    index = build()
    path = index.items["path"][0].as_py()
    index.tag("fix", rows=[0])
    index.close()
    (folder / path).rename(folder / "elsewhere.png")
    index = build()
    (row,) = index.tags()["fix"].tolist()
    assert index.untag("fix", rows=[row]).parts == 1
    assert index.tags() == {}
