"""Labelbox: an export as NDJSON, a line a data row, or as the JSON list of before."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked, own_columns
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json, read_json_lines, texts_of
from explorer.sources.annotations.shapes import around, located, side_by_side

_OTHERS = "Labels of images that others have labelled, too, left out"
_ANSWERS = ("radio_answer", "answer")
_LISTS = ("checklist_answers", "answers")
_UNNAMED = "unnamed"


def is_labelbox(file: Path, start: bytes) -> bool:
    """Whether a file begins as an export."""
    if file.suffix.lower() == ".ndjson":
        return b'"data_row"' in start and b'"projects"' in start
    return b'"Labeled Data"' in start and b'"Label"' in start


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of an export.

    Raises
    ------
    SourceError
        It is no JSON.
    """
    if file.suffix.lower() == ".ndjson":
        rows = read_json_lines(file)
        yield from (image for row in rows if (image := _of_row(row, found)) is not None)
        return
    content = read_json(file)
    for row in content if isinstance(content, list) else ():
        names = texts_of(row.get("External ID"), row.get("Labeled Data")) if isinstance(row, Mapping) else ()
        if names:
            label = object_in(row, "Label")
            yield ListedImage(names, _marks(label) if label else None)


KIND = ListKind("labelbox", "Labelbox", (".ndjson", ".json"), is_labelbox, read).as_source(
    "an `.ndjson` of data rows as Labelbox exports it, a `.json` as it did before, or a folder that has one",
)


def _of_row(row: Mapping, found: Collecting) -> ListedImage | None:
    """An image of a data row, with the first of its labels that is no draft."""
    data, about = object_in(row, "data_row"), object_in(row, "media_attributes")
    names = texts_of(data.get("external_id"), data.get("global_key"), data.get("row_data"))
    projects = [object_in(row.get("projects"), name) for name in object_in(row, "projects")]
    labels = [label for project in projects for label in objects_in(project, "labels")]
    if not names:
        return None
    found.left_out[_OTHERS] += max(0, len(labels) - 1)
    said = own_columns(
        (each.get("schema_name") or each.get("name"), each.get("value"))
        for each in objects_in(row, "metadata_fields")
    )
    marks = _marks(object_in(labels[0], "annotations")) if labels else None
    return ListedImage(names, marks, None, size_from(about.get("width"), about.get("height")), said)


def _marks(label: Mapping) -> list[Marked]:
    """Objects of a label, and what whole images were classified as."""
    objects = [
        Marked(_called(each), _crop(each), own_columns(_answers(objects_in(each, "classifications"))))
        for each in objects_in(label, "objects")
    ]
    chosen = _answers(objects_in(label, "classifications"), texts=False)
    return [*objects, *(Marked(name) for _, names in chosen for name in names.split(", "))]


def _called(given: Mapping) -> str:
    return str(given.get("name") or given.get("title") or given.get("value") or _UNNAMED)


def _answers(questions: Sequence[Mapping], texts: bool = True) -> Iterator[tuple[str, str]]:
    """Questions with what was chosen, or written."""
    for question in questions:
        one = next((object_in(question, name) for name in _ANSWERS if object_in(question, name)), None)
        several = [each for name in _LISTS for each in objects_in(question, name)]
        written = object_in(question, "text_answer").get("content")
        if one or several:
            yield _called(question), ", ".join(map(_called, [one] if one else several))
        elif texts and written:
            yield _called(question), str(written)


def _crop(given: Mapping) -> Crop | None:
    """The box, else around what is drawn; masks lie at addresses, and have none."""
    box = object_in(given, "bounding_box") or object_in(given, "bbox")
    if box:
        return side_by_side(box)
    return around(located(given.get("polygon") or given.get("line")))
