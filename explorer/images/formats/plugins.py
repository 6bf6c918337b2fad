"""Readers beside Pillow's own, registered with it where their packages are installed."""

from contextlib import suppress
from functools import cache

from PIL import Image


@cache
def register_readers() -> None:
    """Load every reader; what it costs is paid once in a process."""
    Image.init()
    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
    with suppress(ImportError):
        from explorer.images.formats.jxl import register_jxl_opener

        register_jxl_opener()
