"""The treemap in a report: one for wide windows and for paper, one for phones."""

from dataclasses import asdict

from explorer.export.export_format import Subset
from explorer.export.figures.chips import lead
from explorer.export.figures.figure import Fill
from explorer.export.figures.mosaics import grid_tiles
from explorer.export.figures.tree_figure import mosaic, tree_view, wall_runs
from explorer.export.figures.wall_cells import borders
from explorer.export.report.markup import Markup, section, short, tag
from explorer.export.report.report_pictures import ReportPictures
from explorer.view.request import AUTO
from explorer.words import count, counted, images, percent

WIDE, NARROW = (1040, 620), (358, 560)
"""CSS pixels."""
THUMB = {WIDE: 28, NARROW: 30}
_ABOUT = "Images that look alike lie together; the area of a cluster follows how many it has."
_GROUP_TITLE = 190
"""CSS pixels that the title of a group takes, or less."""
_TITLED = 72
"""CSS pixels: a narrower cell has no title of its own in a report, where it cannot be pointed at."""


def tree_section(subset: Subset, pictures: ReportPictures) -> Markup:
    """Return the section."""
    views = [(size, tree_view(subset, size, "", AUTO, THUMB[size])) for size in (WIDE, NARROW)]
    figures = (
        _figure(subset, view, size, name, pictures)
        for (size, view), name in zip(views, ("wide", "narrow"), strict=True)
    )
    return section("tree", "What is there", tag("p", _ABOUT, class_="about"), *figures)


def _figure(subset: Subset, view: dict, size: tuple[int, int], name: str, pictures: ReportPictures) -> Markup:
    groups = [frame for frame in view["frames"] if frame["band"]]
    cells = [_cell(cell, size, pictures, _is_covered(cell, groups)) for cell in view["cells"]]
    hung = [cell for cell in view["cells"] if "tiles" in cell["thumbs"]]
    cells += [_border(each, size) for each in borders(list(map(wall_runs, hung)), "line", "ground")]
    frames = [_title_on_wall(cell, size) for cell in hung if cell["band"]]
    frames += [tag("div", _words(each), class_="cell group", style=_place(each, size)) for each in groups]
    style = f"aspect-ratio:{size[0]}/{size[1]}"
    tree = tag("div", *cells, *frames, class_="tree", style=style, role="group", aria_label="Treemap")
    clusters = counted(len(view["cells"]), "cluster")
    shown = f"{images(view['drawn'])} of {count(len(subset.rows))} in {clusters}"
    note = "." if view["drawn"] == len(subset.rows) else ", an even sample of each."
    return tag("div", tree, tag("p", f"{shown}{note}", class_="note"), class_=name)


def _is_covered(cell: dict, groups: list[dict]) -> bool:
    """Whether the title of a group lies where that of a cell would."""
    return any(
        cell["y"] == group["y"] and group["x"] <= cell["x"] < group["x"] + min(_GROUP_TITLE, group["w"])
        for group in groups
    )


def _cell(cell: dict, size: tuple[int, int], pictures: ReportPictures, is_covered: bool) -> Markup:
    about = f"{short(cell['title'] or 'cluster')}: {images(cell['matching'])}"
    drawn = pictures.mosaic(mosaic(cell), about)
    titled = cell["band"] and cell["w"] >= _TITLED and "tiles" not in cell["thumbs"]
    chip = _words(cell) if titled else None
    return tag("div", drawn, chip, class_="cell below" if is_covered else "cell", style=_place(cell, size))


def _border(fill: Fill, size: tuple[int, int]) -> Markup:
    """A line between cells that are no boxes, or the ground beside it."""
    return tag("div", class_=f"border {fill.color}", style=_place(asdict(fill), size))


def _title_on_wall(cell: dict, size: tuple[int, int]) -> Markup | None:
    """The title of a cell that is no box, where its first pictures are."""
    x, y, w = lead(grid_tiles(cell["thumbs"]))
    if w < _TITLED:
        return None
    return tag("div", _words(cell), class_="cell", style=_place({**cell, "x": x, "y": y, "w": w}, size))


def _words(box: dict) -> Markup:
    accuracy = f" {percent(box['accuracy'])}" if box["accuracy"] is not None else ""
    said = tag("small", f"{count(box['matching'])}{accuracy and ' ·'}{accuracy}")
    return tag("span", tag("b", short(box["title"] or "cluster")), " ", said, class_="chip")


def _place(box: dict, size: tuple[int, int]) -> str:
    """Where a box is, in shares of the figure, so that it is as large as the window is."""
    sides = zip(("left", "top", "width", "height"), ("x", "y", "w", "h"), (0, 1, 0, 1), strict=True)
    return ";".join(f"{side}:{100 * box[key] / size[axis]:.4f}%" for side, key, axis in sides)
