"""Frames of videos by time: what stands there, how much is decoded for it, and files that people break."""

import io
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import Failure, ImageError
from explorer.images.frames.frame import Frame, at_time, file_of, frame_of, shown_name
from explorer.images.frames.read_frame import file_name
from explorer.images.frames.video_facts import VideoFacts, video_facts
from explorer.images.frames.video_frames import VideoFile
from explorer.images.frames.video_pixels import frame_image
from explorer.images.read_file import ReadOptions
from explorer.images.stream import read_images
from tests.images.videos import RATE, number_of, write_sound, write_video

MANY = 10**8


class Counting(VideoFile):
    """A video that counts what is decoded."""

    decoded = 0

    def _keep_time(self, frame) -> None:
        super()._keep_time(frame)
        self.decoded += 1


def shown(video: VideoFile, times: list[float]) -> list[int]:
    """The frames that stand at some times."""
    return [number_of(frame_image(video.frame_at(time), None)) for time in times]


def facts(path: Path, scenes: bool = False) -> VideoFacts | str:
    """What is known of a video, or why nothing is."""
    found = video_facts(0, str(path), ReadOptions(), frozenset(), scenes)
    return found.reason if isinstance(found, Failure) else found


def test_a_frame_is_named_by_its_file_and_time():
    """To a millisecond; other names are none of a frame."""
    frame = at_time("a#1/b.mp4", 12.5004)
    assert frame.name == "a#1/b.mp4#t=12.5" and frame_of(frame.name) == frame
    assert at_time("b.mp4", 0).name == "b.mp4#t=0" and at_time("b.mp4", 10).name == "b.mp4#t=10"
    assert file_of(frame.name) == "a#1/b.mp4" and file_of("a#t=.jpg") == "a#t=.jpg"
    assert frame_of("b.mp4#t=1e5") is None and frame_of("a.jpg#xywh=1,2,3,4") is None
    assert shown_name("b.mp4#t=12.5") == "12.5 s, b.mp4" and shown_name("c.png") == "c.png"
    assert shown_name("b.dcm#frame=2") == "frame 2, b.dcm"
    assert file_name(frame) == "a#1/b_12.5s.jpg"


@pytest.mark.parametrize("ending", ["mp4", "mkv", "avi", "ts"])
def test_the_frame_that_stands_at_a_time_is_found(tmp_path, ending):
    """In order, back again and far away, in containers that are sought in different ways."""
    path = write_video(tmp_path / f"a.{ending}", 45)
    with path.open("rb") as file:
        video = VideoFile(file, MANY)
        times = [0.0, 0.1, 0.15, 1.0, 1.999, 2.0, 4.4, 4.45, 0.3, 3.9, 0.0]
        assert shown(video, times) == [0, 1, 1, 10, 19, 20, 44, 44, 3, 39, 0]
        with pytest.raises(ImageError, match=r"the video ends at 4\.4"):
            video.frame_at(7.0)


def test_frames_of_no_fixed_rate_stand_until_the_next(tmp_path):
    """Also where the first is not at the beginning, and times do not begin at zero."""
    path = write_video(tmp_path / "a.mkv", times=[5.0, 5.05, 5.1, 8.0, 8.333, 20.0])
    found = facts(path)
    assert found.end == pytest.approx(15.0, abs=0.01)
    with path.open("rb") as file:
        assert shown(VideoFile(file, MANY), [0, 0.05, 0.2, 2.9, 3, 3.333, 14, 15]) == [0, 1, 2, 2, 3, 4, 4, 5]


def test_what_is_near_is_decoded_once_and_what_is_far_is_sought(tmp_path):
    """A pass over the video for frames in order; for two far apart little of what is between."""
    path = write_video(tmp_path / "a.mp4", 400, keys=20)
    with path.open("rb") as file:
        video = Counting(file, MANY)
        shown(video, [number / 2 for number in range(80)])
        assert video.decoded <= 400 + 20
        video.decoded = 0
        shown(video, [0, 20, 39])
        assert video.decoded <= 3 * (20 + 2)


def test_key_frames_that_are_far_apart_are_learned(tmp_path):
    """Then no time is sought that lies before the next."""
    path = write_video(tmp_path / "a.mp4", 400, keys=1000, codec_options={"sc_threshold": "1000000000"})
    with path.open("rb") as file:
        video = Counting(file, MANY)
        shown(video, [2.0 * number for number in range(20)])
        assert video.decoded <= 2 * 400


def test_chunks_of_frames_are_long(tmp_path):
    """They are read by workers, in order; what has no frame there fails by itself."""
    path = write_video(tmp_path / "a.mp4", 30)
    frames = [at_time(str(path), time) for time in (0, 1, 2, 9)] + [at_time(str(tmp_path / "b.mp4"), 0)]
    records = list(read_images(frames, ReadOptions(workers=1)))
    assert [record.width for record in records[:3]] == [64, 64, 64]
    assert len({record.hash for record in records[:3]}) == 3
    assert records[0].bytes == path.stat().st_size
    assert records[3] == Failure(str(path), 3, "the video ends at 2.900 s (cut off or damaged)")
    assert records[4].reason == "the file is missing"


@pytest.mark.parametrize(("rotation", "left"), [(90, "bottom"), (-90, "top"), (180, "right"), (0, "left")])
def test_a_video_is_turned_as_players_turn_it(tmp_path, rotation, left):
    """By its display matrix, counterclockwise: where its left side comes to lie."""
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:, :24] = 255
    path = write_video(tmp_path / "a.mp4", 3, pictures=[picture] * 3, rotation=rotation)
    with path.open("rb") as file:
        image = frame_image(VideoFile(file, MANY).frame_at(0), None).convert("L")
    assert image.size == ((64, 48) if rotation % 180 == 0 else (48, 64))
    sides = {
        "left": (4, image.height // 2),
        "right": (image.width - 5, image.height // 2),
        "top": (image.width // 2, 4),
        "bottom": (image.width // 2, image.height - 5),
    }
    assert [side for side, place in sides.items() if image.getpixel(place) > 128] == [left]


def test_high_dynamic_range_is_brought_to_the_screen(tmp_path):
    """Ten bits by PQ: what its paper white is becomes nearly white, which by itself is a middle grey."""
    signal = 0.58  # of 203 cd/m², ITU-R BT.2408
    picture = np.full((48, 64, 3), round(255 * signal), np.uint8)
    images = []
    for colours in ({"color_primaries": 9, "color_trc": 16, "colorspace": 9}, {}):
        path = tmp_path / f"{len(colours)}.mkv"
        write_video(path, 2, pictures=[picture] * 2, codec="libx264", format="yuv420p10le", colours=colours)
        with path.open("rb") as file:
            images.append(np.asarray(frame_image(VideoFile(file, MANY).frame_at(0), None)).mean())
    assert images[0] > 245 and abs(images[1] - 148) < 4


def test_pixels_that_are_not_square_are_made_so(tmp_path):
    """As players do; a ratio that no camera has is left."""
    from fractions import Fraction

    path = write_video(tmp_path / "a.mp4", 1)
    with path.open("rb") as file:
        frame = VideoFile(file, MANY).frame_at(0)
    sizes = [frame_image(frame, Fraction(*ratio)).size for ratio in ((3, 2), (1, 2), (99, 1))]
    assert sizes == [(96, 48), (32, 48), (64, 48)]


def test_the_end_is_that_of_the_frames_and_not_of_the_header(tmp_path):
    """Of a file that is cut off the frames before are there; of one without its index nothing is."""
    whole = write_video(tmp_path / "a.mp4", 300, options={"movflags": "faststart"}).read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    found = facts(tmp_path / "cut.mp4")
    assert 5 < found.end < 25 and found.said == pytest.approx(30, abs=0.2)
    other = write_video(tmp_path / "b.mp4", 300).read_bytes()
    (tmp_path / "no-index.mp4").write_bytes(other[: len(other) // 2])
    assert facts(tmp_path / "no-index.mp4") == "no video that is read, or its index is cut off"
    for ending in ("mkv", "ts", "avi"):
        stream = write_video(tmp_path / f"c.{ending}", 300).read_bytes()
        (tmp_path / f"cut.{ending}").write_bytes(stream[: len(stream) // 2])
        found = facts(tmp_path / f"cut.{ending}")
        assert 5 < found.end < 25
        with open(tmp_path / f"cut.{ending}", "rb") as file:
            assert shown(VideoFile(file, MANY), [5.0]) == [50]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sound.mp4", "a video without pictures (it has sound only)"),
        ("cover.mp4", "a video without pictures (it has a cover picture only)"),
        ("empty.mp4", "no video that is read, or its index is cut off"),
        ("none.mp4", "no video that is read, or its index is cut off"),
        ("list.mp4", "no video that is read, or its index is cut off"),
        ("text.mp4", "no video that is read, or its index is cut off"),
        ("missing.mp4", "cannot be read (No such file or directory)"),
    ],
)
def test_what_is_no_video_says_so(tmp_path, name, reason):
    """Playlists and lists of other files, too: nothing but the file itself is ever opened."""
    write_sound(tmp_path / "sound.mp4")
    write_sound(tmp_path / "cover.mp4", cover=True)
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "none.mp4").write_bytes(bytes(1000))
    other = write_video(tmp_path / "other.mp4", 2)
    (tmp_path / "list.mp4").write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{other}\n")
    (tmp_path / "text.mp4").write_text(f"ffconcat version 1.0\nfile {other}\n")
    assert facts(tmp_path / name) == reason


def test_frames_that_are_too_large_are_refused_before_they_are_decoded(tmp_path):
    """By the header."""
    data = write_video(tmp_path / "a.mp4", 2).read_bytes()
    with pytest.raises(ImageError, match="too many pixels: 64 × 48"):
        VideoFile(io.BytesIO(data), 1000)


def test_damage_in_the_middle_costs_some_frames_only(tmp_path):
    """What comes behind is there."""
    data = bytearray(write_video(tmp_path / "a.avi", 100).read_bytes())
    data[len(data) // 3 : len(data) // 3 + 200] = b"\xff" * 200
    (tmp_path / "b.avi").write_bytes(data)
    with open(tmp_path / "b.avi", "rb") as file:
        assert shown(VideoFile(file, MANY), [0.0, 9.0]) == [0, 90]


@pytest.mark.parametrize("error", [IndexError, OSError])
def test_a_file_ends_where_its_packets_do(tmp_path, error):
    """Whatever reads it gives up: what came before is there."""
    with write_video(tmp_path / "a.ts", 30).open("rb") as file:
        video = VideoFile(file, MANY)
        inner = video._container

        class GivesUp:
            seek = inner.seek

            def demux(self, stream):
                for number, packet in enumerate(inner.demux(stream)):
                    if number == 15:
                        raise error
                    yield packet

        video._container = GivesUp()
        assert [round(time) for time, _ in video.key_frames(1.0)] == [0, 1]
        video.last_time()
        assert shown(video, [1.0]) == [10]


@pytest.mark.parametrize("keys", [10, 1000])
def test_scenes_begin_where_colours_change(tmp_path, keys):
    """Told by key frames, or by a frame a second where there are too few of these; motion is no scene."""
    rng = np.random.default_rng(1)
    pictures = []
    for scene in range(3):
        blocks = np.kron(rng.integers(0, 255, (6, 8, 3)), np.ones((8, 8, 1))).astype(np.uint8)
        pictures += [np.roll(blocks, shift, axis=1) for shift in range(int(6 * RATE))]
        assert scene < 3
    path = write_video(
        tmp_path / "a.mp4", 180, pictures=pictures, keys=keys, codec_options={"sc_threshold": "1000000000"}
    )
    assert facts(path, scenes=True).scenes == pytest.approx((0.0, 6.0, 12.0), abs=0.1)


def test_a_frame_of_another_kind_is_no_frame():
    """Names are only what can be read."""
    assert frame_of("a.mp4#x=1") is None and Frame("a", "t", "1").name == "a#t=1"
