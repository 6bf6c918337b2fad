"""A first build: order, degenerate sources, failures, places."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from explorer.cli.output import build_lines
from explorer.clustering.ward.ward_linkage import ward_linkage
from explorer.embedding import service
from explorer.embedding.encoder import unit_rows
from explorer.errors import EncoderError, InputError, SourceError
from explorer.index.reader import open_index
from explorer.index.summary import summarize_index
from explorer.indexing import assemble, build_encoder
from explorer.indexing.build_index import build_index
from explorer.indexing.destination import default_index_path
from explorer.options import BuildOptions, SourceOptions
from explorer.progress import SilentProgress
from tests.images import odd
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder, shrink

pytestmark = pytest.mark.usefixtures("cheap_projection")


def files_under(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(p.relative_to(folder)): (p.stat().st_mtime_ns, p.read_bytes())
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def table_of(folder: Path, paths: list[Path]) -> Path:
    table = folder / "items.csv"
    table.write_text("path\n" + "".join(f"{p.relative_to(folder).as_posix()}\n" for p in paths))
    return table


def test_a_folder_becomes_an_index_beside_it(pictures: Path, options: BuildOptions) -> None:
    """Every image is a row, with what was measured of it; the source is left as it was."""
    before = files_under(pictures)
    report = build_index(pictures, options=options, encoder=FakeEncoder())
    assert report.index == pictures.parent / "pictures.dendro"
    assert (report.new, report.changed, report.removed, report.kept, report.failed) == (40, 0, 0, 0, 0)
    assert files_under(pictures) == before
    index = open_index(report.index)
    assert index.n == 40 and index.dim == 192 and index.build == report.build
    assert index.classes == ["apple", "leaf", "ocean", "plum", "sand"]
    assert index.items.column_names[:2] == ["path", "source_row"]
    assert set(index.column("width")) == {96} and set(index.column("height")) == {80}
    assert set(index.column("concept")) <= {"dark", "light"}
    assert not (report.index / "staging").exists() and not (report.index / "build.lock").exists()


def test_rows_stand_in_the_order_of_the_tree(pictures: Path, options: BuildOptions) -> None:
    """Row i's vector, colour and thumbnail are of the image that `path` names, and every node is a slice."""
    index = open_index(build_index(pictures, options=options, encoder=FakeEncoder()).index)
    pixels = [shrink(Image.open(index.image_file(row)).convert("RGB")) for row in range(index.n)]
    expected = unit_rows(np.stack(pixels).reshape(index.n, -1).astype(np.float32) - 127.5)
    np.testing.assert_allclose(index.embeddings, expected, atol=1e-6)
    for row in (0, 13, 39):
        original = Image.open(index.image_file(row)).convert("RGB")
        assert np.abs(index.colors[row] - np.asarray(original).reshape(-1, 3).mean(axis=0)).max() < 2
        assert index.thumbnails.read(row, 160)[:3] == b"\xff\xd8\xff"
    tree = index.tree
    for i, (a, b) in enumerate(tree.merges[:, :2].astype(int)):
        node = index.n + i
        assert sorted([tree.lo[a], tree.lo[b]]) == [tree.lo[node], min(tree.hi[a], tree.hi[b])]
        assert tree.hi[node] - tree.lo[node] == tree.merges[i, 3]
    assert index.items["label"].to_pylist() == [p.split("/")[0] for p in index.items["path"].to_pylist()]


def test_two_builds_are_equal(pictures: Path, options: BuildOptions, tmp_path: Path) -> None:
    """Same input, same bytes."""
    files = []
    for name in ("a", "b"):
        report = build_index(pictures, tmp_path / name, options, encoder=FakeEncoder())
        files.append(open_index(report.index).manifest.files)
    assert files[0] == files[1]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_images(tmp_path: Path, options: BuildOptions, count: int) -> None:
    """One image is a tree of one leaf."""
    folder = tmp_path / "few"
    folder.mkdir()
    for i in range(count):
        (folder / f"{i}.png").write_bytes(picture_bytes(draw(i, i)))
    index = open_index(build_index(folder, options=options, encoder=FakeEncoder()).index)
    assert index.n == count and index.tree.root == 2 * count - 2
    assert index.neighbors.rows.shape == (count, min(5, count - 1))
    assert index.projection.shape == (count, 2)


def test_identical_images_are_encoded_once(tmp_path: Path, options: BuildOptions) -> None:
    """Nine copies: nine rows at height zero, one encoding."""
    folder = tmp_path / "same"
    folder.mkdir()
    for i in range(9):
        (folder / f"{i}.png").write_bytes(picture_bytes(draw(2, 5)))
    encoder = FakeEncoder()
    index = open_index(build_index(folder, options=options, encoder=encoder).index)
    assert index.n == 9 and encoder.seen == 1
    assert len(set(index.items["hash"].to_pylist())) == 1
    np.testing.assert_allclose(index.tree.height, 0, atol=1e-6)
    assert len({index.thumbnails.read(row, 48) for row in range(9)}) == 1


def test_what_cannot_be_used_is_listed_and_stops_nothing(pictures: Path, options: BuildOptions) -> None:
    """Zero bytes, no image, truncated: each with its path and a reason."""
    (pictures / "empty.png").write_bytes(b"")
    (pictures / "text.jpg").write_text("not an image")
    (pictures / "short.png").write_bytes(picture_bytes(draw(1, 1))[:100])
    report = build_index(pictures, options=options, encoder=FakeEncoder())
    assert report.failed == 3 and report.new == 40
    failures = open_index(report.index).failures
    assert sorted(failures["path"].to_pylist()) == ["empty.png", "short.png", "text.jpg"]
    assert all(failures["reason"].to_pylist())


@pytest.mark.parametrize("names", [[], ["a.png", "b.jpg"]])
def test_nothing_to_index_leaves_nothing_behind(
    tmp_path: Path, options: BuildOptions, names: list[str]
) -> None:
    """An empty folder, or one of broken images, is one error and no index."""
    folder = tmp_path / "broken"
    folder.mkdir()
    for name in names:
        (folder / name).write_bytes(b"broken")
    with pytest.raises(SourceError, match="broken"):
        build_index(folder, options=options, encoder=FakeEncoder())
    assert [p.name for p in tmp_path.iterdir()] == ["broken"]


def test_a_refresh_that_finds_nothing_leaves_the_index_as_it_was(
    pictures: Path, options: BuildOptions
) -> None:
    """A source that went away does not take the index with it."""
    report = build_index(pictures, options=options, encoder=FakeEncoder())
    for path in pictures.rglob("*.png"):
        path.unlink()
    with pytest.raises(SourceError):
        build_index(pictures, options=options, encoder=FakeEncoder())
    assert open_index(report.index).build == report.build


def test_an_encoder_of_a_new_version_embeds_everything_again(
    pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said once; where nothing was changed the encoder is not even loaded then."""
    told: list[str] = []
    monkeypatch.setattr(SilentProgress, "note", lambda _, text: told.append(text))
    monkeypatch.setattr(service, "load_encoder", lambda *_: encoder)
    monkeypatch.setattr(service, "check_encoder", lambda *_: None)

    def seen(version: int) -> int:
        encoder.seen, encoder.info = 0, replace(encoder.info, version=version)
        monkeypatch.setattr(build_encoder, "kind_of", lambda _: SimpleNamespace(version=version))
        reports.append(build_index(pictures, options=replace(options, encoder="fake")))
        return encoder.seen

    encoder, reports = FakeEncoder(), []
    assert (seen(1), seen(1), seen(2), seen(2)) == (40, 0, 40, 0)
    counts = [(report.new, report.kept, report.embedded_again) for report in reports]
    assert counts[1:] == [(0, counts[0][0], 0), (0, counts[0][0], counts[0][0]), (0, counts[0][0], 0)]
    (line,) = build_lines(reports[2])
    assert f"{counts[0][0]} kept ({counts[0][0]} images embedded again)" in line
    assert "embedded again" not in build_lines(reports[3])[0]
    said = (
        "The encoder fake has version 2 now, and the index was built with 1: every image is embedded again."
    )
    assert told.count(said) == 1
    assert open_index(pictures.parent / "pictures.dendro").encoder["version"] == 2


def test_own_vectors_need_no_encoder(pictures: Path, options: BuildOptions) -> None:
    """Each row has the vector of its row of the table, float16 widened; a broken image takes its own away."""
    paths = sorted(pictures.rglob("*.png"))
    paths[7].write_bytes(b"broken")
    table = table_of(pictures, paths)
    vectors = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float16)
    np.save(pictures / "vectors.npy", vectors)
    own = replace(options, source=SourceOptions(embeddings=pictures / "vectors.npy"))
    report = build_index(table, options=own)
    index = open_index(report.index)
    assert report.index.name == "items.dendro"
    assert index.n == 39 and report.failed == 1
    np.testing.assert_array_equal(index.embeddings, vectors[index.column("source_row")].astype(np.float32))
    assert index.encoder["name"] == "own vectors" and not index.text_search
    again = build_index(table, options=options)
    assert not again.published, "the index remembers the vectors that it was built from"


def resident_bytes(file: Path) -> int:
    """Of a file, mapped into this process."""
    mapped = Path("/proc/self/smaps").read_text("utf-8").split("VmFlags")
    sizes = [part.split("Rss:")[1].split()[0] for part in mapped if f" {file}\n" in part]
    return 1024 * sum(map(int, sizes))


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells")
def test_own_embeddings_are_in_memory_once_while_the_tree_is_made(pictures, options, monkeypatch) -> None:
    """What was read of their file is given back: a million vectors would count as two gigabytes more."""
    table = table_of(pictures, sorted(pictures.rglob("*.png")))
    file, seen = pictures / "vectors.npy", []
    np.save(file, np.random.default_rng(0).standard_normal((40, 512), np.float32))

    def seeing(vectors, **_) -> np.ndarray:
        seen.append(resident_bytes(file))
        return ward_linkage(vectors)

    monkeypatch.setattr(assemble, "ward_linkage", seeing)
    build_index(table, options=replace(options, source=SourceOptions(embeddings=file)))
    assert seen == [0]


def test_probabilities_follow_their_rows(pictures: Path, options: BuildOptions) -> None:
    """They are stored in dendrogram order, under the names of --classes."""
    paths = sorted(pictures.rglob("*.png"))
    table = table_of(pictures, paths)
    given = np.random.default_rng(0).dirichlet(np.ones(3), 40).astype(np.float32)
    np.save(pictures / "p.npy", given)
    (pictures / "names.txt").write_text("one\ntwo\nthree\n")
    source = SourceOptions(probabilities=pictures / "p.npy", classes=pictures / "names.txt")
    report = build_index(table, options=replace(options, source=source), encoder=FakeEncoder())
    index = open_index(report.index)
    np.testing.assert_allclose(index.probabilities, given[index.column("source_row")], atol=1e-6)
    assert index.classes[:3] == ["one", "two", "three"]


def test_a_column_named_like_one_of_ours_is_kept_under_another_name(
    pictures: Path, options: BuildOptions
) -> None:
    """The user's `width` becomes `width_source`."""
    path = next(pictures.rglob("*.png"))
    table = pictures / "items.csv"
    table.write_text(f"path,width\n{path.relative_to(pictures).as_posix()},7\n")
    index = open_index(build_index(table, options=options, encoder=FakeEncoder()).index)
    assert index.column("width").tolist() == [96] and index.column("width_source").tolist() == [7]


def test_a_foreign_folder_is_refused_and_not_touched(
    pictures: Path, options: BuildOptions, tmp_path: Path
) -> None:
    """-o never replaces what is no index: a folder with something in it, a file, the source itself."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "mine", tmp_path / "file", pictures):
        before = files_under(tmp_path)
        with pytest.raises(InputError, match="-o"):
            build_index(pictures, out, options, encoder=FakeEncoder())
        assert files_under(tmp_path) == before


def test_nothing_is_built_from_or_into_the_files_of_an_index(pictures: Path, options: BuildOptions) -> None:
    """The next build would remove either; both are refused before anything is made."""
    index = build_index(pictures, options=options, encoder=FakeEncoder()).index
    inside = index / "builds" / "pictures"
    shutil.copytree(pictures, inside)
    before = files_under(index)
    for source, out in ((inside, None), (inside, pictures.parent / "new"), (inside, index)):
        with pytest.raises(SourceError, match="lies among the files of the index"):
            build_index(source, out, options, encoder=FakeEncoder())
    with pytest.raises(InputError, match=r"lies among the files of the index .*with -o"):
        build_index(pictures, index / "builds" / "new.dendro", options, encoder=FakeEncoder())
    assert files_under(index) == before and not (pictures.parent / "new").exists()


def test_what_a_killed_build_leaves_is_not_foreign(
    pictures: Path, options: BuildOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between writing the first manifest and renaming it: the next run goes on in the same place."""
    out = tmp_path / "again.dendro"

    def killed(beside: Path, manifest: Path) -> None:
        if Path(manifest).name == "manifest.json":
            # What is there now is what a kill at this moment leaves.
            shutil.copytree(out, tmp_path / "left.dendro")
        rename(beside, manifest)

    rename = os.replace
    monkeypatch.setattr(os, "replace", killed)
    build_index(pictures, out, options, encoder=FakeEncoder())
    monkeypatch.undo()
    left = tmp_path / "left.dendro"
    assert not (left / "manifest.json").exists() and any(left.glob(".manifest*"))
    assert open_index(build_index(pictures, left, options, encoder=FakeEncoder()).index).n > 0


def test_a_place_that_cannot_be_made_is_one_line(
    pictures: Path, options: BuildOptions, tmp_path: Path
) -> None:
    """A folder under a file cannot be made."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="-o"):
        build_index(pictures, tmp_path / "file" / "index", options, encoder=FakeEncoder())


def test_a_source_that_is_not_there(tmp_path: Path, options: BuildOptions) -> None:
    """Nothing is made for it."""
    with pytest.raises(SourceError, match="no such"):
        build_index(tmp_path / "absent", options=options, encoder=FakeEncoder())
    assert list(tmp_path.iterdir()) == []


def test_an_encoder_that_cannot_be_loaded_leaves_nothing_behind(
    pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes through, and no empty folder stays."""

    def load_encoder(*_: object) -> None:
        raise EncoderError("no weights")

    monkeypatch.setattr(service, "load_encoder", load_encoder)
    with pytest.raises(EncoderError, match="no weights"):
        build_index(pictures, options=options)
    assert not (pictures.parent / "pictures.dendro").exists()


def test_the_default_place(tmp_path: Path) -> None:
    """`photos/` → `photos.dendro`, `items.csv` → `items.dendro`, dots in a folder's name are kept."""
    (tmp_path / "a.b").mkdir()
    assert default_index_path(tmp_path / "a.b") == tmp_path / "a.b.dendro"
    assert default_index_path(tmp_path / "items.csv") == tmp_path / "items.dendro"


def test_no_file_goes_without_a_word(tmp_path: Path, options: BuildOptions) -> None:
    """Every file below the folder is indexed, listed with its reason, or counted; the index remembers."""
    root = tmp_path / "odd"
    files = odd.odd_folder(root)
    report = build_index(root, options=options, encoder=FakeEncoder())
    assert report.new + report.failed + sum(report.passed_over.values()) == files
    index = open_index(report.index)
    reasons = dict(zip(index.failures["path"].to_pylist(), index.failures["reason"].to_pylist(), strict=True))
    assert set(index.column("path")) == {
        "a.jpg", "b/B.JPEG", "h.HEIC", "hash0001", "link.jpg", "linked", "numbers.npy.bak", "photo.jpg_large",
        "raw.nef", "tool.tmp", "wrong.png", "x.dendro/inside.png",
    }  # fmt: skip
    assert set(reasons) == {
        "\\xff.jpg", "cut.jpg", "cut0002", "drawing.svg", "empty.png", "eps.eps", "gone", "gone.jpg", "pipe",
        "pipe.jpg", "text.jpg",
    }  # fmt: skip
    assert report.passed_over == summarize_index(index)["passed_over"] == {
        "without an ending": 4, "hidden": 3, "in an index": 3, ".txt": 2, ".mp4": 1, ".zip": 1,
    }  # fmt: skip
    assert not build_index(root, options=options, encoder=FakeEncoder()).published
    (root / "more.txt").touch()
    assert build_index(root, options=options, encoder=FakeEncoder()).passed_over[".txt"] == 3


def test_an_index_within_its_source_is_stable(pictures: Path, options: BuildOptions) -> None:
    """What the builder itself writes below the source is counted, and is no reason to build again."""
    out = pictures / "here"
    first = build_index(pictures, out, options=options, encoder=FakeEncoder())
    again = build_index(pictures, out, options=options, encoder=FakeEncoder())
    assert first.new == again.kept == 40 and not again.published
    assert list(again.passed_over) == ["in an index"]


def test_the_limit_of_pixels_is_remembered_and_costs_nothing(tmp_path: Path, options: BuildOptions) -> None:
    """Raised, it brings in what was refused and embeds nothing else again; lowered, it takes images out."""
    root = tmp_path / "sizes"
    root.mkdir()
    for i in range(6):
        draw(i % 5, i).resize((40 + i, 40)).save(root / f"{i}.png")

    def build(limit: int | None) -> tuple[list[str], int, list[str]]:
        encoder = FakeEncoder()
        report = build_index(root, options=replace(options, max_pixels=limit), encoder=encoder)
        with open_index(report.index) as index:
            return sorted(index.column("path")), encoder.seen, index.failures["reason"].to_pylist()

    refused = ["too many pixels: 45 × 40, the limit is 1,799 (--max-pixels)"]
    assert build(1799) == ([f"{i}.png" for i in range(5)], 5, refused)
    assert build(None)[2] == refused
    assert build(1800) == ([f"{i}.png" for i in range(6)], 1, [])
    assert build(1640)[:2] == (["0.png", "1.png"], 0)
    assert len(build(None)[2]) == 4


@pytest.mark.parametrize(
    ("source", "words"), [("a" * 5000, "aaa…: there is no such"), ("ftp://x.org/y", "ftp:// is not read")]
)
def test_a_source_that_is_none_is_one_sentence(source, words):
    """A name too long to be looked for, an address of a kind that is not read."""
    with pytest.raises((SourceError, InputError), match=words) as caught:
        build_index(source)
    assert len(str(caught.value)) < 1000
