"""What the treemap shows: as many clusters as asked for, and images of large clusters at the same rate."""

import tempfile
from pathlib import Path

from explorer import open_index
from explorer.view import ViewRequest, Views
from tests.benchmarks.synthetic import synthetic_index

IMAGES = 10_000
CANVASES = {"1440×900": (1440, 820), "840×835": (840, 755)}
"""Windows, and what the bars at top and bottom leave of them."""

MANY = 100
TARGET = 1.25


def run(table) -> None:
    """Measure, and add rows to the table."""
    with tempfile.TemporaryDirectory() as folder:
        views = Views(open_index(synthetic_index(Path(folder) / "images.dendro", IMAGES)))
        for window, canvas in CANVASES.items():
            short, spread = measure(views, canvas)
            said = "every K" if not short else f"fewer for K = {', '.join(map(str, short))}"
            table.add(
                f"clusters on screen are those asked for, K = 2…64, {window}", said, "every K", not short
            )
            table.add(
                f"thumbnails an image differ between clusters of {MANY} or more, {window}",
                f"{spread:.2f} times at most",
                f"≤ {TARGET} times",
                spread <= TARGET,
            )


def measure(views: Views, canvas: tuple[int, int]) -> tuple[list[int], float]:
    """Give the K for which clusters are missing, and the largest ratio of two rates in one view."""
    short, spread = [], 1.0
    for clusters in range(2, 65):
        cells = views.view(ViewRequest(clusters=clusters, width=canvas[0], height=canvas[1]))["cells"]
        if len(cells) != clusters:
            short.append(clusters)
        drawn = [(len(cell["thumbs"]["rows"]), cell["count"]) for cell in cells]
        rates = [some / count for some, count in drawn if some >= MANY]
        if rates:
            spread = max(spread, max(rates) / min(rates))
    return short, spread
