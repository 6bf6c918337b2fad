"""A visitor of a server: walks down the tree and up again, filters, looks at images, searches."""

from collections.abc import Iterator
from urllib.parse import quote

import numpy as np

from tests.benchmarks.server import Server, ask, ask_json

VIEW = "/api/view?clusters=48&width=1440&height=820&thumb=24&model={}&where={}"
PIXELS = 24
FILTERS = (
    "split = 'test'",
    '"confidence:small" < 0.5',
    "label in ('class 3', 'class 77', 'class 512')",
    "sharpness between 20 and 40 and camera = 'D850'",
    "path like '%class_1%'",
    "label = 'class 900'",
    "not (camera = 'Pixel 8' or split = 'test')",
    "\"prediction:small\" = 'class 42' and label <> 'class 42'",
)


class Visitor:
    """Asks one server what a page would, in the same order for the same seed.

    Parameters
    ----------
    server : Server
    seed : int
    address : str
        Where the visitor asks from.
    """

    def __init__(self, server: Server, seed: int = 0, address: str = "127.0.0.1") -> None:
        self._connection = server.connect(address)
        self._rng = np.random.default_rng(seed)
        _, about = ask_json(self._connection, "/api/index")
        self._n, self._root, self._model = about["n"], about["root"], about["models"][0]
        self._clusters: list[int] = []
        self.first = self.root("")
        """Seconds of the first view after the server had started."""
        ask(self._connection, "GET", f"/api/nodes/{self._root}")

    def walk(self, where: str = "") -> Iterator[dict[str, float]]:
        """Go into cells not seen yet, then up again.

        Gives seconds of each view (`view`), of its thumbnails (`thumbs`) and of the statistics of its cluster
        (`cluster`), which the panels beside it show.
        """
        path, seen = [self._root], {self._root}
        while True:
            view_seconds, view = ask_json(self._connection, self._view(path[-1], where))
            rows = [row for cell in view["cells"] for row in cell["thumbs"]["rows"]]
            body = np.array(rows, "<u4").tobytes()
            url = f"/api/thumbs?size={PIXELS}&build={view['build']}"
            thumb_seconds, _ = ask(self._connection, "POST", url, body)
            url = f"/api/nodes/{view['node']}?where={quote(where)}"
            cluster_seconds, _ = ask(self._connection, "GET", url)
            yield {"view": view_seconds, "thumbs": thumb_seconds, "cluster": cluster_seconds}
            ways = self._ways(view, seen)
            while not ways:
                # As far down as it goes, or all seen: up to any of the clusters on the way.
                if len(path) == 1:
                    seen.clear()
                del path[self._rng.integers(1, max(2, len(path))) :]
                _, above = ask_json(self._connection, self._view(path[-1], where))
                ways = self._ways(above, seen)
            path.append(ways[self._rng.integers(len(ways))])
            seen.add(path[-1])

    @staticmethod
    def _ways(view: dict, seen: set[int]) -> list[int]:
        """Cells to go into: none that was seen, nor any where every image has a cell of its own."""
        cells = view["cells"] if view["matching"] > len(view["cells"]) else []
        return [cell["node"] for cell in cells if not cell["leaf"] and cell["node"] not in seen]

    def root(self, where: str) -> float:
        """Seconds of the view of everything under a filter."""
        return ask(self._connection, "GET", self._view(self._root, where))[0]

    def item(self) -> float:
        """Seconds of an image with its neighbours."""
        return ask(self._connection, "GET", f"/api/items/{self._row()}")[0]

    def search(self) -> float:
        """Seconds of images like one, among all."""
        return ask(self._connection, "GET", f"/api/search?row={self._row()}")[0]

    def search_inside(self) -> float:
        """Seconds of images like one, in a cluster of about ten thousand."""
        if not self._clusters:
            self._clusters = self._of_ten_thousand()
        node = self._clusters[self._rng.integers(len(self._clusters))]
        return ask(self._connection, "GET", f"/api/search?row={self._row()}&node={node}")[0]

    def _of_ten_thousand(self) -> list[int]:
        """Clusters whose sizes are nearest to ten thousand, among those of a fine view of everything."""
        _, view = ask_json(
            self._connection, self._view(self._root, "").replace("clusters=48", "clusters=300")
        )
        sizes = {self._root: view["count"]} | {cell["node"]: cell["count"] for cell in view["cells"]}
        return sorted(sizes, key=lambda node: abs(sizes[node] - 10_000))[: 8 if self._n > 20_000 else 1]

    def _row(self) -> int:
        return int(self._rng.integers(self._n))

    def _view(self, node: int, where: str) -> str:
        return VIEW.format(quote(self._model), quote(where)) + f"&node={node}"
