"""Options on the boxes of models, for whatever builds an index."""

import os
from collections.abc import Callable

import click

from explorer.cli.flags import Finite
from explorer.cli.paths import any_path


class _NamedFile(click.ParamType):
    """A file or a folder, or NAME=FILE: as `SourceOptions.detections` has it, absolute."""

    name = "file"

    def convert(self, value, param, ctx):
        from explorer.sources.detections.model_files import split_name

        model, path = split_name(value)
        any_path.convert(os.fspath(path) if path.name else "", param, ctx)
        file = path.absolute()
        return f"{model}={file}" if model else os.fspath(file)


def detection_options() -> list[Callable]:
    """Return the options, in their order."""
    return [
        click.option(
            "--detections",
            type=_NamedFile(),
            multiple=True,
            metavar="[NAME=]FILE",
            help="Boxes of a model, to be matched with the objects: COCO results, or a folder of YOLO's "
            "text files; may be repeated.",
        ),
        click.option(
            "--iou",
            type=Finite(0, 1, min_open=True),
            help="Overlap from which a detection stands for an object; default: 0.5.",
        ),
        click.option(
            "--min-confidence",
            type=Finite(),
            metavar="SCORE",
            help="Detections with a lower score are no items; default: all are.",
        ),
    ]
