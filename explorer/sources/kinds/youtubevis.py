"""YouTube-VIS: a JSON file of videos by their frames, with an object in all frames of its video as one entry.

Yang et al., Video Instance Segmentation (arXiv 1905.04804).
"""

import mmap
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from explorer.errors import SourceError
from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Collecting, Marked
from explorer.sources.annotations.declared_size import size_from
from explorer.sources.annotations.label_lists import ListedImage, ListKind
from explorer.sources.annotations.read_json import read_json
from explorer.sources.detections.masks import around_mask
from explorer.sources.tables.box_values import BoxForm, boxes_in, crop_of

_WORDS = (b'"videos"', b'"file_names"', b'"categories"')
LOST = "Objects of videos that are not listed, left out"


def is_youtubevis(file: Path, start: bytes) -> bool:
    """Whether a file names videos by their frames, told by its words."""
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{" or b'"images"' in start:
        return False
    with file.open("rb") as stream, closing(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)) as whole:
        return all(whole.find(word) >= 0 for word in _WORDS)


def read(file: Path, found: Collecting) -> Iterator[ListedImage]:
    """Give the frames of all videos, with what is in each.

    Raises
    ------
    SourceError
        It is no JSON, or not of this format.
    """
    content = read_json(file)
    if not isinstance(content, Mapping):
        raise SourceError(f"{file} has no `videos`; expected a file of YouTube-VIS")
    named = {str(each.get("id")): str(each.get("name")) for each in _entries(content, "categories")}
    found.declared += named.values()
    objects: dict[str, list[Mapping]] = {}
    for each in _entries(content, "annotations"):
        objects.setdefault(str(each.get("video_id")), []).append(each)
    for video in _entries(content, "videos"):
        own = objects.pop(str(video.get("id")), None)
        size = size_from(video.get("width"), video.get("height"))
        for frame, name in enumerate(video.get("file_names") or ()):
            marked = None if own is None else [one for each in own for one in _marked(each, frame, named)]
            said = {"video": str(name).rpartition("/")[0] or str(video.get("id")), "frame": frame}
            yield ListedImage((str(name),), marked, None, size, said)
    found.left_out[LOST] += sum(map(len, objects.values()))


KIND = ListKind("youtubevis", "YouTube-VIS", (".json",), is_youtubevis, read).as_source(
    "a `.json` of videos by their frames (`file_names`) and of objects by their boxes in these (`bboxes`), "
    "or a folder that has some",
)


def _entries(content: Mapping, name: str) -> list[Mapping]:
    given = content.get(name)
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _marked(given: Mapping, frame: int, named: Mapping[str, str]) -> Iterator[Marked]:
    """An object in a frame; nothing where it is not to be seen."""
    box, outline = _at(given.get("bboxes"), frame), _at(given.get("segmentations"), frame)
    if box is None and outline is None:
        return
    category = str(given.get("category_id"))
    said: dict[str, float | str] = {"track": str(given.get("id"))}
    area = _at(given.get("areas"), frame)
    if isinstance(area, int | float):
        said["area"] = area
    if given.get("iscrowd") is not None:
        said["crowd"] = bool(given["iscrowd"])
    yield Marked(named.get(category, category), _crop(box, outline), said)


def _at(values: object, frame: int) -> Any:
    return values[frame] if isinstance(values, list) and frame < len(values) else None


def _crop(box: object, outline: object) -> Crop | None:
    """A box as COCO has it, else around a mask of runs or polygons."""
    if written := boxes_in(box):
        return crop_of(written[0].numbers, BoxForm.SIZE, shares=False)
    return around_mask(outline)
