"""Figures: the tree and the map as PNG, SVG and PDF, each opened by what it is made for."""

import base64
import io
import re
from xml.etree import ElementTree

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageOps

from explorer.errors import ExplorerError, InputError, NotFoundError
from explorer.export import export
from explorer.export.export_format import Chosen, Subset
from explorer.export.figures import fonts as fonts_module
from explorer.export.figures.figure import LIGHT, Dots, Fill, Mosaic, TextLine
from explorer.export.figures.figure_size import read_size
from explorer.export.figures.fonts import Face, Fonts, printable
from explorer.export.figures.mosaics import dots
from explorer.export.figures.tree_figure import tree_figure
from explorer.export.format_options import read_options
from explorer.export.formats import FORMATS, as_svg
from explorer.filters.filter import filter_of

SVG = "{http://www.w3.org/2000/svg}"
SMALL = {"size": "90x60mm", "dpi": 144}


def figure_of(index, rows=None, chosen=Chosen(), **given):
    """The tree of a subset as drawing commands."""
    options = read_options("png", FORMATS["png"].options, SMALL | given)
    rows = np.arange(index.n) if rows is None else rows
    return tree_figure(Subset(index, rows, chosen=chosen, options=options), LIGHT, Fonts())


def titles(figure) -> list[str]:
    """Texts of a figure in bold."""
    return [piece.text for piece in figure.pieces if isinstance(piece, TextLine) and piece.bold]


def test_a_png_has_the_dots_that_were_asked_for_and_the_thumbnails_in_them(small_index, tmp_path):
    """90 mm at 144 dpi are 510 dots; a tile without a title on it shows the thumbnail of its row."""
    out = export(small_index, tmp_path / "tree.png", options=SMALL).out
    figure = figure_of(small_index)
    last = [piece for piece in figure.pieces if isinstance(piece, Mosaic)][-1]
    x0, y0, x1, y1 = dots(*last.tiles[-1].tolist(), figure.scale)
    with Image.open(out) as image:
        assert image.size == (510, 340) and image.mode == "RGB"
        assert [round(each) for each in image.info["dpi"]] == [144, 144]
        tile = np.asarray(image.crop((x0, y0, x1, y1)), np.int64)
    thumbnail = Image.open(io.BytesIO(small_index.thumbnails.read(int(last.rows[-1]), 160))).convert("RGB")
    expected = np.asarray(ImageOps.fit(thumbnail, (x1 - x0, y1 - y0), Image.Resampling.LANCZOS), np.int64)
    assert np.abs(tile - expected).mean() < 6


def test_text_of_an_svg_is_text_and_pictures_are_in_it(small_index, tmp_path):
    """It says its size, asks for nothing from elsewhere, and each text is as wide as was measured."""
    out = export(small_index, tmp_path / "tree.svg", options=SMALL).out
    tree = ElementTree.parse(out).getroot()
    assert (tree.get("width"), tree.get("height"), tree.get("viewBox")) == (
        "90mm",
        "60mm",
        "0 0 340 227",
    )
    texts = [each.text for each in tree.iter(f"{SVG}text") if each.get("font-weight") == "bold"]
    assert texts == titles(figure_of(small_index)) and len(texts) > 3
    for each in tree.iter(f"{SVG}text"):
        measured = Fonts().width(each.text, float(each.get("font-size")), each.get("font-weight") == "bold")
        assert float(each.get("textLength")) == pytest.approx(measured, abs=0.01)
    links = [each.get("href") for each in tree.iter(f"{SVG}image")]
    for link in links:
        head, data = link.split(",", 1)
        assert head == "data:image/jpeg;base64"
        Image.open(io.BytesIO(base64.b64decode(data))).load()
    assert links and "http" not in out.read_text().replace("http://www.w3.org/2000/svg", "", 1)


@pytest.mark.parametrize("view", ["tree", "map"])
def test_text_of_a_pdf_can_be_read_and_its_fonts_are_in_it(small_index, tmp_path, view):
    """One page of the size on paper; publishers take no fonts that are not embedded."""
    out = export(small_index, tmp_path / "tree.pdf", options=SMALL | {"view": view}).out
    (page,) = pypdf.PdfReader(out).pages
    millimetres = [float(side) / 72 * 25.4 for side in page.mediabox[2:]]
    assert millimetres == pytest.approx([90, 60], abs=1e-3)
    text = page.extract_text()
    assert sum(name in text for name in small_index.classes) > 2
    found = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    used = [font for font in found if "Vera" in font["/BaseFont"]]
    assert used and all("/FontFile2" in font["/FontDescriptor"].get_object() for font in used)
    assert (len(page.images) > 3) == (view == "tree")


def test_the_map_has_a_dot_for_each_image_in_the_colour_of_its_class(small_index, tmp_path):
    """And a legend of the classes; a filter leaves the dots of its images."""
    svg = export(small_index, tmp_path / "map.svg", options=SMALL | {"view": "map"}).out.read_text()
    assert svg.count("h0") == small_index.n
    assert all(f">{name}</text>" in svg for name in small_index.classes)
    plums = filter_of(small_index, "label = 'plum'")
    one = export(
        small_index, tmp_path / "plum.svg", where=plums, options=SMALL | {"view": "map"}
    ).out.read_text()
    labels = small_index.items["label"].to_pylist()
    assert one.count("h0") == labels.count("plum") and one.count("<path") == 1


def test_many_dots_are_pixels(small_index, tmp_path, monkeypatch):
    """No program edits a million of them; each is still there."""
    monkeypatch.setattr(as_svg, "MOST_POINTS", 100)
    svg = export(small_index, tmp_path / "map.svg", options=SMALL | {"view": "map"}).out
    (image,) = ElementTree.parse(svg).getroot().iter(f"{SVG}image")
    layer = Image.open(io.BytesIO(base64.b64decode(image.get("href").split(",", 1)[1])))
    assert layer.size == (510, 340) and layer.getchannel("A").getextrema() == (0, round(255 * 0.85))


def test_dots_are_round_and_lie_where_they_should():
    """A dot of radius 3 covers pi times 9 pixels; outside the picture nothing is drawn."""
    from explorer.export.figures.dot_layers import draw_dots

    some = Dots(np.array([10.0, -50.0]), np.array([20.0, 5.0]), np.array([1, 0]), ("#ff0000", "#00ff00"), 3.0)
    layer = np.asarray(draw_dots(some, (30, 40), 1.0), np.float64)
    assert layer[20, 10].tolist() == [0, 255, 0, 255]
    assert layer[..., 3].sum() / 255 == pytest.approx(np.pi * 9, rel=0.05)
    assert not layer[:16].any() and not layer[25:].any()


@pytest.mark.parametrize("asked", [{"where": "label = 'plum'"}, {"rows": [4, 250, 17, 99]}, {"node": 590}])
def test_only_images_of_the_subset_are_drawn(small_index, asked):
    """However it was chosen; a cluster is drawn as the page does when it is in view."""
    rows = small_index.select(**asked)
    chosen = Chosen(asked.get("node"), "rows" in asked, asked.get("where", ""))
    figure = figure_of(small_index, rows, chosen)
    drawn = np.concatenate([piece.rows for piece in figure.pieces if isinstance(piece, Mosaic)])
    assert len(drawn) and set(drawn.tolist()) <= set(rows.tolist())
    if "rows" in asked:
        assert sorted(drawn.tolist()) == sorted(asked["rows"])


@pytest.mark.parametrize("color", ["", "accuracy"])
def test_nothing_lies_on_the_pictures_of_another_cell(small_index, tmp_path, color):
    """Few pictures hang as one wall, whose clusters are no boxes; lines between them lie in the gaps."""
    rows = np.arange(0, small_index.n, 7)
    figure = figure_of(small_index, rows, Chosen(listed=True), color=color)
    mosaics = [piece for piece in figure.pieces if isinstance(piece, Mosaic)]
    held = np.zeros((int(figure.height), int(figure.width)), int)
    for piece in mosaics:
        held[piece.y : piece.y + piece.h, piece.x : piece.x + piece.w] += 1
    assert held.max() == 1 and sum(len(piece.rows) for piece in mosaics) == len(rows)
    drawn = figure.pieces.index(mosaics[-1])
    over = [each for each in figure.pieces[drawn:] if isinstance(each, Fill) and each.opacity == 1]
    lines = [each for each in over if each.color == LIGHT.text]
    assert lines and all(held[round(each.y) :, round(each.x) :][0, 0] == 0 for each in lines)
    out = export(
        small_index, tmp_path / "wall.png", rows=rows, options=SMALL | ({"color": color} if color else {})
    ).out
    with Image.open(out) as image:
        pixels = np.asarray(image, np.int64)
    for piece in mosaics:
        for tile, row in zip(piece.tiles.tolist(), piece.rows.tolist(), strict=True):
            x0, y0, x1, y1 = dots(*tile, figure.scale)
            middle = pixels[y1 - (y1 - y0) // 3 : y1 - 5, x0 + 5 : x1 - 5].reshape(-1, 3)
            assert np.abs(middle - small_index.colors[row]).mean() < 90  # white would be further from most


def test_colours_of_cells_are_told_below(small_index):
    """The legend takes as many lines as it needs, and the cells end above it."""
    figure = figure_of(small_index, color="accuracy")
    cells = [piece for piece in figure.pieces if isinstance(piece, Mosaic)]
    below = [
        p for p in figure.pieces if isinstance(p, TextLine) and p.y > max(cell.y + cell.h for cell in cells)
    ]
    assert below[0].text.startswith("accuracy, against") and len(below) > 1
    assert all(piece.x + piece.width <= figure.width and piece.y <= figure.height for piece in below)


def test_a_map_that_is_not_there_is_said(small_index, tmp_path, monkeypatch):
    """And nothing is left."""
    monkeypatch.setattr(type(small_index), "projection", None)
    from explorer.dataset import open_index

    with open_index(small_index.path) as fresh, pytest.raises(NotFoundError, match="--projection"):
        export(fresh, tmp_path / "map.png", options={"view": "map"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size": "180"}, "width and height are expected"),
        ({"size": "9000x9000mm"}, "sides of"),
        ({"size": "1x1px"}, "sides of"),
        ({"size": "2000x2000mm", "dpi": 1200}, "more than 120,000,000 dots"),
        ({"dpi": "0"}, "from 36 to 1200"),
        ({"dpi": "٣٠٠"}, "from 36 to 1200"),
        ({"clusters": "many"}, "from 1 to 1000"),
        ({"view": "grid"}, "tree, map"),
        ({"color": "nix"}, "column:NAME is expected"),
        ({"quality": 3}, "has no option 'quality'"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_line(small_index, tmp_path, options, words):
    """With what can be, and nothing is written."""
    with pytest.raises(InputError, match=words):
        export(small_index, tmp_path / "a.png", options=options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["180x120mm", "180×120mm", "1600 x 1000 px", "85.5x60mm"])
def test_sizes_are_read(text):
    """With the sign of people who typeset, too."""
    assert str(read_size(text)) == text.replace("×", "x").replace(" ", "")


HOSTILE = "<b>&\"'\x00\x1b[3m\u202eg]]>\ud800 中"


def test_hostile_names_are_text_and_nothing_else(small_index, tmp_path, monkeypatch):
    """Marks of XML, control characters, half signs and turned directions, in every format."""
    from explorer.view.view_titles import ViewTitles

    real = ViewTitles.put

    def put(self, answer, heads, where):
        real(self, answer, heads, where)
        for box in (*answer["cells"], *answer["frames"]):
            box["title"] = HOSTILE

    monkeypatch.setattr(ViewTitles, "put", put)
    wide = {"size": "300x200mm", "dpi": 72}
    svg = export(small_index, tmp_path / "a.svg", options=wide).out
    texts = [each.text for each in ElementTree.parse(svg).getroot().iter(f"{SVG}text")]
    assert any(text.startswith("<b>&\"'[3mg]]>") for text in texts)
    assert "<b" not in svg.read_text()
    pdf = export(small_index, tmp_path / "a.pdf", options=wide).out
    assert "<b>&\"'[3mg]]>" in pypdf.PdfReader(pdf).pages[0].extract_text()
    export(small_index, tmp_path / "a.png", options=wide)


def test_signs_that_no_font_has_are_told_as_such(monkeypatch):
    """A font that the machine has is taken for a script that the first one lacks."""
    monkeypatch.setattr(fonts_module, "OTHERS", ())
    assert [part for _, part in Fonts().runs("a中é")] == ["a?é"]

    class Other(Face):
        def has(self, sign):
            return sign == "中"

    fonts = Fonts()
    fonts.__dict__["_others"] = [Other("other.ttf")]
    monkeypatch.setattr(Fonts, "_others", [Other("other.ttf")])
    assert [(face.path[-9:], part) for face, part in fonts.runs("a中é")] == [
        (fonts.regular.path[-9:], "a"), ("other.ttf", "中"), (fonts.regular.path[-9:], "é"),
    ]  # fmt: skip


def test_printable_text_keeps_words():
    """Line breaks are blanks; what draws nothing is dropped."""
    assert printable("a\n b\u200b\u202ec\x07 é中") == "a bc é中"


@pytest.mark.parametrize("name", ["png", "svg", "pdf"])
def test_a_figure_that_fails_midway_leaves_nothing(small_index, tmp_path, name, monkeypatch):
    """A full disk is said in a line, and no file that looks whole is there."""
    from explorer.export.figures import mosaics

    seen = []

    def full(*args):
        seen.append(args)
        if len(seen) > 5:
            raise OSError(28, "No space left on device")
        return Image.new("RGB", args[2])

    monkeypatch.setattr(mosaics, "_thumbnail", full)
    with pytest.raises(
        ExplorerError,
        match="make room there, or choose another place; nothing was left there",
    ):
        export(small_index, tmp_path / f"a.{name}", options=SMALL)
    assert not list(tmp_path.iterdir())


def test_options_on_the_command_line_and_in_requests():
    """`NAME=VALUE`, each once."""
    from explorer.export.format_options import split_options
    from explorer.web.routes.exports import parse

    assert split_options(["size=90x60mm", "color=column:a=b"]) == {"size": "90x60mm", "color": "column:a=b"}
    for wrong, words in ((["dpi"], "NAME=VALUE"), (["=3"], "NAME=VALUE"), (["dpi=1", "dpi=2"], "twice")):
        with pytest.raises(InputError, match=words):
            split_options(wrong)
    form = parse(b"format=png&options=dpi%3D90%3Bview%3Dmap", "application/x-www-form-urlencoded")
    assert form.options == {"dpi": "90", "view": "map"}
    assert parse(b'{"format": "png", "options": {"dpi": 90}}', "application/json").options == {"dpi": 90}


def test_formats_tell_their_options():
    """As people and scripts read them."""
    from explorer.cli.formats import format_lines, formats

    document = formats()
    of_png = next(each for each in document["exports"] if each["name"] == "png")
    assert [each["name"] for each in of_png["options"]][:3] == ["view", "size", "dpi"]
    lines = "\n".join(format_lines(document))
    assert len(re.findall("options of png, svg, pdf", lines)) == 1 and "(default 180x120mm)" in lines
