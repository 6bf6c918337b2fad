"""Figures of detections, as lines on the terminal."""

from pathlib import Path

from explorer.words import count, counted, images, score

FIGURES = ("AP", "AP50", "AP75", "APs", "APm", "APl", "AR")
_WIDTH = 6


def run_detections(index: Path) -> tuple[dict, list[str]]:
    """Return the figures of an index, as a document and as lines."""
    from explorer.cli.opened_index import opened_index

    with opened_index(index) as opened:
        document = opened.detections()
    return document, detection_lines(document)


def detection_lines(document: dict) -> list[str]:
    """Return what became of the boxes of each model, and a table of average precision.

    Parameters
    ----------
    document : dict
        As `explorer.index.detection_figures.figures_of` gives it.
    """
    lines: list[str] = []
    for model in document["models"]:
        lines += [*([""] if lines else []), *_model_lines(document, model)]
    return lines


def _model_lines(document: dict, model: dict) -> list[str]:
    from explorer.index.checks import shown_model

    classes = [{"name": "all", "objects": model["objects"]} | {name: model[name] for name in FIGURES}]
    classes += model["classes"]
    width = max(len("class"), *(len(each["name"]) for each in classes))
    heads = "".join(f"  {name:>{_WIDTH}}" for name in FIGURES)
    return [
        f"{shown_model(model['name'])}: {counted(model['objects'], 'object')} and "
        f"{counted(model['detections'], 'detection')} in {images(model['images'])}",
        f"at IoU {document['iou']:g}{_least(document)}: "
        f"{counted(model['true_positives'], 'true positive')}, "
        f"{counted(model['false_positives'], 'false positive')}, "
        f"{counted(model['misses'], 'miss', 'misses')} "
        f"({count(model['confused'])} taken for another class)",
        f"{'class':<{width}}  {'objects':>9}{heads}",
        *(
            f"{each['name']:<{width}}  {count(each['objects']):>9}"
            + "".join(f"  {score(each[name]):>{_WIDTH}}" for name in FIGURES)
            for each in classes
        ),
    ]


def _least(document: dict) -> str:
    least = document["min_confidence"]
    return "" if least is None else f", of confidence {least:g} or more"
