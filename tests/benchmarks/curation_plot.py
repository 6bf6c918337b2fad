"""The figure of `bench_curation`: accuracy less that of random images, against how many were drawn."""

import math

import numpy as np

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 410, 330, 44, 142, 44, 40
COLORS = ("#4269d0", "#c98a00", "#d6293e", "#2a9d8f", "#3ca951", "#d670a6", "#9467bd", "#8c564b", "#606770")
FONT = "font-family='system-ui, sans-serif' font-size='11'"
APART = 13
LEFT_OUT = ("random", "atypical")
"""What all are compared with, and what lies so far below that nothing else could be told apart."""


def curation_plot(measured: dict) -> str:
    """Return an SVG, a panel a setting; the grey band is random images, two standard errors to each side."""
    panels = [_panel(place, *each) for place, each in enumerate(measured.items())]
    wide = WIDTH * len(panels)
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {wide} {HEIGHT}' role='img'>",
            "<title>Accuracy of a linear classifier, less that of as many random images</title>",
            f"<rect width='{wide}' height='{HEIGHT}' fill='#ffffff'/>",
            *panels,
            "</svg>\n",
        ]
    )


def _panel(place: int, setting: str, scores: dict) -> str:
    base = scores["random"]
    sizes = sorted(base)
    gains = {
        method: [100 * (np.mean(found[s]) - np.mean(base[s])) for s in sizes]
        for method, found in scores.items()
        if method not in LEFT_OUT
    }
    band = [200 * np.std(base[s], ddof=1) / math.sqrt(len(base[s])) for s in sizes]
    low = min(-max(band), min(map(min, gains.values()))) - 1
    high = max(max(band), max(map(max, gains.values()))) + 1
    inner, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    first, last = math.log(sizes[0]), math.log(sizes[-1])

    def x(size: float) -> float:
        return LEFT + inner * (math.log(size) - first) / (last - first)

    def y(gain: float) -> float:
        return TOP + tall * (high - gain) / (high - low)

    parts = [f"<g transform='translate({place * WIDTH},0)' {FONT} fill='#222'>"]
    parts.append(f"<text x='{LEFT}' y='20' font-size='13' font-weight='600'>{setting}</text>")
    ends = [*zip(sizes, band, strict=True), *((s, -b) for s, b in zip(sizes[::-1], band[::-1], strict=True))]
    outline = " ".join(f"{x(s):.1f},{y(b):.1f}" for s, b in ends)
    parts.append(f"<polygon points='{outline}' fill='#e4e4e4'/>")
    step = max(1, 2 * round((high - low) / 12)) if high - low > 8 else 1
    for tick in range(math.ceil(low / step) * step, math.floor(high) + 1, step):
        shade = "#888" if tick == 0 else "#eee"
        parts.append(
            f"<line x1='{LEFT}' x2='{LEFT + inner}' y1='{y(tick):.1f}' y2='{y(tick):.1f}' stroke='{shade}'/>"
            f"<text x='{LEFT - 6}' y='{y(tick) + 4:.1f}' text-anchor='end' fill='#666'>{tick:+d}</text>"
        )
    for size in sizes:
        said = f"<text x='{x(size):.1f}' y='{TOP + tall + 16}' text-anchor='middle' fill='#666'>{size}</text>"
        parts.append(said)
    middle = LEFT + inner / 2
    parts.append(f"<text x='{middle}' y='{HEIGHT - 8}' text-anchor='middle' fill='#666'>images drawn</text>")
    if place == 0:
        parts.append(f"<text x='{LEFT - 38}' y='36' fill='#666'>points of accuracy over random</text>")
    labels = _spread({method: y(found[-1]) for method, found in gains.items()}, TOP + tall)
    for (method, found), color in zip(gains.items(), COLORS, strict=False):
        line = " ".join(f"{x(s):.1f},{y(g):.1f}" for s, g in zip(sizes, found, strict=True))
        parts.append(f"<polyline points='{line}' fill='none' stroke='{color}' stroke-width='1.8'/>")
        name = f"<text x='{LEFT + inner + 6}' y='{labels[method] + 4:.1f}' fill='{color}'>{method}</text>"
        parts.append(name)
    return "\n".join([*parts, "</g>"])


def _spread(places: dict[str, float], lowest: float) -> dict[str, float]:
    """Move labels apart, in the order in which the lines end."""
    order = sorted(places, key=places.get)
    found: dict[str, float] = {}
    for name in order:
        found[name] = max(places[name], max(found.values(), default=-math.inf) + APART)
    over = max(0.0, max(found.values()) - lowest)
    for name in reversed(order):
        limit = min((found[n] - APART for n in order[order.index(name) + 1 :]), default=math.inf)
        found[name] = min(found[name], limit, found[name] if not over else lowest)
    return found
