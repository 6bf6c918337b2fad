"""Readers beside Pillow's own, registered with it where their packages are installed."""

from contextlib import suppress
from functools import cache

from PIL import Image

from explorer.errors import ExplorerError

_EVERYWHERE = ("JPEG", "PNG")


@cache
def register_readers() -> None:
    """Load every reader; what it costs is paid once in a process.

    Raises
    ------
    ExplorerError
        Pillow lacks readers that every installation of it has.
    """
    Image.init()
    # Pillow passes over a reader that cannot be imported, as while it is being installed anew: then every
    # JPEG would be some other file, and a folder of them one without images.
    missing = [name for name in _EVERYWHERE if name not in Image.OPEN]
    if missing:
        raise ExplorerError(
            f"Pillow is not installed whole: it has no reader of {' and '.join(missing)}. "
            "If it is being installed, wait and run this again; else install it anew "
            "(`pip install --force-reinstall pillow`)."
        )
    with suppress(ImportError):
        from pi_heif import register_heif_opener

        register_heif_opener()
    with suppress(ImportError):
        from explorer.images.formats.jxl import register_jxl_opener

        register_jxl_opener()
