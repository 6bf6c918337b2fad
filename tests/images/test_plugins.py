"""Readers of image formats are there, or their absence is said."""

import pytest
from PIL import Image

from explorer.errors import ExplorerError
from explorer.images.formats.plugins import register_readers


@pytest.mark.parametrize("name", ["JPEG", "PNG"])
def test_a_reader_that_could_not_be_imported_is_said(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Else every such picture would be taken for something else, and a folder of them for one without any."""
    register_readers()
    monkeypatch.delitem(Image.OPEN, name)
    with pytest.raises(ExplorerError, match=rf"Pillow is not installed whole: it has no reader of {name}\."):
        register_readers.__wrapped__()
