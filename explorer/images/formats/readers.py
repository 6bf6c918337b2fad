"""Readers of files that Pillow knows nothing of, a file each; a new one is a file here, named below."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import BinaryIO

from PIL import Image

from explorer.extras import is_installed, line_for
from explorer.images.formats.rasters import Raster
from explorer.options import ImageOptions


@dataclass(frozen=True)
class FileReader:
    """What reads files of one format.

    Attributes
    ----------
    name : str
        Format, for people.
    reads : str
        What is taken, for the table of `dendro formats`.
    endings : tuple of str
        Lower case, with the dot.
    module : str
        In this folder. It has `begins(start)`, whether the first `START` bytes of a file are of this format,
        and `opened(data, options)`, a `Raster` or an image from the header; that raises `ImageError`, or what
        its library likes. Where the start does not tell all, `takes(file)` is whether a file is one.
    needs, extra : str
        The module that must be there, and the extra of this package that has it.
    """

    name: str
    reads: str
    endings: tuple[str, ...]
    module: str
    needs: str
    extra: str

    @property
    def why_unread(self) -> str:
        """Why such files are not read; empty where they are."""
        return (
            "" if is_there(self.needs) else f"{self.name}, which needs {self.needs} ({line_for(self.extra)})"
        )

    def begins(self, start: bytes) -> bool:
        """Whether a file that starts so is one."""
        return _module(self.module).begins(start)

    def takes(self, file: BinaryIO) -> bool:
        """Whether a file that is open at its start is one."""
        if not self.begins(file.read(START)):
            return False
        file.seek(0)
        more = getattr(_module(self.module), "takes", None)
        return more is None or more(file)

    def opened(self, data: bytes, options: ImageOptions) -> Raster | Image.Image:
        """Read the header of a file."""
        return _module(self.module).opened(data, options)


START = 512
"""Bytes by which a format is known."""

RAW_ENDINGS = tuple(
    ".3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .fff .gpr .iiq .k25 .kdc .mef .mos .mrw .nef .nrw .orf .pef "
    ".raf .raw .rw2 .rwl .sr2 .srf .srw .x3f".split()
)
UNREAD_RAW = "a camera RAW file of a kind that is not read (export it as JPEG or TIFF)"
READERS = (
    FileReader(
        "DICOM",
        "`.dcm`, and files without an ending that begin as one; by their own window or `--window`",
        (".dcm", ".dicom"),
        "dicom",
        "pydicom",
        "medical",
    ),
    FileReader(
        "a camera RAW file",
        "`.cr2`, `.cr3`, `.nef`, `.arw`, `.dng`, … of cameras: the preview in it, or developed",
        RAW_ENDINGS,
        "raw",
        "rawpy",
        "raw",
    ),
    FileReader("NIfTI", "`.nii`; the slice in the middle", (".nii",), "nifti", "nibabel", "medical"),
)


@cache
def is_there(module: str) -> bool:
    """Whether a module is installed, looked up once."""
    return is_installed(module)


def reader_of(file: BinaryIO) -> FileReader | None:
    """Return what reads a file that is open at its start, also where what it needs is not installed."""
    for reader in READERS:
        file.seek(0)
        if reader.takes(file):
            return reader
    return None


def _module(name: str):
    return import_module(f"explorer.images.formats.{name}")
