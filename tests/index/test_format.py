"""The manifest: what is written is read, and what is hostile is refused in one sentence."""

import json
import os
from pathlib import Path

import pytest

from explorer.errors import IndexFormatError
from explorer.index.format import FORMAT_VERSION, is_plain_name
from explorer.index.manifest import looks_like_index, read_manifest
from explorer.index.reader import open_index


@pytest.fixture
def document(small_index_path: Path) -> dict:
    """A sound manifest, as JSON."""
    return json.loads((small_index_path / "manifest.json").read_text())


def put(folder: Path, content: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "manifest.json").write_bytes(data)
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(IndexFormatError) as caught:
        open_index(folder)
    message = str(caught.value)
    assert "\n" not in message and len(message) < 600
    return message


def test_a_manifest_survives_the_way_to_disk_and_back(small_index_path: Path, tmp_path: Path) -> None:
    """Reading what `to_json` wrote gives an equal manifest."""
    manifest = read_manifest(small_index_path)
    assert read_manifest(put(tmp_path, manifest.to_json())) == manifest


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, 0, "1", None, True, 1.5, [1]])
def test_another_version_is_refused_naming_both(document: dict, tmp_path: Path, version: object) -> None:
    """The message says which version was found and which is read."""
    message = refusal(put(tmp_path, json.dumps({**document, "version": version})))
    assert str(version) in message and f"reads version {FORMAT_VERSION}" in message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"format": "something else", "version": 1}',
        b'{"format": "dendro-index", "version": 1}',
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    """Not JSON, not an object, nested without end, of another format, empty."""
    refusal(put(tmp_path, content))


@pytest.mark.parametrize(
    "change",
    [
        {"build": "../../etc"},
        {"build": "/etc"},
        {"build": ".."},
        {"build": ""},
        {"build": "a\x00b"},
        {"build": ".hidden"},
        {"build": "x" * 500},
        {"build": 3},
        {"n": "300"},
        {"n": True},
        {"n": 0},
        {"n": -1},
        {"dim": None},
        {"files": []},
        {"files": {}},
        {"classes": [1]},
        {"levels": []},
        {"levels": [160, 48]},
        {"levels": ["48"]},
        {"encoder": "x"},
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(document: dict, tmp_path: Path, change: dict) -> None:
    """Every field is checked before it is used; a build's name cannot lead out of the index."""
    message = refusal(put(tmp_path, json.dumps({**document, **change})))
    assert next(iter(change)) in message


@pytest.mark.parametrize("name", ["../items.parquet", "/etc/passwd", "a/b", ".."])
def test_a_file_name_cannot_lead_out_of_the_build(document: dict, tmp_path: Path, name: str) -> None:
    """Names of files are plain names."""
    files = {**document["files"], name: {"bytes": 1, "blake2b": ""}}
    assert "plain file name" in refusal(put(tmp_path, json.dumps({**document, "files": files})))


def test_a_file_without_a_size_is_refused(document: dict, tmp_path: Path) -> None:
    """`bytes` must be a count."""
    files = {**document["files"], "colors.npy": {"bytes": "many"}}
    assert "colors.npy" in refusal(put(tmp_path, json.dumps({**document, "files": files})))


def test_a_huge_manifest_is_not_read(tmp_path: Path) -> None:
    """A sparse file of a gigabyte is refused by its size."""
    put(tmp_path, b"{}")
    os.truncate(tmp_path / "manifest.json", 2**30)
    assert "damaged" in refusal(tmp_path)


def test_a_folder_without_a_manifest_is_no_index(tmp_path: Path) -> None:
    """The message names the folder."""
    assert str(tmp_path) in refusal(tmp_path)
    assert not looks_like_index(tmp_path)


def test_an_interrupted_first_build_says_so(tmp_path: Path) -> None:
    """With staging and no manifest, the way on is to run it again."""
    (tmp_path / "staging").mkdir()
    assert "interrupted" in refusal(tmp_path)


def test_a_place_that_is_not_there_or_a_file_is_no_index(tmp_path: Path) -> None:
    """Neither is a folder."""
    (tmp_path / "file").write_text("x")
    for name in ("absent", "file"):
        assert "no index" in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("20261123T025438-9c18b1e2", True),
        ("thumbs-48.idx.npy", True),
        ("a..b", False),
        ("", False),
        (None, False),
    ],
)
def test_plain_names(name: object, plain: bool) -> None:
    """Letters, digits, dots, dashes and underscores; never two dots in a row."""
    assert is_plain_name(name) is plain
