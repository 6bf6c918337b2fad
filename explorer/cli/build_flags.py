"""Options that decide what an index holds, and the frozen values they become."""

import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from explorer.cli.detection_flags import detection_options
from explorer.cli.flags import Command, Finite, LateChoice, Whole, device_option
from explorer.cli.paths import FileOrColumn, any_path, existing_file
from explorer.options import AUTO, FORGETTABLE, PRECISIONS, TASKS, BuildOptions, ImageOptions, SourceOptions


class Numbers(click.ParamType):
    """Numbers with commas between: `40,400`."""

    def __init__(self, name: str, count: int | None = None, kind: type = float) -> None:
        self.name, self._count, self._kind = name, count, kind

    def convert(self, value, param, ctx):
        if not isinstance(value, str):
            return value
        try:
            numbers = tuple(self._kind(each) for each in value.split(","))
            if self._count not in (None, len(numbers)) or not all(map(math.isfinite, numbers)):
                raise ValueError
        except ValueError:
            self.fail(f"{value!r} is not {self.name}", param, ctx)
        return numbers


def _source_kinds() -> list[str]:
    from explorer.sources.kinds import KINDS

    return [kind.name for kind in KINDS]


def build_options(command: Command) -> Command:
    """Everything that decides what an index holds."""
    for option in reversed(
        [
            click.option(
                "-o", "--output", type=any_path, help="The index; default: SOURCE.dendro beside SOURCE."
            ),
            click.option(
                "--source",
                "source_kind",
                cls=LateChoice,
                names=_source_kinds,
                help="What SOURCE is, where that is not told by itself (`dendro formats`).",
            ),
            click.option(
                "--items",
                type=click.Choice(["images", "objects"]),
                help="Of annotations: images, or the objects that are marked in them. Default: images.",
            ),
            click.option(
                "--join",
                type=any_path,
                multiple=True,
                metavar="FILE",
                help="Join the columns of this table by its paths; may be repeated.",
            ),
            click.option(
                "--include",
                multiple=True,
                metavar="PATTERN",
                help="Take images alone that this fits, such as '*.jpg' (as in .gitignore); may be repeated.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERN",
                help="Leave out images that this fits, such as 'masks/**'; may be repeated.",
            ),
            click.option(
                "--every",
                type=Finite(0.001),
                metavar="SECONDS",
                help="Between two frames of a video; default: 1, and no more than 1,000 frames a video.",
            ),
            click.option(
                "--scenes",
                is_flag=True,
                default=None,
                help="Of a video, the frames with which scenes begin.",
            ),
            click.option(
                "--window",
                type=Numbers("CENTER,WIDTH", 2),
                help="Numbers of DICOM and NIfTI that are shown, such as 40,400; default: as files say.",
            ),
            click.option(
                "--bands",
                type=Numbers("R,G,B", kind=int),
                help="Of TIFFs, one band or three that are shown, counted from 1; default: as files say.",
            ),
            click.option("--slices", type=Whole(1), metavar="N", help="Of a volume of NIfTI; default: 3."),
            click.option(
                "--axis",
                type=click.Choice(["axial", "coronal", "sagittal"]),
                help="On which slices of NIfTI stand; default: axial.",
            ),
            click.option(
                "--patients",
                is_flag=True,
                default=None,
                help="Of DICOM, also take ids of patients, studies and series, dates and descriptions.",
            ),
            click.option(
                "--fetch",
                is_flag=True,
                default=None,
                help="Of COCO, read images that are not here from the addresses it has for them.",
            ),
            *detection_options(),
            click.option("--path-column", metavar="NAME", help="Table column of image paths."),
            click.option("--label-column", metavar="NAME", help="Table column of labels."),
            click.option("--prediction-column", metavar="NAME", help="Table column of predictions."),
            click.option("--confidence-column", metavar="NAME", help="Table column of confidences."),
            click.option(
                "--embeddings",
                type=FileOrColumn(),
                metavar="FILE|COLUMN",
                help="Own vectors, one for each row of the table; then no encoder runs.",
            ),
            click.option(
                "--probabilities",
                type=existing_file,
                metavar="FILE.npy",
                help="Class probabilities, one row for each row of the table.",
            ),
            click.option(
                "--classes",
                type=existing_file,
                metavar="FILE",
                help="One class name a line, in the order of the columns of --probabilities.",
            ),
            click.option(
                "--task",
                type=click.Choice([AUTO, *TASKS]),
                help="What labels and predictions are; default: auto, told by the columns.",
            ),
            click.option(
                "--forget",
                cls=LateChoice,
                names=lambda: [name.replace("_", "-") for name in FORGETTABLE],
                multiple=True,
                help="Let go of an option that the index remembers; may be repeated.",
            ),
            click.option(
                "--encoder",
                default="auto",
                show_default=True,
                metavar="NAME",
                help="auto, packaged, MODEL/WEIGHTS or MODEL:FILE (open_clip), or others: `dendro formats`.",
            ),
            device_option,
            click.option(
                "--precision",
                type=click.Choice(PRECISIONS),
                default=BuildOptions().precision,
                show_default=True,
                help="Of the encoder's numbers; auto: as before, else what a trial finds fastest.",
            ),
            click.option("--offline", is_flag=True, help="Never ask a hub for weights."),
            click.option("--batch-size", type=Whole(1), help="Images encoded at once."),
            click.option("--workers", type=Whole(0), help="Processes that decode images."),
            click.option(
                "--max-pixels",
                type=Whole(1),
                metavar="N",
                help=f"Larger images are refused; default: {ImageOptions().max_pixels:,}.",
            ),
            click.option(
                "--reduced-decoding/--no-reduced-decoding",
                default=None,
                help="Decode large JPEGs at a fraction of their size; default: as before, else in full.",
            ),
            click.option(
                "--tree",
                type=click.Choice(["auto", "exact", "coarse"]),
                default=BuildOptions().tree,
                show_default=True,
                help="auto: exact where that takes minutes, else within a coarse partition.",
            ),
            click.option(
                "--neighbors",
                type=Whole(1, 1000),
                default=BuildOptions().neighbors,
                show_default=True,
                help="Nearest neighbours kept for every image.",
            ),
            click.option(
                "--seed", type=Whole(0, 2**32 - 1), default=0, show_default=True, help="Of the map."
            ),
            click.option(
                "--projection/--no-projection",
                default=None,
                help="Whether images get places on the map; default: as before, else they do.",
            ),
        ]
    ):
        command = option(command)
    return command


_SOURCE = tuple(field.name for field in fields(SourceOptions))
_BUILD = (
    *("encoder", "device", "precision", "offline", "batch_size", "workers", "tree", "neighbors", "seed"),
    *("max_pixels", "projection", "reduced_decoding"),
)


def to_build_options(given: dict) -> BuildOptions:
    """What `build_options` collected."""
    own = {name: _kept(given[name]) for name in _SOURCE if name != "source"}
    source = SourceOptions(source=given["source_kind"], **own)
    forget = tuple(name.replace("-", "_") for name in given["forget"])
    return BuildOptions(source=source, forget=forget, **{name: given[name] for name in _BUILD})


def _kept(value: Any) -> Any:
    # The index remembers these files, and the next refresh may start in another folder.
    if isinstance(value, tuple):
        return tuple(map(_kept, value)) or None
    return value.absolute() if isinstance(value, Path) else value
