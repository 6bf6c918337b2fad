"""Charts of an evaluation as plotly draws them: reliability, accuracy by coverage, precision by recall."""

from typing import Any

from explorer.web.page.chart_look import ACCENT, INK, MUTED, SECOND, base
from explorer.words import percent, rate

Two = list[dict]
"""Entries of `models` of the document: the model in view, and the one beside it if there is one."""


def reliability(models: Two, names: list[str], theme: str) -> dict:
    """Draw accuracy by confidence, a bar a bin; with the temperature that would mend the first, as points.

    Parameters
    ----------
    models : list of dict
        `models` of the document, one or two.
    names : list of str
        What people call them.
    theme : str
        `dark` or `light`.
    """
    colours = (ACCENT[theme], SECOND[theme])
    data: list[dict[str, Any]] = [_diagonal(theme)]
    for model, name, colour in zip(models, names, colours, strict=False):
        found = model["calibration"]
        if found is None:
            continue
        first = model is models[0]
        data.append(_bars(found, name, colour) if first else _points(found["bins"], name, colour, "circle"))
        mend = found["temperature"]
        if first and mend:
            said = f"at temperature {mend['value']:.2f}"
            data.append(_points(mend["mended"]["bins"], said, INK[theme], "circle-open"))
    axes = {"range": [0, 1], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    return {"data": data, "layout": base(theme, "confidence", "accuracy", axes, axes)}


def _diagonal(theme: str) -> dict:
    return {
        "type": "scatter",
        "x": [0, 1],
        "y": [0, 1],
        "mode": "lines",
        "line": {"color": MUTED[theme], "width": 1, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _bars(found: dict, name: str, colour: str) -> dict:
    bins = found["bins"]
    return {
        "type": "bar",
        "name": name,
        "x": [(each["low"] + each["high"]) / 2 for each in bins],
        "y": [each["accuracy"] for each in bins],
        "width": [0.94 * (each["high"] - each["low"]) for each in bins],
        "marker": {"color": colour, "opacity": 0.55, "line": {"width": 0}},
        "error_y": _ends(bins, colour),
        "customdata": [each["clauses"] for each in bins],
        "hovertext": [bin_words(each) for each in bins],
        "hoverinfo": "text",
    }


def _ends(bins: list[dict], colour: str) -> dict:
    ends = [each["interval"] or [each["accuracy"]] * 2 for each in bins]
    return {
        "type": "data",
        "symmetric": False,
        "array": [high - each["accuracy"] for (_, high), each in zip(ends, bins, strict=True)],
        "arrayminus": [each["accuracy"] - low for (low, _), each in zip(ends, bins, strict=True)],
        "thickness": 1,
        "width": 0,
        "color": colour,
    }


def _points(bins: list[dict], name: str, colour: str, symbol: str) -> dict:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines+markers",
        "x": [each["confidence"] for each in bins],
        "y": [each["accuracy"] for each in bins],
        "line": {"color": colour, "width": 1},
        "marker": {"color": colour, "size": 6, "symbol": symbol},
        "cliponaxis": False,  # those at 0% and 100% are whole
        "customdata": [each["clauses"] for each in bins],
        "hovertext": [f"{name}: {bin_words(each)}" for each in bins],
        "hoverinfo": "text",
    }


def bin_words(each: dict) -> str:
    """Say what a bin holds: `0.8 to 0.8667: 81% (77–84%) of 412 right, mean confidence 83%`."""
    right = rate(each["accuracy"], each["interval"], each["images"])
    span = f"{each['low']:.4g} to {each['high']:.4g}"
    return f"{span}: {right} right,<br>mean confidence {percent(each['confidence'])}"


def coverage(models: Two, names: list[str], chosen: tuple[float, float] | None, theme: str) -> dict:
    """Draw accuracy by how many of the surest images are accepted, and the share that is chosen.

    Parameters
    ----------
    models, names, theme
        As for `reliability`.
    chosen : (coverage, accuracy) or None
    """
    data: list[dict[str, Any]] = []
    least = 1.0
    for model, name, colour in zip(models, names, (ACCENT[theme], SECOND[theme]), strict=False):
        found = model["selective"]
        if found is None:
            continue
        curve = found["curve"]
        shares = [right / accepted for right, accepted in zip(curve["right"], curve["accepted"], strict=True)]
        covered = [accepted / found["images"] for accepted in curve["accepted"]]
        steady = [share for share, of in zip(shares, covered, strict=True) if of >= 0.05] or shares
        least = min(least, *steady)
        data.append(
            {
                "type": "scatter",
                "name": name,
                "mode": "lines",
                "x": covered,
                "y": shares,
                "line": {"color": colour, "width": 1.5},
                "customdata": curve["thresholds"],
                "hovertext": [
                    f"{name}: {percent(share)} right of the surest {percent(of)},<br>from {at:.4g} on"
                    for share, of, at in zip(shares, covered, curve["thresholds"], strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    if chosen:
        data.append(_mark(*chosen, INK[theme]))
    low = max(0.0, least - 0.1 * (1 - least) - 0.002)
    x = {"range": [0, 1.01], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    y = {"range": [low, 1 + 0.04 * (1 - low)], "nticks": 4, "tickformat": ".0%" if low < 0.96 else ".1%"}
    return {"data": data, "layout": base(theme, "accepted", "accuracy", x, y)}


def _mark(x: float, y: float, colour: str) -> dict:
    return {
        "type": "scatter",
        "x": [x],
        "y": [y],
        "mode": "markers",
        "marker": {"color": colour, "size": 9, "symbol": "circle-open", "line": {"width": 2}},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def precision(models: Two, names: list[str], theme: str) -> dict:
    """Draw precision by recall; see `reliability`."""
    data: list[dict[str, Any]] = []
    for model, name, colour in zip(models, names, (ACCENT[theme], SECOND[theme]), strict=False):
        found = model["precision_recall"]
        if found is None or found["curve"] is None:
            continue
        curve = found["curve"]
        points = list(zip(curve["recall"], curve["precision"], curve["thresholds"], strict=True))
        data.append(
            {
                "type": "scatter",
                "name": name,
                "mode": "lines",
                "x": curve["recall"],
                "y": curve["precision"],
                "line": {"color": colour, "width": 1.5},
                "hovertext": [
                    f"{name}: precision {percent(p)}, recall {percent(r)}<br>from {t:.4g}"
                    for r, p, t in points
                ],
                "hoverinfo": "text",
            }
        )
    lowest = min(
        (p for each in data for r, p in zip(each["x"], each["y"], strict=True) if r >= 0.05), default=0
    )
    low = max(0.0, lowest - 0.1 * (1 - lowest) - 0.002)
    x = {"range": [0, 1.01], "tickvals": [0, 0.25, 0.5, 0.75, 1], "tickformat": ".0%"}
    y = {"range": [low, 1 + 0.04 * (1 - low)], "nticks": 4, "tickformat": ".0%" if low < 0.96 else ".1%"}
    return {"data": data, "layout": base(theme, "recall", "precision", x, y)}


def nothing(theme: str) -> dict:
    """Draw an empty chart."""
    return {"data": [], "layout": base(theme, "", "", {"visible": False}, {"visible": False})}
