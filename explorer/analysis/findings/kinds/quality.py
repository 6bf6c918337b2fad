"""Pictures that are blurred, dark, bright, of one colour, or of odd size or proportions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer.analysis.findings.finding_kind import Kind, KindResult, Threshold, Wording
from explorer.analysis.findings.image_records import describe_images
from explorer.index.measure_columns import measure_column
from explorer.index.reader import Index
from explorer.options import FindingsOptions

_DEVIATIONS = 5
_TO_STANDARD = 1.4826
"""The median absolute deviation of a normal distribution times this is its standard deviation."""


@dataclass(frozen=True)
class _Fault:
    """One thing that may be wrong with a picture.

    Attributes
    ----------
    threshold : Threshold
    reason : str
        Said of a picture beyond it, with the value in it.
    values : callable
        From an index to (n,) float64, NaN where not known.
    bounds : (float, float)
        Between which the threshold is chosen by the index.
    above : bool
        Whether large values are bad.
    """

    threshold: Threshold
    reason: str
    values: Callable[..., np.ndarray]
    bounds: tuple[float, float]
    above: bool = True

    def default(self, values: np.ndarray) -> float:
        """Choose the threshold: five robust standard deviations from the median, within the bounds.

        The median and the median absolute deviation are not moved by the bad ones (Hampel, JASA 69, 1974).
        The bounds keep out what is fine for any eye where nearly all are alike, and let in what is bad for
        any eye where it is frequent.
        """
        known = values[~np.isnan(values)]
        if not len(known):
            return self.bounds[1] if self.above else self.bounds[0]
        middle = np.median(known)
        away = _DEVIATIONS * _TO_STANDARD * np.median(np.abs(known - middle))
        return float(np.clip(middle + away if self.above else middle - away, *self.bounds))

    def score(self, values: np.ndarray, threshold: float) -> np.ndarray:
        """Return (n,) float64: 1 at the threshold and growing beyond it, 100 at most, 0 where not known."""
        ratio = values / threshold if self.above else threshold / np.maximum(values, 1e-9)
        return np.nan_to_num(ratio).clip(0, 100)


def _column(measure: str) -> Callable[..., np.ndarray]:
    def values(index: Index) -> np.ndarray:
        name = measure_column(index.items, measure)
        return np.full(index.n, np.nan) if name is None else index.column(name).astype(np.float64)

    return values


def _size(index: Index) -> np.ndarray:
    """How many times the sides of a picture are longer or shorter than usual, by the root of its area."""
    width, height = (np.maximum(1, index.column(name)).astype(np.float64) for name in ("width", "height"))
    return _times_from_usual(np.sqrt(width * height))


def _proportions(index: Index) -> np.ndarray:
    """How many times a picture is longer or squarer than usual, lying and standing ones alike."""
    sides = np.stack([np.maximum(1, index.column(name)) for name in ("width", "height")])
    return _times_from_usual(sides.max(axis=0) / sides.min(axis=0))


def _times_from_usual(values: np.ndarray) -> np.ndarray:
    logs = np.log(np.maximum(values, 1e-9))
    return np.exp(np.abs(logs - np.median(logs)))


_FAULTS = (
    _Fault(
        Threshold("blur", "Blurred: the finest detail is wider than {:.3g} pixels of the thumbnail."),
        "blurred ({:.2f})",
        _column("blur"),
        (1.2, 2.0),
    ),
    _Fault(
        Threshold("dark", "Dark: brightness below {:.3g}."),
        "dark ({:.2f})",
        _column("brightness"),
        (0.12, 0.2),
        above=False,
    ),
    _Fault(
        Threshold("bright", "Bright: brightness above {:.3g}."),
        "bright ({:.2f})",
        _column("brightness"),
        (0.85, 0.9),
    ),
    _Fault(
        Threshold("contrast", "Of one colour: contrast below {:.3g}."),
        "of one colour ({:.3f})",
        _column("contrast"),
        (0.03, 0.06),
        above=False,
    ),
    _Fault(
        Threshold("size", "Odd size: sides more than {:.3g} times as long or short as usual."),
        "odd size ({:.1f} times)",
        _size,
        (3.0, 10.0),
    ),
    _Fault(
        Threshold(
            "proportions",
            "Odd proportions: more than {:.3g} times as long or as square as usual.",
        ),
        "odd proportions ({:.1f} times)",
        _proportions,
        (2.0, 5.0),
    ),
)


def faults(index: Index, given: dict[str, float]) -> tuple[np.ndarray, dict[str, float], np.ndarray]:
    """Judge every picture by every fault.

    Parameters
    ----------
    index : Index
    given : dict
        Thresholds by name, instead of those that the index suggests.

    Returns
    -------
    scores : (n, 6) float64
        In the order of `KIND.thresholds`; above 1 is beyond the threshold.
    thresholds : dict
        Those that were used.
    values : (n, 6) float64
        What was compared with them, NaN where not known.
    """
    values = np.stack([fault.values(index) for fault in _FAULTS], axis=1)
    used = {
        fault.threshold.name: given.get(fault.threshold.name) or round(fault.default(column), 4)
        for fault, column in zip(_FAULTS, values.T, strict=True)
    }
    parts = zip(_FAULTS, values.T, used.values(), strict=True)
    scores = np.stack([fault.score(column, threshold) for fault, column, threshold in parts], axis=1)
    return scores, used, values


def _ask(index: Index, options: FindingsOptions) -> KindResult:
    """List the pictures beyond a threshold, those farthest beyond first."""
    scores, used, values = faults(index, dict(options.thresholds))
    worst = scores.max(axis=1)
    found = np.flatnonzero(worst > 1)
    rows = found[np.argsort(-worst[found], kind="stable")][: options.limit]
    reasons = [
        ", ".join(_FAULTS[i].reason.format(values[row, i]) for i in np.flatnonzero(scores[row] > 1))
        for row in rows
    ]
    images = describe_images(index, rows, worst[rows], reasons=reasons)
    return KindResult(images=images, thresholds=used, notes=_notes(index))


def _notes(index: Index) -> list[str]:
    unknown = int(np.count_nonzero(np.isnan(_column("brightness")(index))))
    if not unknown:
        return []
    return [
        f"{unknown:,} of {index.n:,} images were read before blur, brightness and contrast were measured; "
        "build the index anew in another place (-o) to have them."
    ]


KIND = Kind(
    name="quality",
    wording=Wording(
        "Blurred, dark, bright or odd",
        "Pictures that are blurred, dark, bright, of one colour, or of odd size or proportions.",
    ),
    ask=_ask,
    thresholds=tuple(fault.threshold for fault in _FAULTS),
)
