"""A damaged index: building again repairs it, whatever is damaged and nothing damaged is taken over."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import IndexFormatError, IndexGoneError, InputError, UnreadableError
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.progress import SilentProgress
from tests.index.drawing import CLASSES, draw, draw_folder, picture_bytes
from tests.index.fakes import FakeEncoder

pytestmark = pytest.mark.usefixtures("cheap_projection")

COUNT = 12
OF_IMAGES = ("embeddings.npy", "thumbs.bin", "thumbs.idx.npy", "thumbs-48.bin", "colors.npy", "items.parquet")
DERIVED = ("tree.npz", "neighbors.npz", "projection.npy", "probabilities.npy", "failures.parquet")


class Notes(SilentProgress):
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def note(self, text: str) -> None:
        """Keep a line."""
        self.said.append(text)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `items.csv`, its pictures, and its index with class probabilities."""
    folder = tmp_path_factory.mktemp("damage")
    names = [path.relative_to(folder).as_posix() for path in draw_folder(folder / "p", COUNT)]
    (folder / "p" / "broken.png").write_bytes(b"broken")
    rows = [f"{name},{name.split('/')[1]}\n" for name in names] + ["p/broken.png,plum\n"]
    (folder / "items.csv").write_text("path,species\n" + "".join(rows))
    np.save(folder / "p.npy", np.full((COUNT + 1, 5), 0.2, np.float32))
    (folder / "classes.txt").write_text("\n".join(CLASSES))
    with pytest.MonkeyPatch.context() as patch:
        from explorer.indexing import assemble

        patch.setattr(assemble, "project", lambda vectors, *_, **__: np.float32(vectors[:, :2]))
        source = SourceOptions(
            label_column="species", probabilities=folder / "p.npy", classes=folder / "classes.txt"
        )
        build_index(folder / "items.csv", options=options_of(source), encoder=FakeEncoder())
    return folder


def options_of(source: SourceOptions | None = None) -> BuildOptions:
    return BuildOptions(source=source or SourceOptions(), device="cpu", workers=0, batch_size=8, neighbors=5)


@pytest.fixture
def index_path(pristine: Path, tmp_path: Path) -> Path:
    """A copy of its index to damage."""
    return shutil.copytree(pristine / "items.dendro", tmp_path / "items.dendro")


def build_again(pristine: Path, index_path: Path) -> tuple[list[str], FakeEncoder]:
    """What was said, and the encoder with what it has seen."""
    notes, encoder = Notes(), FakeEncoder()
    report = build_index(pristine / "items.csv", index_path, options_of(), notes, encoder)
    with open_index(index_path) as index:
        assert report.published and index.build == report.build
        assert index.verify() == [] and index.n == COUNT and index.failures.num_rows == 1
        _ = index.tree, index.neighbors, index.projection
    assert len(list((index_path / "builds").iterdir())) == 1
    return [line for line in notes.said if line != f"{report.taken_for}."], encoder


def flip(path: Path, where: float) -> None:
    data = bytearray(path.read_bytes())
    data[min(len(data) - 1, int(where * len(data)))] ^= 0x55
    path.write_bytes(data)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "x").write_text("x")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "first byte": lambda path: flip(path, 0),
    "header": lambda path: flip(path, 0.02),
    "last byte": lambda path: flip(path, 1),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: os.truncate(path, 0),
    "gone": Path.unlink,
    "folder": replace_by_folder,
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", [*OF_IMAGES, *DERIVED])
def test_building_again_repairs_a_file(pristine: Path, index_path: Path, name: str, damage: str) -> None:
    """One line says what was damaged; images are read again only if what is kept of them is damaged."""
    DAMAGE[damage](next(index_path.glob(f"builds/*/{name}")))
    said, encoder = build_again(pristine, index_path)
    (line,) = said
    assert name in line and "anew" in line and "\n" not in line
    assert encoder.seen == (COUNT if name in OF_IMAGES else 0)
    with open_index(index_path) as index, open_index(pristine / "items.dendro") as sound:
        assert index.manifest.files == sound.manifest.files
        assert index.classes == list(CLASSES) and index.probabilities is not None


@pytest.mark.parametrize("damage", DAMAGE)
def test_building_again_repairs_a_manifest(pristine: Path, index_path: Path, damage: str) -> None:
    """Its build knows what it is: nothing is read again, and what was remembered of the options still is."""
    DAMAGE[damage](index_path / "manifest.json")
    said, encoder = build_again(pristine, index_path)
    assert encoder.seen == 0 and 1 <= len(said) <= 2
    assert "manifest.json" in said[0] and not any("\n" in line for line in said)
    with open_index(index_path) as index, open_index(pristine / "items.dendro") as sound:
        assert index.manifest == sound.manifest


@pytest.mark.parametrize("damage", DAMAGE)
def test_building_again_repairs_a_manifest_and_its_copy(
    pristine: Path, index_path: Path, damage: str
) -> None:
    """Without both nothing is known of the rest: everything is read again, with the options given anew."""
    DAMAGE[damage](index_path / "manifest.json")
    DAMAGE[damage](next(index_path.glob("builds/*/build.json")))
    said, encoder = build_again(pristine, index_path)
    assert encoder.seen == COUNT and 1 <= len(said) <= 2
    assert "manifest.json" in said[0] and not any("\n" in line for line in said)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_copy_of_the_manifest_is_found_and_put_back(
    pristine: Path, index_path: Path, damage: str
) -> None:
    """As where an earlier release wrote none."""
    copy = next(index_path.glob("builds/*/build.json"))
    was = copy.read_bytes()
    DAMAGE[damage](copy)
    assert open_index(index_path).verify() == ([] if damage == "gone" else ["build.json"])
    report = build_index(pristine / "items.csv", index_path, options_of(), encoder=FakeEncoder())
    assert not report.published and copy.read_bytes() == was


def test_the_manifest_of_another_index(pristine: Path, index_path: Path, tmp_path: Path) -> None:
    """It names a build that is not there and options that were never asked for: the build knows its own."""
    build_index(pristine / "p", tmp_path / "other.dendro", options_of(), encoder=FakeEncoder("other"))
    shutil.copy(tmp_path / "other.dendro" / "manifest.json", index_path)
    said, encoder = build_again(pristine, index_path)
    assert encoder.seen == 0 and "is not there" in said[0]
    with open_index(index_path) as index, open_index(pristine / "items.dendro") as sound:
        assert index.manifest == sound.manifest


def test_a_pipe_for_a_manifest_is_not_waited_for(pristine: Path, index_path: Path) -> None:
    """Nobody writes to it."""
    (index_path / "manifest.json").unlink()
    os.mkfifo(index_path / "manifest.json")
    with pytest.raises(IndexFormatError, match="not a file"):
        open_index(index_path)
    assert build_again(pristine, index_path)[1].seen == 0


@pytest.mark.parametrize(
    "change",
    [
        {"build": "20200101T000000-00000000"}, {"build": 7}, {"n": 11}, {"n": "12"}, {"dim": None},
        {"levels": []}, {"files": {}}, {"files": 3}, {"encoder": {}}, {"encoder": "x"}, {"classes": [1]},
        {"options": None}, {"tree": {}}, {"source": []}, {"counts": []}, {"version": 0}, {"version": "one"},
        {"version": None}, {"format": "dendro-inde"}, {"created": "yesterday"},
    ],
)  # fmt: skip
def test_building_again_repairs_a_field(pristine: Path, index_path: Path, change: dict) -> None:
    """Of the wrong type or another value: the manifest has a checksum of its own."""
    for path in (index_path / "manifest.json", next(index_path.glob("builds/*/build.json"))):
        path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    said, encoder = build_again(pristine, index_path)
    assert encoder.seen == COUNT and "manifest" in said[0]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"[" * 100_000, b"{}"])
def test_building_again_replaces_what_is_no_manifest(
    pristine: Path, index_path: Path, content: bytes
) -> None:
    """Nothing, not JSON, not text, nested without end."""
    (index_path / "manifest.json").write_bytes(content)
    assert build_again(pristine, index_path)[1].seen == 0


@pytest.mark.parametrize("name", ["builds", "staging", "build.lock", ".manifest.json", "manifest.json"])
def test_what_is_of_the_wrong_kind_is_put_aside(pristine: Path, index_path: Path, name: str) -> None:
    """A file for a folder, a folder for a file: it is renamed, never removed, and a line says so."""
    path = index_path / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    if name in ("builds", "staging"):
        path.write_text("mine")
    else:
        path.mkdir()
        (path / "x").write_text("mine")
    notes = Notes()
    build_index(pristine / "items.csv", index_path, options_of(), notes, FakeEncoder())
    assert any(f"{name}.damaged" in line for line in notes.said)
    aside = index_path / f"{name}.damaged"
    assert (aside / "x" if aside.is_dir() else aside).read_text() == "mine"
    with open_index(index_path) as index:
        assert index.verify() == []


def test_builds_that_are_gone_are_built_anew(pristine: Path, index_path: Path) -> None:
    """Only the manifest is left, and what it remembers of the options."""
    shutil.rmtree(index_path / "builds")
    build_again(pristine, index_path)
    with open_index(index_path) as index:
        assert index.classes == list(CLASSES)


def test_a_file_that_stands_for_the_build(pristine: Path, index_path: Path) -> None:
    """It goes with the old builds."""
    (build,) = (index_path / "builds").iterdir()
    shutil.rmtree(build)
    build.write_text("x")
    build_again(pristine, index_path)


def test_no_damaged_vector_is_carried_on(pristine: Path, index_path: Path) -> None:
    """One image more, after six bytes were flipped: every vector, thumbnail and colour is what it was."""
    for name in ("embeddings.npy", "thumbs.bin", "colors.npy"):
        path = next(index_path.glob(f"builds/*/{name}"))
        data = bytearray(path.read_bytes())
        for place in range(6):
            data[-1 - 3 * place] ^= 0xFF
        path.write_bytes(data)
    more = pristine / "more.csv"
    (pristine / "p" / "more.png").write_bytes(picture_bytes(draw(1, 500)))
    more.write_text((pristine / "items.csv").read_text() + "p/more.png,leaf\n")
    plain = options_of(SourceOptions(label_column="species"))
    shutil.copytree(pristine / "items.dendro", index_path.with_name("sound.dendro"))
    for folder in (index_path, index_path.with_name("sound.dendro")):
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["options"]["source"] |= {"probabilities": None, "classes": None}
        del manifest["checksum"]
        (folder / "manifest.json").write_text(json.dumps(manifest))
        build_index(more, folder, plain, encoder=FakeEncoder())
    with open_index(index_path) as index, open_index(index_path.with_name("sound.dendro")) as sound:
        assert index.n == COUNT + 1 and index.manifest.files == sound.manifest.files


def test_what_cannot_be_read_now_is_no_damage(
    pristine: Path, index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For want of a right or a drive nothing is made anew; once that is mended all is there."""
    with monkeypatch.context() as patched:
        patched.setattr("explorer.index.hashes._hash_of", _refuse)
        with pytest.raises(UnreadableError, match="it may be whole"):
            build_again(pristine, index_path)
        with open_index(index_path) as index, pytest.raises(UnreadableError):
            index.verify()
    report = build_index(pristine / "items.csv", index_path, options_of(), encoder=FakeEncoder())
    assert not report.published and report.kept == COUNT


@pytest.mark.parametrize(
    "reads", ["manifest._manifest_text", "locks.os.open", "files.open_npy", "files.read_npz"]
)
def test_what_may_not_be_read_is_not_called_damaged(
    index_path: Path, reads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest, the folder of the build, its arrays: who opens them is not told to build again."""
    monkeypatch.setattr(f"explorer.index.{reads}", _refuse)
    with pytest.raises(UnreadableError, match="it may be whole"), open_index(index_path) as index:
        _ = index.embeddings, index.tree


def test_thumbnails_that_may_not_be_read_are_not_called_damaged(
    index_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than any other file is."""
    monkeypatch.setattr("explorer.images.thumbnail_store.open_npy", _refuse)
    with pytest.raises(UnreadableError, match="it may be whole"), open_index(index_path) as index:
        _ = index.thumbnails


@pytest.mark.parametrize("part", ["items", "embeddings", "thumbnails", "tree", "neighbors", "failures"])
@pytest.mark.parametrize("whole", [True, False])
def test_an_index_that_is_moved_away_while_it_is_open_is_not_called_damaged(
    index_path: Path, part: str, whole: bool
) -> None:
    """All of it, or its builds: the sentence says what happened; a file that is missing alone is damage."""
    with open_index(index_path) as index:
        moved = index_path if whole else index_path / "builds"
        moved.rename(index_path.with_name("elsewhere"))
        with pytest.raises(IndexGoneError, match="moved or deleted while it was open"):
            getattr(index, part)
        index_path.with_name("elsewhere").rename(moved)
        (index.folder / "neighbors.npz").unlink()
        with pytest.raises(IndexFormatError, match=r"neighbors\.npz is damaged"):
            _ = index.neighbors


def _refuse(path: Path, *_args: object, **_options: object) -> None:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_a_newer_version_is_refused_even_when_it_is_damaged(pristine: Path, index_path: Path) -> None:
    """What a later release made is not ours to judge."""
    path = index_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2, "files": None}))
    with pytest.raises(IndexFormatError, match="version 2"):
        build_again(pristine, index_path)
    assert path.exists()


def test_hashes_of_earlier_releases_are_compared(pristine: Path, index_path: Path) -> None:
    """Their manifests list BLAKE2 and have no checksum; damage is found all the same."""
    path = index_path / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["checksum"]
    (folder,) = (index_path / "builds").iterdir()
    (folder / "build.json").unlink()
    for name, entry in manifest["files"].items():
        digest = blake2b((folder / name).read_bytes(), digest_size=20).hexdigest()
        manifest["files"][name] = {"bytes": entry["bytes"], "blake2b": digest}
    path.write_text(json.dumps(manifest))
    assert open_index(index_path).verify() == []
    assert not build_index(pristine / "items.csv", index_path, options_of(), encoder=FakeEncoder()).published
    flip(folder / "colors.npy", 1)
    assert open_index(index_path).verify() == ["colors.npy"]
    build_again(pristine, index_path)


@pytest.mark.parametrize("content", ['{"name": "my app", "icons": []}', "", "not JSON"])
def test_a_manifest_of_something_else_is_not_replaced(pristine: Path, tmp_path: Path, content: str) -> None:
    """Web applications and browser extensions have a manifest.json too."""
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "manifest.json").write_text(content)
    (folder / "index.html").write_text("x")
    with pytest.raises(InputError, match="no index"):
        build_index(pristine / "items.csv", folder, options_of(), encoder=FakeEncoder())
    assert (folder / "manifest.json").read_text() == content
