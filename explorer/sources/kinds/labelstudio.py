"""Label Studio: JSON of tasks with their annotations; JSON-MIN, CSV and TSV, with what each control says."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from explorer.images.recognize import FileEnding, Recognizer
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.csv_rows import header_of, rows_of
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import read_objects
from explorer.sources.annotations.studio_regions import CHOICES, labels_of, region_box

_UPLOADED = re.compile(r"^[0-9a-f]{8}-(?=.)")
"""What it puts before the names of files that are uploaded."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?", re.IGNORECASE)
_TABLES = (".csv", ".tsv")
_NAMED_SO = ("choice", "label")
"""Controls of which a cell of a table is a class even where it is a number."""
_OWN = ("id", "inner_id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "agreement")
OTHER_PEOPLE = "Annotations of images that others have annotated, too, left out"
ONLY_PREDICTED = "Predictions of models in the file, left out"


def is_labelstudio(file: Path, start: bytes) -> bool:
    """Whether a file begins as a list of tasks, with all that is known of them or in short."""
    if file.suffix.lower() in _TABLES:
        return {"annotation_id", "annotator", "lead_time"} <= set(header_of(start))
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"[":
        return False
    # The rest of a task may stand far behind its first region.
    whole = (b'"annotations"' in start or b'"completions"' in start) and b'"result"' in start
    short = b'"annotation_id"' in start or (b'"original_width"' in start and b'labels"' in start)
    return (whole and (b'"data"' in start or b'"from_name"' in start)) or short


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a file.

    Raises
    ------
    SourceError
        It is no JSON, or no list, or no table.
    """
    if file.suffix.lower() in _TABLES:
        tasks: list[Mapping] = [
            {name: _cell(name, text) for name, text in row.items() if text} for row in rows_of(file)
        ]
    else:
        tasks = read_objects(file, "tasks, as Label Studio exports them")
    controls = _controls(tasks)
    recognizer = Recognizer()
    seen: set[str] = set()
    for task in tasks:
        data = task["data"] if isinstance(task.get("data"), Mapping) else task
        address = _image_in(data, recognizer)
        if not address:
            continue
        if data is not task:
            yield ListedImage(_names(address), _objects(task, found))
        elif (known := str(task.get("id", ""))) and known in seen:  # in short each annotation is a task
            found.left_out[OTHER_PEOPLE] += 1
        else:
            seen.add(known)
            yield ListedImage(_names(address), _of_controls(task, controls))


KIND = ListKind("labelstudio", "Label Studio", (".json", *_TABLES), is_labelstudio, read).as_source(
    "its export as JSON, JSON-MIN, CSV or TSV, or a folder that has it with the images",
)


def _cell(name: str, text: str) -> object:
    """What a cell of a table says: JSON of what is no single text, numbers as they are."""
    if text[:1] not in ("[", "{") and (name in _NAMED_SO or not _NUMBER.fullmatch(text)):
        return text
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError):
        return text


def _image_in(data: Mapping, recognizer: Recognizer) -> str:
    """Where the image of a task is: the member that is one by its ending, `image` before others."""
    texts = {name: value for name, value in data.items() if isinstance(value, str)}
    for name in sorted(texts, key=lambda name: name != "image"):
        if recognizer.by_name(_names(texts[name])[0]) is FileEnding.IMAGE:
            return texts[name]
    return texts.get("image", "")


def _names(address: str) -> tuple[str, ...]:
    """What an image may be called: its address, its path, and its name without what was put before it."""
    parts = urlsplit(address)
    query = parse_qs(parts.query).get("d") if parts.path.endswith("local-files/") else None
    path = query[0] if query else unquote(parts.path)
    folder, _, name = path.rpartition("/")
    path = f"{folder.lstrip('/')}/{name}".lstrip("/")
    plain = _UPLOADED.sub("", name)
    first = (address,) if parts.scheme in ("http", "https") else ()
    return (*first, path, *([plain] if plain != name else []))


def _objects(task: Mapping, found: Collecting) -> list[Marked] | None:
    """What one annotation of a task marks: that which is the truth, else the first that was not given up."""
    given = task.get("annotations", task.get("completions"))
    each = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    done = [one for one in each if not one.get("was_cancelled")]
    if not done:
        found.left_out[ONLY_PREDICTED] += len(task.get("predictions") or ())
        return None
    chosen = next((one for one in done if one.get("ground_truth")), done[0])
    found.left_out[OTHER_PEOPLE] += len(done) - 1
    result = chosen.get("result")
    return _marked([one for one in result if isinstance(one, Mapping)] if isinstance(result, list) else [])


def _marked(result: Sequence[Mapping]) -> list[Marked]:
    """Regions with their classes, and choices of whole images; a region may be in parts of one id."""
    regions: dict[str, list[tuple[Mapping, Mapping]]] = {}
    for number, one in enumerate(result):
        if isinstance(one.get("value"), Mapping):
            regions.setdefault(str(one.get("id", number)), []).append((one, one["value"]))
    marked: list[Marked] = []
    for parts in regions.values():
        box = next((box for one, value in parts if (box := region_box(one, value)) is not None), None)
        kinds = [label for _, value in parts for label in labels_of(value, choices=box is None)]
        said = {
            str(one.get("from_name") or CHOICES): ", ".join(labels_of(value, choices=True))
            for one, value in parts
            if box is not None and CHOICES in value
        }
        is_region = box is not None or any("points" in value for _, value in parts)
        names = dict.fromkeys(kinds) or (["unnamed"] if is_region else [])
        marked += [Marked(name, box, said) for name in names]
    return marked


def _controls(tasks: Sequence[Mapping]) -> set[str]:
    """Members of JSON-MIN that are choices: one text, of which others have the same."""
    texts: dict[str, Counter[str]] = {}
    for task in tasks:
        for name, value in task.items():
            if name not in _OWN and isinstance(value, str):
                texts.setdefault(name, Counter())[value] += 1
    return {name for name, seen in texts.items() if 2 * len(seen) <= seen.total() or name == "choice"}


def _of_controls(task: Mapping, controls: set[str]) -> list[Marked]:
    """What a task in short marks."""
    marked: list[Marked] = []
    for name, value in task.items():
        if name in controls and isinstance(value, str):
            marked.append(Marked(value))
        elif isinstance(value, Mapping) and isinstance(value.get(CHOICES), list):
            marked += [Marked(str(each)) for each in value[CHOICES]]
        elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            marked += _marked([{"value": each, **each} for each in value])
    return marked
