"""What a file is that stands where a table was expected, by its first bytes, and what to do with it."""

from pathlib import Path

_START = 4096
PARQUET, ARROW = b"PAR1", b"ARROW1"
_SAVE = "save it as CSV in UTF-8"
_EXPORT = "write it as .parquet or .csv"
_UNPACK = "unpack it and name what was in it"
_ARRAYS = (
    "name it with --embeddings or --probabilities, beside a table of paths; pictures would be bytes of (n, "
    "height, width), or any numbers of (n, height, width, channels)"
)
_MARKS = (
    (b"\x1f\x8b", "is compressed with gzip; unpack it (`gunzip`) and name the table itself"),
    (b"BZh", "is compressed with bzip2; unpack it (`bunzip2`) and name the table itself"),
    (b"\xfd7zXZ\0", "is compressed with xz; unpack it (`unxz`) and name the table itself"),
    (b"\x28\xb5\x2f\xfd", "is compressed with Zstandard; unpack it (`unzstd`) and name the table itself"),
    (b"\xd0\xcf\x11\xe0", f"is an old Excel workbook; {_SAVE}"),
    (b"FEA1", f"is a Feather file of the first version; {_EXPORT}"),
    (b"ORC", f"is an ORC file; {_EXPORT}"),
    (b"SQLite format 3\0", f"is an SQLite database; {_EXPORT}"),
    (b"\x89HDF\r\n\x1a\n", f"is an HDF5 file; {_EXPORT}"),
    (b"\x93NUMPY", f"is a NumPy array; {_ARRAYS}"),
    (b"%PDF", f"is a PDF; {_EXPORT}"),
    (b"7z\xbc\xaf\x27\x1c", f"is a 7-Zip archive; {_UNPACK}"),
    (b"Rar!\x1a\x07", f"is a RAR archive; {_UNPACK}"),
    (b"version https://git-lfs", "is a pointer of Git LFS; fetch the file itself (`git lfs pull`)"),
)
_PAGES = (b"<!doctype html", b"<html")
_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_IN_ZIP = (
    (b"xl/", f"is an Excel workbook; {_SAVE}"),
    (b"opendocument.spreadsheet", f"is an OpenDocument spreadsheet; {_SAVE}"),
)
_ENDINGS = {
    ".xlsx": _IN_ZIP[0][1],
    ".xlsm": _IN_ZIP[0][1],
    ".ods": _IN_ZIP[1][1],
    ".npz": f"is a file of NumPy arrays; {_ARRAYS}",
}


def beginning(location: Path) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    OSError
        It cannot be read.
    """
    with location.open("rb") as file:
        return file.read(_START)


def why_no_table(location: Path, start: bytes) -> str:
    """Say what a file is that cannot be read as a table, and what to do; empty where nothing is known.

    Parameters
    ----------
    location : Path
    start : bytes
        Its first bytes.
    """
    if start.startswith(b"PK\x03\x04"):
        inside = next((why for mark, why in _IN_ZIP if mark in start), "")
        return inside or _ENDINGS.get(
            location.suffix.lower(), "is a ZIP archive; unpack it and name the table"
        )
    if start.startswith(_PICKLES):
        return f"is a pickle of Python, which would have to be run; {_EXPORT}"
    if start.lstrip()[:14].lower().startswith(_PAGES):
        return "is a web page, as of a sign-in; download the file again"
    return next((why for mark, why in _MARKS if start.startswith(mark)), "")
