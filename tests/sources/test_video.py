"""Videos as a source: which frames are listed, folders of videos and of anything else, and what is built."""

import csv
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from explorer.cli.formats import format_lines, formats
from explorer.errors import OriginalError, SourceError
from explorer.export import export
from explorer.images.frames.frame import Frame
from explorer.images.frames.video_facts import VideoFacts
from explorer.images.read_file import ReadOptions
from explorer.index.reader import open_index
from explorer.indexing.build_index import build_index
from explorer.options import BuildOptions, SourceOptions
from explorer.sources import open_source
from explorer.sources.kinds import video
from tests.images.videos import number_of, write_video
from tests.index.drawing import draw_folder
from tests.index.fakes import FakeEncoder


@pytest.fixture(autouse=True)
def asked_here(monkeypatch, request):
    """Videos are looked into in this process, so that no worker is waited for."""
    if "in_workers" in request.keywords:
        return

    def ask_files(files, ask, seconds):
        return (ask(i, file, ReadOptions(), frozenset()) for i, file in enumerate(files))

    monkeypatch.setattr(video, "ask_files", ask_files)


def columns(source) -> dict[str, list]:
    """The columns of its items."""
    return {name: source.items[name].to_pylist() for name in source.items.column_names}


def test_a_video_is_a_frame_each_second(tmp_path):
    """With its time and number; the file is named with the time of each."""
    path = write_video(tmp_path / "clip.mp4", 25)
    source = open_source(path)
    assert source.kind == "video" and source.taken_for == "1 video: 3 frames, one each second"
    assert source.root == tmp_path and source.files == [str(path)] * 3
    assert columns(source) == {
        "path": ["clip.mp4#t=0", "clip.mp4#t=1", "clip.mp4#t=2"],
        "source_row": [0, 1, 2],
        "video": ["clip.mp4"] * 3,
        "time": [0.0, 1.0, 2.0],
        "frame": [0, 10, 20],
    }
    assert source.image(1) == Frame(str(path), "t", "1")


def test_every_and_scenes_choose_the_frames(tmp_path):
    """One or the other."""
    path = write_video(tmp_path / "clip.mp4", 25)
    source = open_source(path, SourceOptions(every=0.3))
    assert columns(source)["time"] == [0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4]
    assert columns(source)["frame"] == [0, 3, 6, 9, 12, 15, 18, 21, 24]
    assert source.taken_for == "1 video: 9 frames, one each 0.3 s"
    source = open_source(path, SourceOptions(scenes=True))
    assert columns(source)["time"][0] == 0 and source.taken_for.endswith("one of each scene")
    with pytest.raises(SourceError, match="either --every or --scenes"):
        open_source(path, SourceOptions(every=1.0, scenes=True))
    with pytest.raises(SourceError, match="at most 1,000,000"):
        open_source(path, SourceOptions(every=1e-6))


def test_class_folders_of_videos_are_labels(tmp_path):
    """As of images; what is no video is counted, what is none is listed."""
    for name in ("run/1.mp4", "run/2.MKV", "jump/1.avi"):
        write_video(tmp_path / name, 11)
    (tmp_path / "jump/bad.mov").write_bytes(b"no video")
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "code.ts").write_text("const one = 1;\n" * 20)
    source = open_source(tmp_path)
    assert source.kind == "video" and source.taken_for == "3 videos: 6 frames, one each second"
    assert columns(source)["label"] == ["jump"] * 2 + ["run"] * 4
    assert columns(source)["video"] == ["jump/1.avi"] * 2 + ["run/1.mp4"] * 2 + ["run/2.MKV"] * 2
    failed = {each.path: each.reason for each in source.failures}
    assert failed["jump/bad.mov"] == "no video that is read, or its index is cut off"
    assert source.passed_over == {".txt": 1}


def test_of_images_and_videos_the_images_are_taken(tmp_path):
    """And a sentence says how to take the videos; --source video takes them."""
    draw_folder(tmp_path, 3)
    write_video(tmp_path / "deep/clip.mp4", 11)
    source = open_source(tmp_path)
    assert source.kind == "folder" and source.passed_over[".mp4"] == 1
    assert source.notes == ("1 video is passed over; --source video takes their frames.",)
    source = open_source(tmp_path, SourceOptions(source="video"))
    assert source.taken_for == "1 video: 2 frames, one each second"
    assert sum(source.passed_over.values()) > 1


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.mp4": b""}, "no video can be read; a.mp4: no video that is read"),
        ({"a.ts": b"let a = 1"}, "no image in it"),
    ],
)
def test_a_folder_without_a_video_says_why(tmp_path, files, said):
    """In one line."""
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=said):
        open_source(tmp_path)


def test_without_the_library_the_line_that_installs_it_is_said(tmp_path, monkeypatch):
    """It is no part of what comes with the package."""
    write_video(tmp_path / "a.mp4", 2)
    monkeypatch.setattr(video, "is_installed", lambda name: False)
    with pytest.raises(SourceError, match=r"pip install 'dendro-explorer\[video\]'"):
        open_source(tmp_path)


def test_a_long_video_is_a_thousand_frames_unless_more_are_asked_for(tmp_path, monkeypatch):
    """Ten hours; and one whose header says more than there is."""
    (tmp_path / "a.mp4").write_bytes(b"")
    facts = VideoFacts(end=36_000.0, said=40_000.0, rate=25.0)
    monkeypatch.setattr(video, "ask_files", lambda *_: iter([facts]))
    source = open_source(tmp_path)
    times = columns(source)["time"]
    assert len(times) == 1001 and times[:2] == [0.0, 36.0] and times[-1] == 36_000.0
    assert [note.split(" (")[0] for note in source.notes] == [
        "Of 1 video only 1,000 frames each are taken",
        "1 video ends before the header says",
    ]
    assert open_source(tmp_path, SourceOptions(every=1.0)).items.num_rows == 36_001


def test_an_index_of_videos_is_refreshed_served_and_exported(tmp_path):
    """Nothing is read anew; an original is the whole frame, and a copy of it is called by its time."""
    root = tmp_path / "videos"
    write_video(root / "a/clip.mp4", 35)
    write_video(root / "b/clip.mp4", 25)
    made = BuildOptions(source=SourceOptions(every=0.5), workers=1, projection=False)
    report = build_index(root, tmp_path / "x.dendro", made, encoder=FakeEncoder())
    assert (report.new, report.failed) == (12, 0)
    encoder = FakeEncoder()
    again = build_index(
        root, tmp_path / "x.dendro", BuildOptions(workers=1, projection=False), encoder=encoder
    )
    assert (again.kept, again.published) == (12, False) and again.taken_for.endswith("one each 0.5 s")
    with open_index(tmp_path / "x.dendro") as index:
        row = index.items["path"].to_pylist().index("a/clip.mp4#t=2.5")
        with index.open_image(row) as original:
            assert original.path == str(root / "a/clip.mp4")
            with Image.open(io.BytesIO(original.read())) as shown:
                assert shown.format == "JPEG" and shown.size == (64, 48) and number_of(shown) == 25
        rows = np.array([row])
        out = tmp_path / "out"
        export(index, out, rows=rows)
        assert number_of(Image.open(out / "a/clip_2.5s.jpg")) == 25
        (record,) = csv.DictReader((out / "items.csv").open())
        assert record["path"] == "a/clip_2.5s.jpg" and record["original"] == "a/clip.mp4#t=2.5"
        assert record["absolute_path"] == str(root / "a/clip.mp4") and record["time"] == "2.5"
        export(index, tmp_path / "out.zip", rows=rows)
        assert "a/clip_2.5s.jpg" in zipfile.ZipFile(tmp_path / "out.zip").namelist()
        write_video(root / "a/clip.mp4", 35, times=[i / 7 for i in range(35)])
        with index.open_image(row) as original, pytest.raises(OriginalError, match="changed"):
            original.read()
        (root / "a/clip.mp4").unlink()
        with pytest.raises(OriginalError, match="not there"):
            index.open_image(row)


def test_the_index_remembers_one_of_both_options(tmp_path):
    """Until the other is given."""
    write_video(tmp_path / "clip.mp4", 25)

    def built(**options) -> str:
        source = SourceOptions(**options)
        made = BuildOptions(source=source, workers=0, projection=False, neighbors=2)
        report = build_index(tmp_path / "clip.mp4", options=made, encoder=FakeEncoder())
        return report.taken_for

    assert built(every=0.5).endswith("one each 0.5 s") and built().endswith("one each 0.5 s")
    assert built(scenes=True).endswith("of each scene") and built().endswith("of each scene")
    assert built(every=1.0).endswith("one each second")


def test_formats_say_what_is_to_be_installed():
    """In the list and in JSON."""
    document = formats()
    needs = {each["name"]: each["needs"] for each in document["sources"]}
    assert needs["video"] == "pip install 'dendro-explorer[video]'" and needs["folder"] == ""
    assert any("--every" in line and "[video]" in line for line in format_lines(document))


def test_videos_and_images_are_one_index(tmp_path):
    """Of several sources; each original is what its own source has."""
    write_video(tmp_path / "films/clip.mp4", 15)
    draw_folder(tmp_path / "drawn", 2)
    made = BuildOptions(workers=0, projection=False, neighbors=2)
    places = [tmp_path / "films", tmp_path / "drawn"]
    assert build_index(places, tmp_path / "x.dendro", made, encoder=FakeEncoder()).new == 4
    with open_index(tmp_path / "x.dendro") as index:
        for row, path in enumerate(index.items["path"].to_pylist()):
            with index.open_image(row) as original:
                assert original.read()[:2] == (b"\xff\xd8" if "#t=" in path else b"\x89P")
