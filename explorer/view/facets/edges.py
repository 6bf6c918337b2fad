"""Where the bars of a histogram begin and end: at round numbers, or where days, months and years begin.

Few values far from all others would leave one bar for the rest. Where the middle 99% take less than a quarter
of the range, the bars divide these, and the first and the last one reach out to the ends.
"""

import math

import numpy as np

MOST_BARS = 32
SAMPLED = 200_000
"""Values by which it is told where most of them lie."""
_TAIL = 0.005
_FAR = 0.25
_YEARS = (np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31T23:59:59", "s"))
_STEPS: tuple[tuple[str, int], ...] = (
    ("s", 1), ("s", 10), ("m", 1), ("m", 10), ("h", 1), ("h", 6), ("D", 1), ("D", 7), ("M", 1), ("M", 3),
    *(("Y", years) for years in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
)  # fmt: skip
_SECONDS = {"s": 1, "m": 60, "h": 3600, "D": 86_400, "M": 2_629_746, "Y": 31_556_952}


def number_edges(values: np.ndarray) -> list[int] | list[float]:
    """Return (k + 1,) ascending edges for finite numbers, at least one; whole ones for whole numbers.

    Bar i holds what is at least edge i and below edge i + 1; the outermost edges are the least and the
    greatest number, which are held, too.
    """
    low, high = values.min().item(), values.max().item()
    first, last = _most(values, low, high)
    whole = values.dtype.kind in "iu"
    step = _round_step((last - first) / MOST_BARS, whole)
    if not step:
        return [low, high]
    # Whole numbers are divided as such: those of 64 bits are more than a float can tell apart.
    begin, end = (at // step if whole else math.floor(at / step) for at in (first, last))
    edges = [place * step if whole else float(f"{place * step:.12g}") for place in range(begin, end + 2)]
    return _reaching(sorted(set(edges)), low, high)


def time_edges(values: np.ndarray) -> np.ndarray:
    """Return (k + 1,) ascending edges for times (`datetime64`, at least one), as seconds."""
    low, high = values.min(), values.max()
    first, last = _most(values.astype(np.int64), low.astype(np.int64).item(), high.astype(np.int64).item())
    unit = np.datetime_data(values.dtype)[0]
    begin, end = np.array([first, last]).view(values.dtype).astype("datetime64[s]")
    seconds = (end - begin).astype(np.int64).item()
    steps = [step for step in _STEPS if unit != "D" or _SECONDS[step[0]] >= _SECONDS["D"]]
    enough = (step for step in steps if seconds <= MOST_BARS * step[1] * _SECONDS[step[0]])
    name, size = next(enough, _STEPS[-1])
    units = f"datetime64[{name}]"
    start = begin.astype(units).astype(np.int64).item() // size * size
    stop = end.astype(units).astype(np.int64).item() // size * size + size
    edges = np.arange(start, stop + 1, size).astype(units).astype("datetime64[s]")
    edges = edges[(edges > _YEARS[0]) & (edges < _YEARS[1])]
    ends = (low.astype("datetime64[s]"), high.astype("datetime64[s]"))
    return np.array(_reaching(list(edges), *ends), "datetime64[s]")


def sayable(values: np.ndarray) -> np.ndarray:
    """Tell which times (`datetime64`) a filter can name: those of the years 1 to 9999."""
    unit = np.datetime_data(values.dtype)[0]
    if unit == "ns":  # no other years fit
        return ~np.isnat(values)
    low, high = (year.astype(values.dtype) for year in _YEARS)
    return (values >= low) & (values <= high)


def _most(values: np.ndarray, low, high) -> tuple:
    """Return where most values lie: between the tails, where these lie far out, else all."""
    sample = values[:: max(1, len(values) // SAMPLED)]
    first, last = (at.item() for at in np.quantile(sample, (_TAIL, 1 - _TAIL), method="nearest"))
    return (first, last) if first < last and last - first < _FAR * (high - low) else (low, high)


def _reaching(edges: list, low, high) -> list:
    """Let the first and the last bar reach from the lowest to the highest value."""
    return [low, *(edge for edge in edges if low < edge <= high), high]


def _round_step(least: float, whole: bool) -> int | float:
    """Return the smallest of 1, 2, 5, 10, 20 … (of 0.1, 0.2 … too) that is no less; 0 for none."""
    if whole and least <= 1:
        return 1
    if not least or not math.isfinite(least):
        return 0
    power = math.floor(math.log10(least))
    steps = [one * 10**power if whole else float(f"{one}e{power}") for one in (1, 2, 5, 10)]
    return next((step for step in steps if step >= least * (1 - 1e-9)), steps[-1])
