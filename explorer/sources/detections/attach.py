"""Objects of annotations with what models say of them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from explorer.detections.outcomes import IOU
from explorer.errors import SourceError
from explorer.options import SourceOptions
from explorer.sources.annotations.declared_size import BoxFit
from explorer.sources.annotations.marked_images import Annotated, about_left_out
from explorer.sources.detections.box_arrays import BoxArrays
from explorer.sources.detections.coco_results import read_coco_results
from explorer.sources.detections.judged import Judged, judge
from explorer.sources.detections.model_files import files_of
from explorer.sources.detections.object_columns import SCORE, objects_with
from explorer.sources.detections.predicted import DetectionNames, Predicted
from explorer.sources.detections.yolo_results import read_yolo_results
from explorer.words import count, counted, listed

BACKGROUND, ELSE = "background", "no object"
"""What is predicted of an object that is missed, and is the class of a box that stands for nothing."""
_MANY = 2
"""Times as many false positives as objects, so that one sees little else."""


def with_detections(
    found: Annotated, fits: Mapping[int, BoxFit], options: SourceOptions, location: Path
) -> tuple[Annotated, dict]:
    """Match the boxes of models with the objects that are marked.

    Parameters
    ----------
    found : Annotated
        With its boxes fitted.
    fits : mapping of int to BoxFit
        By which they were, and by which those of detections are that are in pixels: both were drawn on the
        same.
    options : SourceOptions
        `detections`, `iou`, `min_confidence`.
    location : Path
        Of the annotations.

    Returns
    -------
    annotated : Annotated
        With the boxes that stand for nothing as further objects, of the class `background`, and of all what
        became of them.
    document : dict
        What `dendro detections --json` prints, but for `build`.

    Raises
    ------
    SourceError
        No object has a box, or the detections cannot be read or are of another data set.
    """
    if all(crop is None for crop in found.objects.crops):
        raise SourceError(
            f"{location}: no object is marked in these images, so that no detection can be right; "
            "leave out --detections, or name annotations that have boxes"
        )
    iou = IOU if options.iou is None else options.iou
    least = 0.0 if options.min_confidence is None else options.min_confidence
    files = files_of(options.detections or ())
    given = {name: _fitted(_read(file, found), fits) for name, file in files.items()}
    frame = BoxArrays(found, any(each.percent for each in given.values()))
    if (frame.shares.any() or any(each.percent for each in given.values())) and not frame.sized:
        raise SourceError(
            f"{location}: boxes are shares of their pictures, as YOLO has them, and the size of none can "
            "be read: copy it to this machine, or leave out --detections"
        )
    judged = [
        judge(frame, name, each, iou, least if options.min_confidence is not None else float("-inf"))
        for name, each in given.items()
    ]
    named = {name.casefold() for name in found.categories}
    background = BACKGROUND if BACKGROUND not in named else ELSE
    names = [*found.categories, background]
    return (
        replace(
            found,
            categories=names,
            objects=objects_with(frame, judged, names, len(found.categories)),
            notes=[*found.notes, *(sentence for each in judged for sentence in _notes(each))],
        ),
        {
            "iou": iou,
            "min_confidence": options.min_confidence,
            "background": background,
            "models": [each.figures for each in judged],
        },
    )


def in_words(document: dict) -> str:
    """Say what was matched, a few words for each model."""
    said = []
    for each in document["models"]:
        name = f" of {each['name']}" if each["name"] else ""
        parts = [
            counted(each["true_positives"], "true positive"),
            counted(each["false_positives"], "false positive"),
            counted(each["misses"], "miss", "misses"),
        ]
        said.append(
            f"{counted(each['detections'], 'detection')}{name}: {', '.join(parts)} at IoU {document['iou']:g}"
        )
    return "; ".join(said)


def _read(path: Path, found: Annotated) -> Predicted:
    names = DetectionNames(found)
    try:
        if path.is_dir():
            read, what = read_yolo_results(path, names), "a folder of YOLO's text files"
        elif path.exists():
            read, what = read_coco_results(path, names), "results of COCO"
        else:
            raise SourceError(f"{path}: there is no such file or folder of detections")
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    gone = {reason: number for reason, number in read.left_out.items() if number}
    if not len(read.image) and gone:
        raise SourceError(
            f"{path}: {what} of which none can be used with these annotations: "
            f"{' '.join(about_left_out(read.left_out))} "
            f"Expected images such as {found.paths[0]!r} and classes such as {listed(found.categories[:5])}"
        )
    return read


def _fitted(given: Predicted, fits: Mapping[int, BoxFit]) -> Predicted:
    """Detections with their boxes as pictures are shown."""
    box = given.box.copy()
    if not given.percent:
        for row, place in enumerate(given.image.tolist()):
            if (fit := fits.get(place)) is not None:
                box[row] = fit.pixels(box[row].tolist())
    return replace(given, box=box)


def _notes(each: Judged) -> list[str]:
    """What should be known of the detections of a model."""
    figures = each.figures
    name = f" ({each.name})" if each.name else ""
    said = [f"{sentence[:-1]}{name}." for sentence in about_left_out(each.given.left_out)]
    if figures["images"] < len(each.seen):
        said.append(
            f"Detections{name} are of {count(figures['images'])} of {counted(len(each.seen), 'image')}: "
            "the other splits have none, and are not judged."
        )
    if not each.scores_are_shares:
        said.append(f"Scores{name} are not between 0 and 1: kept as `{SCORE}`, and no confidence.")
    best = figures["best"]
    if best and figures["false_positives"] > _MANY * figures["objects"]:
        said.append(
            f"{count(figures['false_positives'])} detections{name} are false positives; "
            f"with --min-confidence {best['confidence']:.3g}, where F1 is highest, "
            f"{count(best['false_positives'])} would be."
        )
    return said
