"""Pictures read step by step: the same records as one by one, and few decoded pictures in memory."""

import pickle

import pytest

from explorer.errors import Failure
from explorer.images import read_records as reading
from explorer.images.read_file import ImageRecord, ReadOptions
from explorer.images.read_records import read_record, read_records
from tests.images import odd, preparations

WORK = ReadOptions(prepare=preparations.raise_at_13)


@pytest.fixture
def files(tmp_path):
    """Ten pictures; number 3 is 13 pixels wide, on which the preparation raises, 5 is cut and 8 missing."""
    paths = []
    for i in range(10):
        path = tmp_path / f"{i}.png"
        data = odd.encoded(odd.noise(13 if i == 3 else 40, 30, i))
        path.write_bytes(data[: len(data) // 2] if i == 5 else data)
        paths.append(str(path))
    (tmp_path / "8.png").unlink()
    return paths


@pytest.mark.parametrize("pixels", [1, 3_000, 1 << 20])
def test_steps_give_what_each_file_gives_by_itself(files, monkeypatch, pixels):
    """Known content and failures of any step included, in order, whatever the size of a group."""
    known = {read_record(0, files[6], WORK).hash}
    apart = [read_record(i, file, WORK, known) for i, file in enumerate(files)]
    monkeypatch.setattr(reading, "_PIXELS_AT_ONCE", pixels)
    together = list(read_records(enumerate(files), WORK, known))
    assert [pickle.dumps(one) for one in together] == [pickle.dumps(one) for one in apart]
    assert [i for i, one in enumerate(together) if isinstance(one, Failure)] == [3, 5, 8]
    assert together[6].thumbnails is None


@pytest.mark.parametrize(("pixels", "taken"), [(1, 1), (2_400, 2), (1 << 20, 10)])
def test_large_pictures_do_not_wait_for_others(files, monkeypatch, pixels, taken):
    """A group ends with the picture that makes it large: no more is decoded before it is done with."""
    monkeypatch.setattr(reading, "_PIXELS_AT_ONCE", pixels)
    begun = []
    items = (begun.append(i) or (i, file) for i, file in enumerate(files))
    assert isinstance(next(read_records(items, WORK)), ImageRecord)
    assert len(begun) == taken


def test_every_step_is_announced(files):
    """A time limit begins anew with each of the three of a picture."""
    begun = []
    list(read_records([(0, files[0]), (1, files[8])], WORK, begin=lambda: begun.append(1)))
    assert len(begun) == 4  # a missing file has the first only
