/** Borders of clusters on a wall, in device pixels: lines between pictures, which have no boxes there. */

import { cellColor } from "./paint-cells.mjs";
import { borderOf } from "./wall.mjs";

/** @import { Size } from "./types.d.ts" */
/** @import { Painter, Style } from "./paint-cells.mjs" */
/** @import { Picture } from "./picture.mjs" */
/** @import { Polygon } from "./wall.mjs" */

/** Width of a border and of the ground beside it, and of a tint within, in CSS pixels. */
const LINE = 1;
const GROUND = 3;
const TINT = 2;

/** Beyond the edge of the canvas, in CSS pixels: where it ends there is no border. */
const BEYOND = 4;

/** @param {Painter} context @param {Picture} picture @param {Style} style */
export function paintBorders(context, picture, style) {
  const { cells, wall } = picture;
  if (!wall) return;
  if (style.legend) cells.forEach((cell, c) => cell.tint && frameOnWall(context, picture, c, TINT, cellColor(cell, style), style.ratio));
  if (cells.length < 2) return;
  context.beginPath();
  for (let c = 0; c < cells.length; c++) trace(context, borderOf(picture, c), picture, BEYOND, style.ratio);
  for (const [width, color] of /** @type {[number, string][]} */ ([[GROUND, style.theme.ground], [LINE, style.theme.text]])) {
    context.lineWidth = Math.max(1, Math.round(width * style.ratio));
    context.strokeStyle = color;
    context.stroke();
  }
}

/**
 * A line around a cell, within its border.
 *
 * @param {Painter} context
 * @param {Picture} picture
 * @param {number} c
 * @param {number} width in CSS pixels
 * @param {string} color
 * @param {number} ratio
 */
export function frameOnWall(context, picture, c, width, color, ratio) {
  context.save();
  context.beginPath();
  trace(context, borderOf(picture, c), picture, 0, ratio);
  context.clip();
  // Half of the line is outside, and so is a part of the ground of the border.
  context.lineWidth = 2 * Math.max(1, Math.round(width * ratio)) + (picture.cells.length > 1 ? GROUND * ratio : 0);
  context.strokeStyle = color;
  context.stroke();
  context.restore();
}

/** In the middle of gaps. @param {Painter} context @param {Polygon[]} polygons @param {Size} size @param {number} beyond @param {number} ratio */
function trace(context, polygons, { width, height }, beyond, ratio) {
  /** @param {number} at @param {number} end */
  const middle = (at, end) => (at <= 0 ? -beyond : at >= end ? end + beyond : at + 0.5) * ratio;
  for (const [start, ...rest] of polygons) {
    context.moveTo(middle(start[0], width), middle(start[1], height));
    for (const [x, y] of rest) context.lineTo(middle(x, width), middle(y, height));
    context.closePath();
  }
}
