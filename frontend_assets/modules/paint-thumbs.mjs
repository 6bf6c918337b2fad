/** Thumbnails and the marks on them, on a 2D context, in device pixels. */

import { cellColor } from "./paint-cells.mjs";

/** @import { Picture } from "./picture.mjs" */
/** @import { Style, Painter } from "./paint-cells.mjs" */
/** @import { ThumbsCache } from "./thumbs-cache.mjs" */
/** @import { Theme } from "./theme.mjs" */

/** How much of an image stays that is not meant. */
const FADED = 0.14;

const DARK = "#000000";

/** @param {number} color 0xrrggbb */
const HEX = (color) => `#${color.toString(16).padStart(6, "0")}`;

/** Edge of the thumbnails of a view in device pixels; floored, so that a grid never outgrows its cell. @param {number} size @param {number} ratio */
export function edgeOf(size, ratio) {
  return Math.max(1, Math.floor(size * ratio + 1e-6));
}

/**
 * Draw images of a picture at their own places: the thumbnail where the cache has it, else the mean colour.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {Iterable<number>} indices
 * @param {ThumbsCache} cache
 * @param {Style} style
 */
export function paintThumbs(context, picture, indices, cache, style) {
  const { ratio } = style;
  const plain = style.show !== "isolate" && !picture.lit;
  for (const i of indices) {
    const edge = edgeOf(picture.size[i], ratio);
    const x = Math.round(picture.x[i] * ratio);
    const y = Math.round(picture.y[i] * ratio);
    if (!plain && isFaded(picture, i, style)) {
      context.fillStyle = cellColor(picture.cells[picture.cell[i]], style);
      context.fillRect(x, y, edge, edge);
      context.globalAlpha = FADED;
    }
    paintImage(context, picture, i, cache, x, y, edge);
    context.globalAlpha = 1;
    paintMarks(context, picture, i, x, y, edge, style);
  }
}

/**
 * One image at any place.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {number} i
 * @param {ThumbsCache} cache
 * @param {number} x
 * @param {number} y
 * @param {number} edge
 */
export function paintImage(context, picture, i, cache, x, y, edge) {
  const tile = cache.get(picture.rows[i], edge);
  if (tile) {
    context.drawImage(tile.bitmap, tile.sx, tile.sy, tile.edge, tile.edge, x, y, edge, edge);
  } else {
    context.fillStyle = HEX(picture.color[i]);
    context.fillRect(x, y, edge, edge);
  }
}

/**
 * Whether an image steps back: a search found others, or only the wrong ones are meant.
 *
 * @param {Pick<Picture, "lit"|"marked">} picture
 * @param {number} i
 * @param {Pick<Style, "show">} style
 */
export function isFaded({ lit, marked }, i, { show }) {
  return lit ? lit[i] !== 1 : show === "isolate" && marked[i] !== 1;
}

/**
 * Misclassified: an outline and a notch, since colour must not be the only sign. Selected and found: an outline.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {number} i
 * @param {number} x
 * @param {number} y
 * @param {number} edge
 * @param {Style} style
 */
export function paintMarks(context, picture, i, x, y, edge, { ratio, theme, show, selection }) {
  const row = picture.rows[i];
  const line = Math.max(1, Math.round((edge >= 20 * ratio ? 2 : 1) * ratio));
  if (show !== "all" && picture.marked[i] === 1) {
    twoTone(context, x, y, edge, line, theme.wrong, ratio);
    notch(context, x, y, edge, theme);
  }
  if (picture.lit?.[i] === 1) outline(context, x, y, edge, line, theme.accent);
  if (selection.has(row)) {
    outline(context, x, y, edge, line, theme.accent);
    if (edge >= 12 * ratio) tick(context, x, y, edge, ratio, theme);
  }
}

/**
 * A frame of `line` pixels within the square.
 *
 * @param {Painter} context
 * @param {number} x
 * @param {number} y
 * @param {number} edge
 * @param {number} line
 * @param {string} color
 */
export function outline(context, x, y, edge, line, color) {
  context.strokeStyle = color;
  context.lineWidth = line;
  context.strokeRect(x + line / 2, y + line / 2, edge - line, edge - line);
}

/**
 * An outline that shows on any tint and any picture: a dark line, and its colour within.
 *
 * @param {Painter} context
 * @param {number} x
 * @param {number} y
 * @param {number} edge
 * @param {number} line
 * @param {string} color
 * @param {number} ratio
 */
function twoTone(context, x, y, edge, line, color, ratio) {
  const thin = edge < 10 * ratio ? 0 : Math.max(1, Math.round(ratio));
  if (thin) outline(context, x, y, edge, thin, DARK);
  outline(context, x + thin, y + thin, edge - 2 * thin, line, color);
}

/** @param {Painter} context @param {number} x @param {number} y @param {number} edge @param {Theme} theme */
function notch(context, x, y, edge, theme) {
  const arm = Math.max(4, Math.round(edge * 0.3));
  context.beginPath();
  context.moveTo(x + edge - arm, y);
  context.lineTo(x + edge, y);
  context.lineTo(x + edge, y + arm);
  context.closePath();
  context.fillStyle = theme.wrong;
  context.fill();
}

/** @param {Painter} context @param {number} x @param {number} y @param {number} edge @param {number} ratio @param {Theme} theme */
function tick(context, x, y, edge, ratio, theme) {
  const arm = Math.min(edge * 0.5, 12 * ratio);
  context.fillStyle = theme.accent;
  context.fillRect(x, y + edge - arm, arm, arm);
  context.beginPath();
  context.moveTo(x + arm * 0.22, y + edge - arm * 0.48);
  context.lineTo(x + arm * 0.42, y + edge - arm * 0.28);
  context.lineTo(x + arm * 0.78, y + edge - arm * 0.72);
  context.strokeStyle = theme.ground;
  context.lineWidth = Math.max(1, arm * 0.16);
  context.stroke();
}
