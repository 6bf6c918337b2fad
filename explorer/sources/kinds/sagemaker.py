"""SageMaker Ground Truth: a manifest, a line of JSON an image, as Rekognition takes it, too."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import object_in, objects_in, read_json_lines
from explorer.sources.annotations.shapes import side_by_side

_PICTURE, _ABOUT = "source-ref", "-metadata"


def is_sagemaker(file: Path, start: bytes) -> bool:
    """Whether a file begins as a manifest."""
    return start.lstrip()[:1] == b"{" and b'"source-ref"' in start


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the images of a manifest, with the answers of all its jobs.

    Raises
    ------
    SourceError
        A line is no JSON.
    """
    for line in read_json_lines(file):
        picture = line.get(_PICTURE)
        jobs = [name.removesuffix(_ABOUT) for name in line if name.endswith(_ABOUT)]
        if isinstance(picture, str) and picture:
            marks = [mark for job in jobs if job in line for mark in _marks(line, job, found)]
            sizes = (next(iter(objects_in(object_in(line, job), "image_size")), {}) for job in jobs)
            size = next((size_from(each.get("width"), each.get("height")) for each in sizes if each), None)
            yield ListedImage((picture,), marks if jobs else None, None, size)


KIND = ListKind("sagemaker", "SageMaker Ground Truth", (".manifest", ".jsonl"), is_sagemaker, read).as_source(
    "a `.manifest` with a line of JSON an image (`source-ref`), or a folder that has some",
)


def _marks(line: Mapping, job: str, found: Collecting) -> Iterator[Marked]:
    """What a job says of an image: boxes, one class, or several."""
    about = object_in(line, f"{job}{_ABOUT}")
    names = {str(number): str(name) for number, name in object_in(about, "class-map").items()}
    found.declare(names.values())
    answer = line[job]
    if isinstance(answer, Mapping):
        scores = objects_in(about, "objects")
        for place, box in enumerate(objects_in(answer, "annotations")):
            sure = scores[place].get("confidence") if place < len(scores) else None
            said = {"score": float(sure)} if isinstance(sure, int | float) else {}
            number = str(box.get("class_id"))
            yield Marked(names.get(number, number), side_by_side(box), said)
    elif isinstance(answer, list):
        yield from (Marked(names.get(str(number), str(number))) for number in answer)
    elif about.get("class-name"):
        yield Marked(str(about["class-name"]))
