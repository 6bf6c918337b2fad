"""What a search found, as lines on the terminal."""

from explorer.search import SearchResult
from explorer.words import count, images


def search_lines(found: SearchResult) -> list[str]:
    """Return a line a result, then how scores are spread and which clusters hold it, where asked for."""
    lines = [
        f"{hit['score']:8.4f}  {hit['row']:>7}  {hit['node']:>7}  {hit['path']}" for hit in found.results
    ]
    head = [f"{'score':>8}  {'row':>7}  {'node':>7}  path"] if lines else ["Nothing found."]
    if found.total is not None and found.total > len(lines):
        head.insert(0, f"{count(len(lines))} of {images(found.total)}; --limit gives more.")
    return [*head, *lines, *_histogram(found), *_clusters(found), *([found.note] if found.note else [])]


def _histogram(found: SearchResult) -> list[str]:
    if found.histogram is None:
        return []
    lo, hi, counts = (found.histogram[name] for name in ("lo", "hi", "counts"))
    step = (hi - lo) / len(counts)
    return ["", f"{'from':>8}  {'images':>9}"] + [
        f"{lo + i * step:8.4f}  {count(held):>9}" for i, held in enumerate(counts)
    ]


def _clusters(found: SearchResult) -> list[str]:
    if found.clusters is None:
        return []
    return ["", f"{'node':>8}  {'found':>9}  {'of':>9}"] + [
        f"{each['node']:>8}  {count(each['count']):>9}  {count(each['size']):>9}" for each in found.clusters
    ]
