/** Thumbnails and the marks on them, on a 2D context, in device pixels. */

import { drawPart } from "./draw-part.mjs";
import { snap } from "./paint-cells.mjs";

/** @import { Rect } from "./types.d.ts" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Style, Painter } from "./paint-cells.mjs" */
/** @typedef {Pick<import("./thumbs-cache.mjs").ThumbsCache, "get">} Tiles */
/** @import { Theme } from "./theme.mjs" */

/** How much of an image stays that is not meant. */
const FADED = 0.14;

const DARK = "#000000";

/** From this side on, in CSS pixels, an outline is two pixels wide. */
const LARGE = 64;

/** Of a wrong image's side, its notch; no longer than so many CSS pixels. */
const NOTCH = 0.26;
const LARGEST_NOTCH = 16;

/** @param {number} color 0xrrggbb */
const HEX = (color) => `#${color.toString(16).padStart(6, "0")}`;

/** Where image i of a picture lies in device pixels: edges are rounded, so that neighbours keep their gap. @param {Picture} picture @param {number} i @param {number} ratio @returns {Rect} */
export function tileOf(picture, i, ratio) {
  return snap({ x: picture.x[i], y: picture.y[i], w: picture.w[i], h: picture.h[i] }, ratio);
}

/**
 * Draw images of a picture at their own places: the thumbnail where the cache has it, else the mean colour.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {Iterable<number>} indices
 * @param {Tiles} cache
 * @param {Style} style
 */
export function paintThumbs(context, picture, indices, cache, style) {
  for (const i of indices) paintThumb(context, picture, i, cache, tileOf(picture, i, style.ratio), style);
}

/**
 * One image with its marks at any place.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {number} i
 * @param {Tiles} cache
 * @param {Rect} box in device pixels
 * @param {Style} style
 * @param {number} [there] how much of it is there, up to 1
 */
export function paintThumb(context, picture, i, cache, box, style, there = 1) {
  context.globalAlpha = there;
  if (isFaded(picture, i, style)) {
    context.fillStyle = style.theme.surface;
    context.fillRect(box.x, box.y, box.w, box.h);
    context.globalAlpha = there * FADED;
  }
  paintImage(context, picture, i, cache, box);
  context.globalAlpha = there;
  paintMarks(context, picture, i, box, style);
  context.globalAlpha = 1;
}

/**
 * One image at any place, which it covers: what does not fit is cut off on both sides alike.
 *
 * @param {Painter} context
 * @param {Pick<Picture, "rows"|"color"|"wall">} picture
 * @param {number} i
 * @param {Tiles} cache
 * @param {Rect} box in device pixels
 */
export function paintImage(context, picture, i, cache, { x, y, w, h }) {
  const tile = cache.get(picture.rows[i], Math.max(w, h), picture.wall);
  if (tile) {
    const scale = Math.min(tile.w / w, tile.h / h);
    const [across, down] = [w * scale, h * scale];
    const part = { x: tile.sx + (tile.w - across) / 2, y: tile.sy + (tile.h - down) / 2, w: across, h: down };
    drawPart(context, tile.bitmap, part, { x, y, w, h });
  } else {
    context.fillStyle = HEX(picture.color[i]);
    context.fillRect(x, y, w, h);
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
 * @param {Pick<Picture, "rows"|"marked"|"lit">} picture
 * @param {number} i
 * @param {Rect} box
 * @param {Pick<Style, "ratio"|"theme"|"show"|"selection">} style
 */
export function paintMarks(context, picture, i, box, { ratio, theme, show, selection }) {
  const row = picture.rows[i];
  const edge = Math.min(box.w, box.h);
  const line = Math.max(1, Math.round((edge >= 20 * ratio ? 2 : 1) * ratio));
  if (show !== "all" && picture.marked[i] === 1) paintWrong(context, box, theme, ratio);
  if (picture.lit?.[i] === 1) outline(context, box, line, theme.accent);
  if (selection.has(row)) {
    outline(context, box, line, theme.accent);
    if (edge >= 12 * ratio) tick(context, box, ratio, theme);
  }
}

/**
 * A frame of `line` pixels within a box.
 *
 * @param {Painter} context
 * @param {Rect} box
 * @param {number} line
 * @param {string} color
 */
export function outline(context, { x, y, w, h }, line, color) {
  context.strokeStyle = color;
  context.lineWidth = line;
  context.strokeRect(x + line / 2, y + line / 2, w - line, h - line);
}

/**
 * A thin outline, since a whole cell may be wrong, and a notch, which a dark line makes show on any picture.
 *
 * @param {Painter} context
 * @param {Rect} box
 * @param {Theme} theme
 * @param {number} ratio
 */
function paintWrong(context, box, theme, ratio) {
  const edge = Math.min(box.w, box.h);
  const thin = Math.max(1, Math.round((edge >= LARGE * ratio ? 2 : 1) * ratio));
  const arm = Math.round(Math.min(Math.max(edge * NOTCH, 5 * ratio), LARGEST_NOTCH * ratio));
  if (edge >= 10 * ratio) notch(context, box, arm + Math.max(2, Math.round(1.5 * ratio)), DARK);
  outline(context, box, thin, theme.wrong);
  notch(context, box, arm, theme.wrong);
}

/** @param {Rect} box @param {number} by @returns {Rect} */
export function inset({ x, y, w, h }, by) {
  return { x: x + by, y: y + by, w: w - 2 * by, h: h - 2 * by };
}

/** The top right corner. @param {Painter} context @param {Rect} box @param {number} arm @param {string} color */
function notch(context, { x, y, w }, arm, color) {
  context.beginPath();
  context.moveTo(x + w - arm, y);
  context.lineTo(x + w, y);
  context.lineTo(x + w, y + arm);
  context.closePath();
  context.fillStyle = color;
  context.fill();
}

/** @param {Painter} context @param {Rect} box @param {number} ratio @param {Theme} theme */
function tick(context, { x, y, w, h }, ratio, theme) {
  const arm = Math.min(Math.min(w, h) * 0.5, 12 * ratio);
  const bottom = y + h;
  context.fillStyle = theme.accent;
  context.fillRect(x, bottom - arm, arm, arm);
  context.beginPath();
  context.moveTo(x + arm * 0.22, bottom - arm * 0.48);
  context.lineTo(x + arm * 0.42, bottom - arm * 0.28);
  context.lineTo(x + arm * 0.78, bottom - arm * 0.72);
  context.strokeStyle = theme.ground;
  context.lineWidth = Math.max(1, arm * 0.16);
  context.stroke();
}
