"""Images for browsers: passed on where they can show them, converted where not."""

import io
import os

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from explorer.errors import ImageError, NotFoundError
from explorer.index.originals import open_original
from explorer.web.api.pictures import picture_for_browser, shown_as


def encoded(form, mode="RGB", size=(40, 30), **options):
    """Bytes of a picture that is red on its left half."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    stream = io.BytesIO()
    image.convert(mode).save(stream, form, **options)
    return stream.getvalue()


def shown(file, longest=None, known=""):
    """What a browser gets of a file in its source."""
    source = {"kind": "folder", "root": str(file.parent)}
    with open_original(source, file.name, "") as original:
        return picture_for_browser(original, longest, known)


def turned(form):
    """Bytes of a picture with the EXIF orientation 6."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(form, exif=exif)


@pytest.mark.parametrize(
    ("data", "longest", "expected"),
    [
        (encoded("JPEG"), None, "image/jpeg"),
        (encoded("JPEG", "L"), None, "image/jpeg"),
        (encoded("JPEG", "CMYK"), None, ""),
        (turned("JPEG"), None, "image/jpeg"),
        (turned("PNG"), None, ""),
        (encoded("PNG"), None, "image/png"),
        (encoded("PNG", "RGBA"), None, ""),
        (encoded("PNG", "I;16"), None, ""),
        (imagecodecs.png_encode(np.zeros((9, 9, 3), np.uint16)), None, ""),
        (encoded("GIF", "P"), None, "image/gif"),
        (encoded("TIFF"), None, ""),
        (encoded("BMP"), None, ""),
        (encoded("PNG"), 40, "image/png"),
        (encoded("PNG"), 39, ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, ""),
        (b"\x89PNG\r\n\x1a\n broken", None, ""),
    ],
)
def test_what_browsers_show_right(data, longest, expected):
    """By format, pixel mode, orientation and size."""
    assert shown_as(data, longest) == expected


def opened(picture):
    """The answer as a picture."""
    assert picture.media_type == "image/webp"
    return Image.open(io.BytesIO(picture.data)).convert("RGB")


def test_originals_are_passed_on_unchanged(tmp_path):
    """Byte for byte."""
    file = tmp_path / "a.jpg"
    file.write_bytes(encoded("JPEG"))
    assert shown(file).data == file.read_bytes()


def test_others_are_converted_upright(tmp_path):
    """A TIFF that lies on its side stands in the answer."""
    file = tmp_path / "a.tif"
    file.write_bytes(turned("TIFF"))
    image = opened(shown(file))
    assert image.size == (30, 40)
    assert np.asarray(image)[5, 15].tolist() == pytest.approx([255, 0, 0], abs=12)


def test_max_makes_smaller_and_never_larger(tmp_path):
    """The longer side at most."""
    file = tmp_path / "a.png"
    file.write_bytes(encoded("PNG", size=(400, 200)))
    assert opened(shown(file, 100)).size == (100, 50)
    assert shown(file, 1000).data == file.read_bytes()


def test_tags_change_with_the_file(tmp_path):
    """A browser that has the tag gets nothing, until the file is another."""
    file = tmp_path / "a.png"
    file.write_bytes(encoded("PNG"))
    tag = shown(file).tag
    assert shown(file, None, f'"x", {tag}').data is None
    assert shown(file, 100, tag).data is not None
    file.write_bytes(encoded("PNG", size=(41, 30)))
    os.utime(file, (1, 1))
    assert shown(file, None, tag).data is not None


def test_gone_and_damaged_files_are_said(tmp_path):
    """One sentence each."""
    with pytest.raises(NotFoundError, match="cannot be read"):
        shown(tmp_path / "gone.png")
    (tmp_path / "bad.png").write_bytes(encoded("PNG")[:60])
    with pytest.raises(ImageError):
        shown(tmp_path / "bad.png")


def test_over_http(client, small_index):
    """Bytes, tag, and headers that keep the user's file from being anything but a picture."""
    answer = client.get("/api/items/5/image")
    assert answer.content == small_index.image_file(5).read_bytes()
    assert answer.headers["content-type"] == "image/png"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = client.get("/api/items/5/image", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/api/items/5/image", headers={"if-none-match": "*"}).status_code == 304


def test_an_original_that_is_gone(small_index_path, tmp_path):
    """404 and a sentence; the rest of the item still comes."""
    import shutil

    from starlette.testclient import TestClient

    from explorer.index.reader import open_index
    from explorer.web.app import create_app

    shutil.copytree(small_index_path, tmp_path / "copy.dendro")
    manifest = tmp_path / "copy.dendro" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(str(small_index_path.parent), str(tmp_path / "nowhere")))
    client = TestClient(create_app(open_index(tmp_path / "copy.dendro")), base_url="http://localhost")
    assert client.get("/api/items/5/image").status_code == 404
    answer = client.get("/api/items/5").json()
    assert answer["file"] is None
    assert "thumbnail is in the index" in answer["problem"]
