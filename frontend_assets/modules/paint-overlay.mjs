/** What changes under the hand — hover, keyboard focus, the inspected image — drawn over the settled picture. */

import { frameOnWall } from "./paint-borders.mjs";
import { snap } from "./paint-cells.mjs";
import { paintOutlines } from "./paint-outlines.mjs";
import { inset, isFaded, outline, paintImage, tileOf } from "./paint-thumbs.mjs";

/** @import { Size, View } from "./types.d.ts" */
/** @import { Hit } from "./geometry.mjs" */
/** @import { Style } from "./paint-cells.mjs" */
/** @import { Picture } from "./picture.mjs" */

/**
 * @typedef {object} Overlay
 * @property {import("./geometry.mjs").Hit|null} hover
 * @property {number} focus      Cell with the keyboard focus, -1 for none.
 * @property {number|null} row   Inspected image.
 * @property {import("./findings-outline.mjs").Outlines|null} outlines  Findings.
 * @property {boolean} outlined  Whether all of them are outlined, or only the one a hand rests on.
 * @property {number} pointed    Place of the finding that a hand rests on, -1 for none.
 * @property {number|null} pointedRow  Image that it rests on, wherever on the page.
 */

/**
 * What lies on pictures and under titles, which are to be read: findings, and images that are looked at.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./picture.mjs").Picture} picture
 * @param {Overlay} overlay
 * @param {import("./paint-thumbs.mjs").Tiles} cache
 * @param {import("./paint-cells.mjs").Style} style
 */
export function paintMarked(context, picture, { row, outlines, outlined, pointed, pointedRow }, cache, style) {
  const { ratio, theme } = style;
  const found = outlines?.of(picture).filter(({ place }) => outlined || place === pointed);
  if (found?.length) paintOutlines(context, found, pointed, style);
  const under = pointedRow === null ? undefined : picture.place.get(pointedRow);
  if (under !== undefined) ring(context, picture, under, theme.text, style);
  const at = row === null ? undefined : picture.place.get(row);
  if (at !== undefined) {
    if (isFaded(picture, at, style)) paintImage(context, picture, at, cache, tileOf(picture, at, ratio));
    ring(context, picture, at, theme.accent, style);
  }
}

/**
 * What lies over all: the cell under the pointer and that with the keyboard's focus.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Overlay} overlay
 * @param {Style} style
 */
export function paintFrames(context, picture, { hover, focus }, { ratio, theme }) {
  if (hover && !hover.target.leaf) frame(context, picture, hover, 1, theme.muted, ratio);
  if (focus >= 0 && picture.cells[focus]) frame(context, picture, { cell: focus, target: picture.cells[focus] }, 2, theme.accent, ratio);
}

/**
 * Around an image, with a dark line inside so that it shows on any picture.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {number} i
 * @param {string} color
 * @param {Style} style
 */
function ring(context, picture, i, color, style) {
  ringAround(context, tileOf(picture, i, style.ratio), color, style);
}

/**
 * The same around any place.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {import("./types.d.ts").Rect} box in device pixels
 * @param {string} color
 * @param {Pick<Style, "ratio"|"theme">} style
 */
export function ringAround(context, box, color, { ratio, theme }) {
  const line = Math.max(1, Math.round(2 * ratio));
  const one = Math.max(1, Math.round(ratio));
  outline(context, box, one, theme.ground);
  outline(context, inset(box, -line), line, color);
}

/**
 * Around a cell or group.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {Pick<Hit, "cell"|"target">} where
 * @param {number} width in CSS pixels
 * @param {string} color
 * @param {number} ratio
 */
function frame(context, picture, { cell, target }, width, color, ratio) {
  if (picture.wall) frameOnWall(context, picture, cell, width, color, ratio);
  else outline(context, snap(target, ratio), width * Math.max(1, Math.round(ratio)), color);
}

/** A view without cells says why. @param {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} context @param {Picture} picture @param {Style} style */
export function paintEmpty(context, { answer, width, height }, { ratio, theme }) {
  context.font = `400 ${13 * ratio}px ${theme.family}`;
  context.fillStyle = theme.muted;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const words = answer.note || "No image matches. Change or clear the filter.";
  context.fillText(words, (width / 2) * ratio, (height / 2) * ratio, (width - 32) * ratio);
}
