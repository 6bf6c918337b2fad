"""The demo data set: the handwritten digits that come with scikit-learn, with honest predictions."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from explorer.errors import ExplorerError, InputError
from explorer.index.workfolder import work_folder
from explorer.index.write_errors import why_and_what
from explorer.options import SourceOptions

CLASSES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TABLE, PROBABILITIES, CLASS_NAMES, MARK = "digits.csv", "probabilities.npy", "classes.txt", "demo.json"
SIZE, MARGIN = 64, 6
INK, PAPER = (30, 34, 42), (236, 232, 223)
FOLDS = 5
RECIPE = 1
"""Goes up when what is written changes, so that an old demo folder is made anew."""

Progress = Callable[[int, int], None] | None


def default_folder() -> Path:
    """Give the folder for the demo: `dendro-explorer/digits` in the user's data directory (XDG)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    base = Path(given) if given and Path(given).is_absolute() else Path.home() / ".local" / "share"
    return base / "dendro-explorer" / "digits"


def demo_options(table: Path) -> SourceOptions:
    """Give the options with which the demo's table is indexed: its class probabilities and class names."""
    return SourceOptions(probabilities=table.with_name(PROBABILITIES), classes=table.with_name(CLASS_NAMES))


def prepare_demo(folder: Path | str | None = None, progress: Progress = None) -> Path:
    """Write the demo data set, unless it is there.

    Parameters
    ----------
    folder : Path or str, optional
        A folder that is not there yet, or one that this function made; None takes `default_folder()`.
    progress : callable, optional
        Called with images written and images in all.

    Returns
    -------
    Path
        The table `digits.csv` (path, label, prediction, confidence, fold). Beside it lie `probabilities.npy`,
        (1797, 10) float32 in the order of the table, and `classes.txt`. Two runs write the same bytes.

    Raises
    ------
    InputError
        The folder holds something else.
    """
    folder = default_folder() if folder is None else Path(os.path.abspath(Path(folder).expanduser()))
    state = _state(folder)
    if state == "complete":
        return folder / TABLE
    if state == "foreign":
        raise InputError(f"{folder} holds something else; name a folder that is empty or not there yet")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with work_folder(folder) as stage:
            _write(stage / "new", progress)
            if folder.exists():
                shutil.rmtree(folder)
            os.rename(stage / "new", folder)
    except OSError as error:
        raise ExplorerError(f"cannot write in {folder.parent}: {why_and_what(error)}") from error
    return folder / TABLE


def _state(folder: Path) -> str:
    """Tell what is at the place of the demo: `absent`, `complete`, `old` or `foreign`."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return "absent"
    try:
        recipe = json.loads((folder / MARK).read_text(encoding="utf-8"))["dendro-demo"]
    except (OSError, ValueError, KeyError, TypeError):
        return "foreign"
    return "complete" if recipe == RECIPE else "old"


def _write(folder: Path, progress: Progress) -> None:
    """Write everything into a new folder; the mark that it is complete goes last."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    folder.mkdir()
    probabilities, folds = predict_out_of_fold(digits.data, digits.target)
    paths = []
    for number, (pixels, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        path = f"images/{CLASSES[target]}/{number:04d}.png"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        draw(pixels).save(folder / path, optimize=False)
        paths.append(path)
        if progress is not None:
            progress(number + 1, len(digits.target))
    guesses = probabilities.argmax(axis=1)
    lines = ["path,label,prediction,confidence,fold"]
    for path, target, guess, row, fold in zip(
        paths, digits.target, guesses, probabilities, folds, strict=True
    ):
        lines.append(f"{path},{CLASSES[target]},{CLASSES[guess]},{row[guess]:.4f},{fold}")
    _text(folder / TABLE, lines)
    _text(folder / CLASS_NAMES, CLASSES)
    np.save(folder / PROBABILITIES, probabilities)
    _text(folder / MARK, [json.dumps({"dendro-demo": RECIPE})])


def _text(path: Path, lines) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def predict_out_of_fold(data: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Predict every image by a plain classifier that never saw it.

    Parameters
    ----------
    data : numpy.ndarray
        (n, 64) grey values 0…16.
    target : numpy.ndarray
        (n,) classes.

    Returns
    -------
    probabilities : numpy.ndarray
        (n, 10) float32.
    folds : numpy.ndarray
        (n,) which of the five parts an image was left out with. The images come in the order
        of their writers and the parts are consecutive: the same hand in training and test would flatter the
        classifier.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import KFold, cross_val_predict

    split = KFold(FOLDS, shuffle=False)
    model = LogisticRegression(max_iter=1000)
    probabilities = cross_val_predict(model, data / 16, target, cv=split, method="predict_proba", n_jobs=1)
    folds = np.empty(len(target), dtype=np.int64)
    for fold, (_, test) in enumerate(split.split(data)):
        folds[test] = fold
    return probabilities.astype(np.float32), folds


def draw(pixels: np.ndarray):
    """Draw a digit as ink on paper.

    Parameters
    ----------
    pixels : numpy.ndarray
        (8, 8) grey values 0…16, 16 all ink.

    Returns
    -------
    PIL.Image.Image
        RGB, 64 × 64, enlarged smoothly: blocks of eight would not look handwritten.
    """
    from PIL import Image

    ink = Image.fromarray(np.round(pixels / 16 * 255).astype(np.uint8))
    ink = ink.resize((SIZE - 2 * MARGIN, SIZE - 2 * MARGIN), Image.Resampling.BICUBIC)
    # A steeper ramp makes strokes out of the blur that enlarging leaves.
    strength = np.clip((np.asarray(ink, dtype=np.float32) / 255 - 0.32) / 0.46, 0, 1)[..., None]
    page = np.empty((SIZE, SIZE, 3), dtype=np.float32)
    page[:] = PAPER
    page[MARGIN:-MARGIN, MARGIN:-MARGIN] += strength * (
        np.array(INK, dtype=np.float32) - np.array(PAPER, dtype=np.float32)
    )
    return Image.fromarray(np.round(page).astype(np.uint8))
