"""Reading many files: in order, bounded, by workers that may crash."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.cores import available_cores
from explorer.errors import Failure, InputError
from explorer.images.stream import ImageRecord, ReadOptions, read_images
from explorer.images.thumbnails import make_thumbnails, mean_color
from explorer.options import ImageOptions
from tests.images import odd, preparations
from tests.images.processes import are_gone, living_children

ROOT = Path(__file__).parents[2]


@pytest.fixture
def files(tmp_path):
    """Forty pictures; number 13 is 13 pixels wide, 7 is cut, 21 is text, 22 is missing, 23 a folder."""
    paths = []
    for i in range(40):
        path = tmp_path / f"{i}.png"
        data = odd.encoded(odd.noise(13 if i == 13 else 40, 30, i))
        path.write_bytes(data[: len(data) // 2] if i == 7 else data)
        paths.append(str(path))
    Path(paths[21]).write_text("no image")
    Path(paths[22]).unlink()
    Path(paths[23]).unlink()
    Path(paths[23]).mkdir()
    return paths


def check_all_but(files: list[str], results: list, lost: dict[int, str]) -> None:
    """Every file has its result, in order; those in `lost` a Failure with these words."""
    lost = {7: "truncated PNG", 21: "text", 22: "missing", 23: "a folder", **lost}
    assert len(results) == len(files)
    for i, result in enumerate(results):
        if i in lost:
            assert isinstance(result, Failure)
            assert (result.path, result.source_row) == (files[i], i) and lost[i] in result.reason
        else:
            assert isinstance(result, ImageRecord) and result.position == i
            assert (result.pixels == preparations.to_pixels(Image.open(files[i]))).all()


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_file_has_its_result_in_order(files, workers):
    """With and without processes: the same records, bad files as failures in their places."""
    work = ReadOptions(prepare=preparations.to_pixels, workers=workers)
    check_all_but(files, list(read_images(files, work)), {})


def test_a_record_is_what_its_parts_are(files):
    """Hash, size, time, thumbnails, colour and pixels of one file, alike in this process and in another."""
    path = files[13]
    data, picture = Path(path).read_bytes(), Image.open(path)
    for workers in (0, 1):
        (record,) = read_images([path], ReadOptions(workers=workers))
        assert record.hash == hashlib.sha256(data).hexdigest()[:32]
        assert record.bytes == len(data) and record.modified_ns == os.stat(path).st_mtime_ns
        assert (record.width, record.height) == picture.size
        assert [bool(one) for one in record.thumbnails] == [bool(one) for one in make_thumbnails(picture)]
        assert (record.color == mean_color(picture)).all() and record.color.dtype == np.uint8
        assert record.pixels is None


def test_options_reach_the_workers(tmp_path):
    """Limits and background hold in worker processes."""
    path = tmp_path / "a.png"
    path.write_bytes(odd.encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0))))
    for workers in (0, 1):
        dark = ReadOptions(image=ImageOptions(background=(1, 2, 3)), workers=workers)
        small = ReadOptions(image=ImageOptions(max_pixels=399), workers=workers)
        assert list(next(read_images([str(path)], dark)).color) == [1, 2, 3]
        assert "too many pixels" in next(read_images([str(path)], small)).reason


@pytest.mark.parametrize(
    ("prepare", "workers"), [(preparations.crash_at_13, 1), (preparations.exit_at_13, 2)]
)
def test_a_crash_takes_only_its_own_file(files, prepare, workers):
    """A worker that dies is replaced, the culprit is a failure, all else is read."""
    results = list(read_images(files, ReadOptions(prepare=prepare, workers=workers)))
    check_all_but(files, results, {13: "the decoder crashed"})


def test_crashes_one_after_another(files):
    """Every file may crash, and the stream goes on to its end."""
    results = list(read_images([files[13]] * 3, ReadOptions(prepare=preparations.crash_at_13, workers=2)))
    assert [result.reason for result in results] == ["the decoder crashed"] * 3
    assert [result.source_row for result in results] == list(range(3))


def test_a_decoder_that_hangs_is_given_up(files):
    """A file that takes longer than the limit is a failure that says so."""
    work = ReadOptions(prepare=preparations.hang_at_13, workers=1, seconds=2.5)
    (before, culprit, after) = read_images(files[12:15], work)
    assert "longer than 2.5 s" in culprit.reason
    assert isinstance(before, ImageRecord) and isinstance(after, ImageRecord)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_preparation_that_raises_fails_its_file(files, workers):
    """An exception of `prepare` is the reason of a failure."""
    work = ReadOptions(prepare=preparations.raise_at_13, workers=workers)
    check_all_but(files, list(read_images(files, work)), {13: "ZeroDivisionError: by 13"})


def test_what_decoders_print_goes_nowhere(files, capfd):
    """Output of C libraries neither reaches the terminal nor disturbs the answers."""
    check_all_but(files, list(read_images(files, ReadOptions(prepare=preparations.chatter, workers=1))), {})
    assert capfd.readouterr() == ("", "")


def test_workers_load_no_heavy_library(files):
    """A worker imports Pillow and NumPy, never torch or the web."""
    (record,) = read_images(files[:1], ReadOptions(prepare=preparations.heavy_modules, workers=1))
    assert not record.pixels.any()


@pytest.mark.parametrize("workers", [0, 2])
def test_known_content_is_hashed_and_not_decoded(files, workers):
    """A known hash saves the decoding: no thumbnails, colour and pixels, but hash, size and time."""
    work = ReadOptions(prepare=preparations.to_pixels, workers=workers)
    first = [one for one in read_images(files, work) if isinstance(one, ImageRecord)]
    known = {record.hash for record in first[:20]}
    again = [one for one in read_images(files, work, known) if isinstance(one, ImageRecord)]
    assert [one.hash for one in again] == [one.hash for one in first]
    assert [one.thumbnails is None for one in again] == [one.hash in known for one in again]
    for one in again[:20]:
        assert one.pixels is None and one.color is None and one.bytes and one.modified_ns


@pytest.mark.parametrize("workers", [0, 2])
def test_files_are_taken_as_they_are_needed(files, workers):
    """Reading ahead is bounded, however many files there are."""
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield files[0]

    stream = read_images(endless(), ReadOptions(workers=workers))
    for _ in range(50):
        next(stream)
    stream.close()
    assert taken <= 50 + 64 * 6


def test_closing_ends_the_workers(files):
    """After the generator is closed no child process is left."""
    before = set(living_children(os.getpid()))
    stream = read_images(files * 20, ReadOptions(prepare=preparations.dawdle, workers=2))
    next(stream)
    began = time.monotonic()
    stream.close()
    assert time.monotonic() - began < 5
    assert set(living_children(os.getpid())) <= before


def test_no_files():
    """Nothing in, nothing out."""
    assert list(read_images([], ReadOptions(workers=2))) == []


def test_a_negative_number_of_workers_is_refused():
    """The error comes at the call, not at the first result."""
    with pytest.raises(InputError, match="workers is -1"):
        read_images([], ReadOptions(workers=-1))


def test_a_preparation_that_cannot_be_loaded_is_told(files, monkeypatch):
    """A function that only this process has: say where it should be."""
    monkeypatch.setattr(preparations, "local", lambda image: None, raising=False)
    preparations.local.__qualname__ = preparations.local.__name__ = "local"
    preparations.local.__module__ = preparations.__name__
    with pytest.raises(InputError, match="define it in a module"):
        list(read_images(files, ReadOptions(prepare=preparations.local, workers=1)))
    with pytest.raises(InputError, match="define it in a module"):
        list(read_images(files, ReadOptions(prepare=lambda image: None, workers=1)))


@pytest.mark.parametrize("path", ["https://example.org/a.jpg", "a\0b.png", "x" * 5000, "/dev/null", ""])
def test_impossible_paths_are_failures(path):
    """Web addresses, zero bytes, names too long, devices: each a failure with a reason."""
    (failure,) = read_images([path], ReadOptions(workers=0))
    assert isinstance(failure, Failure) and failure.reason


def test_a_pipe_does_not_block(tmp_path):
    """A named pipe that nobody writes to is refused and not waited for."""
    os.mkfifo(tmp_path / "pipe.png")
    (failure,) = read_images([str(tmp_path / "pipe.png")], ReadOptions(workers=0))
    assert failure.reason == "not a regular file"


def test_files_larger_than_any_image_are_not_read(tmp_path):
    """A sparse file of a terabyte takes no memory."""
    with open(tmp_path / "disk.tif", "wb") as file:
        file.truncate(1 << 40)
    (failure,) = read_images([str(tmp_path / "disk.tif")], ReadOptions(workers=0))
    assert "too large" in failure.reason


def test_cores():
    """At least one core can be used."""
    assert available_cores() >= 1


SCRIPT = """
import sys
from explorer.images.stream import ReadOptions, read_images
from tests.images import preparations
sys.modules["torch"] = None
work = ReadOptions(prepare=getattr(preparations, sys.argv[3]), workers=2)
for i, result in enumerate(read_images([sys.argv[1]] * int(sys.argv[2]), work)):
    print(i, flush=True)
"""


def run_script(tmp_path, files, count, prepare="dawdle"):
    """A user's script without a guard around its main part."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    return subprocess.Popen(
        [sys.executable, str(script), files[0], str(count), prepare],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_script_needs_no_guard(tmp_path, files):
    """Worker processes do not run the user's script again."""
    out, err = run_script(tmp_path, files, 12).communicate(timeout=60)
    assert out.split() == [str(i) for i in range(12)] and err == ""


def test_ctrl_c_ends_everything_quietly(tmp_path, files):
    """One KeyboardInterrupt in the script, nothing from the workers, and no process left."""
    script = run_script(tmp_path, files, 10_000)
    assert script.stdout.readline() == "0\n"
    workers = living_children(script.pid)
    assert workers and all(os.getpgid(pid) == pid for pid in workers)  # out of reach of the terminal's Ctrl-C
    os.killpg(script.pid, signal.SIGINT)
    _, err = script.communicate(timeout=20)
    assert err.count("Traceback") == 1 and err.rstrip().endswith("KeyboardInterrupt")
    assert are_gone(workers)


@pytest.mark.parametrize("prepare", ["dawdle", "stick_after_four"])
def test_workers_end_when_this_process_is_killed(tmp_path, files, prepare):
    """Even kill -9 leaves no worker behind, nor one that is at a file that takes long."""
    script = run_script(tmp_path, files, 10_000, prepare)
    assert script.stdout.readline() == "0\n"
    workers = living_children(script.pid)
    script.kill()
    script.communicate(timeout=20)
    deadline = time.monotonic() + 20
    while not are_gone(workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers and are_gone(workers)
