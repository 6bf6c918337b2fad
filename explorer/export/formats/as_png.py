"""PNG: the tree or the map as pixels."""

from collections.abc import Generator
from typing import IO

from PIL import Image, ImageDraw

from explorer.export.export_format import Format, Subset
from explorer.export.figures.asked_figure import OPTIONS, asked_figure
from explorer.export.figures.dot_layers import draw_dots
from explorer.export.figures.figure import Dots, Figure, Fill, Mosaic, Piece, TextLine
from explorer.export.figures.fonts import Fonts
from explorer.export.figures.mosaics import dots, draw_mosaic


def write_png(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Draw a figure and write it; its dots an inch are in the file.

    Yields
    ------
    int
        Images of the subset, once it is drawn.
    """
    fonts = Fonts()
    figure = asked_figure(subset, fonts)
    image = Image.new("RGB", figure.dots, figure.ground)
    for piece in figure.pieces:
        _draw(image, piece, figure, subset, fonts)
    image.save(out, "PNG", dpi=(figure.dpi, figure.dpi), optimize=False)
    yield len(subset.rows)


def _draw(image: Image.Image, piece: Piece, figure: Figure, subset: Subset, fonts: Fonts) -> None:
    scale = figure.scale
    match piece:
        case Fill():
            box = dots(piece.x, piece.y, piece.w, piece.h, scale)
            _fill(image, box, piece)
        case Mosaic():
            left, top, *_ = dots(piece.x, piece.y, piece.w, piece.h, scale)
            image.paste(draw_mosaic(subset.index.thumbnails, piece, scale, figure.ground), (left, top))
        case Dots():
            layer = draw_dots(piece, image.size, scale)
            image.paste(layer.convert("RGB"), (0, 0), layer.getchannel("A"))
        case TextLine():
            at, pen = piece.x * scale, ImageDraw.Draw(image)
            for face, part in fonts.runs(piece.text, piece.bold):
                font = face.at(piece.size * scale)
                pen.text((at, piece.y * scale), part, fill=piece.color, font=font, anchor="ls")
                at += font.getlength(part)


def _fill(image: Image.Image, box: tuple[int, int, int, int], piece: Fill) -> None:
    left, top, right, bottom = (
        max(0, box[0]),
        max(0, box[1]),
        min(image.width, box[2]),
        min(image.height, box[3]),
    )
    if right <= left or bottom <= top:
        return
    area = (left, top, right, bottom)
    if piece.opacity >= 1:
        image.paste(piece.color, area)
        return
    below = image.crop(area)
    image.paste(Image.blend(below, Image.new("RGB", below.size, piece.color), piece.opacity), area)


_WRITES = "the tree or the map as a picture, for papers and slides"
FORMATS = (Format("png", write_png, _WRITES, "image/png", options=OPTIONS),)
