"""PDF: the tree or the map on one page of its size; text is text, in fonts that are in the file."""

import io
from collections.abc import Generator
from typing import IO, Any

import numpy as np
from PIL import Image

from explorer.export.export_format import Format, Subset
from explorer.export.figures.asked_figure import OPTIONS, asked_figure
from explorer.export.figures.dot_layers import draw_dots
from explorer.export.figures.figure import Dots, Figure, Fill, Mosaic, Piece, TextLine
from explorer.export.figures.fonts import Face, Fonts, printable
from explorer.export.figures.mosaics import dots, draw_mosaic
from explorer.export.formats.as_svg import MOST_POINTS, QUALITY

_POINT = 72 / 25.4
"""Points of a millimetre."""


def write_pdf(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Draw a figure on a page and write it.

    Yields
    ------
    int
        Images of the subset, once it is drawn.
    """
    from reportlab.pdfgen.canvas import Canvas

    fonts = Fonts(takes=_embeddable)
    figure = asked_figure(subset, fonts)
    data = io.BytesIO()  # the library goes back in its file
    size = (figure.paper[0] * _POINT, figure.paper[1] * _POINT)
    page = Canvas(data, pagesize=size, invariant=True, pageCompression=1)
    page.setTitle(printable(figure.title))
    page.setCreator("Dendro Explorer")
    # As everywhere else, from the upper left corner, in CSS pixels; what is drawn is turned back.
    page.translate(0, size[1])
    page.scale(size[0] / figure.width, -size[1] / figure.height)
    page.setFillColor(figure.ground)
    page.rect(0, 0, figure.width, figure.height, stroke=0, fill=1)
    for piece in figure.pieces:
        _draw(page, piece, figure, subset, fonts)
        yield 0
    page.save()
    out.write(data.getvalue())
    yield len(subset.rows)


def _draw(page: Any, piece: Piece, figure: Figure, subset: Subset, fonts: Fonts) -> None:
    match piece:
        case Fill():
            page.setFillColor(piece.color, alpha=piece.opacity)
            page.rect(piece.x, piece.y, piece.w, piece.h, stroke=0, fill=1)
        case Mosaic():
            picture = draw_mosaic(subset.index.thumbnails, piece, figure.scale, figure.ground)
            box = dots(piece.x, piece.y, piece.w, piece.h, figure.scale)
            _image(page, picture, tuple(edge / figure.scale for edge in box))
        case TextLine():
            _write(page, piece, fonts)
        case Dots():
            _dots(page, piece, figure)


def _write(page: Any, piece: TextLine, fonts: Fonts) -> None:
    page.saveState()
    page.translate(piece.x, piece.y)
    page.scale(1, -1)
    page.setFillColor(piece.color, alpha=1)
    at = 0.0
    for face, part in fonts.runs(piece.text, piece.bold):
        page.setFont(_registered(face), piece.size)
        page.drawString(at, 0, part)
        at += face.measuring.getlength(part) * piece.size / 1000
    page.restoreState()


def _image(page: Any, picture: Image.Image, edges: tuple[float, ...]) -> None:
    from reportlab.lib.utils import ImageReader

    left, top, right, bottom = edges
    data = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(data, "PNG")
    else:
        picture.save(data, "JPEG", quality=QUALITY, subsampling=0)
    data.seek(0)
    page.saveState()
    page.translate(left, bottom)
    page.scale(1, -1)
    page.drawImage(ImageReader(data), 0, 0, right - left, bottom - top, mask="auto")
    page.restoreState()


def _dots(page: Any, piece: Dots, figure: Figure) -> None:
    if len(piece.x) > MOST_POINTS:
        layer = draw_dots(piece, figure.dots, figure.scale)
        _image(page, layer, (0, 0, figure.width, figure.height))
        return
    page.setLineCap(1)
    page.setLineWidth(2 * piece.radius)
    for code in np.unique(piece.color).tolist():
        chosen = piece.color == code
        page.setStrokeColor(piece.colors[code], alpha=piece.opacity)
        path = page.beginPath()
        for x, y in zip(piece.x[chosen].tolist(), piece.y[chosen].tolist(), strict=True):
            # A line of no length with round ends is a dot.
            path.moveTo(x, y)
            path.lineTo(x, y)
        page.drawPath(path, stroke=1, fill=0)


def _registered(face: Face) -> str:
    """Return the name by which the library has a font."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if face.path not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(face.path, face.path))
    return face.path


def _embeddable(face: Face) -> bool:
    """Tell whether the library can put a font into a file: outlines of PostScript it cannot."""
    from reportlab.pdfbase.ttfonts import TTFError

    try:
        _registered(face)
    except TTFError:
        return False
    return True


_WRITES = "the same on a page of its size, fonts in it"
FORMATS = (Format("pdf", write_pdf, _WRITES, "application/pdf", options=OPTIONS),)
