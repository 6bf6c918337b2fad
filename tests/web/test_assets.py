"""The page's files under addresses that change with them: kept for good, and never old."""

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from explorer.web import assets

KEPT, ASKED = "private, max-age=31536000, immutable", "no-cache"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A small copy of the page's files, which is what is served."""
    for name in ("css/tokens.css", "modules/text.mjs", "modules/page/boot.mjs"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(assets.assets_folder() / name, tmp_path / name)
    monkeypatch.setattr(assets, "assets_folder", lambda: tmp_path)
    return tmp_path


def test_a_file_is_kept_until_any_of_them_changes(folder):
    """Then all have another address; under the old one stands what is there now, asked about each time."""
    app = FastAPI()
    served = assets.ServedAssets(app, "/a")
    client = TestClient(app)
    first = served.address()
    assert first.startswith("/a/assets/") and served.address() == first
    for name in ("css/tokens.css", "modules/page/boot.mjs"):
        assert client.get(f"{first}/{name}").headers["cache-control"] == KEPT
        assert client.get(f"/a/assets/{name}").headers["cache-control"] == ASKED
        assert client.get(f"/a/assets/0/{name}").headers["cache-control"] == ASKED
    (folder / "modules" / "text.mjs").write_text("export const text = 1;\n")
    second = served.address()
    assert second != first
    assert client.get(f"{first}/modules/text.mjs").headers["cache-control"] == ASKED
    answer = client.get(f"{second}/modules/text.mjs")
    assert answer.text == "export const text = 1;\n" and answer.headers["cache-control"] == KEPT


def test_the_same_files_have_the_same_address(folder):
    """In another process, too, and wherever they lie: a browser keeps them over a restart."""
    first = assets.ServedAssets(FastAPI(), "/a").address()
    for path in folder.rglob("*.*"):
        path.touch()
    assert assets.ServedAssets(FastAPI(), "/a").address() == first
    (folder / "css" / "tokens.css").rename(folder / "css" / "other.css")
    assert assets.ServedAssets(FastAPI(), "/a").address() != first
