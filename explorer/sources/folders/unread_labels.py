"""Files in a folder that seem to say something of its images and are not read: none goes without a word."""

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from explorer.sources.annotations.looking import some_files_below
from explorer.sources.tables.path_lists import says_more
from explorer.words import listed

_TABLES = (".csv", ".tsv", ".jsonl")
_LIST = ".txt"
_OTHERS = (".json", ".xml", _LIST)
_MOST_FILES = 50
"""Looked into in one folder."""
_START = 1 << 16
"""Bytes of a file by which it is told whether it names images."""
_FEW = 3
"""So many images are named by a file that says something of them, or all where there are fewer."""
_LONG = 6
"""Characters of a name that is no word or number by chance, where it stands without its ending."""
_NAMES = re.compile(r"[^\s,;:|\"'<>\[\]{}()=]+")
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
    seen = some_files_below(root, (*_TABLES, *_OTHERS), _MOST_FILES)
    files = [file for file in seen if os.path.realpath(file) not in read]
    if not files:
        return ()
    names = {os.path.basename(path) for path in paths}
    stems = {os.path.splitext(name)[0] for name in names}
    enough = min(_FEW, len(names))
    tables, results, others = [], [], []
    for file in files:
        with file.open("rb") as stream:
            start = stream.read(_START)
        if start.lstrip()[:1] == b"[" and all(word in start for word in _RESULTS):
            results.append(file)
            continue
        text = start.decode("utf-8", "replace")
        words = {word.rpartition("/")[2] for word in _NAMES.findall(text)}
        if len(words & names) >= enough:
            is_list = file.suffix.lower() == _LIST and says_more(text)
            (tables if is_list or file.suffix.lower() in _TABLES else others).append(file)
        elif file.stem in stems or len({word for word in words & stems if len(word) >= _LONG}) >= enough:
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


def _sentence(root: Path, files: Sequence[Path], advice: str) -> str:
    shown = listed((file.relative_to(root).as_posix() for file in files), most=_FEW)
    return f"Labels in {shown} were not read; {advice}."
