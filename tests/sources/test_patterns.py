"""Images that patterns take, of every kind of source."""

import json

import pytest

from explorer.errors import SourceError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from tests.index.drawing import draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder
from tests.sources.test_archive import JPEG, tar


def paths(source) -> list[str]:
    """Its items by name."""
    return source.items["path"].to_pylist()


@pytest.fixture
def folder(tmp_path):
    """Pictures of two classes, masks of one, and one without a class."""
    for name in ("cat/1.jpg", "cat/2.png", "dog/3.jpg", "masks/1.png", "dog/masks/4.JPG", "5.jpg"):
        (tmp_path / "d" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "d" / name).write_bytes(JPEG)
    return tmp_path / "d"


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (("*.jpg",), None, ["5.jpg", "cat/1.jpg", "dog/3.jpg"]),
        (None, ("masks/**",), ["5.jpg", "cat/1.jpg", "cat/2.png", "dog/3.jpg", "dog/masks/4.JPG"]),
        (None, ("masks/",), ["5.jpg", "cat/1.jpg", "cat/2.png", "dog/3.jpg"]),
        (("/cat/", "*.JPG"), ("*.png",), ["cat/1.jpg", "dog/masks/4.JPG"]),
        (None, ("*.jpg", "!cat/*"), ["cat/1.jpg", "cat/2.png", "dog/masks/4.JPG", "masks/1.png"]),
        (("[0-2].*",), None, ["cat/1.jpg", "cat/2.png", "masks/1.png"]),
    ],
)
def test_patterns_are_those_of_gitignore(folder, include, exclude, expected):
    """At any depth, at the top, folders, what is taken back; case counts, and what is left out is counted."""
    source = open_source(folder, SourceOptions(include=include, exclude=exclude))
    assert sorted(paths(source)) == expected == sorted(file[len(str(folder)) + 1 :] for file in source.files)
    assert source.passed_over == {"left out by patterns": 6 - len(expected)}


def test_what_is_left_out_is_no_class(folder):
    """Labels are told from the folders that remain."""
    source = open_source(folder, SourceOptions(exclude=("masks", "5.jpg")))
    assert source.items["label"].to_pylist() == ["cat", "cat", "dog"]
    assert "role" not in source.items.column_names


def test_archives_tables_and_annotations_take_patterns(tmp_path):
    """Members by their name in the archive, rows by their path, boxes by their picture."""
    tar(tmp_path / "x.tar", {"a/1.jpg": JPEG, "masks/1.jpg": JPEG, "a/2.jpg": JPEG})
    source = open_source(tmp_path / "x.tar", SourceOptions(exclude=("masks/**", "1.*")))
    assert paths(source) == ["a/2.jpg"] and source.passed_over["left out by patterns"] == 2
    assert source.image(0).offset == 512 * 5 and len(source.parts.size) == 1
    (tmp_path / "a.jpg").write_bytes(JPEG)
    (tmp_path / "b.jpg").write_bytes(JPEG)
    (tmp_path / "t.csv").write_text(f"path,n\na.jpg,1\n{tmp_path}/b.jpg,2\n,3\n")
    source = open_source(tmp_path / "t.csv", SourceOptions(include=("b.jpg",)))
    assert paths(source) == ["b.jpg"] and source.items["n"].to_pylist() == [2]
    assert [failure.source_row for failure in source.failures] == [2]
    images = [{"id": i, "file_name": f"{name}.jpg"} for i, name in enumerate("ab")]
    boxes = [{"image_id": i, "category_id": 1, "bbox": [1, 1, 2, 2]} for i in range(2)]
    document = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "x"}]}
    (tmp_path / "coco.json").write_text(json.dumps(document))
    source = open_source(tmp_path / "coco.json", SourceOptions(items="objects", include=("b.jpg",)))
    assert paths(source) == ["b.jpg#xywh=1,1,2,2"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"include": ("*.jpeg",)}, r"/d: --include '\*.jpeg' leaves none of 6 images; patterns are those"),
        ({"exclude": ("*",)}, "leaves none"),
        ({"include": ("# all",)}, "--include '# all' fits nothing"),
        ({"exclude": ("",)}, "--exclude '' fits nothing"),
        ({"exclude": ("a\\",)}, "no pattern of .gitignore"),
    ],
)
def test_patterns_that_say_nothing_are_refused(folder, options, said):
    """In one line."""
    with pytest.raises(SourceError, match=said):
        open_source(folder, SourceOptions(**options))


def test_an_archive_of_which_nothing_is_left_is_refused(tmp_path):
    """Like a folder."""
    with pytest.raises(SourceError, match="leaves none of 1 image;"):
        open_source(tar(tmp_path / "x.tar", {"a/1.jpg": JPEG}), SourceOptions(include=("*.png",)))


@pytest.mark.usefixtures("cheap_projection")
def test_an_index_remembers_patterns(tmp_path, options: BuildOptions):
    """A refresh need not be told them again, and lets go of them when asked to."""
    folder = tmp_path / "p"
    draw_folder(folder, 8)
    (folder / "masks").mkdir()
    (folder / "masks/1.png").write_bytes(picture_bytes(draw(1, 77)))
    given = BuildOptions(**{**vars(options), "source": SourceOptions(exclude=("masks/**",))})
    assert build_index(folder, options=given, encoder=FakeEncoder()).new == 8
    report = build_index(folder, options=options, encoder=FakeEncoder())
    assert (report.kept, report.published) == (8, False)
    with open_index(report.index) as index:
        assert index.manifest.options["source"]["exclude"] == ["masks/**"]
    given = BuildOptions(**{**vars(options), "forget": ("exclude",)})
    assert build_index(folder, options=given, encoder=FakeEncoder()).new == 1
