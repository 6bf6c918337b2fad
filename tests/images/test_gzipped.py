"""What is compressed with gzip as a whole, read from any place: the same bytes, and damage is told."""

import gzip
import io
import random

import pytest

from explorer.errors import ImageError
from explorer.images import gzipped
from explorer.images.fetch_ahead import fetched_ahead
from explorer.images.fetched import Fetched
from explorer.images.gzipped import GzipReader
from explorer.images.parts import GZIPPED, Part, read_part

PLAIN = random.Random(5).randbytes(400_000) + bytes(300_000) + b"abcdef" * 50_000


def read_at(reader: GzipReader, place: int, length: int) -> bytes:
    """As much as there is, up to so many bytes."""
    reader.seek(place)
    return io.BufferedReader(reader, 1 << 15).read(length)


@pytest.mark.parametrize("most", [3, 512])
def test_any_place_has_its_bytes(tmp_path, monkeypatch, most):
    """Forwards and backwards, over the edges of members, and with so few states that half of them go."""
    monkeypatch.setattr(gzipped, "_MOST", most)
    monkeypatch.setattr(gzipped, "_APART", 1 << 15)
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(PLAIN[:450_000]) + gzip.compress(PLAIN[450_000:]) + bytes(512))
    with path.open("rb", buffering=0) as file:
        reader = GzipReader(file)
        assert reader.read() == PLAIN
        for place in [0, len(PLAIN) - 5, len(PLAIN), *random.Random(1).sample(range(len(PLAIN)), 60)]:
            assert read_at(GzipReader(file), place, 3000) == PLAIN[place : place + 3000]
        assert len(reader._states.kept) <= most
        if most == 512:
            assert len(reader._states.kept) > 4


def test_states_are_those_of_the_same_bytes(tmp_path):
    """A file that was written anew has none of the old one."""
    path = tmp_path / "x.gz"
    for content in (PLAIN, PLAIN[::-1]):
        path.unlink(missing_ok=True)
        path.write_bytes(gzip.compress(content, 1))
        with path.open("rb", buffering=0) as file:
            assert GzipReader(file).read() == content
            assert read_at(GzipReader(file), 600_000, 9) == content[600_000:600_009]


def test_what_is_cut_off_or_damaged_is_told():
    """What lies before can be read."""
    packed = gzip.compress(PLAIN)
    damaged = packed[:-8] + b"1234" + packed[-4:]
    for content in (packed[: len(packed) // 2], damaged, b"", b"no gzip"):
        with pytest.raises(EOFError):
            GzipReader(io.BytesIO(content)).read()
    assert read_at(GzipReader(io.BytesIO(packed[: len(packed) // 2])), 1000, 50) == PLAIN[1000:1050]
    with pytest.raises(ImageError, match="cut off"):
        read_part(io.BytesIO(packed[: len(packed) // 2]), Part("x", 600_000, 100_000, GZIPPED), 1 << 20)
    with pytest.raises(ImageError, match="too large"):
        read_part(io.BytesIO(packed), Part("x", 0, 500_000, GZIPPED), 1000)


def test_a_build_unpacks_each_once(tmp_path, monkeypatch):
    """Parts come as bytes to whoever decodes; in their order nothing is unpacked twice."""
    unpacked = []
    through = GzipReader._unpack
    monkeypatch.setattr(GzipReader, "_unpack", lambda self: unpacked.append(0) or through(self))
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(PLAIN))
    parts = [Part(str(path), place, 10_000, GZIPPED) for place in range(0, 1_000_000, 10_000)]
    gone = Part(str(tmp_path / "gone.gz"), 0, 1, GZIPPED)
    found = [each for _, each in fetched_ahead(enumerate([*parts, gone, "a.jpg"]), 1 << 20)]
    assert all(isinstance(each, Fetched) for each in found[:-1]) and found[-1] == "a.jpg"
    assert b"".join(each.data for each in found[:100]) == PLAIN
    assert found[0].modified == path.stat().st_mtime_ns
    assert found[100].problem == "the file is missing"
    once = len(unpacked)
    unpacked.clear()
    GzipReader(io.BytesIO(path.read_bytes())).read()
    assert once <= len(unpacked)
