"""Packs of thumbnails over HTTP: their bytes, their order, and how long they may be kept."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import InputError
from explorer.web.routes.thumbs import MOST_ROWS, parse_rows


def unpack(data):
    """Rows and images of a pack."""
    magic, version, count = data[:4], *struct.unpack("<II", data[4:12])
    assert (magic, version) == (b"DTHM", 1)
    table = np.frombuffer(data, "<u4", 2 * count, 12).reshape(count, 2)
    ends = np.cumsum(table[:, 1]) + 12 + 8 * count
    images = [data[end - length : end] for end, length in zip(ends, table[:, 1], strict=True)]
    assert ends[-1] == len(data) if count else len(data) == 12
    return table[:, 0].tolist(), images


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("7", [7]),
        ("3,1,2", [3, 1, 2]),
        ("2:5", [2, 3, 4]),
        ("0:10:4", [0, 4, 8]),
        ("5, 1:3", [5, 1, 2]),
        ("5:5", []),
    ],
)
def test_lists_and_ranges(text, rows):
    """In the order given, the end of a range left out."""
    assert parse_rows(text).tolist() == rows


@given(st.text(alphabet="0123456789:,- +.exa", max_size=40))
def test_any_text_is_rows_or_a_sentence(text):
    """Nothing else comes out, and never more rows than may be asked for."""
    try:
        assert len(parse_rows(text)) <= MOST_ROWS
    except InputError as error:
        assert str(error).startswith("rows:")


def test_a_large_pack_is_sent_while_it_is_copied(client, small_index, monkeypatch):
    """The same bytes with their length told, and nobody joined them all."""
    rows = np.arange(small_index.n, dtype="<u4")
    whole = client.post("/api/thumbs?size=48", content=rows.tobytes())
    monkeypatch.setattr("explorer.web.routes.thumbs.LARGE", 1_000)
    monkeypatch.setattr("explorer.images.thumbnail_store.PIECE_BYTES", 10_000)
    with client.stream("POST", "/api/thumbs?size=48", content=rows.tobytes()) as answer:
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == whole.content and max(map(len, pieces)) < len(whole.content) / 3
    assert answer.headers["content-length"] == str(len(whole.content))
    assert {**answer.headers} == {**whole.headers}


def test_get_and_post_agree(client, small_index):
    """The same rows give the same bytes, in the order asked for, repeats included."""
    rows = [7, 3, 3, 299]
    body = np.array(rows, "<u4").tobytes()
    got = client.get("/api/thumbs?rows=7,3,3,299&size=48").content
    assert client.post("/api/thumbs?size=48", content=body).content == got
    found, images = unpack(got)
    assert found == rows
    assert images == [small_index.thumbnails.read(row, 48) for row in rows]


def test_size_picks_the_level(client, small_index):
    """More device pixels, the larger picture."""
    _, small = unpack(client.get("/api/thumbs?rows=5&size=48").content)
    _, large = unpack(client.get("/api/thumbs?rows=5&size=49").content)
    assert small[0] == small_index.thumbnails.read(5, 48)
    assert large[0] == small_index.thumbnails.read(5, 160)
    assert small != large


def test_no_rows_is_an_empty_pack(client):
    """An empty body asks for nothing and gets it."""
    assert unpack(client.post("/api/thumbs", content=b"").content) == ([], [])


@pytest.mark.parametrize(
    ("body", "status"), [(b"abc", 400), (b"\xff\xff\xff\xff", 404), (bytes(4 * MOST_ROWS + 4), 413)]
)
def test_bad_bodies(client, body, status):
    """Odd lengths, rows that are not there, too many."""
    answer = client.post("/api/thumbs", content=body)
    assert answer.status_code == status
    assert "error" in answer.json()


def test_only_answers_under_the_build_are_kept(client, small_index):
    """For ever with the build's id, not without it."""
    kept = client.get(f"/api/thumbs?rows=1&build={small_index.build}")
    assert kept.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert client.get("/api/thumbs?rows=1").headers["cache-control"] == "no-cache"


def test_the_bytes_of_an_answer_are_bounded(client, monkeypatch):
    """Beyond them the answer is 413, and says what to do."""
    monkeypatch.setattr("explorer.web.routes.thumbs.MOST_PACK_BYTES", 100)
    answer = client.get("/api/thumbs?rows=0:9")
    assert answer.status_code == 413 and "ask for fewer at once" in answer.json()["error"]
