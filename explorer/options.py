"""Options of the long-running commands, as frozen values shared by the command line and Python."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

CLASSIFICATION, MULTILABEL, REGRESSION = TASKS = ("classification", "multilabel", "regression")
"""What labels and predictions are: one class an image, several, or numbers to come near to."""
AUTO = "auto"
PRECISIONS = (AUTO, "float32", "bfloat16", "float16")
"""Of the numbers in which a network of torch runs."""

VECTOR_FILES = (".npy", ".npz", ".safetensors", ".parquet")
"""Endings of files that vectors are read from."""


@dataclass(frozen=True)
class SourceOptions:
    """How to read a source.

    Attributes
    ----------
    source : str or None
        Name of a kind of source (`explorer.sources.kinds`); None takes the first that accepts it.
    items : str or None
        `images`, or `objects` for what annotations mark in them; None is `images`.
    detections : tuple of str or None
        Boxes that models give (COCO results, or a folder of YOLO's text files), which are matched with the
        objects; each is a path, or `NAME=PATH` for a model of this name. Then `objects` are the items.
    iou : float or None
        Overlap from which a detection stands for an object; None is 0.5.
    min_confidence : float or None
        Detections with a lower score are no items; None takes all.
    path_column, label_column, prediction_column, confidence_column : str or None
        Columns of a table that play these parts; None takes the usual names.
    embeddings : Path, str or None
        Column of the table with a list of numbers in each row, or a file, one of `VECTOR_FILES`, with one row
        for each row of the table, float16 or float32, or `FILE:NAME` for one of its arrays or columns; then
        no encoder runs.
    probabilities : Path or None
        `.npy` of class probabilities, one row for each row of the table.
    classes : Path or None
        Text file, one class name a line, in the order of the columns of `probabilities`.
    task : str or None
        One of `TASKS`, or `auto`, which tells by the columns themselves; None is `auto`.
    join : tuple of Path or None
        Tables whose columns are joined to the images by their paths.
    include, exclude : tuple of str or None
        Patterns as `.gitignore` has them, on the path of each image within its source: an image is taken that
        one of `include` fits, where there are any, and none of `exclude`.
    every : float or None
        Seconds between two frames of a video; None is one second, and no more than a thousand a video.
    scenes : bool or None
        Whether the frames of a video are those with which scenes begin.
    window : tuple of float or None
        As of `ImageOptions`.
    bands : tuple of int or None
        As of `ImageOptions`.
    slices : int or None
        How many slices of a volume are taken; None is three.
    axis : str or None
        `axial`, `coronal` or `sagittal`; None is `axial`.
    patients : bool or None
        Whether columns may tell of patients (`explorer.images.frames.dicom_facts.OF_PATIENTS`).
    fetch : bool or None
        Whether images that are not here are fetched from the addresses that annotations have for them.
    """

    source: str | None = None
    items: str | None = None
    detections: tuple[str, ...] | None = None
    iou: float | None = None
    min_confidence: float | None = None
    path_column: str | None = None
    label_column: str | None = None
    prediction_column: str | None = None
    confidence_column: str | None = None
    embeddings: Path | str | None = None
    probabilities: Path | None = None
    classes: Path | None = None
    task: str | None = None
    join: tuple[Path, ...] | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    every: float | None = None
    scenes: bool | None = None
    window: tuple[float, float] | None = None
    bands: tuple[int, ...] | None = None
    slices: int | None = None
    axis: str | None = None
    patients: bool | None = None
    fetch: bool | None = None

    def __post_init__(self) -> None:
        """Take one file of detections, or several in any kind of list."""
        if self.detections is not None:
            given: Any = self.detections
            several = [given] if isinstance(given, str | os.PathLike) else given
            object.__setattr__(self, "detections", tuple(map(str, several)) or None)


FORGETTABLE = tuple(each.name for each in fields(SourceOptions))
"""What an index remembers of them from build to build."""


@dataclass(frozen=True)
class ImageOptions:
    """How an image is decoded and what is kept of it.

    Attributes
    ----------
    max_pixels : int
        Larger images are refused before they are decoded.
    background : tuple of int or None
        RGB that shows through transparent pixels; None chooses white, black or grey by what shows the rest.
    window : tuple of float or None
        Center and width of the numbers that are shown of medical pictures; None is what a file says.
    bands : tuple of int or None
        Which bands of a TIFF are shown, counted from 1: one as grey, three as red, green and blue; None is
        what it says.
    reduced_decoding : bool
        JPEGs may be decoded at a half, a quarter or an eighth of their size where an encoder takes far fewer
        pixels (`ReadOptions.least_side`).
    levels : tuple of int
        Sizes of the stored thumbnails, shorter side in pixels, ascending.
    """

    max_pixels: int = 200_000_000
    background: tuple[int, int, int] | None = None
    levels: tuple[int, ...] = (48, 160)
    window: tuple[float, float] | None = None
    bands: tuple[int, ...] | None = None
    reduced_decoding: bool = False


@dataclass(frozen=True)
class BuildOptions:
    """Everything that decides what an index holds.

    Attributes
    ----------
    encoder : str
        `auto`, or what one of `explorer.embedding.kinds` takes, as `dendro formats` lists them.
    device : str
        `auto`, `cpu` or `cuda`.
    precision : str
        `float32`, `bfloat16`, `float16`, or `auto`: that of the index that is there, else what a trial finds
        fastest on this processor.
    offline : bool
        Never ask a hub for weights.
    batch_size, workers : int or None
        None chooses by device.
    tree : str
        `exact`, `coarse` (see `explorer.clustering.coarse`) or `auto`, which is exact where this machine
        makes an exact tree within minutes.
    neighbors : int
        Nearest neighbours kept for every image.
    seed : int
        Of everything random (the projection).
    forget : tuple of str
        Names in `FORGETTABLE` that are not taken from the index that is there.
    max_pixels : int or None
        Instead of that of `image`; None takes that of the index that is there.
    projection : bool or None
        Whether images get places on the map; None takes that of the index that is there, else yes.
    reduced_decoding : bool or None
        Instead of that of `image`; None takes that of the index that is there.
    """

    source: SourceOptions = field(default_factory=SourceOptions)
    image: ImageOptions = field(default_factory=ImageOptions)
    encoder: str = "auto"
    device: str = "auto"
    precision: str = "auto"
    offline: bool = False
    batch_size: int | None = None
    workers: int | None = None
    tree: str = "auto"
    neighbors: int = 15
    seed: int = 0
    forget: tuple[str, ...] = ()
    max_pixels: int | None = None
    projection: bool | None = None
    reduced_decoding: bool | None = None


MOST_REPORTED = 1_000_000
MOST_PERMUTATIONS = 1_000_000


@dataclass(frozen=True)
class FindingsOptions:
    """What to look for.

    Attributes
    ----------
    kind : str
        One of `explorer.analysis.findings.KINDS`.
    model : str or None
        Whose errors; the first model when None.
    models : (str, str) or None
        Of `regressions`; may be left out where there are exactly two.
    given : str or None
        `class`: only what classes do not explain.
    by : (str, str, str) or None
        Of `drift`: a column and two of its values.
    limit : int
        At most so many clusters, images and groups.
    min_size, permutations, seed : int
        See `explorer.analysis.scan.tree_scan.ScanOptions`.
    alpha : float
        Level at which clusters are reported (`explorer.analysis.scan.tree_scan.significant`).
    all : bool
        Also clusters within others.
    held_out : bool
        Find on a random half of the images, and test what was found on the other half.
    of_class : str or None
        Of `errors` where an image has several classes: which clusters miss this one.
    transformed : bool
        Of `duplicates`: also copies that are rotated by quarter turns, flipped, or grayscale.
    thresholds : tuple of (str, float)
        Instead of those that the kind chooses (`Threshold` in `explorer.analysis.findings.finding_kind`); a
        mapping of names to numbers is taken, too.
    """

    kind: str = "errors"
    model: str | None = None
    models: tuple[str, str] | None = None
    given: str | None = None
    by: tuple[str, str, str] | None = None
    limit: int = 20
    min_size: int = 10
    permutations: int = 999
    alpha: float = 0.05
    seed: int = 0
    all: bool = False
    held_out: bool = False
    thresholds: tuple[tuple[str, float], ...] = ()
    of_class: str | None = None
    transformed: bool = False

    def __post_init__(self) -> None:
        """Bring the thresholds into one order, so that equal options are equal."""
        object.__setattr__(self, "thresholds", tuple(sorted(dict(self.thresholds).items())))


@dataclass(frozen=True)
class ServeOptions:
    """Where and how an index is served.

    Attributes
    ----------
    host, port : str, int
        Address to bind.
    token : str or None
        Asked of every visitor when not None.
    url_prefix : str
        Path under which everything is served, such as `/dendro`; empty for the root.
    forwarded_allow_ips : str
        Addresses or networks of proxies, separated by commas, that are believed who their clients are
        (`X-Forwarded-For`); `*` for all, empty for none.
    read_only : bool
        Show tags, notes and corrected labels, and take no change of them. A server that others reach and that
        asks for no token never takes any.
    framed : bool
        Pages of any site may hold the page in a frame, and it is reached under any name of a host, as a
        notebook has it. Only for a server whose address nobody can guess (`explorer.web.access.doorway`).
    """

    host: str = "127.0.0.1"
    port: int = 8050
    token: str | None = None
    url_prefix: str = ""
    forwarded_allow_ips: str = ""
    read_only: bool = False
    framed: bool = False
