"""A second build: only what changed is read, and readers of the first are not disturbed."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from explorer.dataset import Dataset, open_index
from explorer.errors import IndexBusyError, IndexFormatError, InputError, SourceError
from explorer.index.locks import BuilderLock
from explorer.indexing import assemble, collect, file_states
from explorer.indexing.build_index import BuildReport, build_index
from explorer.options import BuildOptions, SourceOptions
from tests.index.drawing import draw, picture_bytes
from tests.index.fakes import FakeEncoder
from tests.index.test_damage import Notes

pytestmark = pytest.mark.usefixtures("cheap_projection")


@pytest.fixture
def first(pictures: Path, options: BuildOptions) -> BuildReport:
    """The index of 40 pictures."""
    return build_index(pictures, options=options, encoder=FakeEncoder())


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that are opened from here on."""
    opened: list[str] = []
    real = collect.read_images

    def read_images(files, *rest):
        files = [*files]
        opened.extend(files)
        return real(files, *rest)

    for room in (collect, file_states):
        monkeypatch.setattr(room, "read_images", read_images)
    return opened


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.removed, report.kept


def paint(path: Path, kind: int, seed: int) -> Path:
    path.write_bytes(picture_bytes(draw(kind, seed)))
    return path


def test_nothing_changed(first: BuildReport, pictures: Path, options: BuildOptions, read: list[str]) -> None:
    """No file is opened and no build written."""
    encoder = FakeEncoder()
    again = build_index(pictures, options=options, encoder=encoder)
    assert counts(again) == (0, 0, 0, 40)
    assert not again.published and again.build == first.build
    assert read == [] and encoder.seen == 0


def test_nothing_changed_in_a_table_of_times(pictures: Path, options: BuildOptions) -> None:
    """Times, numbers, booleans and identifiers of a table are compared as they were stored."""
    paths = [path.relative_to(pictures).as_posix() for path in sorted(pictures.rglob("*.png"))]
    head = "path,taken,day,zoned,hour,score,flag,zip\n"
    row = "{},2024-05-31 10:00:00,2024-05-31,2024-05-31T10:00:00+02:00,10:00:00,nan,true,02139\n"
    (pictures / "t.csv").write_text(head + "".join(row.format(path) for path in paths))
    assert build_index(pictures / "t.csv", options=options, encoder=FakeEncoder()).published
    assert not build_index(pictures / "t.csv", options=options, encoder=FakeEncoder()).published


def test_a_column_of_vectors_is_remembered(pictures: Path, options: BuildOptions) -> None:
    """A refresh clusters by the same column; no encoder runs in either."""
    paths = [path.relative_to(pictures).as_posix() for path in sorted(pictures.rglob("*.png"))]
    vectors = np.random.default_rng(0).normal(size=(len(paths), 6)).astype(np.float32)
    pq.write_table(pa.table({"path": paths, "v": vectors.tolist()}), pictures / "t.parquet")
    options = replace(options, source=SourceOptions(embeddings="v"))
    report = build_index(pictures / "t.parquet", options=options)
    assert not build_index(pictures / "t.parquet", options=replace(options, source=SourceOptions())).published
    with open_index(report.index) as index:
        assert index.dim == 6 and "v" not in index.items.column_names


def test_a_zone_that_is_not_known_here(pictures: Path, options: BuildOptions, tmp_path: Path) -> None:
    """Such times are in UTC, come out of every export, and do not make every run a new build."""
    paths = [path.relative_to(pictures).as_posix() for path in sorted(pictures.rglob("*.png"))]
    times = pa.array([1_700_000_000] * len(paths), pa.timestamp("s", "Mars/Phobos"))
    pq.write_table(pa.table({"path": paths, "taken": times}), pictures / "t.parquet")
    report = build_index(pictures / "t.parquet", options=options, encoder=FakeEncoder())
    assert not build_index(pictures / "t.parquet", options=options, encoder=FakeEncoder()).published
    with open_index(report.index) as index:
        for ending in ("csv", "jsonl", "parquet"):
            index.export(tmp_path / f"out.{ending}", where="taken > '2023-01-01'")
        assert index.codes("taken")[1] == ["2023-11-14 22:13:20.000Z"]
    assert "2023-11-14 22:13:20" in (tmp_path / "out.csv").read_text()


def test_nothing_changed_asks_for_no_device(
    first: BuildReport, pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That would load torch, for seconds and half a gigabyte."""

    def asked(device: str) -> str:
        raise AssertionError(device)

    monkeypatch.setattr(assemble, "choose_device", asked)
    assert counts(build_index(pictures, options=options, encoder=FakeEncoder())) == (0, 0, 0, 40)


def own_files(index: Dataset) -> dict:
    """What a build is of, without where images of the trees before it went."""
    return {name: file for name, file in index.manifest.files.items() if not name.startswith("earlier-")}


def test_added_changed_and_removed(
    first: BuildReport, pictures: Path, options: BuildOptions, read: list[str]
) -> None:
    """Two new, one changed, three removed: three files read, three images encoded."""
    paths = sorted(pictures.rglob("*.png"))
    for path in paths[:3]:
        path.unlink()
    fresh = {str(paint(pictures / f"new{i}.png", i, 900 + i)) for i in range(2)} | {
        str(paint(paths[5], 0, 777))
    }
    encoder = FakeEncoder()
    again = build_index(pictures, options=options, encoder=encoder)
    assert counts(again) == (2, 1, 3, 36)
    assert again.published and set(read) == fresh and encoder.seen == 3
    index = open_index(first.index)
    whole = open_index(build_index(pictures, pictures.parent / "other", options, encoder=FakeEncoder()).index)
    assert index.items.equals(whole.items) and np.array_equal(index.embeddings, whole.embeddings)
    assert own_files(index) == own_files(whole)


@pytest.mark.parametrize("names_are_told", [False, True])
def test_a_class_that_cannot_be_read_now_stays(
    first: BuildReport,
    pictures: Path,
    options: BuildOptions,
    monkeypatch: pytest.MonkeyPatch,
    read: list[str],
    names_are_told: bool,
) -> None:
    """All but one class lose their rights: their images stay, with labels, and one line says so."""
    locked = tuple(str(each) for each in pictures.iterdir() if each.name != "leaf")
    scandir, stat = os.scandir, os.stat

    def refuse(path) -> None:
        if not isinstance(path, int) and os.fspath(path).startswith(locked):
            raise PermissionError(13, "Permission denied")

    def of_folder(path):
        if not names_are_told:
            refuse(path)
        return scandir(path)

    def of_file(path, **how):
        if isinstance(path, str) and path.endswith(".png"):
            refuse(path)
        return stat(path, **how)

    monkeypatch.setattr(os, "scandir", of_folder)
    monkeypatch.setattr(os, "stat", of_file)
    notes = Notes()
    again = build_index(pictures, options=options, encoder=FakeEncoder(), progress=notes)
    assert counts(again) == (0, 0, 0, 40) and read == []
    assert (
        "32 images could not be asked for (Permission denied) and stayed as indexed; refresh again later."
        in notes.said
    )
    with open_index(again.index) as index:
        assert index.classes == ["apple", "leaf", "ocean", "plum", "sand"]
        assert again.failed == index.failures.num_rows == (0 if names_are_told else 4)


def write_source(kind: str, root: Path) -> None:
    """A source of frames, or of pictures that annotations name, of which a part lies in `locked`."""
    for name in ("open", "locked"):
        folder = root / name
        folder.mkdir(parents=True)
        if kind == "frames":
            np.save(
                folder / "many.npy", np.random.default_rng(len(name)).integers(0, 255, (9, 8, 8, 3), np.uint8)
            )
        else:
            paint(folder / f"{name}.png", 1, len(name))
            shape = {"label": "cup", "points": [[0, 0], [9, 9]], "shape_type": "rectangle"}
            about = {"imagePath": f"{name}/{name}.png", "shapes": [shape], "version": "5"}
            (root / f"{name}.json").write_text(json.dumps(about))


@pytest.mark.parametrize("kind", ["frames", "annotations"])
def test_what_cannot_be_read_now_is_not_taken_out(
    kind: str, options: BuildOptions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the source: the refresh is refused and says why; what is left out by name may go."""
    root = tmp_path / "data"
    write_source(kind, root)
    first = build_index(root, options=options, encoder=FakeEncoder())
    locked, scandir, stat = str(root / "locked"), os.scandir, os.stat

    def refuse(path: object, start: str) -> None:
        if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(start):
            raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as rights:
        rights.setattr(os, "scandir", lambda path: refuse(path, locked) or scandir(path))
        rights.setattr(os, "stat", lambda path, **how: refuse(path, f"{locked}/") or stat(path, **how))
        with pytest.raises(SourceError, match=r"cannot be read now .*locked/.*Permission denied.*--exclude"):
            build_index(root, options=options, encoder=FakeEncoder())
        with open_index(first.index) as index:
            assert index.n == first.new
        without = replace(options, source=SourceOptions(exclude=("locked/**",)))
        assert build_index(root, options=without, encoder=FakeEncoder()).removed == first.new // 2
    whole = replace(options, forget=("exclude",))
    assert build_index(root, options=whole, encoder=FakeEncoder()).new == first.new // 2


def test_files_of_other_centuries(pictures: Path, options: BuildOptions, tmp_path: Path) -> None:
    """Clocks that were wrong: beyond what nanoseconds in 64 bits hold, the time is the last that they do."""
    paths = sorted(pictures.rglob("*.png"))[:3]
    for path, year in zip(paths, (2300, 1969, 2040), strict=True):
        os.utime(path, (0, (year - 1970) * 31_556_952))
    report = build_index(pictures, options=options, encoder=FakeEncoder())
    assert report.failed == 0
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published
    with open_index(report.index) as index:
        index.export(tmp_path / "out.csv", where="modified > '2250-01-01'")
        index.export(tmp_path / "out.zip")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 2


def test_a_change_in_place_changes_the_tree(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """As many images as before, one of them another: nothing of the old tree is taken over."""
    paint(sorted(pictures.rglob("*.png"))[5], 4, 777)
    assert counts(build_index(pictures, options=options, encoder=FakeEncoder())) == (0, 1, 0, 39)
    whole = build_index(pictures, pictures.parent / "other", options, encoder=FakeEncoder())
    assert own_files(open_index(first.index)) == own_files(open_index(whole.index))


def test_moved_files_are_read_but_not_decoded(
    first: BuildReport, pictures: Path, options: BuildOptions, read: list[str]
) -> None:
    """The content is known by its hash: it counts as kept."""
    paths = sorted(pictures.rglob("*.png"))
    for i, path in enumerate(paths[:4]):
        path.rename(pictures / f"moved{i}.png")
    encoder = FakeEncoder()
    again = build_index(pictures, options=options, encoder=encoder)
    assert counts(again) == (0, 0, 0, 40)
    assert len(read) == 4 and encoder.seen == 0 and again.published
    assert "moved0.png" in open_index(first.index).items["path"].to_pylist()


def test_a_copy_of_a_known_image_is_new_but_not_decoded(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """It is another image of the set, of known content."""
    original = next(pictures.rglob("*.png"))
    (pictures / "copy.png").write_bytes(original.read_bytes())
    encoder = FakeEncoder()
    assert counts(build_index(pictures, options=options, encoder=encoder)) == (1, 0, 0, 40)
    assert encoder.seen == 0


def test_touched_files_are_kept_and_not_read_a_third_time(
    first: BuildReport, pictures: Path, options: BuildOptions, read: list[str]
) -> None:
    """Another time of change costs one reading; the new time is remembered."""
    for path in sorted(pictures.rglob("*.png"))[:5]:
        os.utime(path, ns=(1, 1))
    assert counts(build_index(pictures, options=options, encoder=FakeEncoder())) == (0, 0, 0, 40)
    assert len(read) == 5
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published
    assert len(read) == 5


def test_a_file_that_broke_becomes_a_failure_and_comes_back(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """Broken: removed and failed. Mended: new."""
    path = sorted(pictures.rglob("*.png"))[3]
    good = path.read_bytes()
    path.write_bytes(b"broken")
    broken = build_index(pictures, options=options, encoder=FakeEncoder())
    assert counts(broken) == (0, 0, 1, 39) and broken.failed == 1
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published
    path.write_bytes(good)
    assert counts(build_index(pictures, options=options, encoder=FakeEncoder())) == (1, 0, 0, 39)


def test_no_encoder_is_loaded_for_a_file_that_is_still_broken(
    pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refreshing an index of which one file was broken and is, is as quick as one of which none is."""
    from explorer.embedding import service

    (pictures / "broken.png").write_bytes(b"broken")
    encoder = FakeEncoder()
    build_index(pictures, options=options, encoder=encoder)
    monkeypatch.setattr(service, "load_encoder", lambda *_: pytest.fail("an encoder was loaded"))
    again = build_index(pictures, options=options)
    assert not again.published and (again.kept, again.failed) == (40, 1)
    monkeypatch.setattr(service, "load_encoder", lambda *_: encoder)
    paint(pictures / "broken.png", 1, 5000)
    assert counts(build_index(pictures, options=options)) == (1, 0, 0, 40)


def test_another_encoder_embeds_everything_again(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """Vectors of two encoders never meet in one index."""
    encoder = FakeEncoder("other")
    report = build_index(pictures, options=options, encoder=encoder)
    assert report.published and encoder.seen == 40
    assert open_index(first.index).encoder["name"] == "other"


def test_other_thumbnail_sizes_read_everything_again(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """What was kept of an image under other options is not what is wanted, and that is the reason given."""
    encoder, notes = FakeEncoder(), Notes()
    other = replace(options, image=replace(options.image, levels=(32, 64)))
    build_index(pictures, options=other, progress=notes, encoder=encoder)
    assert any("decoded in another way" in line for line in notes.said)
    assert not any("encoder is now" in line for line in notes.said)
    assert encoder.seen == 40 and open_index(first.index).manifest.levels == [32, 64]


def test_only_columns_changed(pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """New predictions for the same images: the tree, neighbours and projection are taken as they are."""
    from explorer.indexing import assemble

    names = [p.relative_to(pictures).as_posix() for p in sorted(pictures.rglob("*.png"))]
    table = pictures / "items.csv"

    def write(prediction: str) -> None:
        rows = (f"{name},{name.split('/')[0]},{prediction},{i / 40}\n" for i, name in enumerate(names))
        table.write_text("path,label,prediction,extra\n" + "".join(rows))

    write("leaf")
    first = build_index(table, options=options, encoder=FakeEncoder())
    old = open_index(first.index)
    for heavy in ("ward_linkage", "nearest_neighbors", "project"):
        monkeypatch.delattr(assemble, heavy)
    assert not build_index(table, options=options, encoder=FakeEncoder()).published
    write("plum")
    encoder = FakeEncoder()
    report = build_index(table, options=options, encoder=encoder)
    new = open_index(first.index)
    assert report.published and counts(report) == (0, 0, 0, 40) and encoder.seen == 0
    assert set(new.items["prediction"].to_pylist()) == {"plum"}
    assert np.array_equal(new.tree.merges, old.tree.merges)
    assert new.items["path"].equals(old.items["path"])


def test_the_tree_asked_for_is_made_and_kept(
    first: BuildReport, pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another --tree makes another tree of the same vectors; the same one, or the same answer, makes none."""
    from explorer.clustering.coarse.coarse_linkage import CoarsePlan
    from explorer.indexing import assemble

    def refresh(tree: str) -> tuple[bool, dict]:
        report = build_index(pictures, options=replace(options, tree=tree), encoder=FakeEncoder())
        manifest = open_index(report.index).manifest
        assert manifest.options["tree"] == tree
        return report.published, manifest.tree

    made = []
    for name in ("ward_linkage", "coarse_linkage"):
        real = getattr(assemble, name)
        monkeypatch.setattr(
            assemble, name, lambda *a, real=real, name=name, **k: (made.append(name), real(*a, **k))[1]
        )
    small = CoarsePlan(part=12, micro=15, shrink=3, tops=2)
    monkeypatch.setattr(assemble, "CoarsePlan", lambda: small)
    exact = open_index(first.index).tree.merges
    assert refresh("coarse") == (True, {"method": "coarse", "micro_clusters": 15}) and made == [
        "coarse_linkage"
    ]
    assert not np.array_equal(open_index(first.index).tree.merges[:, 2], exact[:, 2])
    assert refresh("coarse") == (False, {"method": "coarse", "micro_clusters": 15}) and len(made) == 1
    assert refresh("auto") == (True, {"method": "exact"}) and made[1:] == ["ward_linkage"]
    assert np.array_equal(open_index(first.index).tree.merges, exact)
    assert refresh("exact") == (True, {"method": "exact"}) and len(made) == 2
    with pytest.raises(InputError, match="best"):
        refresh("best")


def test_an_index_from_before_there_was_a_choice_is_kept(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """It does not say which tree was asked for; its tree is exact, as `auto` would make it."""
    path = first.index / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["options"]["tree"], manifest["checksum"]
    path.write_text(json.dumps(manifest))
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published


def test_options_of_the_source_are_remembered(pictures: Path, options: BuildOptions) -> None:
    """A refresh without --label-column reads the labels as the first build did."""
    names = [p.relative_to(pictures).as_posix() for p in sorted(pictures.rglob("*.png"))]
    table = pictures / "items.csv"
    table.write_text("path,species\n" + "".join(f"{n},{n.split('/')[0]}\n" for n in names))
    named = replace(options, source=SourceOptions(label_column="species"))
    report = build_index(table, options=named, encoder=FakeEncoder())
    assert not build_index(table, options=options, encoder=FakeEncoder()).published
    assert open_index(report.index).classes == ["apple", "leaf", "ocean", "plum", "sand"]


def test_a_reader_keeps_its_build_through_two_refreshes(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """What it did not read before it can read after; old builds go when nobody holds them."""
    reader = open_index(first.index)
    for i in range(2):
        paint(pictures / f"more{i}.png", i, 800 + i)
        build_index(pictures, options=options, encoder=FakeEncoder())
    assert reader.is_stale()
    assert reader.items.num_rows == 40 and len(reader.thumbnails.read(39, 160)) > 0
    assert reader.verify() == []
    builds = first.index / "builds"
    current = open_index(first.index)
    assert current.n == 42
    assert sorted(p.name for p in builds.iterdir()) == sorted([reader.build, current.build])
    reader.close()
    build_index(pictures, options=options, encoder=FakeEncoder())
    assert [p.name for p in builds.iterdir()] == [current.build]


def test_a_reader_during_a_build_sees_old_or_new_and_nothing_between(
    first: BuildReport, pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening works just before and just after the manifest is replaced."""
    from explorer.index import writer

    seen, targets = [], []
    real = os.replace

    def replace_and_look(source, target) -> None:
        targets.append(Path(target).name)
        for step in range(2):
            with open_index(first.index) as index:
                seen.append((index.n, len(index.verify())))
            if step == 0:
                real(source, target)

    paint(pictures / "more.png", 1, 801)
    with monkeypatch.context() as patch:
        patch.setattr(writer.os, "replace", replace_and_look)
        build_index(pictures, options=options, encoder=FakeEncoder())
    assert set(seen) == {(40, 0), (41, 0)} and seen == sorted(seen)
    assert "manifest.json" in targets


def test_a_writer_that_fails_leaves_the_old_build(
    first: BuildReport, pictures: Path, options: BuildOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk in the middle of writing: the old build stands, nothing half-written is left."""
    from explorer.index import writer

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    paint(pictures / "more.png", 1, 801)
    with monkeypatch.context() as patch:
        patch.setattr(writer.pq, "write_table", full)
        with pytest.raises(InputError, match=r"pictures\.dendro .*No space.* again"):
            build_index(pictures, options=options, encoder=FakeEncoder())
    assert open_index(first.index).build == first.build
    assert [p.name for p in (first.index / "builds").iterdir()] == [first.build]


def test_a_second_builder_is_turned_away(first: BuildReport, pictures: Path, options: BuildOptions) -> None:
    """While one builds, another gets one line; afterwards it may."""
    with (
        BuilderLock(first.index),
        pytest.raises(IndexBusyError, match="another process"),
    ):
        build_index(pictures, options=options, encoder=FakeEncoder())
    assert not build_index(pictures, options=options, encoder=FakeEncoder()).published


def test_tags_survive_a_refresh(first: BuildReport, pictures: Path, options: BuildOptions) -> None:
    """`user.sqlite` is not the build's."""
    (first.index / "user.sqlite").write_bytes(b"mine")
    paint(pictures / "more.png", 1, 801)
    build_index(pictures, options=options, encoder=FakeEncoder())
    assert (first.index / "user.sqlite").read_bytes() == b"mine"


def test_an_index_of_another_version_is_not_replaced(
    first: BuildReport, pictures: Path, options: BuildOptions
) -> None:
    """It may hold what a newer release made: it is refused, naming both versions."""
    manifest = first.index / "manifest.json"
    newer = manifest.read_text().replace('"version": 1', '"version": 2')
    manifest.write_text(newer)
    with pytest.raises(IndexFormatError, match=r"version 2.*version 1"):
        build_index(pictures, options=options, encoder=FakeEncoder())
    assert manifest.read_text() == newer
