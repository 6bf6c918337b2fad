"""SVG: the tree or the map; text is text, thumbnails are in it, nothing is asked for from elsewhere."""

import base64
import io
from collections.abc import Generator
from typing import IO
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from PIL import Image

from explorer.export.export_format import Format, Subset
from explorer.export.figures.asked_figure import OPTIONS, asked_figure
from explorer.export.figures.dot_layers import draw_dots
from explorer.export.figures.figure import Dots, Figure, Fill, Mosaic, Piece, TextLine
from explorer.export.figures.fonts import Fonts, printable
from explorer.export.figures.mosaics import dots, draw_mosaic

FAMILY = "'Bitstream Vera Sans', 'DejaVu Sans', Verdana, 'Noto Sans', sans-serif"
QUALITY = 90
"""Of the JPEGs in it."""
MOST_POINTS = 20_000
"""More dots than this are pixels: programs that edit vectors take no more."""


def write_svg(subset: Subset, out: IO[bytes]) -> Generator[int]:
    """Draw a figure and write it, a piece at a time.

    Yields
    ------
    int
        Images of the subset, once it is drawn.
    """
    figure = asked_figure(subset, Fonts())
    wide, high = (f"{side:.6g}mm" for side in figure.paper)
    title = escape(printable(figure.title))
    out.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {figure.width:g} {figure.height:g}" preserveAspectRatio="none" role="img" '
        f'font-family="{FAMILY}">\n'
        f'<title>{title}</title>\n<rect width="100%" height="100%" fill="{figure.ground}"/>\n'.encode()
    )
    for piece in figure.pieces:
        out.write(_element(piece, figure, subset).encode())
        yield 0
    out.write(b"</svg>\n")
    yield len(subset.rows)


def _element(piece: Piece, figure: Figure, subset: Subset) -> str:
    match piece:
        case Fill():
            opacity = "" if piece.opacity >= 1 else f' fill-opacity="{piece.opacity:g}"'
            return f'<rect {_box(piece.x, piece.y, piece.w, piece.h)} fill="{piece.color}"{opacity}/>\n'
        case Mosaic():
            picture = draw_mosaic(subset.index.thumbnails, piece, figure.scale, figure.ground)
            # Where it lies on whole dots: its pixels are those of the figure.
            edges = dots(piece.x, piece.y, piece.w, piece.h, figure.scale)
            left, top, right, bottom = (edge / figure.scale for edge in edges)
            return _image(picture, (left, top, right - left, bottom - top))
        case TextLine():
            return _text(piece)
        case Dots():
            return _dots(piece, figure)
    raise TypeError(f"{type(piece).__name__} is no piece of a figure")


def _text(piece: TextLine) -> str:
    """A text, as wide as it was measured, whatever font is there."""
    weight = ' font-weight="bold"' if piece.bold else ""
    return (
        f'<text x="{piece.x:.2f}" y="{piece.y:.2f}" font-size="{piece.size:g}"{weight} '
        f'fill="{piece.color}" textLength="{piece.width:.2f}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(piece.text)}</text>\n"
    )


def _dots(piece: Dots, figure: Figure) -> str:
    if len(piece.x) > MOST_POINTS:
        layer = draw_dots(piece, figure.dots, figure.scale)
        return _image(layer, (0, 0, figure.width, figure.height), "PNG")
    paths = []
    for code in np.unique(piece.color).tolist():
        chosen = piece.color == code
        points = zip(piece.x[chosen].tolist(), piece.y[chosen].tolist(), strict=True)
        # A line of no length with round ends is a dot.
        drawn = "".join(f"M{x:.2f} {y:.2f}h0" for x, y in points)
        paths.append(f'<path d="{drawn}" stroke="{piece.colors[code]}"/>\n')
    return (
        f'<g fill="none" stroke-linecap="round" stroke-width="{2 * piece.radius:.3g}" '
        f'stroke-opacity="{piece.opacity:g}">\n{"".join(paths)}</g>\n'
    )


def _image(picture: Image.Image, box: tuple[float, float, float, float], format: str = "JPEG") -> str:
    data = io.BytesIO()
    picture.save(data, format, quality=QUALITY, subsampling=0)
    address = f"data:image/{format.lower()};base64,{base64.b64encode(data.getvalue()).decode()}"
    return f'<image {_box(*box)} preserveAspectRatio="none" href={quoteattr(address)}/>\n'


def _box(x: float, y: float, w: float, h: float) -> str:
    return f'x="{x:.6g}" y="{y:.6g}" width="{w:.6g}" height="{h:.6g}"'


_WRITES = "the same as vectors, to be edited and placed"
FORMATS = (Format("svg", write_svg, _WRITES, "image/svg+xml", options=OPTIONS),)
