"""Files in a folder that seem to say something of its images and are not read: none goes without a word."""

import os
import re
import shlex
from collections.abc import Container, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.annotations.looking import some_files_below
from explorer.sources.columns.arrow_types import flat, is_text
from explorer.sources.columns.column_roles import named_path
from explorer.sources.folders.folder_names import FolderKind, kind_of
from explorer.sources.tables.image_columns import ARROW_ENDINGS
from explorer.sources.tables.packed_text import read_start, table_ending
from explorer.sources.tables.path_lists import says_more
from explorer.sources.tables.path_values import columns_of_names
from explorer.sources.tables.read_table import ENDINGS, read_table
from explorer.words import listed

_LIST, _JSON, _PARQUET, _XML = ".txt", ".json", ".parquet", ".xml"
_LINES = (".ndjson", ".odgt", ".manifest")
"""Of Labelbox, CrowdHuman and SageMaker: JSON lines of their own."""
_LOOKED_INTO = (*(ending for ending in ENDINGS if ending not in ARROW_ENDINGS), _XML, *_LINES)
_NO_LABELS = ("readme", "license", "licence", "classes")
_MOST_FILES = 50
"""Looked into in one folder."""
_START = 1 << 16
"""Bytes of a file by which it is told whether it names images."""
_ROWS = 1000
"""Of a table of Parquet that are looked at for the same."""
_MOST_OF_JSON = 1 << 26
"""Bytes of a file of JSON that is read to tell whether it is a table."""
_FEW = 3
"""So many images are named by a file that says something of them, or all where there are fewer."""
_LONG, _SHORT = 6, 5
"""Characters of a name that is no word or number by chance, where it stands without its ending."""
_SAMPLE = 2000
"""Images whose names are looked at in parts."""
_PART = re.compile(r"(?<=[^_.-])[_.-]+|[_.-]+(?=[^_.-])")
_NAMES = re.compile(r"[^\s,;:|\"'<>\[\]{}()=]+")
_TABLES = (".csv", ".tsv", _PARQUET)
"""Endings of tables that can be joined to images by ids, their names without endings."""
_RESULTS = (b'"image_id"', b'"bbox"', b'"score"')


def about_unread(root: Path, paths: Sequence[str], joined: Sequence[Path] = ()) -> tuple[str, ...]:
    """Name the files that seem to be labels, a sentence for what can be done with them.

    Parameters
    ----------
    root : Path
        A folder that no kind of source takes for annotated.
    paths : sequence of str
        Of its images, relative to it.
    joined : sequence of Path
        Files that are read otherwise.
    """
    read = {os.path.realpath(file) for file in joined}
    seen = some_files_below(root, _LOOKED_INTO, _MOST_FILES)
    files = [file for file in seen if os.path.realpath(file) not in read]
    if not files:
        return ()
    names = {os.path.basename(path) for path in paths}
    stems = {os.path.splitext(name)[0] for name in names}
    enough, some = min(_FEW, len(names)), sorted(names)[:_SAMPLE]
    spaced, parts = [name for name in some if " " in name], {part for name in some for part in _parts(name)}
    tables, results, others = [], [], []
    for file in files:
        start = _of_parquet(file) if file.suffix.lower() == _PARQUET else read_start(file, _START)
        if start.lstrip()[:1] == b"[" and all(word in start for word in _RESULTS):
            results.append(file)
            continue
        text = start.decode("utf-8", "replace")
        words = {word.rpartition("/")[2] for word in _NAMES.findall(text)}
        if _is_of_one(file, names, stems):  # there is one for each image, which no table is
            others.append(file)
        elif len(words & names) + sum(name in text for name in spaced) >= enough:
            (tables if _is_table(file, text) else others).append(file)
        elif len({word for word in words & stems if len(word) >= _LONG}) >= enough:
            (tables if table_ending(file) in _TABLES else others).append(file)
        elif not parts.isdisjoint(_parts(file.name)) or _is_called_labels(file):
            others.append(file)
    said = []
    if tables:
        advice = f"--join {shlex.quote(str(tables[0]))} puts the columns beside the images"
        said.append(_sentence(root, tables, advice))
    if results:
        said.append(_sentence(root, results, "--detections takes results of COCO where objects are known"))
    if others:
        said.append(_sentence(root, others, "`dendro formats` lists what is read"))
    return tuple(said)


def _parts(name: str) -> set[str]:
    """Beginnings and ends of a name that have a number and are no number by chance: `img_1` of `gt_img_1`."""
    stem = os.path.splitext(name)[0]
    ends = [stem, *(stem[: part.start()] for part in _PART.finditer(stem))]
    ends += [stem[part.end() :] for part in _PART.finditer(stem)]
    return {each for each in ends if any(map(str.isdecimal, each)) and len(each) >= _SHORT}


def _is_of_one(file: Path, names: Container[str], stems: Container[str]) -> bool:
    """Whether a file is called after one image: `a.json`, `a.jpg.json`, `a.jpg___objects.json` of `a.jpg`."""
    return file.stem in stems or file.stem.partition("___")[0] in names


def _is_called_labels(file: Path) -> bool:
    """Whether the folder of a file says that labels are in it (`gt/gt.txt`)."""
    return kind_of(file.parent.name) is FolderKind.MASK and file.stem.lower() not in _NO_LABELS


def _is_table(file: Path, start: str) -> bool:
    """Whether a file that names images can be joined to them."""
    ending = table_ending(file)
    if ending == _LIST:
        return says_more(start)
    if ending == _JSON:
        return file.stat().st_size <= _MOST_OF_JSON and _names_images(file)
    return ending not in (_XML, *_LINES)


def _names_images(file: Path) -> bool:
    """Whether a file of JSON is a table with a column that names images."""
    try:
        table = read_table(file, SourceOptions())
    except SourceError:
        return False
    return named_path(table.column_names) is not None or bool(columns_of_names(table))


def _of_parquet(file: Path) -> bytes:
    """The texts of the first rows of a table, a line each."""
    try:
        with pq.ParquetFile(file) as table:
            texts = [field.name for field in table.schema_arrow if is_text(field.type)]
            rows = next(table.iter_batches(_ROWS, columns=texts), None) if texts else None
    except (OSError, pa.ArrowException):
        return b""
    columns = [] if rows is None else [flat(pa.chunked_array([each])).to_pylist() for each in rows.columns]
    return "\n".join(str(value) for column in columns for value in column).encode()


def _sentence(root: Path, files: Sequence[Path], advice: str) -> str:
    shown = listed((file.relative_to(root).as_posix() for file in files), most=_FEW)
    return f"Labels in {shown} were not read; {advice}."
