"""Fields of a sample of FiftyOne, as columns of its image and as objects in it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from explorer.images.crops import Crop
from explorer.sources.annotations.collecting import Marked
from explorer.sources.annotations.shapes import around

CONFIDENCE = "_confidence"
"""What the name of a field ends with in the column of its confidences."""
_OWN = ("filepath", "id", "metadata", "media_type", "created_at", "last_modified_at", "media_reference")
"""Fields that every sample has: the index measures pictures itself."""
_OF_OBJECTS = {
    "Detection": "",
    "Detections": "detections",
    "Polyline": "",
    "Polylines": "polylines",
    "Keypoint": "",
    "Keypoints": "keypoints",
}
"""Labels of places in an image, by the member that lists them where they are several."""
_CORNERS = 4
_WHOLE = 100
_MILLISECONDS = 1000


def said_of(sample: Mapping) -> Iterator[tuple[str, object]]:
    """Give the names of columns and their values, of all that a sample says of its image as a whole."""
    for name, value in sample.items():
        if name not in _OWN and not name.startswith("_"):
            yield from _columns(name, value)


def marked_in(sample: Mapping) -> Iterator[tuple[str, list[Marked]]]:
    """Give the names of fields of objects, and what is marked in each."""
    for name, value in sample.items():
        kind = value.get("_cls") if isinstance(value, Mapping) else None
        if kind in _OF_OBJECTS:
            listed = _OF_OBJECTS[kind]
            several = value.get(listed) if listed else [value]
            yield (
                name,
                [
                    marked(each, name)
                    for each in several or ()
                    if isinstance(each, Mapping) and each.get("label")
                ],
            )


def marked(label: Mapping, field: str) -> Marked:
    """Return an object with its box, or what its points lie in, in shares of the picture."""
    said: dict[str, float | str] = {"field": field}
    if _is_number(label.get("confidence")):
        said["score"] = float(label["confidence"])
    return Marked(str(label["label"]), _box(label), said)


def _columns(name: str, value: object) -> Iterator[tuple[str, object]]:
    if not isinstance(value, Mapping):
        yield name, value
        return
    kind = value.get("_cls")
    if kind == "Classification":
        yield name, value.get("label")
        if _is_number(value.get("confidence")):
            yield name + CONFIDENCE, value["confidence"]
    elif kind == "Classifications":
        each = value.get("classifications") or ()
        yield name, [str(one["label"]) for one in each if isinstance(one, Mapping) and one.get("label")]
    elif kind == "Regression":
        yield name, value.get("value")
    elif kind == "GeoLocation":
        point = value.get("point")
        if isinstance(point, list) and len(point) == len(("longitude", "latitude")):
            yield from zip((f"{name}_longitude", f"{name}_latitude"), point, strict=True)
    elif "$date" in value:
        yield name, _time(value["$date"])
    elif kind is None and not any(str(member).startswith("$") for member in value):
        yield name, dict(value)


def _box(label: Mapping) -> Crop | None:
    box = label.get("bounding_box")
    if isinstance(box, list) and len(box) == _CORNERS and all(map(_is_number, box)):
        return Crop(*(_WHOLE * each for each in box), percent=True)
    points = label.get("points")
    if not isinstance(points, list):
        return None
    # Of a polyline each part is a list of points, of keypoints each is a point.
    parts = [part if _is_number(part[0]) else None for part in points if isinstance(part, list) and part]
    flat = points if all(parts) else [point for part in points if isinstance(part, list) for point in part]
    if not all(isinstance(point, list) and all(map(_is_number, point)) for point in flat):
        return None
    crop = around(flat)
    return crop and Crop(*(_WHOLE * each for each in crop[:_CORNERS]), percent=True)


def _time(value: object) -> datetime | None:
    """A time of MongoDB's JSON: text, or milliseconds since 1970."""
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        if isinstance(value, int):
            return datetime.fromtimestamp(value / _MILLISECONDS, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
